"""`wxsim.intercept()`: WeChat in the process of those who call it."""

from __future__ import annotations

import asyncio
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import httpx2
import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter

import wxsim
from wxsim.testing import Simulator, WouldWaitForEver

CODE_TO_SESSION = "https://api.weixin.qq.com/sns/jscode2session"
PATCHED = [
    (HTTPAdapter, "send"),
    (urllib3.HTTPConnectionPool, "urlopen"),
    *((library.HTTPTransport, "handle_request") for library in (httpx, httpx2)),
    *((library.AsyncHTTPTransport, "handle_async_request") for library in (httpx, httpx2)),
]


class Client:
    """One library, seen as all the others: it asks, and it raises."""

    def __init__(
        self,
        ask: Callable[..., Any],
        errors: Any,
        *,
        disconnected: str,
        half: str,
        refused: str,
    ) -> None:
        self.ask = ask
        self.timed_out: type[Exception] = errors.ReadTimeout
        self.disconnected: type[Exception] = getattr(errors, disconnected)
        self.half: type[Exception] = getattr(errors, half)
        self.refused: type[Exception] = getattr(errors, refused)


def httpx_client(library: Any, ask: Callable[..., Any]) -> Client:
    return Client(
        ask,
        library,
        disconnected="RemoteProtocolError",
        half="RemoteProtocolError",
        refused="ConnectError",
    )


def asynchronous(library: Any) -> Callable[..., Any]:
    def ask(method: str, url: str, **options: Any) -> Any:
        async def play() -> Any:
            async with library.AsyncClient() as client:
                return await client.request(method, url, **options)

        return asyncio.run(play())

    return ask


CLIENTS = {
    "requests": Client(
        requests.request,
        requests.exceptions,
        disconnected="ConnectionError",
        half="ChunkedEncodingError",
        refused="ConnectionError",
    ),
    "httpx": httpx_client(httpx, httpx.request),
    "httpx-async": httpx_client(httpx, asynchronous(httpx)),
    "httpx2": httpx_client(httpx2, httpx2.request),
    "httpx2-async": httpx_client(httpx2, asynchronous(httpx2)),
}


@pytest.fixture(params=CLIENTS)
def client(request: pytest.FixtureRequest) -> Client:
    return CLIENTS[request.param]


@pytest.fixture
def wx() -> Iterator[Simulator]:
    # A second that begins between two calls would change their bytes.
    with Simulator(start=1_763_845_200) as simulator, simulator.intercept():
        yield simulator


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of somebody who is not WeChat."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "9")
            self.end_headers()
            self.wfile.write(b"elsewhere")

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def query(wx: Simulator, code: str | None = None) -> dict[str, str]:
    app = wx.default_app
    return {
        "appid": app.appid,
        "secret": app.secret,
        "js_code": code or wx.person("alice").code(),
        "grant_type": "authorization_code",
    }


def patched() -> list[Any]:
    return [owner.__dict__[name] for owner, name in PATCHED]


def test_it_answers_byte_for_byte_as_the_socket_does(wx: Simulator, client: Client) -> None:
    params = query(wx, "made up")

    there = requests.get(f"{wx.url}/sns/jscode2session", params=params, timeout=5)
    wx.reset()
    here = client.ask("GET", CODE_TO_SESSION, params=params)

    assert here.content == there.content
    assert {name.lower(): value for name, value in here.headers.items()} == {
        name.lower(): value for name, value in there.headers.items()
    }
    reason = getattr(here, "reason", None) or here.reason_phrase
    assert (here.status_code, reason) == (200, "OK")


@pytest.mark.parametrize(
    "host",
    [
        "https://api.weixin.qq.com",
        "http://api.weixin.qq.com",
        "https://API2.weixin.qq.com",
        "https://api.weixin.qq.com.",
    ],
)
def test_it_answers_for_wechat_by_every_name(wx: Simulator, client: Client, host: str) -> None:
    answer = client.ask("GET", f"{host}/sns/jscode2session", params=query(wx)).json()

    assert answer["openid"] == wx.person("alice").openid()


def test_it_reads_what_was_posted(wx: Simulator, client: Client) -> None:
    app = wx.default_app
    body = {"grant_type": "client_credential", "appid": app.appid, "secret": app.secret}

    answer = client.ask("POST", "https://api.weixin.qq.com/cgi-bin/stable_token", json=body)

    assert answer.json()["expires_in"] == 7200
    (call,) = wx.called("/cgi-bin/stable_token", times=1, body={"appid": app.appid})
    assert call.method == "POST"
    assert call.user_agent.startswith("python-")


@pytest.mark.parametrize("kind", [str, str.encode, lambda text: io.BytesIO(text.encode()), iter])
def test_requests_may_send_its_body_in_any_form(wx: Simulator, kind: Callable[[str], Any]) -> None:
    app = wx.default_app
    text = json.dumps({"grant_type": "client_credential", "appid": app.appid, "secret": app.secret})
    data = (part.encode() for part in text) if kind is iter else kind(text)

    url = "https://api.weixin.qq.com/cgi-bin/stable_token"
    assert requests.post(url, data=data, timeout=5).json()["expires_in"] == 7200


def test_a_path_is_decoded_and_one_of_the_simulator_is_none_of_wechats(
    wx: Simulator, client: Client
) -> None:
    url = "https://api.weixin.qq.com/sns/jscode2%73ession"
    assert "openid" in client.ask("GET", url, params=query(wx)).json()
    url = "https://api.weixin.qq.com/_wxsim/apps"
    assert client.ask("GET", url).json()["errcode"] == 40066


def test_a_head_has_headers_alone(wx: Simulator, client: Client) -> None:
    answer = client.ask("HEAD", "https://api.weixin.qq.com/cgi-bin/token")

    assert answer.content == b""
    assert int(answer.headers["Content-Length"]) > 0


def test_a_body_that_is_longer_than_wechat_reads_is_not_read(wx: Simulator, client: Client) -> None:
    app = wx.default_app
    wanted = {"grant_type": "client_credential", "appid": app.appid, "secret": app.secret}
    padded = json.dumps(wanted).encode().ljust(2 << 20)
    body = {"data" if client is CLIENTS["requests"] else "content": padded}

    answer = client.ask("POST", "https://api.weixin.qq.com/cgi-bin/stable_token", **body)

    assert answer.json()["errcode"] == 41002


def test_a_drop_breaks_the_connection(wx: Simulator, client: Client) -> None:
    with wx.fault("drop"), pytest.raises(client.disconnected, match="without"):
        client.ask("GET", CODE_TO_SESSION, params=query(wx))


def test_a_lost_answer_breaks_it_after_the_code_was_spent(wx: Simulator, client: Client) -> None:
    params = query(wx)
    with wx.fault("lost-answer"), pytest.raises(client.disconnected):
        client.ask("GET", CODE_TO_SESSION, params=params)

    assert client.ask("GET", CODE_TO_SESSION, params=params).json()["errcode"] == 40163


def test_half_a_body_is_noticed(wx: Simulator, client: Client) -> None:
    with wx.fault("truncate"), pytest.raises(client.half, match=r"IncompleteRead|incomplete|compl"):
        client.ask("GET", CODE_TO_SESSION, params=query(wx))


def test_garbage_and_error_pages_arrive_as_they_are(wx: Simulator, client: Client) -> None:
    with wx.fault("garbage"):
        assert "<!DOCTYPE html>" in client.ask("GET", CODE_TO_SESSION).text
    with wx.fault(http=502):
        assert client.ask("GET", CODE_TO_SESSION).status_code == 502


def test_a_hang_times_out_at_once(wx: Simulator, client: Client) -> None:
    began = time.monotonic()
    with wx.fault("hang"), pytest.raises(client.timed_out):
        client.ask("GET", CODE_TO_SESSION, timeout=30)
    assert time.monotonic() - began < 5


def test_a_hang_without_a_timeout_is_the_bug_that_the_test_finds(
    wx: Simulator, client: Client
) -> None:
    with wx.fault("hang"), pytest.raises(WouldWaitForEver, match="give it one"):
        client.ask("GET", CODE_TO_SESSION, timeout=None)


def test_a_delay_is_waited_for_unless_it_is_longer_than_the_caller_waits(
    wx: Simulator, client: Client
) -> None:
    began = time.monotonic()
    with wx.fault(delay=0.2):
        assert "openid" in client.ask("GET", CODE_TO_SESSION, params=query(wx), timeout=5).json()
    assert time.monotonic() - began >= 0.2
    began = time.monotonic()
    with wx.fault(delay=30), pytest.raises(client.timed_out):
        client.ask("GET", CODE_TO_SESSION, timeout=5)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "timeout", [(9, 1), urllib3.Timeout(connect=9, read=1), urllib3.Timeout(total=1), 1]
)
def test_requests_may_tell_its_timeout_in_any_form(wx: Simulator, timeout: Any) -> None:
    with wx.fault(delay=2), pytest.raises(requests.ReadTimeout):
        requests.get(CODE_TO_SESSION, timeout=timeout)


@pytest.fixture
def patient() -> Iterator[requests.Session]:
    """A session whose adapter asks again, as many a back end's does."""
    with requests.Session() as session:
        again = urllib3.Retry(total=2, status_forcelist=[502])
        session.mount("https://", HTTPAdapter(max_retries=again))
        yield session


@pytest.mark.parametrize("fault", ["hang", "drop"])
def test_the_retries_of_requests_save_what_did_not_happen(
    wx: Simulator, patient: requests.Session, fault: str
) -> None:
    wx.fault(fault)

    answer = patient.get(CODE_TO_SESSION, params=query(wx), timeout=5, data=io.BytesIO(b"body"))

    assert "openid" in answer.json()
    calls = wx.called("/sns/jscode2session", times=2)
    assert [call.body for call in calls] == ["body", "body"]


def test_the_retries_of_requests_spend_a_code_twice(
    wx: Simulator, patient: requests.Session
) -> None:
    wx.fault("lost-answer")

    assert patient.get(CODE_TO_SESSION, params=query(wx), timeout=5).json()["errcode"] == 40163


def test_the_retries_of_requests_end(wx: Simulator, patient: requests.Session) -> None:
    for fault in ("hang", "drop"):
        mark = wx.mark()
        with wx.fault(fault), pytest.raises(requests.ConnectionError, match="Max retries"):
            patient.get(CODE_TO_SESSION, timeout=5)
        wx.called("/sns/jscode2session", times=3, since=mark)
    with wx.fault(http=502, times=2):
        assert "openid" in patient.get(CODE_TO_SESSION, params=query(wx), timeout=5).json()
    with wx.fault(http=502), pytest.raises(requests.exceptions.RetryError):
        patient.get(CODE_TO_SESSION, timeout=5)


def test_retries_may_end_with_the_last_answer(wx: Simulator) -> None:
    again = urllib3.Retry(total=1, status_forcelist=[502], raise_on_status=False)
    with requests.Session() as session, wx.fault(http=502):
        session.mount("https://", HTTPAdapter(max_retries=again))
        assert session.get(CODE_TO_SESSION, timeout=5).status_code == 502
    wx.called("/sns/jscode2session", times=2)


def test_a_delay_does_not_hold_up_the_other_tasks(wx: Simulator) -> None:
    async def play() -> float:
        async with httpx.AsyncClient() as client:
            began = time.monotonic()
            await asyncio.gather(*(client.get(CODE_TO_SESSION) for _ in range(5)))
            return time.monotonic() - began

    with wx.fault(delay=0.3):
        assert 0.3 <= asyncio.run(play()) < 1


def test_a_body_can_be_streamed(wx: Simulator) -> None:
    with requests.get(CODE_TO_SESSION, stream=True, timeout=5) as response:
        assert b"".join(response.iter_content(7)).startswith(b'{"errcode"')
    with httpx.stream("GET", CODE_TO_SESSION) as answer:
        assert b"".join(answer.iter_raw()).startswith(b'{"errcode"')


def test_everybody_else_is_asked_as_ever(wx: Simulator, client: Client, elsewhere: str) -> None:
    assert client.ask("GET", elsewhere).text == "elsewhere"
    assert wx.mark() == 0


def test_offline_refuses_everybody_else_but_this_machine(client: Client, elsewhere: str) -> None:
    with wxsim.intercept(offline=True) as wx:
        with pytest.raises(client.refused, match=r"example\.com is not asked.*offline=True"):
            client.ask("GET", "https://example.com/")
        assert client.ask("GET", elsewhere).text == "elsewhere"
        assert "openid" in client.ask("GET", CODE_TO_SESSION, params=query(wx)).json()


def test_nothing_is_left_of_it_at_the_end() -> None:
    before = patched()
    with wxsim.intercept():
        assert all(now is not then for now, then in zip(patched(), before, strict=True))
    assert patched() == before
    with pytest.raises(ZeroDivisionError), wxsim.intercept():
        _ = 1 / 0
    assert patched() == before


def test_of_two_the_inner_one_answers_and_then_the_outer_one_again(client: Client) -> None:
    before = patched()
    with wxsim.intercept(offline=True) as outer:
        with wxsim.intercept() as inner:
            client.ask("GET", CODE_TO_SESSION)
            assert (outer.mark(), inner.mark()) == (0, 1)
            with pytest.raises(client.refused, match="is not asked"):
                client.ask("GET", "https://example.com/")
        client.ask("GET", CODE_TO_SESSION)
        assert (outer.mark(), inner.mark()) == (1, 1)
        with outer.intercept():
            client.ask("GET", CODE_TO_SESSION)
        client.ask("GET", CODE_TO_SESSION)
        assert outer.mark() == 3
    assert patched() == before


def test_one_line_makes_a_simulator_of_its_own() -> None:
    with wxsim.intercept() as wx:
        assert "openid" in requests.get(CODE_TO_SESSION, params=query(wx), timeout=5).json()
        wx.called("/sns/jscode2session", times=1)
    with pytest.raises(RuntimeError, match="stopped"):
        _ = wx.url


def test_they_may_end_in_any_order() -> None:
    before = patched()
    with Simulator() as first, Simulator() as second:
        one, two = first.intercept(), second.intercept()
        one.__enter__()
        two.__enter__()
        one.__exit__(None, None, None)
        requests.get(CODE_TO_SESSION, timeout=5)
        assert (first.mark(), second.mark()) == (0, 1)
        two.__exit__(None, None, None)
    assert patched() == before


def test_who_patched_within_and_ends_later_does_not_bring_it_back(elsewhere: str) -> None:
    pools = urllib3.HTTPConnectionPool
    original = pools.urlopen
    with wxsim.intercept():
        ours = pools.urlopen

        def theirs(*arguments: Any, **options: Any) -> Any:
            return ours(*arguments, **options)

        pools.urlopen = theirs  # type: ignore[method-assign]  # as other tools do
    try:
        assert pools.urlopen is theirs
        assert requests.get(elsewhere, timeout=5).text == "elsewhere"
    finally:
        pools.urlopen = original  # type: ignore[method-assign]  # likewise


SEND_OF_BEFORE = HTTPAdapter.send


def test_a_send_that_somebody_kept_from_before_is_answered_too(
    wx: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As `responses` does for what it lets through.
    monkeypatch.setattr(HTTPAdapter, "send", SEND_OF_BEFORE)

    assert "openid" in requests.get(CODE_TO_SESSION, params=query(wx), timeout=5).json()
    assert "openid" in urllib3.request("GET", CODE_TO_SESSION, fields=query(wx)).json()


def test_a_mock_that_was_there_before_is_not_asked_for_wechat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(HTTPAdapter, "send", lambda *_, **__: pytest.fail("the mock was asked"))

    with wxsim.intercept() as wx:
        assert "openid" in requests.get(CODE_TO_SESSION, params=query(wx), timeout=5).json()


def test_a_mock_of_another_host_is_no_way_out_of_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mocked = requests.Response()
    mocked.status_code = 204
    monkeypatch.setattr(HTTPAdapter, "send", lambda *_, **__: mocked)

    with wxsim.intercept(offline=True):
        assert requests.get("https://example.com/", timeout=5).status_code == 204


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_is_not_asked(wx: Simulator, scheme: str) -> None:
    nobody = "http://127.0.0.1:9"
    url = f"{scheme}://api.weixin.qq.com/sns/jscode2session"

    proxies = {"http": nobody, "https": nobody}
    answer = requests.get(url, params=query(wx), proxies=proxies, timeout=5)
    assert "openid" in answer.json()
    with httpx.Client(proxy=nobody) as client:
        assert "openid" in client.get(url, params=query(wx)).json()


def test_what_urllib3_says_names_wechat(wx: Simulator) -> None:
    with (
        wx.fault("hang"),
        pytest.raises(
            requests.ReadTimeout, match=r"host='api\.weixin\.qq\.com', port=443.*read timeout=3"
        ),
    ):
        requests.get(CODE_TO_SESSION, timeout=3)


def test_every_thread_is_answered(wx: Simulator) -> None:
    found: list[bool] = []
    codes = [query(wx) for _ in range(8)]
    threads = [
        threading.Thread(
            target=lambda params: found.append(
                "openid" in requests.get(CODE_TO_SESSION, params=params, timeout=5).json()
            ),
            args=(params,),
        )
        for params in codes
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [True] * 8
    wx.called("/sns/jscode2session", times=8, errcode=0)


def test_no_socket_is_opened(wx: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket.connect", none)
    monkeypatch.setattr("socket.socket.listen", none)

    assert "openid" in requests.get(CODE_TO_SESSION, params=query(wx), timeout=5).json()
    assert "openid" in httpx.get(CODE_TO_SESSION, params=query(wx)).json()
