"""The world one starts with, and a file of one's own in its place."""

import pytest

from wxsim.demo import demo_world
from wxsim.registration import read_registrations
from wxsim.world import InvalidValue
from wxsim_fixtures import DEMO_FILE


def test_the_demo_has_two_bound_apps_an_unbound_one_and_people_of_every_kind():
    world = demo_world()

    apps = world.apps.list()
    assert [app.open_account for app in apps] == ["demo", "demo", None]
    assert (apps[0].appid, apps[0].secret) == ("wx0123456789abcdef", "0123456789abcdef" * 2)
    people = {person.name: person for person in world.people.list()}
    assert list(people)[:2] == ["alice", "bob"]
    assert people["mallory"].risk_rank == 4
    assert people["carol"].country_code == "852"
    assert "🌧️" in people["xiaoyu"].nickname
    assert all(person.real_name and person.address for person in people.values())


def test_the_demo_file_has_the_form_of_a_file_of_ones_own():
    demo = read_registrations(DEMO_FILE)

    assert len(demo.apps) == 3
    assert len(demo.people) >= 5


def test_own_apps_replace_the_demos_and_leave_its_people(tmp_path):
    file = tmp_path / "apps.yaml"
    file.write_text("apps: [{appid: wx1111111111111111, switches: {profile_era: classic}}]\n")

    world = demo_world(apps_file=file)

    assert [app.appid for app in world.apps.list()] == ["wx1111111111111111"]
    assert world.apps.get(None).switches.profile_era == "classic"
    assert len(world.people.list()) == 5


def test_own_people_replace_the_demos_and_leave_its_apps(tmp_path):
    file = tmp_path / "people.json"
    file.write_text('{"people": [{"name": "zoe", "nickname": "佐伊"}]}', encoding="utf-8")

    world = demo_world(apps_file=file)

    assert [person.nickname for person in world.people.list()] == ["佐伊"]
    assert len(world.apps.list()) == 3


@pytest.mark.parametrize(
    "text",
    ["apps: 5", "app: []", "apps: [{appid: wx1}]", "people: [{nickname: x}]", "{", "\t", "- x"],
)
def test_a_file_that_does_not_fit_is_refused_with_its_reason(tmp_path, text):
    file = tmp_path / "apps.yaml"
    file.write_text(text)

    with pytest.raises(InvalidValue) as caught:
        demo_world(apps_file=file)
    assert caught.value.message
    assert caught.value.hint


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InvalidValue, match=r"nowhere\.yaml cannot be read"):
        demo_world(apps_file=tmp_path / "nowhere.yaml")
