"""A good answer of jscode2session, byte for byte."""

import pytest

UNBOUND = "wx00112233445566aa"
PATH = "/sns/jscode2session"


def test_a_bound_app_gets_session_key_openid_and_unionid_in_this_order(world, backend):
    response = backend.send(PATH)

    user = world.users.of(backend.app, world.people.get("alice"))
    key = user.session_key.value.replace("/", "\\/")
    unionid = world.unionid(world.apps.get(user.appid), user)
    assert response.text == (
        f'{{"session_key":"{key}","openid":"{user.openid}","unionid":"{unionid}"}}'
    )
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain"
    assert response.headers["Content-Length"] == str(len(response.data))


def test_an_unbound_app_gets_no_unionid(backend_of):
    assert list(backend_of(UNBOUND).ask(PATH)) == ["session_key", "openid"]


def test_a_good_answer_has_no_errcode(backend):
    assert not {"errcode", "errmsg"} & set(backend.ask(PATH))


def test_slashes_are_escaped_on_sns(backend_with):
    backend = backend_with(session_key_min_age=0)
    answers = [backend.send(PATH).text for _ in range(20)]

    assert any("\\/" in answer for answer in answers)
    assert not any("/" in answer.replace("\\/", "") for answer in answers)


def test_an_old_account_gets_expires_in_between_session_key_and_openid(backend_with):
    answer = backend_with(legacy_expires_in=True).ask(PATH)

    assert list(answer) == ["session_key", "expires_in", "openid", "unionid"]
    assert answer["expires_in"] == 7200


def test_the_order_of_the_parameters_does_not_matter(backend):
    request = backend.request(PATH)
    request.query = dict(reversed(request.query.items()))

    assert b'"openid"' in request.send().data


def test_parameters_it_does_not_know_are_passed_over(backend):
    assert "openid" in backend.ask(PATH, access_token="anything", foo="bar")


@pytest.mark.parametrize("form", ["json", "data"])
def test_a_body_does_not_count(client, backend, form):
    request = backend.request(PATH)

    response = client.post(PATH, **{form: request.query})

    assert b'{"errcode":41002,"errmsg":"appid missing, rid: ' in response.data


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_query_counts_under_any_method(backend, method):
    request = backend.request(PATH)
    request.method = method

    assert b'"openid"' in request.send().data


def test_head_gets_the_headers_of_a_get_and_no_body(backend):
    request = backend.request(PATH)
    request.method = "HEAD"

    response = request.send()

    assert response.data == b""
    assert int(response.headers["Content-Length"]) > 100
    assert response.headers["Content-Type"] == "text/plain"
