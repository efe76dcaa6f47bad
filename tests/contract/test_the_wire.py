"""The Server API on a real socket: what the bytes look like and what cannot break it."""

import http.client
import json
import socket
from contextlib import closing
from email.utils import formatdate

import pytest

JSCODE = "/sns/jscode2session"
STABLE = "/cgi-bin/stable_token"


def exchange(platform, sent):
    """Send bytes, hang up that half of the line, and return all that comes back."""
    with socket.create_connection((platform.host, platform.port), timeout=10) as line:
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        with line.makefile("rb") as received:
            return received.read()


def get(target, method=b"GET"):
    return method + b" " + target + b" HTTP/1.1\r\nHost: api.weixin.qq.com\r\n\r\n"


def answered(received):
    """Return what an answer says, after looking at how it is put."""
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n"), received
    assert b"<" not in received
    assert b"\n" not in body
    return json.loads(body).get("errcode", 0)


def test_an_answer_carries_the_headers_of_wechat_and_no_other(platform, now):
    head, _, body = exchange(platform, get(JSCODE.encode())).partition(b"\r\n\r\n")

    assert set(head.decode().split("\r\n")) == {
        "HTTP/1.1 200 OK",
        "Content-Type: text/plain",
        f"Date: {formatdate(now, usegmt=True)}",
        f"Content-Length: {len(body)}",
    }
    assert body.startswith(b'{"errcode":41002,"errmsg":"appid missing, rid: 69222450-')


def test_one_connection_serves_many_requests(platform, backend):
    with closing(http.client.HTTPConnection(platform.host, platform.port, timeout=10)) as line:
        line.connect()
        first = line.sock
        for _ in range(5):
            request = backend.request(STABLE)
            line.request("POST", STABLE, json.dumps(request.body))
            assert json.loads(line.getresponse().read())["expires_in"] == 7200
        assert line.sock is first


def test_head_has_no_body_and_the_next_answer_is_in_step(platform):
    received = exchange(platform, get(b"/", b"HEAD") + get(JSCODE.encode()))

    head, second = received.split(b"HTTP/1.1 200 OK")[1:]
    assert head.endswith(b"\r\n\r\n")
    assert b'"errcode":41002,' in second


def test_http_1_0_is_understood(platform):
    received = exchange(platform, b"GET " + JSCODE.encode() + b" HTTP/1.0\r\n\r\n")

    assert b'"errcode":41002,' in received


@pytest.mark.parametrize(
    ("target", "errcode"),
    [
        (b"*", 40066),
        (b"/./sns/jscode2session", 40066),
        (b"/sns/%00%ff%zz?%zz=%", 40066),
        (b"/sns/jscode2session#fragment", 41002),
        (b"/sns/jscode2session?appid=a\x00b", 40013),
        (b"/sns/jscode2session?appid=%ff%fe%00", 40013),
        (b"/sns/jscode2session?appid=" + b"a" * 200_000, 40013),
        (b"http://api.weixin.qq.com/sns/jscode2session?appid=x", 40013),
    ],
    ids=lambda value: value[:40] if isinstance(value, bytes) else None,
)
@pytest.mark.parametrize("method", [b"GET", b"POST", b"DELETE", b"OPTIONS", b"BREW"])
def test_an_odd_target_is_answered_under_any_method(platform, method, target, errcode):
    assert answered(exchange(platform, get(target, method))) == errcode


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"x" * 2_000_000, b"\x00\xff", b'{"appid":"\\ud800"}', b"\r\n\r\n"]
)
def test_an_odd_body_is_answered(platform, body):
    head = f"POST {STABLE} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"

    assert answered(exchange(platform, head.encode() + body)) == 41002


def test_a_chunked_body_is_read(platform, backend):
    pieces = json.dumps(backend.request(STABLE).body).encode()
    chunk = f"{len(pieces):x}\r\n".encode() + pieces + b"\r\n0\r\n\r\n"
    head = f"POST {STABLE} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()

    assert answered(exchange(platform, head + chunk)) == 0


def test_a_client_that_waits_for_100_continue_gets_it(platform):
    head = f"POST {STABLE} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"

    received = exchange(platform, head.encode() + b"{}")

    assert received.startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert answered(received.partition(b"\r\n\r\n")[2]) == 41002


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"\x16\x03\x01\x00garbage\r\n\r\n",
        b"GET\r\n\r\n",
        b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{}",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=range(10),
)
def test_what_is_no_http_is_turned_away_in_plain_text_and_hurts_nobody(platform, sent):
    try:
        received = exchange(platform, sent)
    except ConnectionError:
        received = b""

    assert b" 500 " not in received
    assert b"<" not in received
    assert answered(exchange(platform, get(JSCODE.encode()))) == 41002
