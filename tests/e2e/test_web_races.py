"""A page's code, a refresh_token and a QR code, wanted by many threads at the same moment."""

from __future__ import annotations

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.store import MemoryStore
from wxsim.store.redis import RedisStore
from wxsim.world import Clock

THREADS = 16
ROUNDS = 10
ALLOWED = {"person": "alice", "answer": "allow"}
NOW = 1_763_845_200.0


class DistantStore(MemoryStore):
    """A store in which others come between a reading and what follows from it."""

    def get(self, table, key):
        value = super().get(table, key)
        time.sleep(0)
        return value


@pytest.fixture(params=["memory", "redis"])
def world(request):
    """A world in a store that many share."""
    if request.param == "memory":
        store = DistantStore()
    else:
        store = RedisStore(request.getfixturevalue("redis_url"))
    opened = demo_world("1", clock=Clock(lambda: NOW), store=store)
    yield opened
    store.close()


@pytest.fixture
def at_once(world):
    """Send one request from every thread at the same moment; return the answers."""
    app = create_app(world)
    barrier = Barrier(THREADS)

    def one(send):
        barrier.wait()
        return send(app.test_client())

    with ThreadPoolExecutor(THREADS) as pool:
        yield lambda send: list(pool.map(one, [send] * THREADS))


@pytest.fixture
def account(world):
    return world.apps.add(kind="official_account")


@pytest.fixture
def grant(world, account):
    code = world.web_codes.issue(account, world.people.get("alice"))
    return world.web_grants.begin(account, code, "test")


def test_a_code_is_exchanged_once(world, account, at_once):
    for _ in range(ROUNDS):
        query = {
            "appid": account.appid,
            "secret": account.secret,
            "code": world.web_codes.issue(account, world.people.get("alice")).code,
            "grant_type": "authorization_code",
        }
        answers = at_once(
            lambda client, query=query: client.get("/sns/oauth2/access_token", query_string=query)
        )

        errcodes = Counter(json.loads(answer.data).get("errcode", 0) for answer in answers)
        assert errcodes == {0: 1, 40163: THREADS - 1}


def test_an_expired_access_token_is_renewed_once(world, account, grant, at_once):
    query = {
        "appid": account.appid,
        "grant_type": "refresh_token",
        "refresh_token": grant.refresh_token,
    }
    seen = {grant.access_token}
    for _ in range(ROUNDS):
        world.clock.advance(7200)

        answers = at_once(
            lambda client: client.get("/sns/oauth2/refresh_token", query_string=query)
        )

        (token,) = {json.loads(answer.data)["access_token"] for answer in answers}
        assert token not in seen
        seen.add(token)


def test_a_qr_code_is_answered_once(world, at_once):
    website = world.apps.add(kind="website", redirect_domains=("shop.example",))
    for _ in range(ROUNDS):
        uuid = world.qr_logins.begin(website, "snsapi_login").uuid
        answers = at_once(
            lambda client, uuid=uuid: client.post(f"/connect/confirm?uuid={uuid}", data=ALLOWED)
        )

        assert sum("请回到原来的屏幕" in answer.text for answer in answers) == 1


def test_a_ticket_is_one_for_all(world, account, at_once):
    token = world.tokens.fetch_stable(account, "test").value
    query = {"access_token": token, "type": "jsapi"}

    answers = at_once(lambda client: client.get("/cgi-bin/ticket/getticket", query_string=query))

    assert len({answer.data for answer in answers}) == 1
