"""Random lives of phone-number codes through the public doors, beside a model of WeChat's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test as run,
)

from wxsim.app import create_app
from wxsim.store import MemoryStore
from wxsim.world import Clock, Person, Switches, World

START = 1_700_000_000.0
LIFETIME = 300

# How each refuses a code that was made in the other.
APPS: dict[str, Literal[40029, 40013]] = {"wx000000000000000a": 40029, "wx000000000000000b": 40013}
PHONES = {"alice": "17000000001", "bob": "17000000002"}

apps = st.sampled_from(list(APPS))
openids = st.sampled_from(["left out", "empty", "right", "another's"])


@dataclass
class Code:
    """What the model knows of a code."""

    value: str
    appid: str
    person: str
    made_at: float
    used: bool = False


class PhoneCodeMachine(RuleBasedStateMachine):
    """The simulator and the model, one step at a time."""

    codes = Bundle("codes")

    @initialize()
    def begin(self) -> None:
        self.clock = Clock(lambda: START)
        self.now = self.clock.freeze()
        self.world = World(MemoryStore(self.clock.now), self.clock, "property")
        for appid, refusal in APPS.items():
            self.world.apps.add(appid=appid, switches=Switches(phone_code_of_other_app=refusal))
        for name, phone in PHONES.items():
            self.world.people.add(Person(name=name, nickname=name, phone=phone))
        self.http = create_app(self.world).test_client()
        self.issued: set[str] = set()

    def device(self, api: str, appid: str, person: str) -> str:
        body = {"appid": appid, "person": person}
        result = self.http.post(f"/_wxsim/device/{api}", json=body).get_json(force=True)
        code: str = result["code"]
        assert code not in self.issued
        self.issued.add(code)
        return code

    def redeem(self, appid: str, body: dict[str, str]) -> dict[str, Any]:
        secret = self.world.apps.get(appid).secret
        token = self.http.post(
            "/cgi-bin/stable_token",
            json={"appid": appid, "secret": secret, "grant_type": "client_credential"},
        ).get_json(force=True)["access_token"]
        answer: dict[str, Any] = self.http.post(
            "/wxa/business/getuserphonenumber", query_string={"access_token": token}, json=body
        ).get_json(force=True)
        return answer

    def openid(self, code: Code) -> str:
        app, person = self.world.apps.get(code.appid), self.world.people.get(code.person)
        return self.world.users.of(app, person).openid

    @rule(step=st.integers(1, LIFETIME))
    def time_passes(self, step: int) -> None:
        self.now = self.clock.advance(step)

    @rule(target=codes, appid=apps, person=st.sampled_from(list(PHONES)))
    def press_the_button(self, appid: str, person: str) -> Code:
        return Code(self.device("getPhoneNumber", appid, person), appid, person, self.now)

    @rule(code=codes, openids=st.lists(openids, min_size=1, max_size=3))
    def redeem_a_code(self, code: Code, openids: list[str]) -> None:
        for openid in openids:
            self.redeem_once(code, openid)

    @rule(code=codes, before=st.sampled_from([1, 0]))
    def redeem_a_code_in_its_last_moment_or_too_late(self, code: Code, before: int) -> None:
        self.now = self.clock.advance(max(0, code.made_at + LIFETIME - before - self.now))
        self.redeem_once(code, "left out")

    def redeem_once(self, code: Code, openid: str) -> None:
        body = {"code": code.value}
        if openid != "left out":
            texts = {"empty": "", "right": self.openid(code), "another's": "o" + "x" * 27}
            body["openid"] = texts[openid]
        answer = self.redeem(code.appid, body)
        if code.used or self.now >= code.made_at + LIFETIME:
            assert answer["errcode"] == 40029
        elif openid == "another's":
            assert answer["errcode"] == 40003
        else:
            assert answer["errcode"] == 0
            info = answer["phone_info"]
            assert info["purePhoneNumber"] == PHONES[code.person]
            assert info["watermark"] == {"timestamp": self.now, "appid": code.appid}
            code.used = True

    @rule(code=codes)
    def redeem_a_code_in_the_other_app(self, code: Code) -> None:
        (appid,) = set(APPS) - {code.appid}
        errcode = self.redeem(appid, {"code": code.value})["errcode"]
        if self.now < code.made_at + LIFETIME:
            assert errcode == APPS[appid]
        else:
            # A code that has ended may be forgotten, and then it is nobody's.
            assert errcode in {APPS[appid], 40029}

    @rule(appid=apps)
    def redeem_a_login_code(self, appid: str) -> None:
        code = self.device("login", appid, "alice")
        assert self.redeem(appid, {"code": code})["errcode"] == 40029

    @rule(code=codes)
    def exchange_a_phone_code(self, code: Code) -> None:
        query = {
            "appid": code.appid,
            "secret": self.world.apps.get(code.appid).secret,
            "js_code": code.value,
            "grant_type": "authorization_code",
        }
        answer = self.http.get("/sns/jscode2session", query_string=query).get_json(force=True)
        assert answer["errcode"] == 40029

    @rule(appid=apps, value=st.text(max_size=70))
    def redeem_an_invented_code(self, appid: str, value: str) -> None:
        assert self.redeem(appid, {"code": value})["errcode"] == 40029


def test_phone_codes_in_any_order_keep_wechats_rules() -> None:
    run(PhoneCodeMachine, settings=settings(max_examples=50, stateful_step_count=30, deadline=None))
