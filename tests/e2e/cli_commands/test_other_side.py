"""What commands say where no simulator answers, or something else does."""

from __future__ import annotations

import socket

import pytest

from cli_runs import APPID, answering
from commands import Wxsim, refused

CALLS = [
    ["code"],
    ["wx", "login"],
    ["person", "list"],
    ["person", "show", "alice"],
    ["person", "add", "eve"],
    ["person", "add", "--random", "2"],
    ["app", "list"],
    ["app", "show", APPID],
    ["app", "add"],
]


@pytest.mark.parametrize("words", CALLS)
def test_a_simulator_that_does_not_run_ends_with_3_and_how_to_start_one(
    wxsim: Wxsim, nobody: str, words: list[str]
) -> None:
    assert refused(wxsim(*words, "--url", nobody), 3) == (
        f"Error: no simulator answers at {nobody}: start one with `wxsim serve`, "
        "or point WXSIM_URL at yours\n"
    )


@pytest.mark.parametrize("words", CALLS)
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<!doctype html><h1>It works!</h1>"),
        (404, b"<h1>Not Found</h1>"),
        (302, b""),
        (200, b"[1]"),
        (200, b'{"hello": "world"}'),
        (404, b'{"detail": "Not Found"}'),
        (500, b"\xff\xfe"),
    ],
)
def test_a_server_that_is_not_wxsim_is_told_apart(
    wxsim: Wxsim, words: list[str], status: int, body: bytes
) -> None:
    with answering(status, body) as url:
        error = refused(wxsim(*words, "--url", url), 3)
    assert error.startswith(f"Error: something answers at {url}, but it is not wxsim: ")


def test_a_server_that_never_answers_is_given_up(
    wxsim: Wxsim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wxsim_cli.client._TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert f"{url} has not answered within" in refused(wxsim("code", "--url", url), 3)


@pytest.mark.parametrize(
    "url", ["localhost:8700", "ftp://127.0.0.1", "http://", "http://[::1", "http://a:99999", " "]
)
def test_an_address_that_is_none_is_refused(
    wxsim: Wxsim, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("WXSIM_URL", url)
    assert f"{url!r} is no address of a simulator" in refused(wxsim("code"))
