"""Signed and encrypted calls, by every way in which a request can come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
import requests

from served import serving
from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.serving.local_server import LocalServer
from wxsim.testing import Simulator

APPID, SECRET = "wx0123456789abcdef", "0123456789abcdef" * 2
RID = "/cgi-bin/openapi/rid/get"


@contextmanager
def in_a_process_of_its_own() -> Iterator[str]:
    with serving() as simulator:
        yield simulator.url


@contextmanager
def in_this_process(*, fast_lane: bool) -> Iterator[str]:
    with LocalServer(create_app(demo_world(), fast_lane=fast_lane)) as server:
        yield server.url


LANES: dict[str, Callable[[], object]] = {
    "loop": in_a_process_of_its_own,
    "flask": lambda: in_this_process(fast_lane=False),
    "wsgi": lambda: in_this_process(fast_lane=True),
}
# Headers that lack the signature: who reads them finds the appid and the time.
HEADERS = {"wechatmp-appID": APPID, "WECHATMP-TIMESTAMP": "1"}


@pytest.mark.parametrize("lane", LANES)
def test_the_headers_arrive_by_every_lane(lane: str) -> None:
    with LANES[lane]() as url, requests.Session() as session:  # type: ignore[attr-defined]  # context managers of two kinds
        session.trust_env = False
        assert errcodes(url, session.request) == [40232, 40233, 40239]


@pytest.mark.parametrize("library", ["requests", "httpx"])
def test_the_headers_arrive_where_calls_are_intercepted(library: str) -> None:
    with Simulator() as simulator, simulator.intercept():
        ask = {"requests": requests.request, "httpx": httpx.request}[library]
        assert errcodes("https://api.weixin.qq.com", ask) == [40232, 40233, 40239]


def errcodes(url: str, ask: Callable[..., requests.Response | httpx.Response]) -> list[int]:
    """Send requests that are refused for one header, another, and a missing key."""
    query = {"appid": APPID, "secret": SECRET, "grant_type": "client_credential"}
    token = ask("GET", f"{url}/cgi-bin/token", params=query).json()["access_token"]
    unsigned = HEADERS
    untold = {"Wechatmp-Signature": "x"}
    now = str(int(token_time(ask, url, token), 16))
    keyless = {**HEADERS, **untold, "WECHATMP-TIMESTAMP": now}
    return [
        ask("POST", f"{url}{RID}?access_token={token}", json={}, headers=headers).json()["errcode"]
        for headers in (unsigned, untold, keyless)
    ]


def token_time(ask: Callable[..., requests.Response | httpx.Response], url: str, token: str) -> str:
    """Return the second it is there, as the rid of a refusal has it."""
    refused = ask("POST", f"{url}{RID}?access_token={token}", json={}).json()
    return str(refused["errmsg"]).rpartition(" ")[2][:8]
