"""Random lives of logins through the public doors, beside a model of WeChat's rules."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test as run,
)

from wxsim.app import create_app
from wxsim.opendata import OpenDataError, decrypt
from wxsim.store import MemoryStore
from wxsim.world import Clock, Person, Switches, World

DAY = 86_400
START = 1_700_000_000.0
CODE_LIFETIME = 300
TOKEN_LIFETIME = 7200
GRANT = {"grant_type": "authorization_code"}

SHORT_LIVED = "wx000000000000000b"

# Sessions that are new at every login, that end before a code does, and that
# every login prolongs. Two of the apps share an Open Platform account.
APPS = {
    "wx000000000000000a": ("account", Switches(session_key_min_age=0)),
    SHORT_LIVED: (
        "account",
        Switches(
            session_key_min_age=60,
            session_key_lifetime=100,
            session_prolonged_by_login=False,
            failed_exchange_burns_code=True,
        ),
    ),
    "wx000000000000000c": (None, Switches(session_key_min_age=600, session_key_lifetime=3600)),
}
PEOPLE = ["alice", "bob"]

apps = st.sampled_from(list(APPS))
people = st.sampled_from(PEOPLE)
pauses = st.integers(0, 30)
seconds = st.one_of(st.integers(1, 100), st.integers(100, 1_000), st.integers(1, 4 * DAY))


class WatchedStore(MemoryStore):
    """Counts the writes that took place."""

    writes = 0

    def _count(self, written: bool) -> bool:
        self.writes += written
        return written

    def put(self, table: str, key: str, value: bytes) -> None:
        super().put(table, key, value)
        self._count(True)

    def add(self, table: str, key: str, value: bytes, ttl: float | None = None) -> bool:
        return self._count(super().add(table, key, value, ttl))

    def compare_and_set(self, table: str, key: str, expected: bytes, value: bytes) -> bool:
        return self._count(super().compare_and_set(table, key, expected, value))

    def delete(self, table: str, key: str) -> bool:
        return self._count(super().delete(table, key))


@dataclass
class Code:
    """What the model knows of a code."""

    value: str
    user: User
    made_at: float
    used: bool = False


@dataclass
class User:
    """What the model knows of a person in an app."""

    appid: str
    person: str
    openid: str = ""
    generation: int = 0
    made_at: float = 0
    ends_at: float = 0
    # By generation. Those that no server was told of are missing.
    keys: dict[int, str] = field(default_factory=dict)
    # The profiles that its phone signed and encrypted, with the generation that did it.
    sealed: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def renew(self, now: float, ends_at: float) -> None:
        self.generation += 1
        self.made_at, self.ends_at = now, ends_at


class LoginMachine(RuleBasedStateMachine):
    """The simulator and the model, one step at a time."""

    users = Bundle("users")
    codes = Bundle("codes")
    keys = Bundle("keys")

    @initialize(target=users, person=people)
    def begin(self, person: str) -> User:
        self.clock = Clock(lambda: START)
        self.now = self.clock.freeze()
        self.store = WatchedStore(self.clock.now)
        world = World(self.store, self.clock, "property")
        self.secrets = {}
        for name, (account, switches) in APPS.items():
            app = world.apps.add(appid=name, open_account=account, switches=switches)
            self.secrets[name] = app.secret
        for name in PEOPLE:
            world.people.add(Person(name=name, nickname=name))
        self.http = create_app(world).test_client()
        self.known: dict[tuple[str, str], User] = {}
        self.issued: dict[str, Code] = {}
        self.unionids: dict[tuple[str, str], str] = {}
        self.tokens: dict[str, tuple[str, float]] = {}
        # The more happens in little time, the more is seen.
        return self.somebody(SHORT_LIVED, person)

    # The doors.

    def device(self, api: str, user: User, **options: Any) -> dict[str, Any]:
        body = {"appid": user.appid, "person": user.person, **options}
        return self.answer("POST", f"/_wxsim/device/{api}", json=body)

    def wechat(self, appid: str, path: str, **query: str) -> dict[str, Any]:
        if self.now >= self.tokens.get(appid, ("", 0))[1]:
            self.fetch_token(appid)
        query["access_token"] = self.tokens[appid][0]
        return self.answer("GET", path, query_string=query)

    def answer(self, method: str, path: str, burns: bool = False, **sent: Any) -> dict[str, Any]:
        before = self.store.writes
        response = self.http.open(path, method=method, **sent)
        assert response.status_code == 200
        answer: dict[str, Any] = response.get_json(force=True)
        if answer.get("errcode", 0) or ":fail" in answer.get("errMsg", ""):
            assert burns or self.store.writes == before, f"this refusal changed something: {answer}"
        return answer

    # The model.

    def somebody(self, appid: str, person: str) -> User:
        return self.known.setdefault((appid, person), User(appid, person))

    def lives(self, user: User) -> bool:
        return self.now < user.ends_at

    def learn(self, user: User, answer: dict[str, Any]) -> str:
        """Take in what an exchange or a reset told the server, and hold the past against it."""
        value: str = answer["session_key"]
        known = user.keys.setdefault(user.generation, value)
        assert value == known, f"two session_keys are generation {user.generation}"
        everybody = [key for other in self.known.values() for key in other.keys.values()]
        assert everybody.count(value) == 1, "two generations or two users share a session_key"
        user.openid = user.openid or answer["openid"]
        assert answer["openid"] == user.openid
        assert [other.openid for other in self.known.values()].count(user.openid) == 1
        for generation, result in user.sealed:
            self.opens_with_one_key_alone(user, generation, result)
        return value

    def opens_with_one_key_alone(self, user: User, sealed_by: int, result: dict[str, Any]) -> None:
        for generation, key in user.keys.items():
            signed = hashlib.sha1((result["rawData"] + key).encode()).hexdigest()
            assert (signed == result["signature"]) is (generation == sealed_by)
            try:
                data = json.loads(decrypt(result["encryptedData"], key, result["iv"]))
            except (OpenDataError, ValueError):
                data = None
            if generation == sealed_by:
                assert data["openId"] == user.openid
                assert data["watermark"]["appid"] == user.appid
                assert data.get("unionId") == self.unionid(user)
            else:
                assert data is None

    def unionid(self, user: User) -> str | None:
        account = APPS[user.appid][0]
        return None if account is None else self.unionids[account, user.person]

    def exchange(self, code: Code, appid: str, secret: str) -> dict[str, Any]:
        """Send a code to jscode2session and hold the answer against the model."""
        burns = APPS[code.user.appid][1].failed_exchange_burns_code
        query = {"appid": appid, "secret": secret, "js_code": code.value, **GRANT}
        answer = self.answer("GET", "/sns/jscode2session", burns, query_string=query)
        errcode = answer.get("errcode", 0)
        if appid != code.user.appid:
            assert errcode == 40029
            code.used |= burns
        elif self.now >= code.made_at + CODE_LIFETIME:
            assert errcode == 40029
        elif code.used:
            assert errcode == 40163
        elif secret != self.secrets[appid]:
            assert errcode == 40125
            code.used |= burns
        else:
            assert "errcode" not in answer
            code.used = True
        return answer

    # What may happen.

    @invariant()
    def the_phone_knows_whether_the_session_lives(self) -> None:
        for user in self.known.values():
            answer = self.device("checkSession", user)
            assert (answer["errMsg"] == "checkSession:ok") is self.lives(user)

    @precondition(lambda self: len(self.known) < 3)
    @rule(target=users, appid=apps, person=people)
    def somebody_comes(self, appid: str, person: str) -> User:
        return self.somebody(appid, person)

    @rule(step=seconds)
    def time_passes(self, step: float) -> None:
        self.now = self.clock.advance(step)

    @rule(place=st.integers(0, 3), before=st.sampled_from([1, 0]))
    def a_limit_is_reached(self, place: int, before: int) -> None:
        """Go to one of the next moments at which something ends or comes of age, or just before."""
        limits = [code.made_at + CODE_LIFETIME for code in self.issued.values()]
        for user in self.known.values():
            limits += [user.ends_at, user.made_at + APPS[user.appid][1].session_key_min_age]
        coming = sorted({limit - before for limit in limits if limit - before > self.now})
        if coming:
            self.time_passes(coming[min(place, len(coming) - 1)] - self.now)

    @rule(target=codes, user=users, pause=pauses)
    def log_in(self, user: User, pause: int) -> Any:
        self.time_passes(pause)
        value = self.device("login", user)["code"]
        assert value not in self.issued
        code = self.issued[value] = Code(value, user, self.now)
        switches = APPS[user.appid][1]
        ends_at = self.now + switches.session_key_lifetime
        if not self.lives(user) or self.now - user.made_at >= switches.session_key_min_age:
            user.renew(self.now, ends_at)
        elif switches.session_prolonged_by_login:
            user.ends_at = ends_at
        return code

    @rule(target=keys, code=codes)
    def exchange_a_code(self, code: Code) -> Any:
        user = code.user
        answer = self.exchange(code, user.appid, self.secrets[user.appid])
        if "errcode" in answer:
            return multiple()
        if not self.lives(user):
            user.renew(self.now, self.now + APPS[user.appid][1].session_key_lifetime)
        account = APPS[user.appid][0]
        if account is not None:
            self.unionids.setdefault((account, user.person), answer["unionid"])
        assert answer.get("unionid") == self.unionid(user)
        assert len(set(self.unionids.values())) == len(self.unionids)
        return user, self.learn(user, answer)

    @rule(target=keys, user=users)
    def log_in_and_exchange_twice(self, user: User) -> Any:
        code: Any = self.log_in(user, 0)
        learned = self.exchange_a_code(code)
        self.exchange(code, user.appid, self.secrets[user.appid])
        return learned

    @rule(code=codes, appid=apps)
    def exchange_a_code_wrongly(self, code: Code, appid: str) -> None:
        its_own = appid == code.user.appid
        self.exchange(code, appid, "wrong" if its_own else self.secrets[appid])

    @rule(user=users, credentials=st.sampled_from([None, True, False]))
    def read_the_profile(self, user: User, credentials: bool | None) -> None:
        options = {} if credentials is None else {"withCredentials": credentials}
        result = self.device("getUserInfo", user, **options)
        if credentials is True and not self.lives(user):
            assert result["errMsg"].startswith("getUserInfo:fail")
        elif credentials is False or not self.lives(user):
            assert not {"signature", "encryptedData", "iv"} & set(result)
        else:
            user.sealed.append((user.generation, result))
            self.opens_with_one_key_alone(user, user.generation, result)

    @rule(key=keys)
    def have_every_key_of_a_user_checked(self, key: tuple[User, str]) -> None:
        user, _ = key
        for value in user.keys.values():
            expected = 0 if self.is_current(user, value) else 87009
            assert self.signed(user, "/wxa/checksession", value)["errcode"] == expected

    @rule(target=keys, key=keys, pause=pauses)
    def reset_a_key(self, key: tuple[User, str], pause: int) -> Any:
        self.time_passes(pause)
        user, value = key
        was_current = self.is_current(user, value)
        answer = self.signed(user, "/wxa/resetusersessionkey", value)
        if not was_current:
            assert answer["errcode"] == (87009 if self.lives(user) else 87007)
            return multiple()
        assert answer["errcode"] == 0
        user.renew(self.now, user.ends_at)
        return user, self.learn(user, answer)

    def is_current(self, user: User, value: str) -> bool:
        return self.lives(user) and user.keys.get(user.generation) == value

    def signed(self, user: User, path: str, value: str) -> dict[str, Any]:
        signature = hmac.new(value.encode(), b"", hashlib.sha256).hexdigest()
        query = {"openid": user.openid, "signature": signature, "sig_method": "hmac_sha256"}
        return self.wechat(user.appid, path, **query)

    def fetch_token(self, appid: str) -> None:
        query = {"appid": appid, "secret": self.secrets[appid], "grant_type": "client_credential"}
        answer = self.answer("GET", "/cgi-bin/token", query_string=query)
        self.tokens[appid] = (answer["access_token"], self.now + TOKEN_LIFETIME)


def test_logins_in_any_order_keep_wechats_rules() -> None:
    run(LoginMachine, settings=settings(max_examples=120, stateful_step_count=40, deadline=None))
