"""Faults that drop an answer, where there is no connection to drop."""

import pytest

from wxsim.app import create_app
from wxsim.serving.delivery import Undeliverable
from wxsim.world import Fault


@pytest.mark.parametrize("fast_lane", [True, False])
@pytest.mark.parametrize("kind", ["drop", "hang", "lost-answer"])
def test_a_test_client_hears_of_an_answer_that_is_dropped(world, fast_lane, kind):
    client = create_app(world, fast_lane=fast_lane).test_client()
    world.faults.add(Fault(kind=kind, times=2))

    with pytest.raises(Undeliverable):
        client.get("/sns/jscode2session")
    # Asked once, struck once: nothing was done a second time.
    assert world.faults.list()[0].struck == 1
