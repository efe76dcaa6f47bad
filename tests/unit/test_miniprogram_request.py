"""wx.request against a real server on a real socket."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import urlsplit

import pytest

from wxsim.miniprogram import MiniProgram, Wx, WxError

NO_SIMULATOR = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Seen:
    method: str
    target: str
    headers: Message
    body: str


class OurServer(ThreadingHTTPServer):
    """Our own server: it records what arrives and answers by path, else with {}."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.seen: list[Seen] = []
        self.answers: dict[str, tuple[int, Any, bytes]] = {}

    def answer(self, path: str, body: bytes | str, status: int = 200, headers: Any = ()) -> str:
        """Make ``path`` answer so, and return its URL."""
        content = body if isinstance(body, bytes) else body.encode()
        self.answers[path] = (status, headers, content)
        return self.url + path


class _Handler(BaseHTTPRequestHandler):
    def answer(self) -> None:
        server = cast("OurServer", self.server)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        server.seen.append(Seen(self.command, self.path, self.headers, body))
        self.send(*server.answers.get(urlsplit(self.path).path, (200, (), b"{}")))

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def send(self, status: int, headers: Any, content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep the test output clean."""


@pytest.fixture
def server() -> Iterator[OurServer]:
    with OurServer() as ours:
        thread = threading.Thread(target=ours.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield ours
        ours.shutdown()
        thread.join()


@pytest.fixture
def wx() -> Iterator[Wx]:
    with MiniProgram(NO_SIMULATOR, appid="wx1", version="7") as program:
        yield program.wx


def failure(wx: Wx, **options: Any) -> tuple[str, int | None]:
    """Make a request that must fail; return its errMsg and errno."""
    with pytest.raises(WxError) as caught:
        wx.request(**options)
    return caught.value.errMsg, caught.value.errno


# What is sent


def test_a_request_is_a_get_with_no_body_and_says_json(server: OurServer, wx: Wx) -> None:
    wx.request(url=server.url + "/login")
    (one,) = server.seen
    assert (one.method, one.target, one.body) == ("GET", "/login", "")
    assert one.headers["content-type"] == "application/json"


def test_the_data_of_a_get_is_merged_into_the_query(server: OurServer, wx: Wx) -> None:
    wx.request(
        url=server.url + "/p?keep=%E5%BE%AE+1&code=old&bare#part",
        data={"code": "a b&c/微", "n": 1.0, "yes": True, "none": None, "list": [1, "x"], "o": {}},
    )
    assert server.seen[0].target == (
        "/p?keep=%E5%BE%AE+1&code=a%20b%26c%2F%E5%BE%AE&bare=&n=1&yes=true&none=null"
        "&list=%5B1%2C%22x%22%5D&o=%7B%7D"
    )
    assert server.seen[0].body == ""
    wx.request(url=server.url + "/p?bare&a=1&a=2", data={})
    assert server.seen[1].target == "/p?bare&a=1&a=2"


def test_the_data_of_a_post_is_json_by_default(server: OurServer, wx: Wx) -> None:
    wx.request(url=server.url, method="post", data={"name": "微信", "n": [1, None]})
    (one,) = server.seen
    assert one.method == "POST"
    assert one.body == '{"name":"微信","n":[1,null]}'
    assert one.headers["Content-Type"] == "application/json"


def test_a_form_content_type_makes_the_data_a_form(server: OurServer, wx: Wx) -> None:
    wx.request(
        url=server.url,
        method="POST",
        header={"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
        data={"a b": "c&d~(!)", "flag": False, "l": [1, None, "x"], "o": {"deep": 1}},
    )
    (one,) = server.seen
    assert one.body == "a%20b=c%26d~(!)&flag=false&l=1%2C%2Cx&o=%5Bobject%20Object%5D"
    assert one.headers.get_all("content-type") == [
        "application/x-www-form-urlencoded; charset=utf-8"
    ]


@pytest.mark.parametrize("data", ["a=1&微", "a=1&微".encode(), bytearray("a=1&微".encode())])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_text_and_bytes_are_sent_as_they_are(
    server: OurServer, wx: Wx, data: str | bytes, method: str
) -> None:
    wx.request(url=server.url, method=method, data=data)
    assert server.seen[0].body == "a=1&微"


def test_any_other_data_is_json_whatever_the_content_type(server: OurServer, wx: Wx) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    wx.request(url=server.url, method="PUT", header=form, data=[1, 2])
    wx.request(url=server.url, method="PUT", header={"content-type": "text/plain"}, data={"a": 1})
    assert [one.body for one in server.seen] == ["[1,2]", '{"a":1}']


@pytest.mark.parametrize("method", ["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE"])
def test_a_method_may_be_written_in_small_letters(server: OurServer, wx: Wx, method: str) -> None:
    wx.request(url=server.url, method=method.lower())
    assert server.seen[0].method == method


@pytest.mark.parametrize("method", ["PATCH", "", "GET ", 7])
def test_a_method_that_wechat_does_not_allow_fails(
    server: OurServer, wx: Wx, method: object
) -> None:
    with pytest.raises(WxError, match=r"is not one of OPTIONS, GET, HEAD") as caught:
        wx.request(url=server.url, method=method)
    assert caught.value.errMsg == "request:fail method is invalid"
    assert server.seen == []


def test_header_values_are_made_text(server: OurServer, wx: Wx) -> None:
    wx.request(url=server.url, header={"X-Id": 12, "X-On": True, "X-Half": 0.5, "X-No": None})
    headers = server.seen[0].headers
    assert [headers[name] for name in ("X-Id", "X-On", "X-Half", "X-No")] == [
        "12",
        "true",
        "0.5",
        "null",
    ]


def test_a_header_that_is_no_object_is_left_out_with_a_warning(server: OurServer, wx: Wx) -> None:
    with pytest.warns(UserWarning, match=r"header of wx\.request must be an object, not String"):
        wx.request(url=server.url, header="X-Id: 12")
    assert "X-Id" not in server.seen[0].headers


@pytest.mark.parametrize(
    "header", [{"a b": "1"}, {"X": "1\r\nY: 2"}, {"X": "微信"}, {"": "1"}, {"名": "1"}]
)
def test_a_header_that_http_cannot_carry_fails(server: OurServer, wx: Wx, header: Any) -> None:
    name = next(iter(header))
    assert failure(wx, url=server.url, header=header) == (
        f'request:fail invalid header "{name}"',
        None,
    )
    assert server.seen == []


def test_the_referer_is_wechats_and_cannot_be_set(server: OurServer, wx: Wx) -> None:
    wx.request(url=server.url, header={"referer": "https://example.com/", "REFERER": "x"})
    assert server.seen[0].headers.get_all("Referer") == [
        "https://servicewechat.com/wx1/7/page-frame.html"
    ]


def test_without_an_appid_the_referer_has_the_developer_tools_placeholder(
    server: OurServer,
) -> None:
    with MiniProgram(NO_SIMULATOR) as program:
        program.wx.request(url=server.url)
    assert server.seen[0].headers["Referer"] == (
        "https://servicewechat.com/touristappid/0/page-frame.html"
    )


def test_the_user_agent_looks_like_wechat_and_can_be_changed(server: OurServer, wx: Wx) -> None:
    wx.request(url=server.url)
    with MiniProgram(NO_SIMULATOR, user_agent="wechatdevtools/1") as program:
        program.wx.request(url=server.url)
    assert "MicroMessenger/8.0.29" in server.seen[0].headers["User-Agent"]
    assert server.seen[1].headers["User-Agent"] == "wechatdevtools/1"


def test_no_proxy_of_the_environment_comes_between(
    server: OurServer, wx: Wx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert wx.request(url=server.url)["statusCode"] == 200


# What comes back


@pytest.mark.parametrize("status", [200, 204, 400, 401, 404, 500, 502])
def test_whatever_its_status_an_answer_is_a_success(server: OurServer, wx: Wx, status: int) -> None:
    url = server.answer("/x", "" if status == 204 else '{"Status": 1}', status)
    heard: list[Any] = []
    wx.request(url=url, success=heard.append, fail=pytest.fail)
    assert heard[0]["statusCode"] == status
    assert heard[0]["data"] == ("" if status == 204 else {"Status": 1})
    assert heard[0]["errMsg"] == "request:ok"
    assert list(heard[0]) == ["data", "statusCode", "header", "cookies", "errMsg"]


def test_an_answer_that_is_no_json_stays_text(server: OurServer, wx: Wx) -> None:
    for text in ("<html>", '{"a":', "NaN", "[Infinity]", "", "[" * 100_000):
        assert wx.request(url=server.answer("/x", text))["data"] == text


def test_json_is_parsed_once_and_json_inside_it_stays_text(server: OurServer, wx: Wx) -> None:
    inner = json.dumps({"third_Session": "s"})
    url = server.answer("/x", json.dumps({"Data": inner}), headers=[("Content-Type", "text/plain")])
    assert wx.request(url=url)["data"] == {"Data": inner}


def test_another_data_type_leaves_json_alone(server: OurServer, wx: Wx) -> None:
    url = server.answer("/x", '{"a":1}')
    assert wx.request(url=url, dataType="text")["data"] == '{"a":1}'


def test_one_byte_order_mark_is_dropped(server: OurServer, wx: Wx) -> None:
    bom = "\ufeff"
    assert wx.request(url=server.answer("/x", bom + '{"a":1}'))["data"] == {"a": 1}
    assert wx.request(url=server.answer("/y", bom + bom + "text"))["data"] == bom + "text"


def test_bytes_that_are_not_utf_8_do_no_harm(server: OurServer, wx: Wx) -> None:
    assert wx.request(url=server.answer("/x", b"a\xff"))["data"] == "a\ufffd"


def test_an_array_buffer_is_the_bytes_as_they_came(server: OurServer, wx: Wx) -> None:
    url = server.answer("/x", b'\xef\xbb\xbf{"a":1}')
    assert wx.request(url=url, responseType="arraybuffer")["data"] == b'\xef\xbb\xbf{"a":1}'


def test_a_64_bit_number_loses_its_last_digits_as_it_does_on_a_phone(
    server: OurServer, wx: Wx
) -> None:
    url = server.answer("/x", '{"id": 1988810812324364291, "small": 9007199254740991}')
    assert wx.request(url=url)["data"] == {"id": 1988810812324364288, "small": 9007199254740991}
    assert wx.request(url=server.answer("/y", "9" * 400))["data"] == float("inf")


def test_cookies_are_listed_and_not_kept(server: OurServer, wx: Wx) -> None:
    cookies = ["sid=1; Path=/; Expires=Wed, 01 Jan 2098 00:00:00 GMT", "lang=zh"]
    url = server.answer("/x", "{}", headers=[("Set-Cookie", cookie) for cookie in cookies])
    answer = wx.request(url=url)
    assert answer["cookies"] == cookies
    assert answer["header"]["Set-Cookie"] == ",".join(cookies)
    wx.request(url=url)
    assert "Cookie" not in server.seen[1].headers
    wx.request(url=url, header={"Cookie": "sid=1"})
    assert server.seen[2].headers["Cookie"] == "sid=1"


# Redirects


def test_a_redirect_is_followed_with_the_headers_of_the_program(server: OurServer, wx: Wx) -> None:
    moved = [("Location", "/there?x=1"), ("Set-Cookie", "a=b")]
    url = server.answer("/here", "", 302, moved)
    answer = wx.request(url=url, header={"Authorization": "t", "Cookie": "mine=1"})
    assert answer["statusCode"] == 200
    last = server.seen[1]
    assert last.target == "/there?x=1"
    assert (last.headers["Authorization"], last.headers["Cookie"]) == ("t", "mine=1")


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "PUT", "GET"),
        (303, "HEAD", "HEAD"),
        (302, "PUT", "PUT"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
    ],
)
def test_a_redirect_keeps_or_drops_the_method_as_browsers_do(
    server: OurServer, wx: Wx, status: int, method: str, then: str
) -> None:
    url = server.answer("/here", "", status, [("Location", "/there")])
    wx.request(url=url, method=method, data="body")
    assert server.seen[1].method == then
    assert server.seen[1].body == ("" if then == "GET" else "body")


def test_redirects_without_end_fail(server: OurServer, wx: Wx) -> None:
    url = server.answer("/loop", "", 302, [("Location", "/loop")])
    text, number = failure(wx, url=url)
    assert text.endswith("net::ERR_TOO_MANY_REDIRECTS")
    assert number == 600008
    assert len(server.seen) == 21


def test_a_redirect_out_of_http_is_an_invalid_url(server: OurServer, wx: Wx) -> None:
    url = server.answer("/here", "", 302, [("Location", "weixin://dl/")])
    assert failure(wx, url=url) == ('request:fail invalid url "weixin://dl/"', 600009)


def test_half_a_surrogate_pair_arrives_as_json_and_utf_8_have_it(server: OurServer, wx: Wx) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    wx.request(url=server.url, method="POST", data={"a": "\ud83d 😀"})
    wx.request(url=server.url, method="POST", data="\ud83d")
    wx.request(url=server.url, method="POST", data={"a": "\ud83d"}, header=form)
    wx.request(url=server.url, data={"a": "\ud83d"})

    bodies = [one.body for one in server.seen]
    assert bodies == ['{"a":"\\ud83d 😀"}', "\ufffd", "a=%EF%BF%BD", ""]
    assert server.seen[3].target == "/?a=%EF%BF%BD"
