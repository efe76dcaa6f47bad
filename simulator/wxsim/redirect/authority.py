"""The certificate authority of this installation.

It is made on this machine and never leaves it. Whoever had its key could pass
for any host that programs trust it for; so it can speak for nothing but
weixin.qq.com and this machine itself, lasts 90 days, and its key can be read by
its owner alone.
"""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from ipaddress import ip_network
from pathlib import Path

import platformdirs
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import NameOID

VALID_DAYS = 90
# From here on it is told that the end is near.
WARN_DAYS = 14

_SPEAKS_FOR = ("weixin.qq.com", "localhost")
_SPEAKS_FOR_ADDRESSES = ("127.0.0.0/8", "::1/128")
# A program whose clock is a little behind must not take it for one of tomorrow.
_CLOCK_SKEW = timedelta(hours=1)

# One file with both, so that key and certificate always belong together.
_PRIVATE_FILE = "authority.pem"
_PUBLIC_FILE = "wxsim-ca.pem"


class AuthorityError(Exception):
    """The authority is missing, broken or expired; the text says what to do."""


@dataclass(frozen=True)
class Authority:
    """A certificate authority.

    Attributes:
        folder: where it is kept.
        certificate: what programs are told to trust.
    """

    folder: Path
    certificate: x509.Certificate
    _key_pem: bytes

    @property
    def path(self) -> Path:
        """The file with the certificate alone, which may be given away."""
        return self.folder / _PUBLIC_FILE

    @property
    def key_path(self) -> Path:
        """The file with the key, which may not."""
        return self.folder / _PRIVATE_FILE

    @property
    def certificate_pem(self) -> bytes:
        """The certificate as PEM."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def expires(self) -> datetime:
        """When it ends, in UTC."""
        return self.certificate.not_valid_after_utc

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, as browsers show it."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def speaks_for(self) -> tuple[str, ...]:
        """The domains and addresses for which its certificates count."""
        constraints = self.certificate.extensions.get_extension_for_class(x509.NameConstraints)
        return tuple(str(name.value) for name in constraints.value.permitted_subtrees or ())

    def days_left(self, now: datetime | None = None) -> float:
        """Return how long it still lasts; negative once it is over."""
        return (self.expires - (now or _now())) / timedelta(days=1)

    def leaf(self, host: str) -> trustme.LeafCert:
        """Return a certificate for one host, valid as long as the authority."""
        issuer = trustme.CA.from_pem(self.certificate_pem, self._key_pem)
        return issuer.issue_cert(
            host,
            organization_name="wxsim",
            organization_unit_name="a local simulator, not WeChat",
            not_before=self.certificate.not_valid_before_utc,
            not_after=self.expires,
        )


def default_folder() -> Path:
    """Return where the authority is kept: ``WXSIM_CA_DIR``, or the user's data directory."""
    chosen = os.environ.get("WXSIM_CA_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("wxsim")) / "ca"


def find_authority(folder: Path) -> Authority | None:
    """Return the authority that is kept in a folder, or None.

    Raises:
        AuthorityError: there is one, but it cannot be read or used.
    """
    private = folder / _PRIVATE_FILE
    try:
        pem = private.read_bytes()
        mode = stat.S_IMODE(private.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise AuthorityError(f"{private} cannot be read: {error.strerror}") from error
    if os.name != "nt" and mode & 0o077:
        raise AuthorityError(
            f"{private} holds a key, and its mode {mode:04o} lets others read it; make a new one "
            "with `wxsim ca renew`"
        )
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        key = serialization.load_pem_private_key(pem, password=None)
    except ValueError as error:
        raise AuthorityError(
            f"{private} is damaged ({error}); make a new one with `wxsim ca renew`"
        ) from error
    if key.public_key() != certificate.public_key():
        raise AuthorityError(
            f"key and certificate in {private} do not belong together; make new ones with "
            "`wxsim ca renew`"
        )
    return Authority(folder, certificate, _pem_of(key))


def open_authority(folder: Path, now: datetime | None = None) -> tuple[Authority, bool]:
    """Return the authority of a folder, and whether it had to be made.

    One that has expired is made anew: nobody can be relying on it any more.

    Args:
        folder: where it is kept.
        now: the present time, in UTC; the machine's when left out.

    Raises:
        AuthorityError: there is one that cannot be used, or none can be written there.
    """
    found = find_authority(folder)
    if found is not None and found.days_left(now) > 0:
        if not found.path.exists():
            _write(found.path, found.certificate_pem, mode=0o644)
        return found, False
    return _make(folder, replace=found is not None, now=now), True


def renew_authority(folder: Path, now: datetime | None = None) -> Authority:
    """Make a new authority in the place of the old one, if any.

    Raises:
        AuthorityError: it cannot be written.
    """
    return _make(folder, replace=True, now=now)


def remove_authority(folder: Path) -> bool:
    """Remove the authority, and tell whether there was one.

    Raises:
        AuthorityError: it cannot be removed.
    """
    there = False
    for name in (_PRIVATE_FILE, _PUBLIC_FILE):
        try:
            (folder / name).unlink()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise AuthorityError(f"{folder / name} cannot be removed: {error.strerror}") from error
        there = True
    return there


def _make(folder: Path, *, replace: bool, now: datetime | None) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key, now or _now())
    authority = Authority(folder, certificate, _pem_of(key))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise AuthorityError(
            f"{folder} cannot be made: {error.strerror}; choose another folder with WXSIM_CA_DIR"
        ) from error
    pem = _pem_of(key) + authority.certificate_pem
    if not _write(authority.key_path, pem, mode=0o600, replace=replace):
        # Two programs began at once, and the other one was faster.
        there = find_authority(folder)
        if there is not None:
            return there
    _write(authority.path, authority.certificate_pem, mode=0o644)
    return authority


def _certificate(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "wxsim"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"wxsim local CA, made {now:%Y-%m-%d}"),
        ]
    )
    permitted: list[x509.GeneralName] = [x509.DNSName(host) for host in _SPEAKS_FOR]
    permitted += [x509.IPAddress(ip_network(network)) for network in _SPEAKS_FOR_ADDRESSES]
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + timedelta(days=VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None),
            critical=True,
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=False,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=True,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


def _pem_of(key: PrivateKeyTypes) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes, *, mode: int, replace: bool = True) -> bool:
    """Write a file whole or not at all; tell whether it was written.

    Args:
        path: the file.
        content: what goes into it.
        mode: who may read it, from the first moment.
        replace: overwrite what is there.
    """
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).chmod(mode)
            if replace:
                Path(temporary).replace(path)
                return True
            os.link(temporary, path)
        except FileExistsError:
            return False
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise AuthorityError(
            f"{path} cannot be written: {error.strerror}; choose another folder with WXSIM_CA_DIR"
        ) from error
    return True


def _now() -> datetime:
    return datetime.now(timezone.utc)
