"""`wxsim app keys` against a simulator on a socket."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.serving.local_server import LocalServer
from wxsim.signing import sm2
from wxsim_cli.group import cli
from wxsim_fixtures import vectors

APPID = "wx0123456789abcdef"
Wxsim = Callable[..., Result]


@pytest.fixture
def wxsim(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wxsim]:
    with LocalServer(create_app(demo_world())) as server:
        monkeypatch.setenv("WXSIM_URL", server.url)
        yield lambda *words: CliRunner().invoke(
            cli, ["app", "keys", APPID, *words], prog_name="wxsim"
        )


def done(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def test_an_app_has_no_keys_at_first(wxsim: Wxsim) -> None:
    shown = json.loads(done(wxsim("--format", "json")))

    assert shown["symmetric"] is None
    assert shown["public"] is None
    assert "BEGIN CERTIFICATE" in shown["platform"]["certificate"]
    assert "none; --new makes one" in done(wxsim())


def test_new_keys_belong_together(wxsim: Wxsim) -> None:
    made = json.loads(done(wxsim("--new", "--format", "json")))

    assert len(base64.b64decode(made["symmetric"]["key"])) == 32
    private = load_pem_private_key(made["private_key"].encode(), None)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert public.decode() == made["public"]["public_key"]


def test_new_chinese_keys_belong_together(wxsim: Wxsim) -> None:
    words = ("--new", "--cipher", "SM4_GCM", "--signature", "SM2withSM3")
    made = json.loads(done(wxsim(*words, "--format", "json")))

    assert len(base64.b64decode(made["symmetric"]["key"])) == 16
    private = sm2.read_private_key(made["private_key"])
    assert sm2.read_public_key(made["public"]["public_key"]) == sm2.public_key_of(private)


def test_later_the_symmetric_key_is_masked_and_the_private_one_gone(wxsim: Wxsim) -> None:
    key = json.loads(done(wxsim("--new", "--format", "json")))["symmetric"]["key"]

    assert key not in done(wxsim())
    assert "PRIVATE KEY" not in done(wxsim())
    assert key in done(wxsim("--show-secrets"))


def test_keys_of_ones_own_are_set(wxsim: Wxsim, tmp_path: Path) -> None:
    sample = vectors()["api_signing_request_official"]
    file = tmp_path / "public.pem"
    file.write_text(sample["public_key"], "utf-8")

    shown = done(wxsim("--public-key", str(file), "--key", sample["symmetric_key"]))

    assert sample["public_key"].strip() in shown
    assert sample["symmetric_key"] in done(wxsim("--show-secrets"))


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--key", "AAAA"), "has 32 bytes"),
        (("--new", "--key", "AAAA"), "leave --key and --public-key out"),
        (("--public-key", __file__), "BEGIN PUBLIC KEY"),
    ],
)
def test_keys_that_are_none_are_refused_with_what_would_be_right(
    wxsim: Wxsim, words: tuple[str, ...], hint: str
) -> None:
    result = wxsim(*words)

    assert result.exit_code == 2
    assert hint in result.stderr


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00"])
def test_a_file_that_is_empty_or_no_text_is_refused_as_a_key(
    wxsim: Wxsim, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "public.pem"
    file.write_bytes(content)

    result = wxsim("--public-key", str(file))

    assert result.exit_code == 2
    assert "BEGIN PUBLIC KEY" in result.stderr
