"""/sns/oauth2/refresh_token, /sns/userinfo and /sns/auth: what was granted, and for how long."""

import pytest

REFRESH = "/sns/oauth2/refresh_token"
USERINFO = "/sns/userinfo"
AUTH = "/sns/auth"
HOUR, DAY = 3600, 86_400


@pytest.fixture
def grant_of(backend):
    """Let somebody allow, and exchange the code."""

    def make(person="alice", scope="snsapi_userinfo", backend=backend, **more):
        app = backend.world.apps.register_as(backend.app.appid, "official_account")
        body = {"app": app.appid, "person": person, "scope": scope, **more}
        code = backend.client.post("/_wxsim/oauth/codes", json=body).json["code"]
        return backend.ask("/sns/oauth2/access_token", code=code)

    return make


@pytest.fixture
def refresh(client, backend):
    def send(grant, app=backend.app):
        query = {"appid": app.appid, "grant_type": "refresh_token"}
        query["refresh_token"] = grant["refresh_token"]
        return client.get(REFRESH, query_string=query).get_json(force=True)

    return send


@pytest.fixture
def ask(client):
    def send(path, grant, **changes):
        query = {"access_token": grant["access_token"], "openid": grant["openid"], **changes}
        return client.get(path, query_string=query).get_json(force=True)

    return send


def test_a_refresh_in_time_prolongs_the_same_access_token(world, grant_of, refresh, ask):
    grant = grant_of()
    world.clock.advance(2 * HOUR - 1)

    again = refresh(grant)

    first = {name: grant[name] for name in ("access_token", "refresh_token", "openid", "scope")}
    assert again == {**first, "expires_in": 7200}
    world.clock.advance(2 * HOUR - 1)
    assert ask(AUTH, again)["errcode"] == 0
    world.clock.advance(1)
    assert ask(AUTH, again)["errcode"] == 42001


def test_a_refresh_too_late_gives_another_access_token(world, grant_of, refresh, ask):
    grant = grant_of()
    world.clock.advance(2 * HOUR)

    again = refresh(grant)

    assert list(again) == ["access_token", "expires_in", "refresh_token", "openid", "scope"]
    assert again["access_token"] != grant["access_token"]
    assert again["refresh_token"] == grant["refresh_token"]
    assert again["expires_in"] == 7200
    assert ask(AUTH, again) == {"errcode": 0, "errmsg": "ok"}
    assert ask(AUTH, grant)["errcode"] == 42001


def test_using_a_refresh_token_does_not_prolong_it(world, grant_of, refresh):
    grant = grant_of()
    world.clock.advance(30 * DAY - 1)
    assert refresh(grant)["expires_in"] == 7200

    world.clock.advance(1)

    assert refresh(grant)["errcode"] == 42002


def test_the_last_access_token_outlives_its_refresh_token(world, grant_of, refresh, ask):
    grant = grant_of()
    world.clock.advance(30 * DAY - 1)
    last = refresh(grant)

    world.clock.advance(HOUR)

    assert ask(AUTH, last)["errcode"] == 0


def test_the_refresh_token_of_another_app_is_invalid(backend_of, grant_of, refresh):
    other = backend_of("wxfedcba9876543210").app

    assert refresh(grant_of(), other)["errcode"] == 40030


def test_two_authorisations_have_two_grants(grant_of, ask):
    one, two = grant_of(), grant_of()

    assert one["access_token"] != two["access_token"]
    assert one["openid"] == two["openid"]
    assert ask(AUTH, one) == ask(AUTH, two) == {"errcode": 0, "errmsg": "ok"}


def test_the_openid_has_to_be_the_grants(grant_of, ask):
    assert ask(AUTH, grant_of("alice"), openid=grant_of("bob")["openid"])["errcode"] == 40003


def test_today_sex_and_region_are_empty(grant_of, ask):
    grant = grant_of("bob")

    answer = ask(USERINFO, grant)

    assert answer == {
        "openid": grant["openid"],
        "nickname": "大鹏",
        "sex": 0,
        "province": "",
        "city": "",
        "country": "",
        "headimgurl": "https://thirdwx.qlogo.cn/mmopen/vi_32/bob/132",
        "privilege": [],
        "unionid": grant["unionid"],
    }


def test_the_answer_is_one_line_of_utf_8_with_its_slashes_escaped(client, grant_of):
    grant = grant_of("xiaoyu")
    query = {"access_token": grant["access_token"], "openid": grant["openid"], "lang": "zh_CN"}

    text = client.get(USERINFO, query_string=query).text

    assert '"headimgurl":"https:\\/\\/thirdwx.qlogo.cn\\/' in text
    assert '"nickname":"小雨🌧️👩‍👩‍👧‍👦𠮷"' in text


def test_in_the_classic_era_sex_and_region_are_the_persons(backend_with, grant_of, ask):
    grant = grant_of("bob", backend=backend_with(profile_era="classic"))

    answer = ask(USERINFO, grant)

    assert (answer["sex"], answer["province"], answer["city"], answer["country"]) == (
        *(1, "Zhejiang"),
        *("Hangzhou", "CN"),
    )


def test_the_least_scope_does_not_tell_who_it_is(grant_of, ask):
    grant = grant_of(scope="snsapi_base")

    assert ask(USERINFO, grant)["errcode"] == 48001
    assert ask(AUTH, grant)["errcode"] == 0


def test_nobody_is_told_of_a_snapshot_user(grant_of, ask):
    assert ask(USERINFO, grant_of(snapshot=True))["errcode"] == 48001


def test_a_virtual_profile_is_nobodys(backend_with, grant_of, ask):
    backend = backend_with(snapshot_userinfo="virtual", profile_era="classic")
    grant = grant_of("bob", backend=backend, snapshot=True)

    answer = ask(USERINFO, grant)

    assert answer["nickname"] == "微信用户"
    assert answer["openid"] == grant["openid"]
    assert answer["unionid"] == grant["unionid"]


def test_a_token_of_the_app_is_no_token_of_a_person(backend, grant_of, ask):
    assert ask(USERINFO, grant_of(), access_token=backend.token())["errcode"] == 40001


def test_the_date_is_the_apps_own(world, client, backend, grant_of, ask):
    grant = grant_of()

    client.post("/_wxsim/clock/advance", json={"by": "1h", "app": backend.app.appid})

    assert (
        client.get(AUTH, query_string={k: grant[k] for k in ("access_token", "openid")})
        .headers["Date"]
        .endswith("22:00:00 GMT")
    )


def test_nothing_is_left_of_pages_once_all_of_it_has_ended(world, client, grant_of, refresh):
    grant = grant_of()
    for _ in range(3):
        world.clock.advance(3 * HOUR)
        refresh(grant)
    grant_of("bob")
    website = world.apps.add(kind="website", redirect_domains=("shop.example",))
    world.qr_logins.begin(website, "snsapi_login")
    component = world.apps.add(kind="component")
    ticket = world.components.verify_ticket(component).verify_ticket
    world.components.fetch_token(component, component.secret, ticket, "test")
    tables = ("web_codes", "web_grants", "web_tokens", "qr_logins", "component_tokens")
    assert all(list(world.store.scan(table)) for table in tables)

    world.clock.advance(32 * DAY)
    # The store lets go of some old rows whenever one is added.
    for _ in range(20):
        world.codes.issue(world.apps.get(None), world.people.get("alice"))

    assert {table: list(world.store.scan(table)) for table in tables} == {
        table: [] for table in tables
    }
