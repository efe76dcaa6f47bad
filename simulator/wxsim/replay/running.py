"""A scenario from its file to its finished trace."""

from __future__ import annotations

import time
from collections.abc import Callable

from wxsim.replay.masking import Masker
from wxsim.replay.player import play
from wxsim.replay.scenario import Scenario
from wxsim.replay.stage import CannotPlay, Casting, set_stage
from wxsim.replay.trace import ScenarioTrace, StepTrace


def replay(
    name: str,
    scenario: Scenario,
    casting: Casting,
    *,
    show_secrets: bool = False,
    begun: Callable[[ScenarioTrace], object] = lambda _: None,
    stepped: Callable[[StepTrace], object] = lambda _: None,
) -> ScenarioTrace:
    """Play one scenario and return its trace.

    Args:
        name: for the trace.
        scenario: what to play.
        casting: who plays WeChat and the login server.
        show_secrets: mask nothing.
        begun: called when the stage is set, before the first step.
        stepped: called after each step.

    Raises:
        Unreachable: a server of the user's does not answer.
        ControlRefused: the simulator did not take what the scenario needs.
        PortTaken: the embedded WeChat cannot have its port.
    """
    trace = ScenarioTrace(name=name, title=scenario.title, seed=casting.seed or "")
    started = time.perf_counter()
    try:
        with set_stage(scenario, casting) as stage:
            trace.seed, trace.appid, trace.person = stage.seed, stage.appid, stage.person
            begun(trace)
            for step in play(scenario, stage, Masker(show=show_secrets)):
                trace.steps.append(step)
                if step.mismatches:
                    trace.outcome = "failed"
                    trace.reason = f"step {step.number} did not end as expected"
                stepped(step)
    except CannotPlay as reason:
        trace.outcome, trace.reason = "skipped", str(reason)
    trace.milliseconds = round((time.perf_counter() - started) * 1000, 1)
    return trace
