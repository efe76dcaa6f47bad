"""Random lives of access_tokens through the Server API, beside a model of WeChat's rules."""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass, field
from typing import Any

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

DAY = 86_400
BEIJING = 8 * 3600
# Ten minutes before midnight in Beijing.
START = 1_700_063_400.0

LIFETIME = 7200
# A stable token is renewed when less than this is left of it.
LAST_PART = 300
FORCED_PER_DAY = 20
FORCED_GAP = 30

# How long the previous token of an app still works.
OVERLAPS = {"wx000000000000000a": 300, "wx000000000000000b": 0}

PLAIN = "/cgi-bin/token"
STABLE = "/cgi-bin/stable_token"

apps = st.sampled_from(list(OVERLAPS))
paths = st.sampled_from([PLAIN, STABLE])
seconds = st.one_of(
    st.integers(1, 100),
    st.sampled_from([29, 30, 31, 299, 300, 301, LIFETIME - 300, LIFETIME - 299, LIFETIME, DAY]),
    st.integers(1, LIFETIME),
)


@dataclass
class Token:
    """One token: when its two hours end, and when a newer one ends it."""

    value: str
    appid: str
    expires_at: float
    replaced_at: float = math.inf


@dataclass
class Space:
    """The tokens of one app in one space, oldest first, and when they were forced."""

    tokens: list[Token] = field(default_factory=list)
    forced_at: list[float] = field(default_factory=list)

    def replace(self, token: Token, now: float, overlap: float) -> None:
        """Add a token. The one before it works on for ``overlap``, older ones stop now."""
        for place, old in enumerate(reversed(self.tokens)):
            old.replaced_at = min(old.replaced_at, now + (overlap if place == 0 else 0))
        self.tokens.append(token)

    def may_be_forced(self, now: float) -> bool:
        today = [at for at in self.forced_at if beijing_day(at) == beijing_day(now)]
        gap = now - self.forced_at[-1] if self.forced_at else math.inf
        return len(today) < FORCED_PER_DAY and gap >= FORCED_GAP


def beijing_day(at: float) -> float:
    return (at + BEIJING) // DAY


class TokenMachine(RuleBasedStateMachine):
    """The simulator and the model, one step at a time."""

    tokens = Bundle("tokens")

    @initialize()
    def begin(self) -> None:
        self.clock = Clock(lambda: START)
        self.now = self.clock.freeze()
        self.world = World(MemoryStore(self.clock.now), self.clock, "property")
        self.http = create_app(self.world).test_client()
        person = self.world.people.add(Person(name="alice", nickname="爱丽丝"))
        self.signed: dict[str, dict[str, str]] = {}
        self.spaces = {(appid, path): Space() for appid in OVERLAPS for path in (PLAIN, STABLE)}
        for appid, overlap in OVERLAPS.items():
            # A session that outlives the test, for the tokens to be used on.
            switches = Switches(token_overlap=overlap, session_key_lifetime=10_000 * DAY)
            app = self.world.apps.add(appid=appid, switches=switches)
            code = self.world.codes.issue(app, person)
            user, key = self.world.codes.exchange(app, app.secret, code.code, "rid")
            self.signed[appid] = {
                "openid": user.openid,
                "signature": hmac.new(key.value.encode(), b"", hashlib.sha256).hexdigest(),
                "sig_method": "hmac_sha256",
            }

    def ask(self, appid: str, path: str, **more: Any) -> dict[str, Any]:
        sent = {
            "appid": appid,
            "secret": self.world.apps.get(appid).secret,
            "grant_type": "client_credential",
            **more,
        }
        if path == STABLE:
            response = self.http.post(path, json=sent)
        else:
            response = self.http.get(path, query_string=sent)
        answer: dict[str, Any] = response.get_json(force=True)
        return answer

    def use(self, value: str, appid: str) -> int:
        """Have the session of an app checked with some token, and return the errcode."""
        response = self.http.get(
            "/wxa/checksession", query_string={"access_token": value, **self.signed[appid]}
        )
        errcode: int = response.get_json(force=True)["errcode"]
        return errcode

    def check(self, token: Token) -> None:
        if self.now >= token.expires_at + DAY:
            # By now it may be forgotten.
            assert self.use(token.value, token.appid) in {42001, 40001}
        elif self.now >= token.expires_at:
            assert self.use(token.value, token.appid) == 42001
        elif self.now >= token.replaced_at:
            assert self.use(token.value, token.appid) == 40001
        else:
            assert self.use(token.value, token.appid) == 0
            # It is the token of one app: there are no sessions of another behind it.
            others = [appid for appid in OVERLAPS if appid != token.appid]
            assert [self.use(token.value, appid) for appid in others] == [87009]

    def take_in(self, answer: dict[str, Any], appid: str, path: str, overlap: float) -> Token:
        token = Token(answer["access_token"], appid, self.now + LIFETIME)
        known = [old.value for space in self.spaces.values() for old in space.tokens]
        assert token.value not in known, "an old token was issued again"
        assert answer == {"access_token": token.value, "expires_in": LIFETIME}
        space = self.spaces[appid, path]
        space.replace(token, self.now, overlap)
        for latest in space.tokens[-3:]:
            self.check(latest)
        return token

    @rule(step=seconds)
    def time_passes(self, step: int) -> None:
        self.now = self.clock.advance(step)

    @rule(token=tokens, left=st.sampled_from([1, 0]))
    def a_token_comes_to_its_end(self, token: Token, left: int) -> None:
        self.now = self.clock.advance(max(0, token.expires_at - left - self.now))
        self.check(token)

    @rule(token=tokens, left=st.sampled_from([1, 0]))
    def the_overlap_comes_to_its_end(self, token: Token, left: int) -> None:
        if math.isfinite(token.replaced_at):
            self.now = self.clock.advance(max(0, token.replaced_at - left - self.now))
            self.check(token)

    @rule(before=st.sampled_from([60, 10, 0]))
    def midnight_comes_to_beijing(self, before: int) -> None:
        midnight = (beijing_day(self.now) + 1) * DAY - BEIJING
        self.now = self.clock.advance(max(0, midnight - before - self.now))

    @rule(target=tokens, appid=apps)
    def fetch_a_token(self, appid: str) -> Token:
        answer = self.ask(appid, PLAIN)
        return self.take_in(answer, appid, PLAIN, OVERLAPS[appid])

    @rule(target=tokens, appid=apps, force=st.sampled_from([False, True, "true", 1, None]))
    def fetch_the_stable_token(self, appid: str, force: Any) -> Token:
        space = self.spaces[appid, STABLE]
        answer = self.ask(appid, STABLE, force_refresh=force)
        if not space.tokens or space.tokens[-1].expires_at - self.now < LAST_PART:
            return self.take_in(answer, appid, STABLE, OVERLAPS[appid])
        if force is True and space.may_be_forced(self.now):
            space.forced_at.append(self.now)
            return self.take_in(answer, appid, STABLE, overlap=0)
        current = space.tokens[-1]
        left = current.expires_at - self.now
        assert left >= LAST_PART
        assert answer == {"access_token": current.value, "expires_in": left}
        return current

    @rule(
        target=tokens, appid=apps, left=st.sampled_from([LAST_PART + 1, LAST_PART, LAST_PART - 1])
    )
    def fetch_the_stable_token_about_when_it_is_renewed(self, appid: str, left: int) -> Any:
        space = self.spaces[appid, STABLE]
        if space.tokens:
            wait = space.tokens[-1].expires_at - left - self.now
            self.now = self.clock.advance(max(0, wait))
        return self.fetch_the_stable_token(appid, False)

    @rule(appid=apps, times=st.integers(2, 25), gap=st.sampled_from([29, 30]))
    def force_again_and_again(self, appid: str, times: int, gap: int) -> None:
        for _ in range(times):
            self.fetch_the_stable_token(appid, True)
            self.time_passes(gap)

    @rule(appid=apps, path=paths)
    def fail_to_fetch_a_token(self, appid: str, path: str) -> None:
        answer = self.ask(appid, path, secret="0" * 32, force_refresh=True)
        assert answer["errcode"] == 40125
        answer = self.ask(appid, path, grant_type="authorization_code", force_refresh=True)
        assert answer["errcode"] == 40002

    @rule(token=tokens)
    def use_a_token(self, token: Token) -> None:
        self.check(token)

    @rule(token=tokens, place=st.integers(0, 135), letter=st.sampled_from("x_-"))
    def use_a_token_with_one_letter_changed(self, token: Token, place: int, letter: str) -> None:
        changed = token.value[:place] + letter + token.value[place + 1 :]
        if changed != token.value:
            assert self.use(changed, token.appid) == 40001

    @rule()
    def use_the_latest_tokens(self) -> None:
        for space in self.spaces.values():
            for token in space.tokens[-4:]:
                self.check(token)


def test_access_tokens_in_any_order_keep_wechats_rules() -> None:
    run(TokenMachine, settings=settings(max_examples=50, stateful_step_count=40, deadline=None))
