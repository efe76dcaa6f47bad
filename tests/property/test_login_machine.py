"""Random lives of logins through the public doors, beside a model of WeChat's rules."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule
from hypothesis.stateful import run_state_machine_as_test as run

from wxsim.app import create_app
from wxsim.opendata import OpenDataError, decrypt
from wxsim.store import MemoryStore
from wxsim.world import Clock, Person, Switches, World

DAY = 86_400
START = 1_700_000_000.0
CODE_LIFETIME = 300
TOKEN_LIFETIME = 7200
GRANT = {"grant_type": "authorization_code"}

# Sessions that outlive everything, that end before a code does, that are new
# at every login, and that slide; two apps share an account, one has none.
APPS = {
    "wx000000000000000a": ("one", Switches()),
    "wx000000000000000b": (
        "one",
        Switches(
            session_key_min_age=60,
            session_key_lifetime=200,
            session_prolonged_by_login=False,
            failed_exchange_burns_code=True,
        ),
    ),
    "wx000000000000000c": (None, Switches(session_key_min_age=0)),
    "wx000000000000000d": (
        "two",
        Switches(session_key_min_age=600, session_key_lifetime=3600, phone_code_of_other_app=40013),
    ),
}
# Their phone numbers and risk ranks; WeChat blocks the logins of rank 4.
PEOPLE = {"alice": ("17000000001", 0), "bob": ("17000000002", 3), "mallory": ("17000000003", 4)}

apps = st.sampled_from(list(APPS))
people = st.sampled_from(list(PEOPLE))
seconds = st.one_of(
    st.integers(1, 100),
    st.sampled_from([60, 200, 300, 600, 3600, TOKEN_LIFETIME, DAY, 3 * DAY]),
    st.integers(1, 4 * DAY),
)


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
    """What the model knows of a code, of either kind."""

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

    codes = Bundle("codes")
    phone_codes = Bundle("phone codes")
    keys = Bundle("keys")

    @initialize()
    def begin(self) -> None:
        self.clock = Clock(lambda: START)
        self.now = self.clock.freeze()
        self.store = WatchedStore(self.clock.now)
        world = World(self.store, self.clock, "property")
        self.secrets = {}
        for appid, (account, switches) in APPS.items():
            app = world.apps.add(appid=appid, open_account=account, switches=switches)
            self.secrets[appid] = app.secret
        for name, (phone, rank) in PEOPLE.items():
            world.people.add(Person(name=name, nickname=name, phone=phone, risk_rank=rank))
        self.http = create_app(world).test_client()
        self.users = {(appid, name): User(appid, name) for appid in APPS for name in PEOPLE}
        self.issued: set[str] = set()
        self.unionids: dict[tuple[str, str], str] = {}
        self.tokens: dict[str, tuple[str, float]] = {}

    # The doors.

    def device(self, api: str, user: User, **options: Any) -> dict[str, Any]:
        body = {"appid": user.appid, "person": user.person, **options}
        return self.answer("POST", f"/_wxsim/device/{api}", json=body)

    def wechat(self, appid: str, path: str, body: Any = None, **query: str) -> dict[str, Any]:
        if self.now >= self.tokens.get(appid, ("", 0))[1]:
            self.fetch_token(appid)
        query["access_token"] = self.tokens[appid][0]
        return self.answer("GET" if body is None else "POST", path, json=body, query_string=query)

    def answer(self, method: str, path: str, burns: bool = False, **sent: Any) -> dict[str, Any]:
        before = self.store.writes
        response = self.http.open(path, method=method, **sent)
        assert response.status_code == 200
        answer: dict[str, Any] = response.get_json(force=True)
        if answer.get("errcode", 0) or ":fail" in answer.get("errMsg", ""):
            assert burns or self.store.writes == before, f"this refusal changed something: {answer}"
        return answer

    # The model.

    def lives(self, user: User) -> bool:
        return self.now < user.ends_at

    def learn(self, user: User, answer: dict[str, Any]) -> str:
        """Take in what an exchange or a reset told the server, and hold the past against it."""
        value: str = answer["session_key"]
        known = user.keys.setdefault(user.generation, value)
        assert value == known, f"two session_keys are generation {user.generation}"
        everybody = [key for other in self.users.values() for key in other.keys.values()]
        assert everybody.count(value) == 1, "two generations or two users share a session_key"
        user.openid = user.openid or answer["openid"]
        assert answer["openid"] == user.openid
        assert [other.openid for other in self.users.values()].count(user.openid) == 1
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
        burns = APPS[appid][1].failed_exchange_burns_code
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
        elif PEOPLE[code.user.person][1] == 4:
            assert errcode == 40226
        else:
            assert "errcode" not in answer
            code.used = True
        return answer

    # What may happen.

    @rule(step=seconds)
    def time_passes(self, step: int) -> None:
        self.now = self.clock.advance(step)

    @rule(target=codes, appid=apps, person=people)
    def log_in(self, appid: str, person: str) -> Code:
        user = self.users[appid, person]
        value = self.device("login", user)["code"]
        assert value not in self.issued
        self.issued.add(value)
        switches = APPS[appid][1]
        ends_at = self.now + switches.session_key_lifetime
        if not self.lives(user) or self.now - user.made_at >= switches.session_key_min_age:
            user.renew(self.now, ends_at)
        elif switches.session_prolonged_by_login:
            user.ends_at = ends_at
        return Code(value, user, self.now)

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

    @rule(target=keys, appid=apps, person=people)
    def log_in_and_exchange_at_once(self, appid: str, person: str) -> Any:
        return self.exchange_a_code(self.log_in(appid, person))

    @rule(code=codes, appid=apps, secret=st.sampled_from(["right", "wrong", "密"]))
    def exchange_a_code_wrongly(self, code: Code, appid: str, secret: str) -> None:
        if secret != "right" or appid != code.user.appid:
            self.exchange(code, appid, self.secrets[appid] if secret == "right" else secret)

    @rule(appid=apps, value=st.text(min_size=1, max_size=40))
    def exchange_an_invented_code(self, appid: str, value: str) -> None:
        self.exchange(Code(value, User("", ""), self.now), appid, self.secrets[appid])

    @rule(appid=apps, person=people)
    def ask_the_phone_whether_the_session_lives(self, appid: str, person: str) -> None:
        user = self.users[appid, person]
        answer = self.device("checkSession", user)
        assert (answer["errMsg"] == "checkSession:ok") is self.lives(user)

    @rule(appid=apps, person=people, credentials=st.sampled_from([None, True, False]))
    def read_the_profile(self, appid: str, person: str, credentials: bool | None) -> None:
        user = self.users[appid, person]
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

    @rule(target=keys, key=keys)
    def reset_a_key(self, key: tuple[User, str]) -> Any:
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

    @rule(appid=apps)
    def fetch_token(self, appid: str) -> None:
        query = {"appid": appid, "secret": self.secrets[appid], "grant_type": "client_credential"}
        answer = self.answer("GET", "/cgi-bin/token", query_string=query)
        self.tokens[appid] = (answer["access_token"], self.now + TOKEN_LIFETIME)

    @rule(target=phone_codes, appid=apps, person=people)
    def press_the_phone_button(self, appid: str, person: str) -> Code:
        user = self.users[appid, person]
        result = self.device("getPhoneNumber", user)
        assert result["code"] not in self.issued
        self.issued.add(result["code"])
        assert ("encryptedData" in result) is self.lives(user)
        return Code(result["code"], user, self.now)

    @rule(code=phone_codes, appid=apps, openid=st.sampled_from(["", "own", "wrong"]))
    def redeem_a_phone_code(self, code: Code, appid: str, openid: str) -> None:
        body = {"code": code.value}
        if openid:
            body["openid"] = code.user.openid if openid == "own" else "o" + "x" * 27
        answer = self.wechat(appid, "/wxa/business/getuserphonenumber", body)
        ended = self.now >= code.made_at + CODE_LIFETIME
        if appid != code.user.appid:
            # A code that has ended may be forgotten, and then it is nobody's.
            elsewhere = APPS[appid][1].phone_code_of_other_app
            assert answer["errcode"] in ({elsewhere, 40029} if ended else {elsewhere})
        elif code.used or ended:
            assert answer["errcode"] == 40029
        elif openid == "wrong":
            assert answer["errcode"] == 40003
        else:
            assert answer["errcode"] == 0
            assert answer["phone_info"]["purePhoneNumber"] == PEOPLE[code.user.person][0]
            code.used = True


def test_logins_in_any_order_keep_wechats_rules() -> None:
    run(LoginMachine, settings=settings(max_examples=100, stateful_step_count=40, deadline=None))
