"""`wxsim serve` on the wire: what leaves it, byte by byte."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from served import serving

PATH = b"/sns/jscode2session"


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with serving() as simulator:
        url = urlsplit(simulator.url)
        yield str(url.hostname), int(url.port or 0)


@pytest.fixture
def wire(address: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(address, timeout=10) as connection:
        yield connection


def answers(wire: socket.socket, count: int) -> list[tuple[bytes, bytes]]:
    """Read so many answers: head and body of each."""
    read, found = b"", []
    while len(found) < count:
        while b"\r\n\r\n" not in read:
            more = wire.recv(65536)
            assert more, f"the connection ended after {len(found)} answers: {read!r}"
            read += more
        head, _, read = read.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        while len(read) < length:
            read += wire.recv(65536)
        found.append((head, read[:length]))
        read = read[length:]
    assert read == b""
    return found


def ended(wire: socket.socket) -> bool:
    return wire.recv(1) == b""


def test_the_headers_are_wechats_and_tell_nothing_of_the_simulator(wire: socket.socket) -> None:
    wire.sendall(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % PATH)
    [(head, _)] = answers(wire, 1)

    names = [line.partition(b":")[0] for line in head.split(b"\r\n")[1:]]
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert names == [b"Content-Type", b"Date", b"Content-Length"]


def test_one_write_per_answer(wire: socket.socket) -> None:
    wire.sendall(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % PATH)

    assert wire.recv(65536).endswith(b'"}')


def test_requests_that_come_at_once_are_answered_in_order(wire: socket.socket) -> None:
    fast = b"GET %b?appid=%d HTTP/1.1\r\nHost: x\r\n\r\n"
    slow = b"POST /_wxsim/device/checkSession HTTP/1.1\r\nHost: localhost\r\n\r\n"
    wire.sendall(fast % (PATH, 1) + slow + fast % (PATH, 2) + slow)

    bodies = [body for _, body in answers(wire, 4)]
    assert [b"errcode" in body for body in bodies] == [True, False, True, False]


def test_a_request_may_come_byte_by_byte(wire: socket.socket) -> None:
    body = b'{"appid":"wx0123456789abcdef"}'
    request = b"POST /cgi-bin/stable_token HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b"
    for byte in request % (len(body), body):
        wire.sendall(bytes([byte]))

    [(_, answer)] = answers(wire, 1)
    assert b'"errcode":41004' in answer


def test_a_body_may_come_in_chunks(wire: socket.socket) -> None:
    wire.sendall(b"POST /cgi-bin/stable_token HTTP/1.1\r\nHost: x\r\n")
    wire.sendall(b'Transfer-Encoding: chunked\r\n\r\n9\r\n{"appid":\r\n')
    wire.sendall(b'15\r\n"wx0123456789abcdef"}\r\n0\r\n\r\n')

    [(_, answer)] = answers(wire, 1)
    assert b'"errcode":41004' in answer


def test_who_asks_whether_to_send_a_body_is_told_to(wire: socket.socket) -> None:
    head = b"POST /cgi-bin/stable_token HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
    wire.sendall(head + b"Expect: 100-continue\r\n\r\n")
    assert wire.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n")
    wire.sendall(b"{}")

    [(_, answer)] = answers(wire, 1)
    assert b'"errcode":41002' in answer


def test_a_body_of_more_than_a_megabyte_counts_as_unreadable(wire: socket.socket) -> None:
    size = (1 << 20) + 1
    head = b"POST /cgi-bin/stable_token HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
    wire.sendall(head % size + b'{"appid":"wx0123456789abcdef"}'.ljust(size))

    [(_, answer)] = answers(wire, 1)
    assert b'"errcode":41002' in answer


@pytest.mark.parametrize(
    "head", [b"GET %b HTTP/1.0\r\n\r\n", b"GET %b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"]
)
def test_who_wants_one_answer_only_gets_it_and_the_end(wire: socket.socket, head: bytes) -> None:
    wire.sendall(head % PATH)

    [(answered, _)] = answers(wire, 1)
    assert answered.endswith(b"\r\nConnection: close")
    assert ended(wire)


def test_a_head_request_has_no_body(wire: socket.socket) -> None:
    wire.sendall(b"HEAD %b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % PATH)

    read = b""
    while more := wire.recv(65536):
        read += more
    assert read.startswith(b"HTTP/1.1 200 OK\r\n")
    assert read.endswith(b"\r\n\r\n")
    assert b"Content-Length: 75" in read


def test_a_head_without_end_is_cut_off(wire: socket.socket) -> None:
    wire.sendall(b"GET %b HTTP/1.1\r\nHost: x\r\n" % PATH)
    read = b""
    try:
        for number in range(200):
            wire.sendall(b"X-%d: %b\r\n" % (number, b"y" * 1000))
        read = wire.recv(65536)
    except ConnectionError:
        return
    assert read.startswith(b"HTTP/1.1 400 ")


def test_what_is_no_http_is_refused_and_the_connection_ends(wire: socket.socket) -> None:
    wire.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")

    read = b""
    while more := wire.recv(65536):
        read += more
    assert read.startswith(b"HTTP/1.1 400 ")


def test_an_absolute_address_and_another_path_are_answered_too(wire: socket.socket) -> None:
    wire.sendall(b"GET http://x%b HTTP/1.1\r\nHost: x\r\n\r\n" % PATH)
    wire.sendall(b"GET /sns/nothing HTTP/1.1\r\nHost: x\r\n\r\n")

    bodies = [body for _, body in answers(wire, 2)]
    assert [b'"errcode":41002' in bodies[0], b'"errcode":40066' in bodies[1]] == [True, True]
