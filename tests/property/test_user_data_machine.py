"""Random lives of plugin codes, user keys and encrypted numbers, beside a model of the rules."""

from __future__ import annotations

import hashlib
from typing import Any

from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test as run,
)

from wxsim import opendata
from wxsim.app import create_app
from wxsim.store import MemoryStore
from wxsim.world import Clock, Person, World

START = 1_700_000_000.0
APPS = ("wx000000000000000a", "wx000000000000000b")

apps = st.sampled_from(APPS)
people = st.sampled_from(["alice", "bob"])


class UserDataMachine(RuleBasedStateMachine):
    """The simulator and the model, one step at a time."""

    codes = Bundle("codes")
    hashes = Bundle("hashes")

    @initialize()
    def begin(self) -> None:
        self.clock = Clock(lambda: START)
        self.now = self.clock.freeze()
        self.world = World(MemoryStore(self.clock.now), self.clock, "property")
        for appid in APPS:
            self.world.apps.add(appid=appid)
        for name in ("alice", "bob"):
            self.world.people.add(Person(name=name, nickname=name, phone="17000000000"))
        self.http = create_app(self.world).test_client()
        self.spent: set[str] = set()
        # The keys that were made, by app and person: when, oldest first.
        self.made: dict[tuple[str, str], list[float]] = {}

    def device(self, api: str, appid: str, person: str) -> dict[str, Any]:
        body = {"appid": appid, "person": person}
        result: dict[str, Any] = self.http.post(f"/_wxsim/device/{api}", json=body).json
        return result

    def ask(self, path: str, appid: str, **sent: Any) -> dict[str, Any]:
        token = self.world.tokens.fetch_stable(self.world.apps.get(appid), "").value
        query = {"access_token": token, **sent.pop("query", {})}
        method = "POST" if sent else "GET"
        answer: dict[str, Any] = self.http.open(
            path, method=method, query_string=query, **sent
        ).json
        return answer

    @rule(seconds=st.sampled_from([1, 299, 300, 3599, 3600, 86_400, 3 * 86_400]))
    def time_passes(self, seconds: int) -> None:
        self.now = self.clock.advance(seconds)

    @rule(target=codes, appid=apps, person=people)
    def plugin_login(self, appid: str, person: str) -> tuple[str, str, str, float]:
        return self.device("pluginLogin", appid, person)["code"], appid, person, self.now

    @rule(code=codes, appid=apps)
    def redeem(self, code: tuple[str, str, str, float], appid: str) -> None:
        value, made_in, person, made_at = code
        answer = self.ask("/wxa/getpluginopenpid", appid, json={"code": value})

        if appid != made_in:
            # Both are documented; what is forgotten can no longer be told from what never was.
            forgotten = self.now - made_at >= 600
            assert answer["errcode"] in ((1005, 1007) if forgotten else (1005,))
        elif value in self.spent or self.now - made_at >= 300:
            assert answer["errcode"] == 1007
        else:
            self.spent.add(value)
            assert answer["openpid"] == self.world.identifiers.openpid(appid, person)

    @rule(appid=apps, person=people)
    def ask_for_the_latest_key(self, appid: str, person: str) -> None:
        key = self.device("getLatestUserKey", appid, person)
        made = self.made.setdefault((appid, person), [])
        if not made or self.now - made[-1] >= 3600:
            made.append(self.now)

        assert key["version"] == len(made)
        assert key["expireTime"] == int(made[-1] + 3600)

    @rule(appid=apps, person=people)
    def the_server_reads_the_keys(self, appid: str, person: str) -> None:
        self.device("login", appid, person)
        user = self.world.users.of(self.world.apps.get(appid), self.world.people.get(person))
        key = self.world.sessions.alive(user)
        assert key is not None
        query = {
            "openid": user.openid,
            "signature": opendata.sign_session(key.value),
            "sig_method": "hmac_sha256",
        }

        keys = self.ask("/wxa/business/getuserencryptkey", appid, query=query)["key_info_list"]

        made = self.made.get((appid, person), [])
        versions = range(len(made), max(0, len(made) - 3), -1)
        assert [one["version"] for one in keys] == list(versions)
        assert [one["expire_in"] for one in keys] == [
            max(0, int(made[version - 1] + 3600 - self.now)) for version in versions
        ]

    @rule(target=hashes, appid=apps, person=people)
    def encrypt_a_number(self, appid: str, person: str) -> tuple[str, str, float]:
        self.device("login", appid, person)
        encrypted = self.device("getPhoneNumber", appid, person)["encryptedData"]
        return hashlib.sha256(encrypted.encode()).hexdigest(), appid, self.now

    @rule(sealed=hashes, appid=apps)
    def check_a_number(self, sealed: tuple[str, str, float], appid: str) -> None:
        digest, made_in, made_at = sealed
        body = {"encrypted_msg_hash": digest}

        answer = self.ask("/wxa/business/checkencryptedmsg", appid, json=body)

        if appid == made_in and self.now - made_at < 3 * 86_400:
            assert answer["vaild"] is True
            assert answer["create_time"] == int(made_at)
        else:
            assert answer["errcode"] == 1

    @invariant()
    def nothing_is_kept_of_what_has_ended(self) -> None:
        if hasattr(self, "world"):
            assert len(self.world.store.dump().get("user_keys", {})) <= 4


def test_user_data_live_as_the_model_says() -> None:
    run(
        UserDataMachine,
        settings=settings(max_examples=40, stateful_step_count=25, deadline=None),
    )
