"""A server for pushes, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from push_server import PushServer
from push_worlds import NOW, Wxsim
from wxsim.app import create_app
from wxsim.opening import open_world
from wxsim.serving.local_server import LocalServer
from wxsim.settings import Settings
from wxsim.world import App, Clock, Person, World
from wxsim_cli.group import cli


@pytest.fixture(params=["memory", "durable", "redis"])
def any_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world on each kind of store, its clock standing still."""
    settings = Settings()
    if request.param == "durable":
        settings = Settings(data=tmp_path / "data")
    if request.param == "redis":
        settings = Settings(store_url=request.getfixturevalue("redis_url"))
    world = open_world(settings, Clock(lambda: NOW))
    yield world
    world.store.close()


@pytest.fixture
def server() -> Iterator[PushServer]:
    with PushServer() as server:
        yield server


@pytest.fixture
def the_app(world: World) -> App:
    return world.apps.get(None)


@pytest.fixture
def alice(world: World) -> Person:
    return world.people.get("alice")


@pytest.fixture
def wxsim(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wxsim]:
    with LocalServer(create_app(world)) as simulator:
        monkeypatch.setenv("WXSIM_URL", simulator.url)
        yield lambda *words: CliRunner().invoke(cli, list(words), prog_name="wxsim")
