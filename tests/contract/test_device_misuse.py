"""What makes no sense to a simulator is said plainly, and changes nothing."""

import pytest

from wxsim.device.apis import APIS

TABLES = ["apps", "people", "consents", "users", "session_keys", "login_codes", "phone_codes"]
TABLES += ["access_tokens", "token_grants", "quotas"]


@pytest.fixture
def state(world):
    """Return all that the world remembers."""

    def read():
        rows = {name: sorted(world.store.scan(name)) for name in TABLES}
        return rows, world.ledger.entries()

    return read


def refused(response, status):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/json"
    assert list(response.json) == ["error", "hint"]
    return response.json["error"], response.json["hint"]


@pytest.mark.parametrize("api", ["getUserInf", "LOGIN", "request", "x" * 1000, "%00", "微信"])
def test_an_unknown_call_is_404_and_told_which_there_are(client, state, api):
    before = state()

    error, hint = refused(client.post(f"/_wxsim/device/{api}", json={}), 404)

    assert "there is no wx call" in error
    assert all(name in hint for name in APIS)
    assert state() == before


@pytest.mark.parametrize("api", APIS)
def test_an_unknown_app_or_person_is_404_and_told_which_there_are(client, state, api):
    before = state()

    error, hint = refused(client.post(f"/_wxsim/device/{api}", json={"appid": "wx0"}), 404)
    assert "there is no app 'wx0'" in error
    assert "wx0123456789abcdef" in hint
    error, hint = refused(client.post(f"/_wxsim/device/{api}", json={"person": "zed"}), 404)
    assert "there is no person 'zed'" in error
    assert "alice, bob" in hint

    assert state() == before


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b"\xff",
        b"{}{}",
        b"[" * 100_000,
        b'{"person":' + b"9" * 6_000 + b"}",
        b'{"person":"\\ud800"}',
        b'{"person":1}',
        b'{"person":["alice"]}',
        b'{"appid":{}}',
        b'{"tap":"maybe"}',
        b'{"tap":true}',
        b'{"tap":["allow"]}',
    ],
    ids=range(15),
)
def test_a_body_that_makes_no_sense_is_400(client, state, api, body):
    before = state()

    refused(client.post(f"/_wxsim/device/{api}", data=body), 400)

    assert state() == before


def test_a_body_that_is_too_large_is_413(client, state):
    before = state()

    refused(client.post("/_wxsim/device/login", data=b"x" * 2_000_000), 413)

    assert state() == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "BREW"])
def test_a_wx_call_is_a_post(client, state, method):
    before = state()

    refused(client.open("/_wxsim/device/login", method=method), 405)

    assert state() == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"scope": "scope.camera"}, 400),
        ({"granted": True}, 400),
        ({"scope": "scope.x", "granted": True}, 400),
        ({"scope": "scope.camera", "granted": "yes"}, 400),
        ({"scope": "scope.camera", "granted": 1}, 400),
        ({"scope": None, "granted": True}, 400),
        ({"scope": "scope.camera", "granted": True, "persn": "bob"}, 400),
        ({"scope": "scope.camera", "granted": True, "person": "zed"}, 404),
        ({"scope": "scope.camera", "granted": True, "appid": "wx0"}, 404),
    ],
)
def test_a_consent_that_makes_no_sense_is_refused(client, state, body, status):
    before = state()

    refused(client.put("/_wxsim/consent", json=body), status)

    assert state() == before


@pytest.mark.parametrize("path", ["/_wxsim/device", "/_wxsim/device/", "/_wxsim/device/login/"])
def test_paths_beside_the_door_are_404(client, path):
    refused(client.post(path, json={}), 404)
