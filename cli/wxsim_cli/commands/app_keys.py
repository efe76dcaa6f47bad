"""``wxsim app keys``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from wxsim_cli.client import Simulator
from wxsim_cli.exits import BadInput
from wxsim_cli.jsontext import print_json
from wxsim_cli.masking import masked
from wxsim_cli.options import format_option, show_secrets_option, url_option
from wxsim_cli.table import fields


@click.command()
@click.argument("appid")
@click.option("--new", is_flag=True, help="Make a symmetric key and a key pair; see below.")
@click.option(
    "--cipher",
    type=click.Choice(["AES256_GCM", "SM4_GCM"]),
    default="AES256_GCM",
    show_default=True,
    help="What a symmetric key is for.",
)
@click.option(
    "--signature",
    type=click.Choice(["RSAwithSHA256", "SM2withSM3"]),
    default="RSAwithSHA256",
    show_default=True,
    help="What a key pair is for.",
)
@click.option("--key", metavar="BASE64", help="Set this symmetric key, one of your own.")
@click.option(
    "--public-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Set this public key in PEM, of a pair of your own.",
)
@format_option
@show_secrets_option
@url_option
def command(
    *,
    appid: str,
    new: bool,
    cipher: str,
    signature: str,
    key: str | None,
    public_key: Path | None,
    output_format: str,
    show_secrets: bool,
    url: str,
) -> None:
    r"""Show or set the keys with which an app signs and encrypts its calls.

    They are those of API security in WeChat's console. With --new, the private
    key is printed here and kept nowhere: the simulator learns the public one.

    \b
    Examples:
      wxsim app keys wx0123456789abcdef
      wxsim app keys wx0123456789abcdef --new --format json
      wxsim app keys wx0123456789abcdef --new --cipher SM4_GCM --signature SM2withSM3
      wxsim app keys wx0123456789abcdef --public-key public.pem
    """
    if new and (key or public_key):
        raise click.UsageError("--new makes both keys; leave --key and --public-key out")
    pem = _read_pem(public_key) if public_key else None
    private = None
    if new:
        private, pem = _key_pair(signature)
    path = f"/apps/{appid}/keys"
    with Simulator(url) as simulator:
        if new or key:
            simulator.ask("PUT", f"{path}/symmetric", having="symmetric", algorithm=cipher, key=key)
        if pem:
            simulator.ask(
                "PUT", f"{path}/public", having="public", algorithm=signature, public_key=pem
            )
        shown = simulator.ask("GET", path, having="platform")
    if private is not None:
        shown["private_key"] = private
    elif shown["symmetric"] and not show_secrets:
        shown["symmetric"]["key"] = masked(shown["symmetric"]["key"])
    if output_format == "json":
        print_json(shown)
    else:
        click.echo(_text(shown))


def _read_pem(file: Path) -> str:
    """Return the text of a file; whether it is a key, the simulator says.

    Raises:
        BadInput: the file cannot be read, is no text, or is empty.
    """
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        text = ""
    if not text.strip():
        raise BadInput(
            f"{file} is no public key in PEM, with -----BEGIN PUBLIC KEY-----; "
            "`openssl pkey -pubout` writes one"
        )
    return text


def _key_pair(signature: str) -> tuple[str, str]:
    """Return a new private key and its public key in PEM."""
    # Only who makes keys waits for these to be imported.
    if signature == "SM2withSM3":
        import secrets  # noqa: PLC0415  # see above

        from wxsim.signing import sm2  # noqa: PLC0415  # see above

        return sm2.write_keys(secrets.randbits(255) + 1)
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415  # see above
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415  # see above
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def _text(shown: dict[str, Any]) -> str:
    rows = [("appid", shown["appid"])]
    for kind, secret in (("symmetric", "key"), ("public", None)):
        key = shown[kind]
        rows.append((f"{kind} key", key["algorithm"] if key else "none; --new makes one"))
        if key:
            rows.append(("  number", key["sn"]))
        if key and secret:
            rows.append(("  key", key[secret]))
    rows.append(("platform", shown["platform"]["serial"]))
    blocks = [shown["public"]["public_key"]] if shown["public"] else []
    blocks += [shown["platform"]["certificate"], shown.get("private_key", "")]
    return "\n".join([fields(rows), *(block.strip() for block in blocks if block)])
