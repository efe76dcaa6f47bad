"""A Redis that is wrong, gone or unfit: one line that says what to do, and nothing written."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask

from wxsim.opening import Settings, open_world
from wxsim.serving.local_server import LocalServer
from wxsim.store import StoreError
from wxsim.store.redis import RedisStore

# What the store asks of its Redis, as the error about a lack of it says.
RIGHTS = ("+@read", "+@write", "+eval", "+info", "+select")


def refused(url: str) -> str:
    """Return the error of a store that must not open: one line, without the password."""
    with pytest.raises(StoreError) as caught:
        RedisStore(url)
    text = str(caught.value)
    assert "\n" not in text
    assert "hunter2" not in text
    return text


@contextmanager
def answering(greeting: bytes, *, hang_up: bool = False) -> Iterator[str]:
    """Serve one fixed answer to everybody, and return the address as a store's."""

    def serve() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            peers.append(peer)
            peer.sendall(greeting)
            if hang_up:
                peer.shutdown(socket.SHUT_RDWR)

    peers: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            for peer in peers:
                peer.close()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "it begins with none of redis://, rediss://, unix://"),
        ("localhost:6379", "it begins with none of"),
        ("http://:hunter2@localhost:6379", "it begins with none of"),
        ("redis://localhost:port/0", "its port, its database or its socket_timeout is no number"),
        ("redis://localhost:66666/0", "its port, its database or"),
        ("redis://localhost?db=first", "its port, its database or"),
        ("redis://:hunter2/0", "or its password has a character that must be written as %XX"),
        ("redis://:1/hunter2@localhost/0", "what follows the host is not the number of a database"),
        ("redis://localhost/team", "what follows the host is not"),
        ("redis://localhost/0/1", "what follows the host is not"),
        ("redis://localhost?ssl_cert_reqs=none", "there is no option 'ssl_cert_reqs', but"),
        ("rediss://localhost?ssl_cert_reqs=maybe", "Invalid SSL Certificate Requirements"),
        ("rediss://localhost?ssl_certificate=c", "unexpected keyword argument 'ssl_certificate'"),
        ("redis://localhost?retry_on_timeout=yes", "no option 'retry_on_timeout', but prefix, db"),
        ("redis://localhost?prefix=team:a", "prefix=team:a is not 1 to 64 of"),
        ("redis://localhost?socket_timeout=0", "socket_timeout=0.0 is not between"),
        ("redis://localhost?socket_timeout=nan", "socket_timeout=nan is not between"),
    ],
)
def test_a_wrong_address_says_what_is_wrong_and_shows_a_right_one(url: str, why: str) -> None:
    text = refused(url)
    assert text.startswith("the address of the store cannot be used: ")
    assert why in text
    assert text.endswith("; write it like redis://127.0.0.1:6379/0")


def test_an_unreachable_redis_is_named_with_the_reason() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert refused(f"redis://:hunter2@127.0.0.1:{port}/3?prefix=p") == (
            f"redis://127.0.0.1:{port}/3 cannot be reached (Connection refused); "
            "start it, or give the address of one that runs"
        )


def test_a_unix_socket_that_is_not_there_is_named_with_the_reason(tmp_path: Path) -> None:
    assert refused(f"unix://{tmp_path}/redis.sock").startswith(
        f"unix://{tmp_path}/redis.sock cannot be reached (No such file or directory); "
    )


@pytest.mark.parametrize(
    "greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH\r\n", b"$ what?\r\n"]
)
def test_whoever_speaks_another_protocol_is_no_redis(greeting: bytes) -> None:
    with answering(greeting) as url:
        text = refused(url)
    assert text.startswith(f"{url} is no Redis")
    assert "; give the address of " in text


def test_a_web_server_that_waits_for_more_does_not_answer() -> None:
    with LocalServer(Flask("other")) as server:
        text = refused(f"redis://127.0.0.1:{server.port}/0?socket_timeout=0.5")
    assert text == (
        f"redis://127.0.0.1:{server.port}/0 takes the connection and does not answer (Timeout "
        "reading from socket); if that is a Redis, see what keeps it busy; if it is not, give the "
        "address of one"
    )


def test_whoever_hangs_up_cannot_be_reached() -> None:
    with answering(b"", hang_up=True) as url:
        text = refused(url)
    assert text.startswith(f"{url} cannot be reached (")
    assert text.endswith("; start it, or give the address of one that runs")


def test_whoever_says_nothing_is_waited_for_no_longer_than_the_address_says() -> None:
    with answering(b"") as url:
        start = time.monotonic()
        assert "takes the connection and does not answer" in refused(f"{url}?socket_timeout=0.1")
        assert time.monotonic() - start < 2


def test_a_redis_without_tls_is_not_reached_by_rediss(redis_server: Any) -> None:
    url = redis_server.url(socket_timeout="0.2").replace("redis://", "rediss://")
    assert refused(url).startswith(f"rediss://127.0.0.1:{redis_server.port}/0 cannot be reached (")


def test_a_password_is_asked_for_and_taken(start_redis: Callable[..., Any]) -> None:
    server = start_redis("--requirepass", "swordfish")
    for credentials in ("", ":hunter2@", "alice:hunter2@"):
        text = refused(f"redis://{credentials}127.0.0.1:{server.port}/0")
        assert text.startswith(
            f"redis://127.0.0.1:{server.port}/0 does not take the user name and password that it "
            "was given ("
        )
        assert text.endswith(
            "; write them into the address, as in redis://USER:PASSWORD@HOST:6379/0"
        )
    with closing(RedisStore(f"redis://:swordfish@127.0.0.1:{server.port}/0")) as store:
        assert store.add("table", "key", b"value")


def test_a_user_with_the_rights_that_the_error_names_can_work(redis_server: Any) -> None:
    for name, rights in (("none", ()), ("enough", RIGHTS)):
        redis_server.ask("ACL", "SETUSER", name, "reset", "on", ">pw", "~team-a:*", *rights)
    address = f"127.0.0.1:{redis_server.port}/1?prefix"
    text = refused(f"redis://none:pw@{address}=team-a")
    assert "forbids its user something that the store does (" in text
    assert text.endswith(f"; let the user have the keys PREFIX:* and {' '.join(RIGHTS)}")
    world = open_world(Settings(store_url=f"redis://enough:pw@{address}=team-a"))
    with closing(world.store):
        assert world.people.list()
        world.codes.issue(world.apps.get(None), world.people.get(None))
        assert list(world.store.scan("users"))
        assert world.store.delete("origin", "world")
    assert "forbids its user" in refused(f"redis://enough:pw@{address}=team-b")


def test_a_replica_is_refused(start_redis: Callable[..., Any], redis_server: Any) -> None:
    replica = start_redis("--replicaof", "127.0.0.1", str(redis_server.port))
    text = refused(replica.url())
    assert "is a replica, which only reads (" in text
    assert text.endswith("; give the address of its primary")


def test_a_full_redis_refuses_rows_and_keeps_what_it_has(start_redis: Callable[..., Any]) -> None:
    server = start_redis()
    with closing(RedisStore(server.url())) as store:
        assert store.add("table", "key", b"value")
        server.ask("CONFIG", "SET", "maxmemory", "1")
        for change in (
            lambda: store.add("table", "other", b""),
            lambda: store.compare_and_set("table", "key", b"value", b"other"),
        ):
            with pytest.raises(StoreError, match=r"/0 is full \(.*; raise its maxmemory, or wait"):
                change()
        assert list(store.scan("table")) == [("key", b"value")]
        server.ask("CONFIG", "SET", "maxmemory", "0")
        assert store.compare_and_set("table", "key", b"value", b"other")


def test_a_redis_that_throws_rows_away_is_refused_before_anything_is_written(
    start_redis: Callable[..., Any],
) -> None:
    server = start_redis("--maxmemory-policy", "allkeys-lru")
    assert refused(server.url()).endswith(
        "throws rows away when it is full (maxmemory-policy allkeys-lru); "
        "set its maxmemory-policy to noeviction, or give another"
    )
    assert server.ask("DBSIZE") == 0
    server.ask("CONFIG", "SET", "maxmemory-policy", "volatile-lru")
    RedisStore(server.url()).close()


@pytest.mark.parametrize("command", ["EVAL", "INFO"])
def test_a_redis_without_a_command_we_need_is_refused(
    start_redis: Callable[..., Any], command: str
) -> None:
    text = refused(start_redis("--rename-command", command, "").url())
    assert text.endswith(
        f"/0 lacks a command that the store needs (unknown command '{command}'); "
        "it takes Redis 6 or later, or Valkey, with EVAL and INFO left switched on"
    )


def test_a_cluster_is_refused(start_redis: Callable[..., Any]) -> None:
    server = start_redis("--cluster-enabled", "yes")
    text = refused(server.url())
    assert "is part of a cluster" in text
    assert text.endswith(
        "; give one that is no cluster, and another one to other apps (docs/scale.md)"
    )


def test_a_database_that_is_not_there_is_refused(redis_server: Any) -> None:
    text = refused(redis_server.url().replace("/0", "/99"))
    assert "/99 has no database of that number (" in text


def test_a_redis_that_takes_no_more_connections_says_so(start_redis: Callable[..., Any]) -> None:
    server = start_redis("--maxclients", "1")
    with socket.create_connection(("127.0.0.1", server.port)) as other:
        other.sendall(b"PING\r\n")
        assert other.recv(100) == b"+PONG\r\n"
        assert "takes no further connections (" in refused(server.url())


def test_a_world_that_lies_elsewhere_is_refused_and_left_alone(redis_url: str) -> None:
    with closing(RedisStore(redis_url, listed={"users"})) as other:
        other.put("users", "key", b"value")
        text = refused(redis_url)
        assert "has a world of another version of wxsim under the prefix test-" in text
        assert "or add another prefix to the address, as in ?prefix=test-" in text
        assert list(other.scan("users")) == [("key", b"value")]
