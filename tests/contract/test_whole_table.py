"""What section B of the contract says of every endpoint, held against every row of the table."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

import pytest

from wxsim.server_api.call import MAX_BODY_BYTES
from wxsim.server_api.errors import ERROR_CODES
from wxsim.server_api.routes import ROUTES

# What is answered where the body cannot be read as JSON, if not 47001.
UNREADABLE = {
    # Without a body there is no appid (observed).
    "/cgi-bin/stable_token": 41002,
    # Documented: a number of its own.
    "/wxa/getpluginopenpid": 1022,
}
# Documented: a picture has a greatest size of its own.
TOO_LARGE = {"/wxa/img_sec_check": 40006}


def send(request, **changes):
    """Send a request with another body, or by another method."""
    sent = {"method": request.method, "query_string": request.query, "json": request.body}
    return request.client.open(request.path, **{**sent, **changes})


def with_a_wrong_token(request):
    return send(request.change(access_token="97_made-up"))


def without_a_token(request):
    return send(request.change(access_token=None))


def with_a_body_that_is_not_json(request):
    return send(request, json=None, data=b"{")


def with_a_body_that_is_too_large(request):
    large = json.dumps({**(request.body or {}), "more": "x" * MAX_BODY_BYTES})
    return send(request, json=None, data=large, content_type="application/json")


def with_a_form(request):
    form = urlencode(request.body or {})
    return send(request, json=None, data=form, content_type="application/x-www-form-urlencoded")


def by_get(request):
    return send(request, method="GET")


def expected(route, request, spoil):
    """Return the errcode that section B has for it; 0 where it makes no difference."""
    if spoil is by_get:
        return 0 if "GET" in route.methods else 43002
    if spoil in (with_a_wrong_token, without_a_token):
        wrong = 40001 if spoil is with_a_wrong_token else 41001
        # A page has a token of its own, by the same name.
        return wrong if "access_token" in request.query else 0
    if spoil is with_a_body_that_is_too_large and route.path in TOO_LARGE:
        return TOO_LARGE[route.path]
    if request.files:
        # What is no form with a file in it has no file.
        return 41005
    # Parameters that stand in the query do not mind what the body is.
    return UNREADABLE.get(route.path, 47001) if request.body is not None else 0


SPOILS = [
    with_a_wrong_token,
    without_a_token,
    with_a_body_that_is_not_json,
    with_a_body_that_is_too_large,
    with_a_form,
    by_get,
]


@pytest.mark.parametrize("spoil", SPOILS)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_endpoint_answers_as_section_b_has_it(backend, route, spoil):
    request = backend.request(route.path)
    errcode = expected(route, request, spoil)

    response = spoil(request)

    assert response.status_code == 200
    if errcode == 0 and response.mimetype == "image/jpeg":
        return
    assert b"\n" not in response.data
    answer = json.loads(response.data)
    assert answer.get("errcode", 0) == errcode
    if errcode:
        assert errcode in route.errcodes
        row = ERROR_CODES[errcode]
        short = row.sns_errmsg if route.path.startswith("/sns/") else None
        text = route.texts.get(errcode, short or row.errmsg)
        assert re.fullmatch(
            rf"{re.escape(text)}( hint: \[[\w-]+\])?,? rid: [0-9a-f-]{{26}}", answer["errmsg"]
        )


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_good_request_sends_what_the_row_describes(backend, route):
    request = backend.request(route.path)
    described = {
        "query": {one.name for one in route.parameters if one.where == "query"},
        "json": {one.name for one in route.parameters if one.where == "json"},
    }
    needed = {one.name for one in route.parameters if one.required and one.where != "form"}

    sent = set(request.query) - ({"access_token"} if route.needs_token else set())
    assert sent <= described["query"]
    assert set(request.body or {}) <= described["json"]
    assert needed <= sent | set(request.body or {})
