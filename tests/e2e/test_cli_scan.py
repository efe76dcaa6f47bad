"""From the picture that a server gets to the login of the person who scanned it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result
from wechatpy.crypto import WeChatWxaCrypto

from served import serving
from wxsim_cli.group import cli

APPID = "wx0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"

Wxsim = Callable[..., Result]


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    """The URL of a `wxsim serve` in a process of its own."""
    with serving() as served:
        yield served.url


@pytest.fixture
def wxsim(monkeypatch: pytest.MonkeyPatch, simulator: str) -> Wxsim:
    monkeypatch.setenv("WXSIM_URL", simulator)
    return lambda *words: CliRunner().invoke(cli, ["wx", *words], prog_name="wxsim")


@pytest.fixture
def ask(simulator: str) -> Iterator[Callable[..., requests.Response]]:
    """Ask the Server API, with a token where it is a POST."""
    with requests.Session() as session:
        session.trust_env = False

        def get(path: str, **query: str) -> requests.Response:
            return session.get(f"{simulator}{path}", params=query, timeout=10)

        credentials = {"appid": APPID, "secret": SECRET, "grant_type": "client_credential"}
        token = get("/cgi-bin/token", **credentials).json()["access_token"]

        def ask(path: str, body: Any = None, **query: str) -> requests.Response:
            if body is None:
                return get(path, **query)
            url = f"{simulator}{path}?access_token={token}"
            return session.post(url, json=body, timeout=10)

        yield ask


def done(result: Result) -> dict[str, Any]:
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    printed: dict[str, Any] = json.loads(result.stdout)
    return printed


def test_a_scanned_picture_leads_to_a_page_and_a_login(
    wxsim: Wxsim, ask: Callable[..., requests.Response], tmp_path: Path
) -> None:
    picture = ask("/wxa/getwxacodeunlimit", {"scene": "table=7", "page": "pages/menu"})
    assert picture.headers["Content-Type"] == "image/jpeg"
    file = tmp_path / "code.JPG"
    file.write_bytes(picture.content)

    scanned = done(wxsim("scan", str(file), "--person", "bob"))

    assert scanned["appId"] == APPID
    launched = scanned["launchOptions"]
    assert (launched["path"], launched["scene"]) == ("pages/menu", 1047)
    assert launched["query"] == {"scene": "table%3D7"}
    entered = done(wxsim("getEnterOptionsSync", "--person", "bob"))
    assert entered == {**launched, "errMsg": "getEnterOptionsSync:ok"}
    code = done(wxsim("login", "--person", "bob"))["code"]
    credentials = {"appid": APPID, "secret": SECRET, "grant_type": "authorization_code"}
    assert "openid" in ask("/sns/jscode2session", **credentials, js_code=code).json()


def test_the_text_of_a_code_is_scanned_as_it_is(wxsim: Wxsim) -> None:
    text = f"https://mp.weixin.qq.com/a/~wxaqrcode/{APPID}/release/pages/menu.jpg"

    assert done(wxsim("scan", text))["launchOptions"]["scene"] == 1011


def test_a_link_is_opened(wxsim: Wxsim, ask: Callable[..., requests.Response]) -> None:
    link = ask("/wxa/generate_urllink", {"path": "pages/menu"}).json()["url_link"]

    assert done(wxsim("open", link))["launchOptions"]["scene"] == 1194


def test_a_link_that_leads_nowhere_ends_with_1(wxsim: Wxsim) -> None:
    result = wxsim("open", "https://wxaurl.cn/nothing")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["errMsg"] == "openLink:fail link not found"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("scan",), "name a picture or the text of a code"),
        (("open",), "name a link"),
        (("scan", "missing.png"), "missing.png cannot be read: No such file"),
    ],
)
def test_what_cannot_be_scanned_is_said_before_anybody_is_asked(
    wxsim: Wxsim, words: tuple[str, ...], told: str
) -> None:
    result = wxsim(*words)

    assert result.exit_code == 2
    assert told in result.stderr


def test_a_picture_that_is_too_large_is_not_sent(wxsim: Wxsim, tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(b"x" * 750_001)

    result = wxsim("scan", str(file))

    assert result.exit_code == 2
    assert "make the picture smaller" in result.stderr


@pytest.mark.parametrize(("size", "errcode"), [(3 << 20, 0), (11 << 20, 45001)])
def test_a_large_picture_is_uploaded(
    simulator: str, ask: Callable[..., requests.Response], size: int, errcode: int
) -> None:
    credentials = {"appid": APPID, "secret": SECRET, "grant_type": "client_credential"}
    token = ask("/cgi-bin/token", **credentials).json()["access_token"]
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(
            f"{simulator}/cgi-bin/media/upload?access_token={token}&type=image",
            files={"media": ("cat.jpg", b"c" * size)},
            timeout=10,
        ).json()

    assert answer["errcode"] == errcode
    if not errcode:
        got = ask("/cgi-bin/media/get", access_token=token, media_id=answer["media_id"])
        assert len(got.content) == size


def test_a_program_in_python_scans_and_asks_how_it_was_entered(simulator: str) -> None:
    from wxsim.miniprogram import MiniProgram  # noqa: PLC0415  # only this test needs it

    with MiniProgram(simulator, appid=APPID, person="carol") as program:
        assert program.wx.getLaunchOptionsSync()["scene"] == 1001
        text = f"https://mp.weixin.qq.com/a/~wxacode/{APPID}/release/pages/a?id=1"
        assert program.wx.scanCode(text=text)["path"] == "pages/a?id=1"
        entered = program.wx.getEnterOptionsSync()
        assert (entered["scene"], entered["query"]) == (1047, {"id": "1"})
        assert "errMsg" not in entered


def test_a_shared_card_leads_others_to_their_group_and_steps_lead_to_a_server(
    wxsim: Wxsim, ask: Callable[..., requests.Response]
) -> None:
    wish = {"group": "team", "path": "pages/a?id=1", "withShareTicket": True}
    card = {"card": done(wxsim("share", json.dumps(wish)))["card"]}

    opened = done(wxsim("openSharedCard", json.dumps(card), "--person", "bob"))

    launched = opened["launchOptions"]
    assert (launched["scene"], launched["query"]) == (1044, {"id": "1"})
    code = done(wxsim("login", "--person", "bob"))["code"]
    credentials = {"appid": APPID, "secret": SECRET, "grant_type": "authorization_code"}
    key = ask("/sns/jscode2session", **credentials, js_code=code).json()["session_key"]
    ticket = json.dumps({"shareTicket": launched["shareTicket"]})
    for words, field in (
        (("getShareInfo", ticket), "openGId"),
        (("getWeRunData",), "stepInfoList"),
    ):
        sealed = done(wxsim(*words, "--person", "bob"))
        crypto = WeChatWxaCrypto(key, sealed["iv"], APPID)
        assert field in crypto.decrypt_message(sealed["encryptedData"])
    stolen = wxsim("getShareInfo", ticket, "--person", "carol")
    assert stolen.exit_code == 1
    assert json.loads(stolen.stdout)["errMsg"] == "getShareInfo:fail invalid shareTicket"
