"""wx.login and wx.checkSession on the phone."""

import pytest

OVER = {"errMsg": "checkSession:fail session time out, need relogin"}
DAY = 86_400


def test_login_gives_a_code_and_nothing_else(backend):
    result = backend.wx("login")

    assert list(result) == ["errMsg", "code"]
    assert result["errMsg"] == "login:ok"
    assert len(result["code"]) == 32


def test_every_login_gives_another_code(backend):
    assert len({backend.code() for _ in range(20)}) == 20


def test_there_is_no_session_before_the_first_login(backend):
    assert backend.wx("checkSession") == OVER


def test_a_session_lives_from_the_login_on_even_before_the_exchange(backend):
    backend.code()

    assert backend.wx("checkSession") == {"errMsg": "checkSession:ok"}


def test_a_session_ends_with_its_key(world, backend):
    backend.login()
    world.clock.advance(3 * DAY - 1)
    assert backend.wx("checkSession") == {"errMsg": "checkSession:ok"}

    world.clock.advance(1)
    assert backend.wx("checkSession") == OVER

    backend.code()
    assert backend.wx("checkSession") == {"errMsg": "checkSession:ok"}


def test_check_session_looks_at_the_key_of_the_latest_login_not_at_the_servers(backend_with):
    backend = backend_with(session_key_min_age=0)
    kept = backend.login()
    backend.code()

    assert backend.wx("checkSession") == {"errMsg": "checkSession:ok"}
    assert backend.ask("/wxa/checksession", "bob", **backend.signed(kept))["errcode"] == 87009


def test_sessions_of_other_people_and_apps_are_others(backend, backend_of):
    backend.login("alice")

    assert backend.wx("checkSession", "bob") == OVER
    assert backend_of("wxfedcba9876543210").wx("checkSession", "alice") == OVER


def test_checking_prolongs_nothing(world, backend):
    backend.login()
    for _ in range(6):
        world.clock.advance(DAY / 2)
        last = backend.wx("checkSession")

    assert last == OVER


@pytest.mark.parametrize("options", [{}, {"timeout": 5}, {"success": None}, {"x": [1, {}]}])
def test_options_that_mean_nothing_here_are_passed_over(backend, options):
    assert backend.wx("login", **options)["errMsg"] == "login:ok"


def test_the_first_app_and_the_first_person_are_meant_where_none_is_named(client, backend):
    code = client.post("/_wxsim/device/login").json["code"]

    assert backend.exchange(code)["openid"] == backend.login("alice")["openid"]
