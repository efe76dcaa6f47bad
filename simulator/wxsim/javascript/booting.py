"""An engine with the prelude and a program in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from wxsim.javascript.apis import configuration
from wxsim.javascript.async_functions import with_errors_told
from wxsim.javascript.engines import open_engine
from wxsim.javascript.esm import as_script
from wxsim.javascript.host import Host
from wxsim.javascript.parts import PARTS, part
from wxsim.javascript.places import Page
from wxsim.javascript.project import Project
from wxsim.javascript.recorder import Recorder
from wxsim.javascript.script import Script
from wxsim.javascript.surroundings import Surroundings
from wxsim.javascript.traffic import TRAFFIC_APIS, Traffic
from wxsim.javascript.wire import to_script
from wxsim.javascript.world_clock import ProgramClock
from wxsim.miniprogram.account import Account
from wxsim.miniprogram.device import DeviceDoor


@contextmanager
def booted(
    project: Project, around: Surroundings, script: Script, page: Page, recorder: Recorder
) -> Iterator[Host]:
    """Start an engine with a program in it, and stop it afterwards.

    Args:
        project: the program.
        around: which WeChat it runs in.
        script: what is on the phone, where requests lead, how far the program may go.
        page: told which line is whose.
        recorder: writes down what happens.

    Raises:
        EngineMissing: no engine is installed.
        LimitReached: the program is too large for its memory.
    """
    account = Account(around.appid, "devtools")
    with ExitStack() as stack:
        engine = open_engine(script.limits)
        stack.callback(engine.close)
        recorder.story.engine = engine.name
        phone = DeviceDoor(around.url, around.appid, around.person, around.control_token)
        stack.callback(phone.close)
        traffic = Traffic(script.roads, account.referer)
        stack.callback(traffic.close)
        clock = ProgramClock(around.control, around.appid, moves=around.own)
        config = configuration(project, account, script.launch(project), script.fail)
        engine.evaluate(
            "Object.defineProperty(globalThis, '__wxsim', {value: {parse: JSON.parse}}); ''"
        )
        engine.evaluate(f"__wxsim.config = {to_script(config)}; ''")
        for name in PARTS:
            source = part(name)
            line = page.put("", source)
            engine.evaluate("\n" * (line - 1) + f"{source.rstrip().rstrip(';')}(__wxsim); ''")
        files = [
            {"path": path, "source": _runnable(text), "line": page.put(path, text)}
            for path, text in project.sources.items()
        ]
        engine.evaluate(f"__wxsim.give({to_script(files)}, {to_script(project.packages)}); ''")
        engine.evaluate(f"__wxsim.fillStorage({to_script(dict(script.storage))}); ''")
        engine.evaluate(f"__wxsim.setAhead({clock.ahead!r}); ''")
        timeouts = project.config.timeouts
        yield Host(
            engine,
            phone=phone,
            traffic=traffic,
            clock=clock,
            recorder=recorder,
            limits=script.limits,
            timeouts={api: timeouts[api] for api in TRAFFIC_APIS if api in timeouts},
        )


def _runnable(source: str) -> str:
    """Return a source as the engine gets it, every line where it was."""
    return as_script(with_errors_told(source))
