"""Third-party platforms: their tokens, and what they do for apps.

Paths: /cgi-bin/component/api_component_token, /cgi-bin/component/api_create_preauthcode,
/sns/component/jscode2session, /sns/oauth2/component/access_token and
/sns/oauth2/component/refresh_token.
"""

import re

import pytest

TOKEN = "/cgi-bin/component/api_component_token"
PRE_AUTH = "/cgi-bin/component/api_create_preauthcode"
SESSION = "/sns/component/jscode2session"
EXCHANGE = "/sns/oauth2/component/access_token"
REFRESH = "/sns/oauth2/component/refresh_token"


@pytest.fixture
def component(client):
    return client.post("/_wxsim/apps", json={"kind": "component"}).json


@pytest.fixture
def fetch(client, component):
    """Fetch a component_access_token with a ticket, the newest when none is given."""

    def send(ticket=None):
        if ticket is None:
            path = f"/_wxsim/components/{component['appid']}/ticket"
            ticket = client.post(path).json["verify_ticket"]
        body = {
            "component_appid": component["appid"],
            "component_appsecret": component["secret"],
            "component_verify_ticket": ticket,
        }
        return client.post(TOKEN, json=body).json

    return send


@pytest.fixture
def acting(client, component, fetch, backend):
    """What the component sends when it acts for the first demo app."""
    path = f"/_wxsim/components/{component['appid']}/apps/{backend.app.appid}"
    assert client.put(path).json["acts_for"] == [backend.app.appid]
    return {
        "appid": backend.app.appid,
        "component_appid": component["appid"],
        "component_access_token": fetch()["component_access_token"],
    }


def get(client, path, **query):
    return client.get(path, query_string=query).get_json(force=True)


def test_a_component_fetches_a_token_with_the_ticket_it_was_sent(fetch):
    answer = fetch()

    assert list(answer) == ["component_access_token", "expires_in"]
    assert re.fullmatch(r"[\w-]{107}", answer["component_access_token"])
    assert answer["expires_in"] == 7200


def test_only_the_newest_ticket_works_and_for_twelve_hours(world, client, component, fetch):
    path = f"/_wxsim/components/{component['appid']}/ticket"
    first, second = (client.post(path).json["verify_ticket"] for _ in range(2))

    assert first.startswith("ticket@@@")
    assert fetch(first)["errcode"] == 61006
    world.clock.advance(12 * 3600 - 1)
    assert "component_access_token" in fetch(second)
    world.clock.advance(1)
    assert fetch(second)["errcode"] == 61005


def test_before_the_first_push_no_ticket_works(fetch):
    assert fetch("")["errcode"] == 61006


def test_without_a_body_the_component_appid_is_missing(client, component):
    query = {"component_appid": component["appid"]}

    assert client.post(TOKEN, query_string=query).json["errcode"] == 41018


@pytest.mark.parametrize("name", ["component_access_token", "access_token"])
def test_a_pre_auth_code_is_fetched_with_the_token_under_either_name(
    client, component, fetch, name
):
    query = {name: fetch()["component_access_token"]}
    body = {"component_appid": component["appid"]}

    answers = [client.post(PRE_AUTH, query_string=query, json=body).json for _ in range(2)]

    assert all(re.fullmatch(r"[\w-]{64}", answer["pre_auth_code"]) for answer in answers)
    assert answers[0]["pre_auth_code"] != answers[1]["pre_auth_code"]
    assert answers[0]["expires_in"] == 1800


def test_a_token_is_good_for_its_own_component_alone(client, fetch):
    other = client.post("/_wxsim/apps", json={"kind": "component"}).json["appid"]
    query = {"component_access_token": fetch()["component_access_token"]}

    answer = client.post(PRE_AUTH, query_string=query, json={"component_appid": other}).json

    assert answer["errcode"] == 61011


def test_a_component_logs_people_in_without_the_apps_secret(client, backend, acting):
    query = {**acting, "js_code": backend.code(), "grant_type": "authorization_code"}

    answer = get(client, SESSION, **query)

    assert answer == backend.login()


def test_a_component_may_act_no_longer_than_it_is_authorised(client, backend, acting):
    path = f"/_wxsim/components/{acting['component_appid']}/apps/{backend.app.appid}"
    query = {**acting, "js_code": backend.code(), "grant_type": "authorization_code"}

    assert client.delete(path).json["acts_for"] == []
    assert get(client, SESSION, **query)["errcode"] == 61003
    client.put(path)
    assert "openid" in get(client, SESSION, **query)


def test_a_component_exchanges_and_refreshes_what_a_page_gave(client, world, backend, acting):
    appid = backend.app.appid
    client.patch(f"/_wxsim/apps/{appid}", json={"kind": "official_account"})
    code = client.post("/_wxsim/oauth/codes", json={"app": appid}).json["code"]

    grant = get(client, EXCHANGE, **acting, code=code, grant_type="authorization_code")
    again = get(
        client,
        REFRESH,
        **acting,
        refresh_token=grant["refresh_token"],
        grant_type="refresh_token",
    )

    assert again == grant
    assert list(grant) == ["access_token", "expires_in", "refresh_token", "openid", "scope"]


def test_a_component_cannot_be_acted_for(client, component):
    path = f"/_wxsim/components/{component['appid']}/apps/{component['appid']}"

    assert client.put(path).status_code == 400


def test_the_token_of_one_component_does_not_act_for_another(client, backend, acting):
    other = client.post("/_wxsim/apps", json={"kind": "component"}).json["appid"]
    client.put(f"/_wxsim/components/{other}/apps/{backend.app.appid}")
    query = {**acting, "component_appid": other, "js_code": backend.code()}

    assert get(client, SESSION, **query, grant_type="authorization_code")["errcode"] == 61011
