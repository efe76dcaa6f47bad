"""Plays a scenario and traces it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from wxsim.miniprogram import (
    DeviceError,
    HttpExchange,
    MiniProgram,
    PlatformUnreachable,
    WxError,
    WxExchange,
)
from wxsim.replay.client import Client
from wxsim.replay.directing import Director
from wxsim.replay.expectations import Mismatch, in_words, mismatches
from wxsim.replay.listening import Listener
from wxsim.replay.masking import Masker
from wxsim.replay.platform import ControlRefused, Unreachable
from wxsim.replay.scenario import Scenario, Step
from wxsim.replay.stage import Stage
from wxsim.replay.subject import request_for
from wxsim.replay.trace import StepTrace
from wxsim.replay.values import MISSING, filled, look_up, variables_in


def play(scenario: Scenario, stage: Stage, masker: Masker) -> Iterator[StepTrace]:
    """Play the steps one after the other, and stop after the first that fails.

    Args:
        scenario: what to play.
        stage: where.
        masker: keeps secrets out of the trace.

    Yields:
        Each step as soon as it is over.

    Raises:
        Unreachable: WeChat or the login server stopped answering.
        ControlRefused: a step makes no sense to the simulator.
    """
    player = _Player(stage, masker)
    try:
        for number, step in enumerate(scenario.steps, 1):
            try:
                trace = player.perform(number, step)
            except ControlRefused as error:
                raise ControlRefused(f"step {number}: {error}") from error
            yield trace
            if trace.mismatches:
                return
    finally:
        player.close()


class _Answered(NamedTuple):
    """What a step got, what is expected of it without a word, and what was already missed."""

    answer: dict[str, Any]
    expected: dict[str, Any]
    missed: tuple[Mismatch, ...] = ()


_NOTHING = _Answered({}, {})


class _Player:
    def __init__(self, stage: Stage, masker: Masker) -> None:
        self._stage = stage
        self._masker = masker
        # An embedded WeChat is ours alone: there, also a call with a wrong appid is the server's.
        heard = stage.appid if stage.shared else ""
        self._listener = Listener(stage.platform, masker, heard)
        self._director = Director(stage, self._listener)
        self._program = MiniProgram(
            stage.platform.url,
            appid=stage.appid,
            person=stage.person,
            control_token=stage.platform.control_token,
            observe=self._hear,
        )
        self._client = Client(stage, self._listener, masker)
        self._http: tuple[HttpExchange, ...] = ()
        self._variables: dict[str, Any] = {
            "appid": stage.appid,
            "secret": stage.secret,
            "person": stage.person,
        }
        self._actions: dict[str, Callable[[Step], _Answered]] = {
            "wx": self._wx,
            "server": self._server,
            "clock": self._clock,
            "fault": self._fault,
            "policy": self._policy,
            "session": self._session,
            "person": self._person,
            "consent": self._consent,
            "worker": self._worker,
            "assert": self._assert,
            "javascript": self._javascript,
        }
        masker.learn(stage.secret)

    def close(self) -> None:
        self._program.close()

    def perform(self, number: int, step: Step) -> StepTrace:
        begun = time.perf_counter()
        answer, defaults, missed = self._actions[step.action](step)
        milliseconds = (time.perf_counter() - begun) * 1000
        found = [*missed, *self._mismatches(answer, {**defaults, **step.expect})]
        for name, place in step.save.items():
            value = look_up(answer, place)
            if value is MISSING:
                found.append(Mismatch(place, f"something to keep as {name}", "nothing"))
            else:
                self._variables[name] = value
        return StepTrace(
            number=number,
            does=_in_short(step),
            says=step.says,
            spoken=self._listener.heard(),
            mismatches=[
                Mismatch(one.place, self._masker.text(one.expected), self._masker.text(one.got))
                for one in found
            ],
            why=step.why,
            milliseconds=round(milliseconds, 1),
        )

    def _mismatches(self, answer: Any, expect: Mapping[str, Any]) -> Iterator[Mismatch]:
        for place, expected in expect.items():
            empty = [
                path
                for path in sorted(variables_in(expected))
                if look_up(self._variables, path) is MISSING
            ]
            if empty:
                # Filled in, it would be left out, and pass.
                got = in_words(look_up(answer, place))
                yield Mismatch(place, f"the value of ${{{empty[0]}}}, which has none", got)
            else:
                yield from mismatches(answer, {place: filled(expected, self._variables)})

    def _hear(self, exchange: WxExchange) -> None:
        self._http = exchange.http

    def _wx(self, step: Step) -> _Answered:
        api = step.wx or ""
        options = filled(step.with_, self._variables)
        self._listener.wx_call(api, options)
        begun = self._listener.now()
        answer = self._call(api, options)
        self._tell_http(begun)
        self._listener.wx_result(answer)
        return _Answered(answer, {"errMsg": f"{api}:ok"})

    def _server(self, step: Step) -> _Answered:
        """Let the program call its own server with wx.request, as the mapping says."""
        subject = self._stage.subject
        call = subject.calls[step.server or "login"]
        variables = {**self._variables, **filled(step.with_, self._variables)}
        before = len(self._listener.paths)
        begun = self._listener.now()
        result = self._call("request", request_for(call, subject.base_url, variables))
        if "statusCode" not in result:
            raise Unreachable(
                f"the login server at {subject.base_url} does not answer: {result['errMsg']}"
            )
        answer: dict[str, Any] = {
            "status": result["statusCode"],
            "header": {name.lower(): value for name, value in result["header"].items()},
            "body": result["data"],
        }
        given = {name: look_up(answer, place) for name, place in call.gives.items()}
        answer |= {name: value for name, value in given.items() if value is not MISSING}
        # From here on the session token is a secret, in the login's own answer too.
        self._masker.learn(answer.get("session"))
        self._tell_http(begun)
        answer["wechat"] = self._listener.paths[before:]
        answer["seconds"] = round((self._listener.now() - begun) / 1000, 1)
        answer["ok"] = not mismatches(answer, subject.ok)
        return _Answered(answer, {} if "status" in step.expect else {"ok": True})

    def _tell_http(self, begun: float) -> None:
        """Write down what the program and its server have just said, redirects and all."""
        for number, exchange in enumerate(self._http, 1):
            self._listener.request(exchange, begun)
            if number == len(self._http):
                self._listener.overhear()
            if exchange.status is not None:
                self._listener.response(exchange)

    def _clock(self, step: Step) -> _Answered:
        self._director.clock(step)
        return _NOTHING

    def _fault(self, step: Step) -> _Answered:
        self._director.fault(step, self._variables)
        return _NOTHING

    def _policy(self, step: Step) -> _Answered:
        self._director.policy(step, self._variables)
        return _NOTHING

    def _session(self, step: Step) -> _Answered:
        answer = self._director.session(step)
        self._masker.learn([key["value"] for key in answer["history"]])
        return _Answered(answer, {})

    def _person(self, step: Step) -> _Answered:
        self._director.person(step, self._variables)
        return _NOTHING

    def _consent(self, step: Step) -> _Answered:
        self._director.consent(step)
        return _NOTHING

    def _worker(self, step: Step) -> _Answered:
        """Call WeChat as another process of the login server does."""
        call = filled(msgspec.to_builtins(step.worker), self._variables)
        got = self._stage.platform.call(call["method"], call["path"], call["query"], call["json"])
        self._listener.overhear()
        answer = {**(got or {}), "ok": got is not None and not got.get("errcode")}
        return _Answered(answer, {} if "errcode" in step.expect else {"ok": True})

    def _javascript(self, step: Step) -> _Answered:
        """Let the program's own JavaScript run, with what it kept from its last run."""
        answer = self._client.run(filled(msgspec.to_builtins(step.javascript), self._variables))
        told = any(place.split(".")[0] == "problems" for place in step.expect)
        return _Answered(answer, {} if told else {"problems": []})

    def _assert(self, step: Step) -> _Answered:
        counted = filled(msgspec.to_builtins(step.assert_), self._variables)
        where = {"app": self._stage.appid, "since": self._listener.mark}
        verdict = self._stage.platform.ask("POST", "/assertions", {**counted, **where})
        self._listener.event(verdict["message"])
        missed = Mismatch("calls", in_words(counted), verdict["message"])
        return _Answered(verdict, {}, () if verdict["ok"] else (missed,))

    def _call(self, api: str, options: Mapping[str, Any]) -> dict[str, Any]:
        self._http = ()
        try:
            result = self._program.wx.call(api, dict(options))
        except WxError as error:
            failed: dict[str, Any] = {"errMsg": error.errMsg}
            return failed if error.errno is None else {**failed, "errno": error.errno}
        except (DeviceError, TypeError) as error:
            raise ControlRefused(str(error)) from error
        except PlatformUnreachable as error:
            raise Unreachable(str(error)) from error
        for cookie in result.get("cookies", ()):
            self._masker.learn(cookie.partition(";")[0].partition("=")[2])
        return dict(result)


def _in_short(step: Step) -> str:
    value = step.what(step.action)
    if isinstance(value, str):
        return f"{step.action} {value}"
    return f"{step.action} {in_words(msgspec.to_builtins(value))}"
