"""Apps and people from the keyboard."""

import re

import pytest

from wxsim.version import __version__


def test_the_simulator_says_what_it_is(client, now):
    about = {"name": "wxsim", "version": __version__, "seed": "1", "now": now}

    assert client.get("/_wxsim/").json == about
    assert client.get("/_wxsim").json == about


def test_apps_and_people_are_listed_oldest_first(client):
    appids = [app["appid"] for app in client.get("/_wxsim/apps").json]
    names = [person["name"] for person in client.get("/_wxsim/people").json]

    assert appids == ["wx0123456789abcdef", "wxfedcba9876543210", "wx00112233445566aa"]
    assert names == ["alice", "bob", "xiaoyu", "carol", "mallory"]


def test_an_app_needs_nothing_to_be_added_and_works_at_once(client, backend_of):
    response = client.post("/_wxsim/apps")

    app = response.json
    assert response.status_code == 201
    assert re.fullmatch("wx[0-9a-f]{16}", app["appid"])
    assert re.fullmatch("[0-9a-f]{32}", app["secret"])
    assert re.fullmatch("gh_[0-9a-f]{12}", app["original_id"])
    assert client.get(f"/_wxsim/apps/{app['appid']}").json == app
    assert client.get("/_wxsim/apps").json[-1] == app
    assert "openid" in backend_of(app["appid"]).login()


def test_an_app_can_be_added_as_it_is_in_real_life(client, backend_of):
    new = {
        "appid": "wxaaaabbbbccccdddd",
        "secret": "a" * 32,
        "name": "我的小程序",
        "open_account": "demo",
        "switches": {"profile_era": "classic", "legacy_expires_in": True},
    }

    app = client.post("/_wxsim/apps", json=new).json

    assert {name: app[name] for name in ("appid", "secret", "name", "open_account")} == {
        name: new[name] for name in ("appid", "secret", "name", "open_account")
    }
    assert backend_of(new["appid"]).login()["expires_in"] == 7200


def test_a_person_needs_a_name_and_can_log_in_at_once(client, backend):
    response = client.post("/_wxsim/people", json={"name": "zoe"})

    person = response.json
    assert response.status_code == 201
    assert person["nickname"] == "zoe"
    assert re.fullmatch(r"170\d{8}", person["phone"])
    assert client.get("/_wxsim/people/zoe").json == person
    assert client.get("/_wxsim/people").json[-1] == person
    assert "openid" in backend.login("zoe")


WRONG_APPS = [
    {"appid": "wx123"},
    {"appid": "WX0123456789ABCDEF"},
    {"appid": "wx0123456789abcdef"},
    {"appid": "wx0123456789abcdef\n"},
    {"secret": "short"},
    {"secret": "A" * 32},
    {"name": 5},
    {"colour": "red"},
    {"switches": {"colour": "red"}},
    {"switches": {"profile_era": "future"}},
    {"switches": {"session_key_lifetime": 0}},
    {"switches": {"minute_quota": -1}},
    {"switches": {"token_refusal": 1}},
    {"switches": {"ip_whitelist": "127.0.0.1"}},
]
WRONG_PEOPLE = [
    {},
    {"name": ""},
    {"name": "alice"},
    {"name": "a b"},
    {"name": "a/b"},
    {"name": "a\n"},
    {"name": "x" * 65},
    {"name": 5},
    {"name": "zoe", "gender": 3},
    {"name": "zoe", "gender": "female"},
    {"name": "zoe", "risk_rank": 5},
    {"name": "zoe", "risk_rank": -1},
    {"name": "zoe", "phone": "+86"},
    {"name": "zoe", "phone": "170\n"},
    {"name": "zoe", "phone": "١٢٣"},
    {"name": "zoe", "country_code": ""},
    {"name": "zoe", "colour": "red"},
]


@pytest.mark.parametrize(
    ("kind", "new"),
    [("apps", new) for new in WRONG_APPS] + [("people", new) for new in WRONG_PEOPLE],
)
def test_what_cannot_be_is_refused_with_a_hint_and_adds_nothing(client, kind, new):
    before = client.get(f"/_wxsim/{kind}").json

    response = client.post(f"/_wxsim/{kind}", json=new)

    assert response.status_code == 400
    assert list(response.json) == ["error", "hint"]
    assert client.get(f"/_wxsim/{kind}").json == before


@pytest.mark.parametrize("path", ["apps/wx0", "people/zed", "people/%ff", "nothing", "apps/"])
def test_what_is_not_there_is_404_in_json(client, path):
    response = client.get(f"/_wxsim/{path}")

    assert response.status_code == 404
    assert list(response.json) == ["error", "hint"]


@pytest.mark.parametrize(
    "templates",
    [
        [{"title": "a", "content": "no keyword"}],
        [{"title": "a", "content": "b:{{thing1.DATA}}", "template_id": "x"}] * 2,
    ],
)
def test_an_app_with_a_template_that_cannot_be_is_not_added_at_all(client, templates):
    before = client.get("/_wxsim/apps").json

    refused = client.post("/_wxsim/apps", json={"name": "half", "templates": templates})

    assert refused.status_code == 400
    assert client.get("/_wxsim/apps").json == before


def test_a_wrong_method_is_told_which_are_allowed(client):
    assert "POST" in client.get("/_wxsim/clock/advance").headers["Allow"]


def test_a_wrong_method_is_405_in_json(client):
    response = client.delete("/_wxsim/apps")

    assert response.status_code == 405
    assert "/_wxsim/apps" in response.json["hint"]
