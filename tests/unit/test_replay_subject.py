"""How to speak to a login server: the mapping."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wxsim.replay import BadFile, article_server, read_subject
from wxsim.replay.subject import Mapped, request_for

HEAD = "base_url: http://127.0.0.1:3000\n"
LOGIN = "calls:\n  login:\n    path: /login?code=${code}\n    gives: {session: body.token}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "server.yaml"


def test_the_smallest_mapping_is_a_login(file: Path) -> None:
    file.write_text(HEAD + LOGIN, "utf-8")

    subject = read_subject(file)

    assert subject.base_url == "http://127.0.0.1:3000"
    assert subject.ok == {"status": {"between": [200, 299]}}
    login = Mapped(path="/login?code=${code}", gives={"session": "body.token"})
    assert subject.calls == {"login": login}
    assert subject.calls["login"].method == "POST"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (LOGIN, 1, "base_url must say where the server is, like http://127.0.0.1:3000"),
        ("base_url: ftp://host\n" + LOGIN, 1, "base_url must say where"),
        ("ok: {}\nbase_url: http://127.0.0.1:99999\n" + LOGIN, 2, "base_url must say where"),
        ("base_url: http://[::1\n" + LOGIN, 1, "base_url must say where"),
        (HEAD, 1, "Object missing required field `calls`"),
        (HEAD + "calls: {}\n", 2, "calls must have login, and login must give session"),
        (HEAD + "\ncalls:\n  me:\n    path: /me\n", 3, "calls must have login, and login must"),
        (HEAD + "calls:\n  login:\n    path: /login\n", 3, "calls must have login, and login must"),
        (
            HEAD + LOGIN + "  phone:\n    path: /p\n    form: {a: b}\n    json: {a: b}\n",
            6,
            "phone sends form or json, not both",
        ),
        (HEAD + LOGIN + "  me:\n    path: me\n", 7, "the path of me must begin with a slash"),
        (
            HEAD + LOGIN + "  me:\n    query: 5\n    path: /me\n",
            7,
            "query: Expected `object`, got `int`",
        ),
        (HEAD + LOGIN + "  me:\n    method: GET\n", 6, "me: Object missing required field `path`"),
        (
            HEAD + LOGIN + "  me:\n    path: /me\n    method: PATCH\n",
            8,
            "method: Invalid enum value 'PATCH'; there is DELETE, GET, POST, PUT",
        ),
        (
            HEAD + LOGIN + "  logout:\n    path: /logout\n",
            6,
            "Invalid enum value 'logout'; there is login, me, phone, profile",
        ),
        (
            HEAD + LOGIN + "  me:\n    path: /me\n    params: {}\n",
            8,
            "there is no field 'params'; there is form, gives, headers, json, method, path, query",
        ),
        (
            HEAD + LOGIN + "  me:\n    path: /me\n    headers:\n      A: b\n      C: 5\n",
            10,
            "C: Expected `str`, got `int`",
        ),
        (HEAD + "ok:\n  status: 200\n  body.code: {lt: 3}\n" + LOGIN, 4, "an expectation is a val"),
        (HEAD + "ok:\n  status: {between: [1]}\n" + LOGIN, 3, "between wants a list of two numb"),
    ],
)
def test_a_mapping_that_could_not_work_is_refused_with_its_line(
    file: Path, text: str, line: int, told: str
) -> None:
    file.write_text(text, "utf-8")

    with pytest.raises(BadFile) as refused:
        read_subject(file)

    assert (refused.value.line, refused.value.reason[: len(told)]) == (line, told)


@pytest.mark.parametrize("url", ["", "localhost:3000", "ftp://x", "http://", "http://a:99999"])
def test_the_articles_server_needs_an_address(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        article_server(url)


def test_the_articles_server_has_the_four_calls_of_the_article() -> None:
    subject = article_server("http://127.0.0.1:3000")

    assert subject.base_url == "http://127.0.0.1:3000"
    assert {name: call.path for name, call in subject.calls.items()} == {
        "login": "/Login",
        "profile": "/UserInfoUpdate",
        "phone": "/PhoneUpdate",
        "me": "/Me",
    }


VARIABLES: dict[str, Any] = {
    "code": "a b&c",
    "session": "tok/en=",
    "flag": True,
    "userInfo": {"nickName": "爱丽丝", "gender": 2},
}


def test_a_form_is_sent_as_a_form() -> None:
    call = Mapped(path="/login", form={"code": "${code}"}, headers={"X-A": "b"})

    assert request_for(call, "http://h:1/", VARIABLES) == {
        "url": "http://h:1/login",
        "method": "POST",
        "header": {"X-A": "b", "content-type": "application/x-www-form-urlencoded"},
        "data": {"code": "a b&c"},
    }


def test_json_keeps_types_and_nesting_and_leaves_out_what_has_no_value() -> None:
    call = Mapped(
        path="/me",
        method="PUT",
        json_={
            "profile": {"nick": "${userInfo.nickName}", "sex": "${userInfo.gender}"},
            "proof": {"raw": "${rawData}"},
            "list": ["${code}", "${iv}"],
            "iv": "${iv}",
            "v": 2,
        },
        headers={"Authorization": "Bearer ${session}", "X-Gone": "${iv}"},
    )

    assert request_for(call, "http://h", VARIABLES) == {
        "url": "http://h/me",
        "method": "PUT",
        "header": {"Authorization": "Bearer tok/en="},
        "data": {
            "profile": {"nick": "爱丽丝", "sex": 2},
            "proof": {},
            "list": ["a b&c"],
            "v": 2,
        },
    }


@pytest.mark.parametrize(
    ("path", "query", "url"),
    [
        ("/me", {"s": "${session}", "iv": "${iv}"}, "http://h/me?s=tok%2Fen%3D"),
        ("/me?v=2", {"code": "${code}"}, "http://h/me?v=2&code=a%20b%26c"),
        ("/users/${userInfo.gender}", {}, "http://h/users/2"),
        # As JavaScript writes it, not as Python does.
        ("/me", {"flag": "${flag}", "name": "${userInfo.nickName}"}, "http://h/me?flag=true&name="),
        ("/me", {"iv": "${iv}"}, "http://h/me"),
    ],
)
def test_a_query_is_written_as_a_browser_writes_it(
    path: str, query: dict[str, Any], url: str
) -> None:
    options = request_for(Mapped(path=path, method="GET", query=query), "http://h", VARIABLES)

    assert options["url"].removesuffix("%E7%88%B1%E4%B8%BD%E4%B8%9D") == url
    assert "data" not in options
