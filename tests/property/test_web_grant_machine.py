"""Random lives of web codes and refresh_tokens through the public doors, beside a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    rule,
    run_state_machine_as_test as run,
)

from wxsim.app import create_app
from wxsim.store import MemoryStore
from wxsim.world import Clock, Person, Switches, World

START = 1_700_000_000.0
REFRESH_LIFETIME = 20_000
ACCESS_LIFETIME = 7200

# How long the codes of each app live.
APPS = {"wx000000000000000a": 300, "wx000000000000000b": 600}
KINDS = {"wx000000000000000a": "official_account", "wx000000000000000b": "website"}

apps = st.sampled_from(list(APPS))
people = st.sampled_from(["alice", "bob"])
secrets = st.sampled_from(["right", "right", "wrong"])


@dataclass
class Code:
    """What the model knows of a code."""

    value: str
    appid: str
    person: str
    made_at: float
    used: bool = False


@dataclass
class Grant:
    """What the model knows of an authorisation."""

    refresh_token: str
    appid: str
    openid: str
    ends_at: float
    access_token: str
    access_until: float
    old: list[str] = field(default_factory=list)


class WebGrantMachine(RuleBasedStateMachine):
    """The simulator and the model, one step at a time."""

    codes = Bundle("codes")
    grants = Bundle("grants")

    @initialize()
    def begin(self) -> None:
        self.clock = Clock(lambda: START)
        self.now = self.clock.freeze()
        self.world = World(MemoryStore(self.clock.now), self.clock, "property")
        for appid, kind in KINDS.items():
            self.world.apps.add(
                appid=appid,
                kind=kind,  # type: ignore[arg-type]  # one of the kinds
                switches=Switches(oauth_refresh_lifetime=REFRESH_LIFETIME),
            )
        for name in ("alice", "bob"):
            self.world.people.add(Person(name=name, nickname=name))
        self.http = create_app(self.world).test_client()
        self.seen: set[str] = set()

    def get(self, path: str, **query: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.http.get(path, query_string=query).get_json(force=True)
        return answer

    def fresh(self, value: str) -> str:
        assert value not in self.seen
        self.seen.add(value)
        return value

    @rule(step=st.sampled_from([1, 299, 300, 599, 7199, 7200]))
    def time_passes(self, step: int) -> None:
        self.now = self.clock.advance(step)

    @rule(target=codes, appid=apps, person=people)
    def allow(self, appid: str, person: str) -> Code:
        body = {"app": appid, "person": person}
        made = self.http.post("/_wxsim/oauth/codes", json=body).get_json(force=True)
        return Code(self.fresh(made["code"]), appid, person, self.now)

    def exchanged(self, code: Code, appid: str, secret: str) -> dict[str, Any]:
        right = self.world.apps.get(appid).secret
        return self.get(
            "/sns/oauth2/access_token",
            appid=appid,
            secret=right if secret == "right" else "0" * 32,
            code=code.value,
            grant_type="authorization_code",
        )

    @rule(target=grants, code=codes)
    def exchange(self, code: Code) -> Grant | None:
        answer = self.exchanged(code, code.appid, "right")
        if self.now >= code.made_at + APPS[code.appid]:
            assert answer["errcode"] == 40029
            return None
        if code.used:
            assert answer["errcode"] == 40163
            return None
        code.used = True
        app, person = self.world.apps.get(code.appid), self.world.people.get(code.person)
        assert answer["openid"] == self.world.users.of(app, person).openid
        assert answer["expires_in"] == ACCESS_LIFETIME
        return Grant(
            self.fresh(answer["refresh_token"]),
            code.appid,
            answer["openid"],
            self.now + REFRESH_LIFETIME,
            self.fresh(answer["access_token"]),
            self.now + ACCESS_LIFETIME,
        )

    @rule(code=codes, appid=apps, secret=secrets)
    def exchange_wrongly(self, code: Code, appid: str, secret: str) -> None:
        if appid == code.appid and secret == "right":
            return
        errcode = self.exchanged(code, appid, secret)["errcode"]
        if appid != code.appid or self.now >= code.made_at + APPS[code.appid]:
            assert errcode == 40029
        else:
            assert errcode == (40163 if code.used else 40125)

    @rule(grant=grants)
    def refresh(self, grant: Grant | None) -> None:
        if grant is None:
            return
        answer = self.get(
            "/sns/oauth2/refresh_token",
            appid=grant.appid,
            grant_type="refresh_token",
            refresh_token=grant.refresh_token,
        )
        if self.now >= grant.ends_at:
            # A grant that ended long ago may be forgotten.
            assert answer["errcode"] in {42002, 40030}
            return
        assert answer["refresh_token"] == grant.refresh_token
        assert answer["openid"] == grant.openid
        if self.now < grant.access_until:
            assert answer["access_token"] == grant.access_token
        else:
            grant.old.append(grant.access_token)
            grant.access_token = self.fresh(answer["access_token"])
        grant.access_until = self.now + ACCESS_LIFETIME

    @rule(grant=grants, appid=apps)
    def refresh_as_the_other_app(self, grant: Grant | None, appid: str) -> None:
        if grant is None or appid == grant.appid:
            return
        answer = self.get(
            "/sns/oauth2/refresh_token",
            appid=appid,
            grant_type="refresh_token",
            refresh_token=grant.refresh_token,
        )
        assert answer["errcode"] == 40030

    @rule(grant=grants)
    def use(self, grant: Grant | None) -> None:
        if grant is None:
            return
        for token in [grant.access_token, *grant.old]:
            errcode = self.get("/sns/auth", access_token=token, openid=grant.openid)["errcode"]
            if token == grant.access_token and self.now < grant.access_until:
                assert errcode == 0
            else:
                assert errcode in {42001, 40001}

    @rule(grant=grants, other=grants)
    def use_with_anothers_openid(self, grant: Grant | None, other: Grant | None) -> None:
        if grant is None or other is None or self.now >= grant.access_until:
            return
        answer = self.get("/sns/auth", access_token=grant.access_token, openid=other.openid)
        assert answer["errcode"] == (0 if other.openid == grant.openid else 40003)

    @rule(code=consumes(codes))
    def redeem_as_a_js_code(self, code: Code) -> None:
        app = self.world.apps.get(code.appid)
        answer = self.get(
            "/sns/jscode2session",
            appid=app.appid,
            secret=app.secret,
            js_code=code.value,
            grant_type="authorization_code",
        )
        assert answer["errcode"] == 40029


def test_web_codes_and_grants_in_any_order_keep_wechats_rules() -> None:
    run(WebGrantMachine, settings=settings(max_examples=50, stateful_step_count=30, deadline=None))
