"""What is done to one app's WeChat changes nothing for another's, under load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from served import serving


class Tenant:
    """A test with an app of its own on a simulator that it shares with others."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.app = self.control("POST", "/apps", {})
        self.appid: str = self.app["appid"]

    def control(self, method: str, path: str, body: object = None) -> Any:
        response = self.http.request(method, f"{self.url}/_wxsim{path}", json=body, timeout=10)
        assert response.ok, response.text
        return response.json()

    def code(self) -> str:
        body = {"appid": self.appid, "person": "alice"}
        return str(self.control("POST", "/device/login", body)["code"])

    def exchange(self, code: str) -> dict[str, Any]:
        query = {"appid": self.appid, "secret": self.app["secret"], "js_code": code}
        response = self.http.get(
            f"{self.url}/sns/jscode2session",
            params={**query, "grant_type": "authorization_code"},
            timeout=10,
        )
        answer: dict[str, Any] = response.json()
        return answer


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving() as simulator:
        yield simulator.url


def test_apps_that_are_made_for_a_test_never_meet(url: str) -> None:
    tenants = [Tenant(url) for _ in range(10)]

    assert len({tenant.appid for tenant in tenants}) == 10
    openids = {tenant.exchange(tenant.code())["openid"] for tenant in tenants}
    assert len(openids) == 10


def test_clock_moves_and_faults_of_some_apps_change_nothing_for_the_others(url: str) -> None:
    def quiet(_: int) -> list[int]:
        tenant = Tenant(url)
        return [tenant.exchange(tenant.code()).get("errcode", 0) for _ in range(40)]

    def late(_: int) -> list[int]:
        tenant = Tenant(url)
        errcodes = []
        for _ in range(40):
            code = tenant.code()
            tenant.control("POST", "/clock/advance", {"by": "6m", "app": tenant.appid})
            errcodes.append(tenant.exchange(code)["errcode"])
        return errcodes

    def unlucky(_: int) -> list[int]:
        tenant = Tenant(url)
        errcodes = []
        for _ in range(40):
            code = tenant.code()
            tenant.control("POST", "/faults", {"app": tenant.appid, "errcode": 45011})
            errcodes.append(tenant.exchange(code)["errcode"])
        return errcodes

    with ThreadPoolExecutor(12) as pool:
        outcomes = {kind.__name__: pool.map(kind, range(4)) for kind in (quiet, late, unlucky)}
        counted = {
            name: Counter(errcode for run in runs for errcode in run)
            for name, runs in outcomes.items()
        }

    assert counted == {
        "quiet": Counter({0: 160}),
        "late": Counter({40029: 160}),
        "unlucky": Counter({45011: 160}),
    }


def test_what_is_reset_or_cleared_for_one_app_stays_for_another(url: str) -> None:
    one, other = Tenant(url), Tenant(url)
    for tenant in (one, other):
        tenant.control("POST", "/clock/freeze", {"at": 1_800_000_000, "app": tenant.appid})
        tenant.control("POST", "/faults", {"app": tenant.appid, "errcode": -1})

    one.control("POST", "/clock/reset", {"app": one.appid})
    one.control("DELETE", f"/faults?app={one.appid}")

    assert "openid" in one.exchange(one.code())
    code = other.code()
    assert other.exchange(code)["errcode"] == -1
    apps = other.control("GET", "/clock")["apps"]
    assert one.appid not in apps
    assert apps[other.appid]["now"] == 1_800_000_000
