"""Every switch says what it does, what it is by default, and how sure that is."""

import msgspec
import pytest

from wxsim.world import Switches
from wxsim.world.switches import describe_switches

DESCRIBED = describe_switches()


def test_every_switch_is_described():
    assert [switch.name for switch in DESCRIBED] == list(Switches.__struct_fields__)


@pytest.mark.parametrize("switch", DESCRIBED, ids=lambda switch: switch.name)
def test_a_switch_has_a_sentence_a_default_and_evidence(switch):
    assert len(switch.about.split()) > 5
    assert switch.about.endswith(".")
    assert switch.evidence in {"documented", "observed", "assumed"}
    assert switch.default == getattr(Switches(), switch.name)


def test_switches_survive_being_written_and_read():
    switches = Switches(profile_era="classic", ip_whitelist=("127.0.0.1",), token_refusal=40243)

    assert msgspec.json.decode(msgspec.json.encode(switches), type=Switches) == switches


def test_a_switch_that_is_none_is_refused():
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.json.decode(b'{"colour":"red"}', type=Switches)
