"""How wx.request fails, and what an observer sees of its HTTP."""

from __future__ import annotations

import datetime
import http.client
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from wxsim.miniprogram import MiniProgram, Wx, WxError, WxExchange

NO_SIMULATOR = "http://127.0.0.1:9"


class RawServer(ThreadingTCPServer):
    """Reads a request and answers it with the next of the raw answers, else with {}."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.answers: list[bytes | Callable[[_Handler], None]] = []
        self.requests = 0
        self.finished = threading.Event()


class _Handler(StreamRequestHandler):
    def handle(self) -> None:
        server = cast("RawServer", self.server)
        server.requests += 1
        if self.rfile.readline().startswith((b"GET", b"POST")):
            headers = http.client.parse_headers(self.rfile)
            self.rfile.read(int(headers.get("Content-Length") or 0))
        answer = server.answers.pop(0) if server.answers else raw("200 OK", "{}")
        if isinstance(answer, bytes):
            self.wfile.write(answer)
        else:
            answer(self)


def raw(status: str, body: str, *headers: str) -> bytes:
    """Write an HTTP answer."""
    length = f"Content-Length: {len(body.encode())}"
    first = f"HTTP/1.1 {status}"
    return "\r\n".join([first, "Connection: close", length, *headers, "", body]).encode()


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer() as ours:
        thread = threading.Thread(target=ours.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield ours
        ours.finished.set()
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


# What fails


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({}, "Undefined"),
        ({"url": None}, "Null"),
        ({"url": 5}, "Number"),
        ({"url": {}}, "Object"),
        ({"url": []}, "Array"),
        ({"url": True}, "Boolean"),
        ({"url": b"x"}, "ArrayBuffer"),
        ({"url": print}, "Function"),
    ],
)
def test_a_url_that_is_no_text_is_a_parameter_error(
    wx: Wx, options: dict[str, Any], found: str
) -> None:
    assert failure(wx, **options) == (
        f"request:fail parameter error: parameter.url should be String instead of {found};",
        None,
    )


@pytest.mark.parametrize(
    "url",
    [
        "Our Server ApiUrl",
        "/login",
        "",
        "http://",
        "weixin://x",
        "http://127.0.0.1:70000/",
        "http://[::1",
        "http://a..b/",
        "http://exa mple/",
        f"http://{'a' * 70}.com/",
    ],
)
def test_a_url_that_is_no_http_address_is_invalid(wx: Wx, url: str) -> None:
    assert failure(wx, url=url) == (f'request:fail invalid url "{url}"', 600009)


def test_a_function_is_no_data(server: RawServer, wx: Wx) -> None:
    text = "request:fail data should not be Function"
    assert failure(wx, url=server.url, data=lambda: 1) == (text, None)
    assert server.requests == 0


def test_data_that_is_no_json_is_the_programmers_mistake(server: RawServer, wx: Wx) -> None:
    for data in ({1}, {"a": object()}):
        with pytest.raises(TypeError, match=r"data of wx\.request must be made of JSON values"):
            wx.request(url=server.url, method="POST", data=data)
    assert server.requests == 0


def test_a_server_that_keeps_silent_longer_than_the_timeout_fails(
    server: RawServer, wx: Wx
) -> None:
    server.answers = [lambda _: cast("None", server.finished.wait(10))]
    assert failure(wx, url=server.url, timeout=100) == ("request:fail timeout", 5)


def test_a_server_that_stops_in_the_middle_of_its_answer_times_out_as_well(
    server: RawServer, wx: Wx
) -> None:
    def half(handler: _Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        server.finished.wait(10)

    server.answers = [half]
    assert failure(wx, url=server.url, timeout=100) == ("request:fail timeout", 5)


@pytest.mark.parametrize("timeout", [None, 0, -1, "5", True, 10**9, float("nan")])
def test_a_timeout_that_is_none_or_too_long_is_sixty_seconds(
    server: RawServer, timeout: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    set_timeout = socket.socket.settimeout

    def note(self: socket.socket, value: float | None) -> None:
        waits.append(value or 0)
        set_timeout(self, value)

    monkeypatch.setattr(socket.socket, "settimeout", note)
    with MiniProgram(NO_SIMULATOR) as program:
        program.wx.request(url=server.url, timeout=timeout)
    assert 60 in waits
    assert max(waits) == 60


def test_a_server_that_is_not_there_is_a_refused_connection(wx: Wx) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}/login"
    with pytest.raises(WxError) as caught:
        wx.request(url=url)
    assert caught.value.errMsg == (
        "request:fail errcode:-102 cronet_error_code:-102 error_msg:net::ERR_CONNECTION_REFUSED"
    )
    assert caught.value.errno == 600001
    assert url in caught.value.hint


def test_a_host_that_nobody_knows_is_not_resolved(wx: Wx) -> None:
    text, number = failure(wx, url="http://nobody.invalid/")
    assert text.endswith("error_msg:net::ERR_NAME_NOT_RESOLVED")
    assert number == 600001


def _hang_up(handler: _Handler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def _reset(handler: _Handler) -> None:
    # Closing with a linger time of zero sends RST in place of FIN.
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()


def _cut_short(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")


def _speak_nonsense(handler: _Handler) -> None:
    handler.wfile.write(b"hello\r\n\r\n")


@pytest.mark.parametrize(
    ("behave", "name"),
    [
        (_hang_up, "ERR_EMPTY_RESPONSE"),
        (_reset, "ERR_CONNECTION_RESET"),
        (_cut_short, "ERR_FAILED"),
        (_speak_nonsense, "ERR_FAILED"),
    ],
)
def test_a_connection_that_breaks_is_told_by_its_net_error(
    server: RawServer, wx: Wx, behave: Callable[[_Handler], None], name: str
) -> None:
    server.answers = [behave]
    text, number = failure(wx, url=server.url + "/x")
    assert text.endswith(f"error_msg:net::{name}")
    assert number == 600001


def test_https_to_a_server_without_it_is_a_protocol_error(server: RawServer, wx: Wx) -> None:
    text, number = failure(wx, url=server.url.replace("http:", "https:"), timeout=5000)
    assert text.endswith("error_msg:net::ERR_SSL_PROTOCOL_ERROR")
    assert number == 600001


def test_a_certificate_that_nobody_trusts_is_an_authority_error(wx: Wx, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path))
    with RawServer() as ours:
        ours.socket = context.wrap_socket(ours.socket, server_side=True)
        ours.handle_error = lambda *_: None  # type: ignore[method-assign] # the handshake fails
        thread = threading.Thread(target=ours.handle_request)
        thread.start()
        text, number = failure(wx, url=ours.url.replace("http:", "https:"), timeout=5000)
        thread.join()
    assert text.endswith("error_msg:net::ERR_CERT_AUTHORITY_INVALID")
    assert number == 600001


def _self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_a_redirect_to_wechat_is_not_followed(server: RawServer, wx: Wx) -> None:
    server.answers = [raw("302 Found", "", "Location: https://api.weixin.qq.com/cgi-bin/token")]
    assert failure(wx, url=server.url) == ("request:fail url not in domain list", 600002)


# What an observer sees


def test_the_observer_sees_what_was_sent_and_what_came_back(server: RawServer) -> None:
    seen: list[WxExchange] = []
    url = server.url + "/login"
    server.answers = [raw("500 Oh", '{"微": 1}', "X-Mark: a", "X-Mark: b")]
    with MiniProgram(NO_SIMULATOR, observe=seen.append) as program:
        program.wx.request(url=url, method="post", data={"code": "c"}, success=lambda _: None)
    (one,) = seen
    assert one.options == {"url": url, "method": "post", "data": {"code": "c"}}
    assert one.result["data"] == {"微": 1}
    (http,) = one.http
    assert (http.method, http.url, http.request_body) == ("POST", url, '{"code":"c"}')
    assert http.request_headers["content-type"] == "application/json"
    assert http.request_headers["Referer"].startswith("https://servicewechat.com/")
    assert (http.status, http.response_body) == (500, '{"微": 1}')
    assert http.response_headers["X-Mark"] == "a,b"


def test_the_observer_sees_every_redirect(server: RawServer) -> None:
    seen: list[WxExchange] = []
    url = server.url + "/login"
    server.answers = [raw("301 Moved", "", "Location: /login/")]
    with MiniProgram(NO_SIMULATOR, observe=seen.append) as program:
        program.wx.request(url=url, method="POST", data={"code": "c"})
    assert [(http.method, http.url, http.status) for http in seen[0].http] == [
        ("POST", url, 301),
        ("GET", url + "/", 200),
    ]


def test_the_observer_sees_a_request_that_got_no_answer(server: RawServer) -> None:
    seen: list[WxExchange] = []
    server.answers = [_hang_up]
    with MiniProgram(NO_SIMULATOR, observe=seen.append) as program:
        program.wx.request(url=server.url + "/x", data={"a": 1}, fail=lambda _: None)
        program.wx.request(url="nowhere", fail=lambda _: None)
    broken, unsent = seen
    assert (broken.http[0].url, broken.http[0].status) == (server.url + "/x?a=1", None)
    assert "Remote end closed connection" in broken.hint
    assert unsent.http == ()
