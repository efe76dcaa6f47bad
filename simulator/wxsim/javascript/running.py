"""A run of a program, from its launch to the end of everything it started."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from wxsim.javascript.apis import configuration
from wxsim.javascript.async_functions import with_errors_told
from wxsim.javascript.engine import Limits, open_engine
from wxsim.javascript.esm import as_script
from wxsim.javascript.events import event_for
from wxsim.javascript.hints import hints_in_sources
from wxsim.javascript.host import Host, RunOver
from wxsim.javascript.parts import PARTS, part
from wxsim.javascript.places import Page
from wxsim.javascript.project import Project
from wxsim.javascript.recorder import Recorder
from wxsim.javascript.roads import Roads
from wxsim.javascript.story import Entry, Story
from wxsim.javascript.surroundings import Surroundings
from wxsim.javascript.traffic import TRAFFIC_APIS, Traffic
from wxsim.javascript.wire import to_script
from wxsim.javascript.world_clock import ProgramClock
from wxsim.miniprogram.account import Account
from wxsim.miniprogram.device import DeviceDoor
from wxsim.miniprogram.exchange import HttpExchange

_SCENE = 1001  # documented: the list of recently used Mini Programs


@dataclass(frozen=True)
class Script:
    """What is done with a program, and how its surroundings behave.

    Attributes:
        pages: which pages open, with their queries, one on top of the other; the
            first of ``app.json`` when there is none.
        calls: modules and their functions to call, in order.
        taps: methods of the page on top that the person sets off, in order.
        fail: by API, the errMsg with which it fails.
        storage: what is on the phone already: JSON texts by key.
        roads: where requests lead.
        limits: how far the program may go.
    """

    pages: tuple[str, ...] = ()
    calls: tuple[tuple[str, str], ...] = ()
    taps: tuple[str, ...] = ()
    fail: Mapping[str, str] = field(default_factory=dict)
    storage: Mapping[str, str] = field(default_factory=dict)
    roads: Roads = field(default_factory=lambda: Roads({}))
    limits: Limits = field(default_factory=Limits)


def run(
    project: Project,
    around: Surroundings,
    script: Script,
    observe: Callable[[Entry], object] = lambda _entry: None,
    sent: Callable[[HttpExchange], object] = lambda _exchange: None,
) -> Story:
    """Run a program and tell what came of it.

    Args:
        project: the program.
        around: which WeChat it runs in.
        script: what is done with it.
        observe: called with every entry of the story as soon as it is complete.
        sent: called with every HTTP request of the program, before its call is observed.

    Raises:
        EngineMissing: no JavaScript engine is installed.
        DeviceError: the simulator does not know the app or the person.
        PlatformUnreachable: the simulator stopped answering.
    """
    begun = time.perf_counter()
    page = Page()
    recorder = Recorder(project, page, observe, sent)
    story = recorder.story
    story.storage.update(script.storage)
    with _host(project, around, script, page, recorder) as host:
        for name in project.skipped:
            recorder.event(f"{name} was not read: it is larger than 2 MB, or no UTF-8")
        try:
            _perform(host, project, script, recorder, around)
            story.route = json.loads(host.enter("read(__wxsim.currentRoute)"))
            story.data = json.loads(host.enter("read(__wxsim.currentData)"))
        except RunOver:
            pass
    for hint, where in hints_in_sources(project):
        recorder.hint(hint, str(where))
    recorder.leave_open()
    story.milliseconds = round((time.perf_counter() - begun) * 1000, 1)
    return story


@contextmanager
def _host(
    project: Project, around: Surroundings, script: Script, page: Page, recorder: Recorder
) -> Iterator[Host]:
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
        config = configuration(project, account, _launch(project, script), script.fail)
        engine.evaluate(
            "Object.defineProperty(globalThis, '__wxsim', {value: {parse: JSON.parse}}); ''"
        )
        engine.evaluate(f"__wxsim.config = {to_script(config)}; ''")
        for name in PARTS:
            source = part(name)
            line = page.put("", source)
            engine.evaluate("\n" * (line - 1) + f"{source.rstrip().rstrip(';')}(__wxsim); ''")
        files = [
            {
                "path": path,
                "source": as_script(with_errors_told(source)),
                "line": page.put(path, source),
            }
            for path, source in project.sources.items()
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


def _launch(project: Project, script: Script) -> dict[str, Any]:
    path, _, query = next(iter(_opened(project, script)), "").partition("?")
    pairs = (pair.partition("=")[::2] for pair in query.split("&") if pair)
    return {"path": path.strip("/"), "query": dict(pairs), "scene": _SCENE, "referrerInfo": {}}


def _opened(project: Project, script: Script) -> tuple[str, ...]:
    first = () if project.config.first_page is None else (project.config.first_page,)
    return script.pages or first


def _perform(
    host: Host, project: Project, script: Script, recorder: Recorder, around: Surroundings
) -> None:
    if project.module is not None:
        if not script.calls:
            host.enter(f"load({to_script(project.module)})")
    else:
        host.enter('load("app.js")')
        host.enter(f"launch({to_script(_launch(project, script))})")
        # Before the network is answered: a failing request may want the page.
        for url in _opened(project, script):
            _open(host, project, url, recorder)
    host.settle()
    for path, function in script.calls:
        _call(host, path, function, recorder)
    for method in script.taps:
        _tap(host, project, method, recorder, around)
    host.enter("tellOfPromises()")
    recorder.tell_pending()


def _open(host: Host, project: Project, url: str, recorder: Recorder) -> None:
    route = url.partition("?")[0].strip("/")
    if route not in project.config.all_pages:
        recorder.missing(
            f"there is no page {route}",
            f"app.json has {', '.join(project.config.all_pages) or 'none'}",
        )
        return
    recorder.event(f"opens {url}")
    host.enter(f"open({to_script('/' + url.strip('/'))})")


def _call(host: Host, path: str, function: str, recorder: Recorder) -> None:
    recorder.event(f"calls {path}#{function}")
    recorder.returned = None
    ended = json.loads(host.enter(f"callFunction({to_script(path)}, {to_script(function)}, [])"))
    host.enter("endGesture()")
    if "missing" in ended:
        names = ", ".join(ended["missing"]) or "nothing"
        recorder.missing(f"{path} exports no function {function}", f"it exports {names}")
        return
    host.settle()
    recorder.tell_returned(f"{path}#{function}")


def _tap(
    host: Host, project: Project, method: str, recorder: Recorder, around: Surroundings
) -> None:
    route = json.loads(host.enter("read(__wxsim.currentRoute)"))
    markup = project.markup.get(f"{route}.wxml", "")
    door = DeviceDoor(around.url, around.appid, around.person, around.control_token)
    with closing(door) as phone:
        event = event_for(markup, method, phone)
    recorder.event(f"taps {method} of {route or 'no page'}")
    found = host.enter(f"trigger({to_script(method)}, {to_script(event)})")
    host.enter("endGesture()")
    if found == "missing":
        names = ", ".join(json.loads(host.enter("read(__wxsim.methods)")))
        recorder.missing(f"{route or 'the page on top'} has no method {method}", f"it has {names}")
        return
    host.settle()
