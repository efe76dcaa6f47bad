"""What one check leaves behind for the next: nothing."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.server import LoginServer
from wxsim.demo import demo_world
from wxsim.replay.subject import article_server
from wxsim.server_api import Journal
from wxsim.world import Fault


def test_faults_switches_and_the_time_are_as_before_after_a_check() -> None:
    world = demo_world()
    app = world.apps.get(None)
    server = LoginServer(article_server("http://127.0.0.1:1"), patience=1)
    bench = Bench(world, Journal(), app, server)
    switches = bench.app.switches

    bench.world.timekeeping.advance(7_201, app.appid)
    bench.world.faults.add(Fault(errcode=-1))
    bench.policy(token_overlap=0)
    bench.clean_up()

    assert world.clock.now(app.appid) - world.clock.now() < 1
    assert not world.faults.list()
    assert bench.app.switches == switches
