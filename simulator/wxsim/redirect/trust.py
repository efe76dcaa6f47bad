"""Files that make each runtime trust the gate's certificates besides all it trusts already."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.utils import CryptographyDeprecationWarning

# Anything but none: Java takes a store without a password for an empty one.
JAVA_PASSWORD = "changeit"  # noqa: S105  # Java's own default; the store holds no secret


def write_bundle(path: Path, ours: bytes, users: Iterable[str]) -> None:
    """Write what a variable such as ``SSL_CERT_FILE`` names, which replaces the system's own.

    Args:
        path: the file to write.
        ours: the authority's certificate as PEM.
        users: files that the user had named before; those that are there count.
    """
    system = ssl.get_default_verify_paths().cafile
    files = [*users, *([system] if system else []), certifi.where()]
    parts = [Path(file).read_bytes() for file in dict.fromkeys(files) if Path(file).is_file()]
    path.write_bytes(b"\n".join([*parts, ours]))


def write_java_store(path: Path, bundle: Path) -> None:
    """Write the certificates of a bundle as Java reads them."""
    with warnings.catch_warnings():
        # Some old roots have serial numbers that today's rules forbid.
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        certificates = dict.fromkeys(x509.load_pem_x509_certificates(bundle.read_bytes()))
    entries = [
        pkcs12.PKCS12Certificate(certificate, f"wxsim-{number}".encode())
        for number, certificate in enumerate(certificates)
    ]
    encryption = serialization.BestAvailableEncryption(JAVA_PASSWORD.encode())
    path.write_bytes(pkcs12.serialize_java_truststore(entries, encryption))


def named_files(environ: Mapping[str, str], *names: str) -> list[str]:
    """Return the files that the user's variables name."""
    return [environ[name] for name in names if environ.get(name)]
