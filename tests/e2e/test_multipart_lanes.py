"""A form with a file arrives whole by every way into the Server API."""

from __future__ import annotations

import httpx
import pytest
import requests

from served import serving
from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.serving.local_server import LocalServer
from wxsim.testing import Simulator

APPID = "wx0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"
PICTURE = bytes(range(256)) * 64 + "赌博".encode()


def check_with_requests(url, picture):
    return _check(
        lambda method, path, **sent: requests.request(method, url + path, **sent), picture
    )


def check_with_httpx(url, picture):
    with httpx.Client(trust_env=False) as client:
        return _check(
            lambda method, path, **sent: client.request(method, url + path, **sent), picture
        )


def _check(ask, picture):
    params = {"appid": APPID, "secret": SECRET, "grant_type": "client_credential"}
    token = ask("GET", "/cgi-bin/token", params=params).json()["access_token"]
    return ask(
        "POST",
        "/wxa/img_sec_check",
        params={"access_token": token},
        files={"media": ("cat.png", picture, "image/png")},
    ).json()["errcode"]


CLIENTS = pytest.mark.parametrize("check", [check_with_requests, check_with_httpx])


@CLIENTS
@pytest.mark.parametrize("fast_lane", [True, False])
def test_through_the_flask_application(check, fast_lane):
    with LocalServer(create_app(demo_world(), fast_lane=fast_lane)) as server:
        assert check(server.url, PICTURE) == 87014
        assert check(server.url, PICTURE[:-1]) == 0


@CLIENTS
def test_in_the_process_that_asks(check):
    with Simulator() as simulator, simulator.intercept():
        assert check("https://api.weixin.qq.com", PICTURE) == 87014
        assert check("https://api.weixin.qq.com", PICTURE[:-1]) == 0


@pytest.mark.parametrize("options", [[], ["--data"]], ids=["before any thread", "on the loop"])
def test_through_wxsim_serve(options, tmp_path):
    # A store that may wait takes the second of the two ways.
    kept = [*options, str(tmp_path)] if options else []
    with serving(*kept) as simulator:
        assert check_with_httpx(simulator.url, PICTURE) == 87014
        assert check_with_httpx(simulator.url, PICTURE[:-1]) == 0
