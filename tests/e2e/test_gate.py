"""The gate of `wxsim exec`, over sockets: what comes in by each road, and where it goes."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from needs import program
from wxsim.redirect.authority import Authority, open_authority
from wxsim.redirect.gate import Gate
from wxsim.redirect.outside import Outside
from wxsim.serving.local_server import LocalServer

API = "api.weixin.qq.com"
TOKEN = (
    "/cgi-bin/token?grant_type=client_credential&appid=wx0123456789abcdef"
    "&secret=0123456789abcdef0123456789abcdef"
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return open_authority(tmp_path_factory.mktemp("ca"))[0]


@pytest.fixture
def gate(platform: LocalServer, authority: Authority) -> Iterator[Gate]:
    with Gate(platform.url, authority, Outside()) as gate:
        yield gate


@pytest.fixture
def trusting(authority: Authority) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority.path))


def by_proxy(
    gate: Gate, url: str, authority: Authority | None = None, method: str = "GET", **options: Any
) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        session.proxies = {"http": gate.url, "https": gate.url}
        session.verify = str(authority.path) if authority else True
        return session.request(method, url, timeout=10, **options)


def read_all(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


@contextmanager
def answering(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server of one's own: ``serve`` gets each connection; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def run() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    serve(connection)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield port
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def echo(connection: socket.socket) -> None:
    heard = connection.recv(65536)
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(heard)
    connection.sendall(head + heard)


@pytest.mark.parametrize("host", [API, "open.weixin.qq.com", "sh.api.weixin.qq.com", API.upper()])
def test_a_client_that_knows_of_proxies_comes_by_connect(
    gate: Gate, authority: Authority, host: str
) -> None:
    answer = by_proxy(gate, f"https://{host}{TOKEN}", authority).json()

    assert "access_token" in answer
    assert gate.let_in == {host.lower(): 1}
    assert gate.refused == {}


def test_a_client_that_was_led_here_by_name_comes_by_tls(
    gate: Gate, trusting: ssl.SSLContext
) -> None:
    with (
        socket.create_connection(("127.0.0.1", gate.port)) as plain,
        trusting.wrap_socket(plain, server_hostname=API) as connection,
    ):
        request = f"GET {TOKEN} HTTP/1.1\r\nHost: {API}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        assert b'"access_token"' in read_all(connection)


def test_plain_http_to_wechat_comes_here_too(gate: Gate) -> None:
    assert "access_token" in by_proxy(gate, f"http://{API}{TOKEN}").json()
    direct = requests.get(f"{gate.url}{TOKEN}", headers={"Host": API}, timeout=10)
    assert "access_token" in direct.json()


def test_an_old_client_that_asks_a_proxy_for_https_in_the_clear_is_answered(gate: Gate) -> None:
    # axios 0.x does so.
    request = f"GET https://{API}{TOKEN} HTTP/1.1\r\nHost: {API}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", gate.port)) as connection:
        connection.sendall(request.encode())
        assert b'"access_token"' in read_all(connection)


def test_a_connection_stays_open_for_many_requests(gate: Gate, authority: Authority) -> None:
    with requests.Session() as session:
        session.trust_env = False
        session.proxies = {"https": gate.url}
        session.verify = str(authority.path)
        for _ in range(20):
            assert session.get(f"https://{API}{TOKEN}", timeout=10).status_code == 200
    assert gate.let_in[API] == 1


def test_a_large_body_goes_through_whole(gate: Gate, authority: Authority) -> None:
    code = {"code": "x" * 900_000}
    token = by_proxy(gate, f"https://{API}{TOKEN}", authority).json()["access_token"]
    url = f"https://{API}/wxa/business/getuserphonenumber?access_token={token}"

    assert by_proxy(gate, url, authority, method="POST", json=code).json()["errcode"] == 40029


def test_a_slow_client_holds_up_nobody(gate: Gate, authority: Authority) -> None:
    with socket.create_connection(("127.0.0.1", gate.port)) as slow:
        slow.sendall(b"CONN")
        assert by_proxy(gate, f"https://{API}{TOKEN}", authority).ok
        for part in (b"ECT api.weixin", b".qq.com:443 HTTP/1.1\r\n", b"Host: x\r\n", b"\r\n"):
            slow.sendall(part)
        assert slow.recv(100).startswith(b"HTTP/1.1 200 ")


def test_another_host_is_reached_as_before(gate: Gate) -> None:
    with answering(echo) as port:
        heard = by_proxy(gate, f"http://127.0.0.1:{port}/some/path?q=1").text
    assert heard.startswith("GET /some/path?q=1 HTTP/1.1\r\n")
    assert heard.count("Connection: ") == 1
    assert gate.let_in == {}


def test_what_is_secret_with_another_host_stays_secret(gate: Gate, tmp_path: Path) -> None:
    theirs = trustme.CA()
    theirs.cert_pem.write_to_path(str(tmp_path / "theirs.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.issue_cert("localhost").configure_cert(context)

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secret:
            echo(secret)

    with answering(serve) as port, requests.Session() as session:
        session.trust_env = False
        session.proxies = {"https": gate.url}
        session.verify = str(tmp_path / "theirs.pem")
        assert session.get(f"https://localhost:{port}/", timeout=10).text.startswith("GET / ")


def test_a_host_that_cannot_be_reached_is_named_with_the_reason(gate: Gate) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        answer = by_proxy(gate, f"http://127.0.0.1:{port}/")

    assert answer.status_code == 502
    assert f"127.0.0.1:{port} cannot be reached" in answer.text
    assert list(gate.refused) == ["127.0.0.1"]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_offline_lets_nothing_through_and_says_so(
    platform: LocalServer, authority: Authority, scheme: str
) -> None:
    with (
        answering(echo) as port,
        Gate(platform.url, authority, Outside(offline=True)) as gate,
        socket.create_connection(("127.0.0.1", gate.port)) as connection,
    ):
        line = f"CONNECT localhost:{port}" if scheme == "https" else f"GET http://localhost:{port}/"
        connection.sendall(f"{line} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        answer = read_all(connection).decode()

        assert answer.startswith("HTTP/1.1 502 ")
        assert "--offline" in answer
        assert "localhost" in gate.refused
        assert "access_token" in by_proxy(gate, f"https://{API}{TOKEN}", authority).json()


class UsersProxy:
    """A proxy such as companies have, which writes down what it was asked."""

    def __init__(self) -> None:
        self.heads: list[str] = []

    def __call__(self, connection: socket.socket) -> None:
        head = connection.recv(65536)
        self.heads.append(head.decode())
        if head.startswith(b"CONNECT"):
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            heard = connection.recv(65536)
            connection.sendall(b"tunnel heard " + heard)
        else:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")


def test_the_users_own_proxy_is_used_for_all_other_hosts(
    platform: LocalServer, authority: Authority
) -> None:
    proxy = UsersProxy()
    with answering(proxy) as port:
        address = f"http://me:p%40ss@127.0.0.1:{port}"
        outside = Outside({"http": address, "https": address, "no": "internal.example"})
        with Gate(platform.url, authority, outside) as gate:
            assert by_proxy(gate, "http://shop.example/a?b=c").text == "hi"
            with socket.create_connection(("127.0.0.1", gate.port)) as connection:
                connection.sendall(b"CONNECT shop.example:443 HTTP/1.1\r\n\r\n")
                assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
                connection.sendall(b"ping")
                assert read_all(connection) == b"tunnel heard ping"

    secret = base64.b64encode(b"me:p@ss").decode()
    plain, tunnel = proxy.heads
    assert plain.startswith("GET http://shop.example/a?b=c HTTP/1.1\r\n")
    assert tunnel.startswith("CONNECT shop.example:443 HTTP/1.1\r\n")
    assert plain.count(f"Proxy-Authorization: Basic {secret}\r\n") == 1
    assert tunnel.count(f"Proxy-Authorization: Basic {secret}\r\n") == 1


def test_a_proxy_that_refuses_is_quoted_without_its_password(
    platform: LocalServer, authority: Authority
) -> None:
    def refuse(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")

    with answering(refuse) as port:
        outside = Outside({"https": f"http://me:secret@127.0.0.1:{port}"})
        with (
            Gate(platform.url, authority, outside) as gate,
            socket.create_connection(("127.0.0.1", gate.port)) as connection,
        ):
            connection.sendall(b"CONNECT shop.example:443 HTTP/1.1\r\n\r\n")
            answer = read_all(connection).decode()
    assert "407 Proxy Authentication Required" in answer
    assert "secret" not in answer


def test_hosts_that_the_user_spares_from_the_proxy_are_reached_directly(
    platform: LocalServer, authority: Authority
) -> None:
    with answering(echo) as port:
        outside = Outside({"http": "http://127.0.0.1:1", "no": "127.0.0.1"})
        with Gate(platform.url, authority, outside) as gate:
            assert by_proxy(gate, f"http://127.0.0.1:{port}/").ok


def test_a_name_that_is_not_wechats_gets_no_certificate(
    gate: Gate, trusting: ssl.SSLContext
) -> None:
    with (
        socket.create_connection(("127.0.0.1", gate.port)) as plain,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        trusting.wrap_socket(plain, server_hostname="api.example.com")
    assert "api.example.com" in gate.refused


@pytest.mark.parametrize(
    "nonsense",
    [b"hello\r\n\r\n", b"\x16\x03\x01garbage", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b""],
)
def test_nonsense_ends_its_own_connection_and_no_other(
    gate: Gate, authority: Authority, nonsense: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", gate.port)) as connection:
        connection.sendall(nonsense)
        connection.shutdown(socket.SHUT_WR)
        read_all(connection)
    assert by_proxy(gate, f"https://{API}{TOKEN}", authority).ok


def test_a_client_that_leaves_midway_harms_nobody(gate: Gate, authority: Authority) -> None:
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", gate.port)) as connection:
            connection.sendall(f"GET http://{API}{TOKEN} HTTP/1.1\r\nHost: {API}\r\n\r\n".encode())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert by_proxy(gate, f"https://{API}{TOKEN}", authority).ok


def test_a_simulator_that_is_gone_is_a_broken_connection(authority: Authority) -> None:
    with (
        Gate("http://127.0.0.1:1", authority, Outside()) as gate,
        pytest.raises(requests.ConnectionError),
    ):
        by_proxy(gate, f"https://{API}{TOKEN}", authority)


def test_stopping_it_ends_what_goes_through_it(platform: LocalServer, authority: Authority) -> None:
    gate = Gate(platform.url, authority, Outside())
    with socket.create_connection(("127.0.0.1", gate.port)) as connection:
        connection.sendall(b"CONNECT api.weixin.qq.com:443 HTTP/1.1\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
        gate.stop()
        assert read_all(connection) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", gate.port))


def test_other_clients_refuse_what_the_authority_may_not_sign(
    authority: Authority, tmp_path: Path
) -> None:
    """Python, curl and Node.js: a certificate for another host, signed by our authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.leaf("shop.example").configure_cert(context)

    def serve(connection: socket.socket) -> None:
        try:
            with context.wrap_socket(connection, server_side=True) as secret:
                echo(secret)
        except (ssl.SSLError, OSError):
            pass

    trusting = ssl.create_default_context(cafile=str(authority.path))
    with answering(serve) as port:
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"),
        ):
            trusting.wrap_socket(plain, server_hostname="shop.example")
        connect = (
            f"require('tls').connect({{host:'127.0.0.1',port:{port},servername:'shop.example',"
            f"ca:require('fs').readFileSync({json.dumps(str(authority.path))})}})"
            ".on('error',e=>{console.error(e.message);process.exit(1)})"
        )
        curl = [program("curl"), "-sS", "--cacert", str(authority.path), "https://shop.example/"]
        for command in (
            [*curl, "--connect-to", f"shop.example:443:127.0.0.1:{port}"],
            [program("node"), "-e", connect],
        ):
            refused = subprocess.run(command, capture_output=True, text=True, check=False)
            assert refused.returncode != 0
            assert "permitted subtree violation" in refused.stderr
