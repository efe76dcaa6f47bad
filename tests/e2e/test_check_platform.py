"""``wxsim check platform``: our own WeChat against what the real one was seen to answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result
from flask import Flask, Response

from wxsim.app import create_app
from wxsim.check.contract import cases
from wxsim.demo import demo_world
from wxsim.serving.local_server import LocalServer
from wxsim_cli.group import cli

CREDENTIALS = ("--app", "wx0123456789abcdef", "--secret", "0123456789abcdef" * 2)


def check(*words: str) -> Result:
    return CliRunner().invoke(cli, ["check", "platform", *words], prog_name="wxsim")


@pytest.fixture
def serving() -> Iterator[Callable[[Flask], str]]:
    servers: list[LocalServer] = []

    def serve(app: Flask) -> str:
        servers.append(LocalServer(app))
        return servers[-1].url

    yield serve
    for server in servers:
        server.stop()


@pytest.mark.parametrize("fast_lane", [True, False])
def test_our_own_wechat_answers_as_the_real_one_was_seen_to(
    serving: Callable[[Flask], str], fast_lane: bool
) -> None:
    ran = check(serving(create_app(demo_world(), fast_lane=fast_lane)), *CREDENTIALS)

    assert ran.exit_code == 0, ran.output
    assert ran.output.splitlines()[-1] == f"{len(cases())} passed, 0 failed, 0 skipped"


def test_without_credentials_what_needs_them_is_skipped(serving: Callable[[Flask], str]) -> None:
    needy = sum(case.needs_credentials for case in cases())

    ran = check(serving(create_app(demo_world())))

    assert ran.exit_code == 0
    assert ran.output.splitlines()[-1].endswith(f"0 failed, {needy} skipped")


def almost(change: Callable[[Response], object]) -> Flask:
    """Return our WeChat with one thing changed about its answers."""
    app = create_app(demo_world(), fast_lane=False)

    @app.after_request
    def changed(response: Response) -> Response:
        change(response)
        return response

    return app


def rewritten(old: bytes, new: bytes) -> Callable[[Response], None]:
    def change(response: Response) -> None:
        response.set_data(response.get_data().replace(old, new))

    return change


DRIFTS: dict[str, tuple[Callable[[Response], object], str]] = {
    "the status": (lambda response: setattr(response, "status_code", 400), "HTTP status"),
    "the type": (
        lambda response: setattr(response, "content_type", "application/json"),
        "Content-Type",
    ),
    "the comma": (rewritten(b", rid: ", b" rid: "), "errmsg"),
    "the errcode": (rewritten(b"40029", b"40163"), "errcode"),
    "the rid": (rewritten(b"rid: ", b"rid: x"), "errmsg"),
    "the form": (rewritten(b"{", b"<html>"), "body"),
    "the fields": (rewritten(b'{"errcode"', b'{"more":1,"errcode"'), "fields"),
    "the end": (rewritten(b'"}', b'"}\n'), "end of the body"),
}


@pytest.mark.parametrize("drift", DRIFTS)
def test_a_wechat_that_answers_otherwise_is_told_field_by_field(
    serving: Callable[[Flask], str], drift: str
) -> None:
    change, field = DRIFTS[drift]

    ran = check(serving(almost(change)), *CREDENTIALS, "--format", "json")

    assert ran.exit_code == 1
    differing = {
        difference["field"]
        for result in json.loads(ran.stdout)
        for difference in result["differences"]
    }
    assert field in differing


def test_asking_changes_nothing(serving: Callable[[Flask], str]) -> None:
    world = demo_world()
    before = world.store.dump()

    check(serving(create_app(world)), *CREDENTIALS)

    assert world.store.dump() == before


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["127.0.0.1:8700"], 2, "is no address"),
        (["https://api.weixin.qq.com"], 2, "add --real if you mean it"),
        (["http://127.0.0.1:1", "--app", "wx1"], 2, "belong together"),
        (["http://127.0.0.1:1"], 3, "nothing answers at http://127.0.0.1:1"),
    ],
)
def test_what_makes_no_sense_or_does_not_answer_is_told(
    words: list[str], code: int, says: str
) -> None:
    ran = check(*words)

    assert (ran.exit_code, says in ran.stderr) == (code, True), ran.output


def test_every_case_says_who_saw_it() -> None:
    assert all(len(case.source) > 10 for case in cases())
    assert len(cases()) >= 15
