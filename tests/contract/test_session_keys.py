"""One session_key for a person in an app, there as soon as wx.login has run."""

import base64

from wxsim import opendata

DAY = 86_400


def key_of(backend, person="alice"):
    """Log in and return the session_key."""
    return backend.login(person)["session_key"]


def made_with(backend, key):
    """Tell whether the phone signs with ``key``."""
    profile = backend.wx("getUserInfo", withCredentials=True)
    return opendata.raw_data_is_genuine(profile["rawData"], profile["signature"], key)


def test_a_session_key_is_16_bytes_in_base64(backend):
    key = key_of(backend)

    assert len(key) == 24
    assert len(base64.b64decode(key, validate=True)) == 16


def test_the_key_is_there_before_the_code_is_exchanged(backend):
    code = backend.code()
    profile = backend.wx("getUserInfo", withCredentials=True)

    key = backend.exchange(code)["session_key"]

    opened = opendata.decrypt(profile["encryptedData"], key, profile["iv"])
    assert opened.startswith('{"openId":"')


def test_repeated_logins_keep_the_key(world, backend):
    first = key_of(backend)
    world.clock.advance(DAY - 1)

    assert key_of(backend) == first
    assert made_with(backend, first)


def test_a_login_renews_a_key_that_is_old_enough(world, backend):
    first = key_of(backend)
    world.clock.advance(DAY)
    assert made_with(backend, first)

    second = key_of(backend)

    assert second != first
    assert made_with(backend, second)
    assert not made_with(backend, first)


def test_a_login_renews_a_key_that_has_expired(world, backend_with):
    backend = backend_with(session_key_min_age=10 * DAY, session_key_lifetime=DAY)
    first = key_of(backend)
    world.clock.advance(DAY - 1)
    assert key_of(backend) == first
    # That login has begun the key's day anew.
    world.clock.advance(DAY - 1)
    assert backend.wx("checkSession")["errMsg"] == "checkSession:ok"

    world.clock.advance(1)

    assert backend.wx("checkSession")["errMsg"] != "checkSession:ok"
    assert key_of(backend) != first


def test_a_code_gives_the_key_that_is_current_when_it_is_exchanged(backend_with):
    backend = backend_with(session_key_min_age=0)
    older, newer = backend.code(), backend.code()

    first = backend.exchange(older)["session_key"]
    second = backend.exchange(newer)["session_key"]

    assert first == second
    assert made_with(backend, first)


def test_a_code_exchanged_after_its_key_has_expired_gives_a_living_one(world, backend_with):
    backend = backend_with(session_key_lifetime=60)
    request = backend.request("/sns/jscode2session")
    world.clock.advance(60)

    key = request.send().get_json(force=True)["session_key"]

    assert backend.wx("checkSession")["errMsg"] == "checkSession:ok"
    assert made_with(backend, key)
    assert key_of(backend) == key


def test_every_person_and_every_app_has_a_key_of_its_own(backend, backend_of):
    other = backend_of("wxfedcba9876543210")
    keys = {key_of(app, person) for app in (backend, other) for person in ("alice", "bob")}

    assert len(keys) == 4


def test_renewing_one_key_leaves_all_others_alone(backend, backend_of):
    other = backend_of("wxfedcba9876543210")
    before = [key_of(backend, "bob"), key_of(other, "alice")]
    backend.ask("/wxa/resetusersessionkey", "alice")

    assert [key_of(backend, "bob"), key_of(other, "alice")] == before


def test_every_renewal_makes_a_key_that_never_was(backend_with):
    backend = backend_with(session_key_min_age=0)

    assert len({key_of(backend) for _ in range(50)}) == 50
