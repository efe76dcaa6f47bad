"""A WSGI application on a real socket, in a thread of this process."""

import http.client
import socket
import threading
from contextlib import closing

import pytest

from wxsim.serving.local_server import LocalServer
from wxsim.serving.sockets import PortTaken


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode()]


def fetch(server, path="/"):
    with closing(http.client.HTTPConnection(server.host, server.port, timeout=10)) as line:
        line.request("GET", path)
        return line.getresponse().read().decode()


def test_it_serves_from_the_moment_it_is_made_on_a_port_of_its_own():
    with LocalServer(hello) as one, LocalServer(hello) as two:
        assert one.url == f"http://127.0.0.1:{one.port}"
        assert one.port != two.port
        assert fetch(one, "/x") == "/x"
        assert fetch(two, "/y") == "/y"


def test_it_frees_its_port_and_its_threads_when_stopped():
    before = threading.active_count()
    server = LocalServer(hello)
    assert fetch(server) == "/"

    server.stop()
    server.stop()

    assert threading.active_count() == before
    with pytest.raises(ConnectionError), socket.create_connection((server.host, server.port)):
        pass
    with LocalServer(hello, port=server.port) as again:
        assert fetch(again) == "/"


def test_a_taken_port_is_an_error_that_names_it():
    with LocalServer(hello) as server:
        with pytest.raises(PortTaken, match=f"127.0.0.1:{server.port}"):
            LocalServer(hello, port=server.port)
        assert fetch(server) == "/"


def test_an_address_of_somebody_else_is_an_error():
    with pytest.raises(PortTaken, match=r"192\.0\.2\.1"):
        LocalServer(hello, host="192.0.2.1")


def test_many_requests_are_answered_at_a_time():
    meeting = threading.Barrier(8)

    def patient(environ, start_response):
        meeting.wait(timeout=10)
        return hello(environ, start_response)

    with LocalServer(patient) as server:
        answers = []

        def ask():
            answers.append(fetch(server))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert answers == ["/"] * 8
