"""WeChat has no 404: what it does not know is an invalid url."""

import re

import pytest

from wxsim.server_api.routes import ROUTES

SNS = [
    "/sns/jsCode2Session",
    "/sns/jscode2session/",
    "/sns//jscode2session",
    "/sns/",
    "/sns/userInfo",
    "/sns/jscode2session%00",
    "/sns/%ff%fe",
    "/sns/../sns/jscode2session",
]
ELSEWHERE = [
    "/",
    "/sns",
    "/SNS/jscode2session",
    "/jscode2session",
    "/cgi-bin/Token",
    "/cgi-bin/token/",
    "/cgi-bin//token",
    "/cgi-bin/stable_token/",
    "/wxa/checkSession",
    "/wxa/checksession/",
    "/wxa/business/getUserPhoneNumber",
    "/wxa/business",
    "/_wxsi",
    "/favicon.ico",
    "/微信",
]


def rest(text):
    return re.sub("[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}", "RID", text)


@pytest.mark.parametrize("path", SNS)
def test_an_unknown_path_below_sns_is_40066_with_a_comma(client, path):
    response = client.get(path)

    assert rest(response.text) == '{"errcode":40066,"errmsg":"invalid url, rid: RID"}'
    assert response.headers["Content-Type"] == "text/plain"
    assert response.status_code == 200


@pytest.mark.parametrize("path", ELSEWHERE)
def test_an_unknown_path_elsewhere_is_40066_without_a_comma(client, path):
    response = client.get(path)

    assert rest(response.text) == '{"errcode":40066,"errmsg":"invalid url rid: RID"}'
    assert response.headers["Content-Type"] == "application/json; encoding=utf-8"
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/", "/cgi-bin/tokens"])
def test_an_unknown_path_is_40066_under_any_method(client, method, path):
    response = client.open(path, method=method)

    assert rest(response.text) == '{"errcode":40066,"errmsg":"invalid url rid: RID"}'
    assert response.status_code == 200


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_capitals_count_in_every_path(client, route):
    for path in (route.path.upper(), route.path.title(), route.path + "/", route.path + "x"):
        assert b'"errcode":40066,' in client.get(path).data


def test_an_unknown_path_wins_over_everything_that_is_wrong_besides(client):
    assert b'"errcode":40066,' in client.post("/cgi-bin/tokens?access_token=x", data="{").data
