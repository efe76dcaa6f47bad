"""What a person allows, refuses and forgets, scope by scope."""

import pytest

from wxsim.world.people import SCOPES

CAMERA = "scope.camera"
USER_INFO = "scope.userInfo"
ALWAYS = ("scope.address", "scope.invoice", "scope.invoiceTitle")


def denied(api):
    return {"errMsg": f"{api}:fail auth deny", "errno": 103}


def settings(backend, **options):
    result = backend.wx("getSetting", **options)
    assert result["errMsg"] == "getSetting:ok"
    return result["authSetting"]


def put(backend, scope, granted, person="alice"):
    """Answer for a person from the keyboard."""
    body = {"appid": backend.app.appid, "person": person, "scope": scope, "granted": granted}
    response = backend.client.put("/_wxsim/consent", json=body)
    assert response.status_code == 200
    return response.json


@pytest.mark.parametrize("scope", SCOPES)
def test_an_allowed_scope_stays_allowed(backend, scope):
    assert backend.wx("authorize", scope=scope) == {"errMsg": "authorize:ok"}
    assert settings(backend)[scope] is True
    assert backend.wx("authorize", scope=scope, tap="refuse") == {"errMsg": "authorize:ok"}


@pytest.mark.parametrize("scope", SCOPES)
def test_a_refused_scope_fails_without_a_dialog_from_then_on(backend_with, scope):
    backend = backend_with(profile_era="classic")

    assert backend.wx("authorize", scope=scope, tap="refuse") == denied("authorize")
    assert settings(backend) == {scope: False}
    assert backend.wx("authorize", scope=scope, tap="allow") == denied("authorize")


@pytest.mark.parametrize("scope", ALWAYS)
def test_some_scopes_are_always_allowed_and_never_listed(backend, scope):
    before = settings(backend)

    assert backend.wx("authorize", scope=scope, tap="refuse") == {"errMsg": "authorize:ok"}
    assert settings(backend) == before


@pytest.mark.parametrize(
    "scope", [None, "", "camera", "scope.x", "phoneNumber", 1, ["x"], {"a": 1}]
)
def test_a_scope_that_is_none_is_invalid(backend, scope):
    invalid = {"errMsg": "authorize:fail invalid request data", "errno": 101}

    assert backend.wx("authorize", scope=scope) == invalid
    assert backend.wx("authorize") == invalid


def test_user_info_counts_as_allowed_unasked_in_the_current_era_alone(backend, backend_with):
    assert settings(backend) == {USER_INFO: True}
    assert backend.wx("authorize", scope=USER_INFO, tap="refuse") == {"errMsg": "authorize:ok"}
    assert settings(backend_with(profile_era="classic")) == {}


def test_the_classic_profile_asks_once_and_keeps_the_answer(backend_with):
    backend = backend_with(profile_era="classic")

    assert backend.wx("getUserInfo", tap="refuse") == denied("getUserInfo")
    assert backend.wx("getUserInfo", tap="allow") == denied("getUserInfo")
    assert backend.wx("getUserInfo", "bob")["errMsg"] == "getUserInfo:ok"
    assert backend.wx("getUserInfo", "bob", tap="refuse")["errMsg"] == "getUserInfo:ok"


def test_the_current_profile_asks_nobody_but_honours_a_recorded_refusal(backend):
    assert backend.wx("getUserInfo", tap="refuse")["errMsg"] == "getUserInfo:ok"

    put(backend, USER_INFO, granted=False)

    assert backend.wx("getUserInfo") == denied("getUserInfo")
    assert settings(backend) == {USER_INFO: False}
    assert backend.wx("authorize", scope=USER_INFO) == denied("authorize")


@pytest.mark.parametrize("era", ["current", "classic"])
def test_get_user_profile_asks_each_time_and_keeps_no_answer(backend_with, era):
    backend = backend_with(profile_era=era)
    before = settings(backend)

    for tap, wanted in [
        ("refuse", "fail auth deny"),
        ("allow", "ok"),
        ("refuse", "fail auth deny"),
    ]:
        result = backend.wx("getUserProfile", desc="x", tap=tap)
        assert result["errMsg"] == f"getUserProfile:{wanted}"
        assert result.get("errno") == (None if wanted == "ok" else 103)
    assert settings(backend) == before

    put(backend, USER_INFO, granted=False)
    assert backend.wx("getUserProfile", desc="x") == denied("getUserProfile")


def test_the_settings_page_changes_answers(backend):
    backend.wx("authorize", scope=CAMERA, tap="refuse")

    result = backend.wx("openSetting", authSetting={CAMERA: True, "scope.record": False})

    wanted = {USER_INFO: True, CAMERA: True, "scope.record": False}
    assert result == {"errMsg": "openSetting:ok", "authSetting": wanted}
    assert settings(backend) == wanted
    assert backend.wx("authorize", scope=CAMERA) == {"errMsg": "authorize:ok"}
    assert backend.wx("authorize", scope="scope.record") == denied("authorize")


def test_the_settings_page_can_be_looked_at_without_changing_anything(backend):
    backend.wx("authorize", scope=CAMERA)

    assert backend.wx("openSetting")["authSetting"] == settings(backend)


@pytest.mark.parametrize(
    "wanted", [None, [], "x", {"scope.x": True}, {CAMERA: 1}, {CAMERA: None}, {"phoneNumber": True}]
)
def test_wrong_settings_change_nothing(backend, wanted):
    if isinstance(wanted, dict):
        wanted = {"scope.record": False, **wanted}

    result = backend.wx("openSetting", authSetting=wanted)

    assert result == {"errMsg": "openSetting:fail invalid request data", "errno": 101}
    assert settings(backend) == {USER_INFO: True}


def test_answers_can_be_put_and_forgotten_from_the_keyboard(backend):
    assert put(backend, CAMERA, granted=False) == {CAMERA: False}
    assert backend.wx("authorize", scope=CAMERA) == denied("authorize")

    assert put(backend, CAMERA, granted=None) == {}
    assert backend.wx("authorize", scope=CAMERA) == {"errMsg": "authorize:ok"}
    assert put(backend, CAMERA, granted=True) == {CAMERA: True}


def test_an_answer_is_one_persons_in_one_app(backend, backend_of):
    put(backend, CAMERA, granted=False)

    assert backend.wx("authorize", "bob", scope=CAMERA) == {"errMsg": "authorize:ok"}
    other = backend_of("wxfedcba9876543210")
    assert other.wx("authorize", scope=CAMERA) == {"errMsg": "authorize:ok"}
    assert backend.wx("authorize", scope=CAMERA) == denied("authorize")
