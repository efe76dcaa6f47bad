"""The Mini Program client at the device door, and how its calls report back."""

from __future__ import annotations

import dataclasses
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import pytest

from wxsim.miniprogram import (
    DeviceError,
    MiniProgram,
    PlatformUnreachable,
    Wx,
    WxError,
    WxExchange,
)

DEAD_SESSION = {"errMsg": "checkSession:fail session time out, need relogin", "errno": 4}


class Phone(ThreadingHTTPServer):
    """A device door that gives the answers it was told to, by API name."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _PhoneHandler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, tuple[int, object]] = {
            "login": (200, {"errMsg": "login:ok", "code": "0" * 32}),
            "checkSession": (200, DEAD_SESSION),
        }


class _PhoneHandler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        phone = cast("Phone", self.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Content-Type"] == "application/json"
        phone.calls.append((self.path, json.loads(body)))
        api = self.path.rpartition("/")[2]
        fallback = (404, {"error": f"no API {api}", "hint": "there is login"})
        status, answer = phone.answers.get(api, fallback)
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep the test output clean."""


@pytest.fixture
def phone() -> Iterator[Phone]:
    with Phone() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def wx(phone: Phone) -> Iterator[Wx]:
    with MiniProgram(phone.url, appid="wx1", person="ann") as program:
        yield program.wx


# What is asked of the door


def test_a_call_carries_the_app_the_person_and_the_options_in_one_flat_object(
    phone: Phone, wx: Wx
) -> None:
    assert wx.login(timeout=3000) == {"errMsg": "login:ok", "code": "0" * 32}
    assert phone.calls == [
        ("/_wxsim/device/login", {"appid": "wx1", "person": "ann", "timeout": 3000})
    ]


def test_without_app_and_person_the_choice_is_left_to_the_simulator(phone: Phone) -> None:
    with MiniProgram(phone.url + "/") as program:
        program.wx.login()
    assert phone.calls == [("/_wxsim/device/login", {})]


@pytest.mark.parametrize(
    "api",
    [
        "login",
        "checkSession",
        "getUserInfo",
        "getUserProfile",
        "getPhoneNumber",
        "getSetting",
        "authorize",
        "openSetting",
    ],
)
def test_every_device_api_is_forwarded_under_its_own_name(phone: Phone, wx: Wx, api: str) -> None:
    phone.answers[api] = (200, {"errMsg": f"{api}:ok", "mark": api})
    assert getattr(wx, api)({"lang": "en"})["mark"] == api
    assert phone.calls[0][0] == f"/_wxsim/device/{api}"
    assert phone.calls[0][1]["lang"] == "en"


def test_any_other_api_can_be_called_by_name(phone: Phone, wx: Wx) -> None:
    phone.answers["chooseInvoice"] = (200, {"errMsg": "chooseInvoice:ok", "iv": "x"})
    assert wx.call("chooseInvoice", {"a": 1})["iv"] == "x"
    assert wx.call("setStorage", key="k", data=1) == {"errMsg": "setStorage:ok"}
    assert [path for path, _ in phone.calls] == ["/_wxsim/device/chooseInvoice"]


def test_a_name_cannot_lead_out_of_the_device_door(phone: Phone, wx: Wx) -> None:
    with pytest.raises(DeviceError):
        wx.call("../clock")
    assert phone.calls[0][0] == "/_wxsim/device/..%2Fclock"


def test_the_doors_refusal_is_raised_with_both_its_texts(phone: Phone, wx: Wx) -> None:
    phone.answers["login"] = (404, {"error": "there is no app 'wx1'", "hint": "there is wx2"})
    with pytest.raises(DeviceError) as caught:
        wx.login(fail=pytest.fail)
    assert (caught.value.error, caught.value.hint) == ("there is no app 'wx1'", "there is wx2")
    assert str(caught.value) == "there is no app 'wx1'; there is wx2"


@pytest.mark.parametrize(
    ("status", "answer"),
    [(200, b"<html>hello"), (200, {"code": 1}), (502, b"bad gateway"), (200, [])],
)
def test_an_answer_that_is_not_the_doors_is_shown_as_it_came(
    phone: Phone, wx: Wx, status: int, answer: object
) -> None:
    phone.answers["login"] = (status, answer)
    with pytest.raises(DeviceError, match=rf"answered {status} and no wx result.* wxsim that"):
        wx.login()


def test_a_simulator_that_is_not_there_is_named_with_the_way_to_start_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}"
    with MiniProgram(url) as program, pytest.raises(ConnectionError) as caught:
        program.wx.login(fail=pytest.fail)
    assert isinstance(caught.value, PlatformUnreachable)
    assert url in str(caught.value)
    assert "Connection refused" in str(caught.value)
    assert "`wxsim serve`" in str(caught.value)


def test_no_proxy_of_the_environment_comes_between(
    phone: Phone, wx: Wx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert wx.login()["errMsg"] == "login:ok"


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://x", "http://", ""])
def test_a_platform_url_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match=r"is no address; .*http://127\.0\.0\.1"):
        MiniProgram(url)


def test_options_that_are_no_json_never_leave(phone: Phone, wx: Wx) -> None:
    with pytest.raises(TypeError, match=r"options of wx\.login must be made of JSON values"):
        wx.login(timeout={1})
    assert phone.calls == []


# How a call reports back


def test_without_callbacks_a_failure_is_raised_with_its_text_and_number(wx: Wx) -> None:
    with pytest.raises(WxError) as caught:
        wx.checkSession()
    assert caught.value.errMsg == DEAD_SESSION["errMsg"]
    assert caught.value.errno == 4
    assert str(caught.value) == f"{DEAD_SESSION['errMsg']} (errno 4)"


@pytest.mark.parametrize("style", ["dict", "keywords", "both"])
def test_success_then_complete_get_the_result_and_the_call_returns_nothing(
    phone: Phone, wx: Wx, style: str
) -> None:
    heard: list[tuple[str, Any]] = []
    callbacks = {
        name: lambda res, name=name: heard.append((name, res))
        for name in ("complete", "fail", "success")
    }
    if style == "dict":
        returned = wx.login({"timeout": 1, **callbacks})
    elif style == "keywords":
        returned = wx.login(timeout=1, **callbacks)
    else:
        returned = wx.login({"timeout": 9, "success": pytest.fail}, timeout=1, **callbacks)
    assert returned is None
    assert [name for name, _ in heard] == ["success", "complete"]
    assert all(res["code"] == "0" * 32 for _, res in heard)
    assert phone.calls[0][1]["timeout"] == 1


def test_fail_then_complete_get_a_failure(wx: Wx) -> None:
    heard: list[tuple[str, Any]] = []
    wx.checkSession(
        success=pytest.fail,
        fail=lambda res: heard.append(("fail", res)),
        complete=lambda res: heard.append(("complete", res)),
    )
    assert heard == [("fail", DEAD_SESSION), ("complete", DEAD_SESSION)]


def test_one_callback_is_enough_to_keep_a_failure_from_being_raised(wx: Wx) -> None:
    heard: list[str] = []
    assert wx.checkSession(success=pytest.fail) is None
    assert wx.checkSession(complete=lambda res: heard.append(res["errMsg"])) is None
    assert heard == [DEAD_SESSION["errMsg"]]


def test_a_callback_of_none_counts_as_not_given(wx: Wx) -> None:
    assert wx.login(success=None, fail=None)["errMsg"] == "login:ok"


def test_what_cannot_be_called_is_no_callback(phone: Phone, wx: Wx) -> None:
    with pytest.raises(TypeError, match=r"success of wx\.login must be a function, not str"):
        wx.login(success="f")
    with pytest.raises(TypeError, match=r"wx\.login takes one dict of options, .* not list"):
        wx.login([])
    assert phone.calls == []


def test_a_callback_due_while_another_runs_waits_until_that_one_has_returned(wx: Wx) -> None:
    order: list[str] = []

    def on_fail(_: Any) -> None:
        order.append("fail begins")
        wx.login(success=lambda _: order.append("login success"))
        wx.getStorage(key="k", fail=lambda _: order.append("storage fail"))
        order.append("fail ends")

    wx.checkSession(fail=on_fail, complete=lambda _: order.append("check complete"))
    order.append("after the call")
    assert order == [
        "fail begins",
        "fail ends",
        "check complete",
        "login success",
        "storage fail",
        "after the call",
    ]


def test_a_call_without_callbacks_answers_at_once_even_inside_a_callback(wx: Wx) -> None:
    codes: list[str] = []
    wx.checkSession(fail=lambda _: codes.append(wx.login()["code"]))
    assert codes == ["0" * 32]


def test_callbacks_that_call_for_more_do_not_pile_up(wx: Wx) -> None:
    left = [5000]

    def again(_: Any) -> None:
        left[0] -= 1
        if left[0]:
            wx.setStorage(key="k", data=left[0], success=again)

    wx.setStorage(key="k", data=0, success=again)
    assert left == [0]


def test_an_exception_in_a_callback_comes_out_after_its_complete_and_drops_the_rest(wx: Wx) -> None:
    order: list[str] = []

    def on_success(_: Any) -> None:
        wx.getStorage(key="k", complete=lambda _: order.append("dropped"))
        raise KeyError("a bug in the callback")

    with pytest.raises(KeyError, match="a bug in the callback"):
        wx.login(success=on_success, complete=lambda _: order.append("complete"))
    wx.login(success=lambda _: order.append("the next call"))
    assert order == ["complete", "the next call"]


def test_the_flow_of_the_tutorial_runs_in_its_order(phone: Phone, wx: Wx) -> None:
    phone.answers["getUserInfo"] = (
        200,
        {"errMsg": "getUserInfo:ok", "userInfo": {"nickName": "A"}},
    )
    heard: list[Any] = []

    def on_login(res: Any) -> None:
        wx.setStorage(key="third_Session", data="s-" + res["code"][:1])
        wx.getUserInfo(success=lambda res: heard.append(res["userInfo"]["nickName"]))

    wx.checkSession(success=pytest.fail, fail=lambda _: wx.login(success=on_login))
    assert heard == ["A"]
    assert wx.getStorageSync("third_Session") == "s-0"
    assert [path.rpartition("/")[2] for path, _ in phone.calls] == [
        "checkSession",
        "login",
        "getUserInfo",
    ]


# What an observer sees


def test_the_observer_hears_of_every_call_before_its_callbacks(phone: Phone) -> None:
    order: list[str] = []

    def observe(one: WxExchange) -> None:
        order.append(one.result["errMsg"])

    with MiniProgram(phone.url, observe=observe) as program:
        program.wx.login(success=lambda _: order.append("success"))
        with pytest.raises(WxError):
            program.wx.checkSession()
    assert order == ["login:ok", "success", DEAD_SESSION["errMsg"]]


def test_the_record_is_a_copy_without_callbacks_that_cannot_be_changed(phone: Phone) -> None:
    seen: list[WxExchange] = []
    with MiniProgram(phone.url, observe=seen.append) as program:
        program.wx.login(timeout=5, success=lambda res: res.clear())
    (one,) = seen
    assert (one.api, one.options, one.http, one.hint) == ("login", {"timeout": 5}, (), "")
    assert one.result == {"errMsg": "login:ok", "code": "0" * 32}
    assert 0 < one.seconds < 10
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.api = "other"  # type: ignore[misc] # that is the point


def test_a_call_that_the_door_did_not_take_has_no_record(phone: Phone) -> None:
    seen: list[WxExchange] = []
    with MiniProgram(phone.url, observe=seen.append) as program, pytest.raises(DeviceError):
        program.wx.getSetting()
    assert seen == []
