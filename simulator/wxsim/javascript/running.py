"""A run of a program, from its launch to the end of everything it started."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing

from wxsim.javascript.booting import booted
from wxsim.javascript.engine import LimitReached
from wxsim.javascript.events import event_for
from wxsim.javascript.hints import hints_in_sources
from wxsim.javascript.host import Host, RunOver
from wxsim.javascript.limits import explained
from wxsim.javascript.places import Page
from wxsim.javascript.project import Project
from wxsim.javascript.recorder import Recorder
from wxsim.javascript.script import Script
from wxsim.javascript.story import Entry, Story
from wxsim.javascript.surroundings import Surroundings
from wxsim.javascript.wire import to_script
from wxsim.miniprogram.device import DeviceDoor
from wxsim.miniprogram.exchange import HttpExchange


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
    for name in project.skipped:
        recorder.event(f"{name} was not read: it is larger than 2 MB, or no UTF-8")
    try:
        with booted(project, around, script, page, recorder) as host:
            _perform(host, project, script, recorder, around)
            story.route = json.loads(host.enter("read(__wxsim.currentRoute)"))
            story.data = json.loads(host.enter("read(__wxsim.currentData)"))
    except RunOver:
        pass  # the recorder knows why
    except LimitReached as reached:
        recorder.limit(explained(reached, script.limits), reached.stack)
    for hint, where in hints_in_sources(project):
        recorder.hint(hint, str(where))
    recorder.leave_open()
    story.milliseconds = round((time.perf_counter() - begun) * 1000, 1)
    return story


def _perform(
    host: Host, project: Project, script: Script, recorder: Recorder, around: Surroundings
) -> None:
    if project.module is not None:
        if not script.calls:
            host.enter(f"load({to_script(project.module)})")
    else:
        host.enter('load("app.js")')
        host.enter(f"launch({to_script(script.launch(project))})")
        # Before the network is answered: a failing request may want the page.
        for url in script.opened(project):
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
