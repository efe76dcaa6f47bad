"""A clock that runs, stands still and can be moved."""

import pytest

from wxsim.world import Clock


class Source:
    """Time that a test lets pass."""

    time = 1_000.0

    def __call__(self):
        return self.time


@pytest.fixture
def source():
    return Source()


def test_a_clock_runs_with_its_source(source):
    clock = Clock(source)
    source.time += 2.5

    assert clock.now() == 1_002.5


def test_a_running_clock_can_be_advanced_and_runs_on(source):
    clock = Clock(source)

    assert clock.advance(60) == 1_060
    source.time += 1
    assert clock.now() == 1_061
    assert clock.advance(0.5) == 1_061.5


def test_a_frozen_clock_stands_still(source):
    clock = Clock(source)

    assert clock.freeze() == 1_000
    source.time += 500
    assert clock.now() == 1_000


def test_a_clock_can_be_frozen_at_any_time(source):
    clock = Clock(source)

    assert clock.freeze(5_000.25) == 5_000.25
    assert clock.now() == 5_000.25
    assert clock.freeze(0) == 0
    assert clock.now() == 0


def test_a_frozen_clock_can_be_advanced(source):
    clock = Clock(source)
    clock.freeze()

    assert clock.advance(300) == 1_300
    source.time += 7
    assert clock.now() == 1_300


def test_a_resumed_clock_runs_on_from_where_it_stood(source):
    clock = Clock(source)
    clock.freeze(5_000)
    source.time += 100

    assert clock.resume() == 5_000
    source.time += 3
    assert clock.now() == 5_003


def test_resuming_a_running_clock_changes_nothing(source):
    clock = Clock(source)
    clock.advance(10)

    assert clock.resume() == 1_010


@pytest.mark.parametrize("frozen", [True, False])
def test_a_clock_is_never_put_back(source, frozen):
    clock = Clock(source)
    if frozen:
        clock.freeze()

    with pytest.raises(ValueError, match="0 seconds or more, not by -1"):
        clock.advance(-1)
    assert clock.now() == 1_000
