"""Whatever is sent, WeChat's one line of JSON comes back: never a 500, never HTML."""

import json
from urllib.parse import quote

import pytest

JSCODE = "/sns/jscode2session"
TOKEN = "/cgi-bin/token"
STABLE = "/cgi-bin/stable_token"
CHECK = "/wxa/checksession"
PHONE = "/wxa/business/getuserphonenumber"

DEEP = b"[" * 100_000
HUGE = b"x" * 2_000_000


def errcode_of(response):
    assert response.status_code == 200
    assert response.headers["Content-Type"].split(";")[0] in ("text/plain", "application/json")
    assert "\n" not in response.text
    return json.loads(response.data).get("errcode", 0)


# Undecoded query values, and what they are as an appid.
ODD_APPIDS = [
    ("", 41002),
    ("+", 40013),
    ("%20wx0123456789abcdef", 40013),
    ("wx0123456789abcdef%20", 40013),
    ("%22wx0123456789abcdef%22", 40013),
    ("wx0123456789abcdef?", 40013),
    ("WX0123456789ABCDEF", 40013),
    ("%00", 40013),
    ("wx0123456789abcdef%00", 40013),
    ("%", 40013),
    ("%zz", 40013),
    ("%ff%fe", 40013),
    ("%ed%a0%80", 40013),
    ("%c0%80", 40013),
    ("\xff\xfe", 40013),
    ("微信", 40013),
    (quote("微信"), 40013),
    ("a" * 100_000, 40013),
    ("%0d%0aX-Evil:1", 40013),
    ("{}%24{7*7}", 40013),
]


@pytest.mark.parametrize(("appid", "errcode"), ODD_APPIDS, ids=range(len(ODD_APPIDS)))
@pytest.mark.parametrize("path", [JSCODE, TOKEN])
def test_an_odd_appid_is_missing_or_unknown(client, path, appid, errcode):
    assert errcode_of(client.get(f"{path}?appid={appid}&secret=x")) == errcode


@pytest.mark.parametrize("odd", [text for text, _ in ODD_APPIDS[1:]], ids=range(1, len(ODD_APPIDS)))
def test_odd_secrets_codes_tokens_and_signatures_are_wrong_ones(client, backend, odd):
    good = "&".join(
        f"{name}={quote(value)}" for name, value in backend.request(JSCODE).query.items()
    )
    session = f"openid={odd}&signature={odd}&sig_method=hmac_sha256"

    # The first of two counts, so the odd value hides the good one.
    assert errcode_of(client.get(f"{JSCODE}?js_code={odd}&{good}")) == 40029
    assert errcode_of(client.get(f"{JSCODE}?secret={odd}&{good}")) == 40125
    assert errcode_of(client.get(f"{JSCODE}?grant_type={odd}&{good}")) == 40002
    assert errcode_of(client.get(f"{CHECK}?access_token={odd}")) == 40001
    assert errcode_of(client.get(f"{CHECK}?access_token={backend.token()}&{session}")) == 87009


@pytest.mark.parametrize(
    "query", ["&&&", "=", "appid", "appid=", "&appid=&secret", ";", "?", "%3D"]
)
def test_a_query_without_values_has_no_appid(client, query):
    assert errcode_of(client.get(f"{JSCODE}?{query}")) == 41002


@pytest.mark.parametrize("name", ["APPID", "appid%20", "appid[]", "app_id", "appId"])
def test_the_name_of_a_parameter_counts_to_the_letter(client, name):
    assert errcode_of(client.get(f"{JSCODE}?{name}=wx0123456789abcdef")) == 41002


def test_of_duplicates_the_first_counts(client, backend):
    request = backend.request(JSCODE)
    query = "&".join(f"{name}={value}" for name, value in request.query.items())

    assert errcode_of(client.get(f"{JSCODE}?appid=wxtest&{query}")) == 40013
    assert errcode_of(client.get(f"{JSCODE}?{query}&appid=wxtest&js_code=x")) == 0


def test_an_empty_duplicate_is_a_missing_parameter(client, backend):
    query = "&".join(f"{name}={value}" for name, value in backend.request(JSCODE).query.items())

    assert errcode_of(client.get(f"{JSCODE}?js_code=&{query}")) == 41008


def test_a_semicolon_parts_no_parameters(client):
    assert errcode_of(client.get(f"{JSCODE}?appid=wx0123456789abcdef;secret=x")) == 40013


def test_thousands_of_parameters_are_read(client, backend):
    query = backend.request(JSCODE).query
    many = "&".join(f"p{number}={number}" for number in range(5_000))
    good = "&".join(f"{name}={value}" for name, value in query.items())

    assert errcode_of(client.get(f"{JSCODE}?{many}&{good}")) == 0


BODIES = {
    "nothing": b"",
    "no JSON": b"appid=wx0123456789abcdef",
    "half": b'{"appid":',
    "twice": b"{}{}",
    "not UTF-8": b'{"appid":"\xff"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"appid":"x"}'.encode("utf-16"),
    "NUL": b"\x00",
    "a lone surrogate": b'{"appid":"\\ud800"}',
    "a lone surrogate as a name": b'{"\\udc00":1}',
    "deep": DEEP,
    "deep in an object": b'{"appid":' * 50_000,
    "huge": HUGE,
    "huge JSON": b'{"appid":"' + HUGE + b'"}',
    "a long number": b'{"appid":' + b"9" * 10_000 + b"}",
    "an endless number": b'{"appid":1e9999}',
    "NaN": b'{"appid":NaN}',
    "a list": b'["appid"]',
    "a text": b'"appid"',
    "null": b"null",
    "true": b"true",
    "an empty object": b"{}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_names_no_app_leaves_the_appid_missing(client, body):
    assert errcode_of(client.post(STABLE, data=body)) == 41002


@pytest.mark.parametrize("kind", [kind for kind in BODIES if kind != "an empty object"])
def test_a_body_that_is_no_json_object_is_a_format_error(client, backend, kind):
    query = {"access_token": backend.token()}

    assert errcode_of(client.post(PHONE, query_string=query, data=BODIES[kind])) == 47001


@pytest.mark.parametrize(
    "value", [1, 1.5, True, [], {}, ["wx0123456789abcdef"], {"a": None}, "\x00"]
)
def test_a_value_of_another_type_is_a_wrong_value(backend, value):
    for name, errcode in (("appid", 40013), ("grant_type", 40002), ("secret", 40125)):
        request = backend.request(STABLE)
        request.body[name] = value
        assert errcode_of(request.send()) == errcode


@pytest.mark.parametrize("value", [None, ""])
def test_null_and_the_empty_text_are_as_good_as_absent(backend, value):
    for name, errcode in (("appid", 41002), ("secret", 41004), ("grant_type", 40002)):
        request = backend.request(STABLE)
        request.body[name] = value
        assert errcode_of(request.send()) == errcode


@pytest.mark.parametrize("body", [DEEP, HUGE, b"\xff\x00"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_a_body_where_none_is_read_is_passed_over(client, backend, method, body):
    query = backend.request(JSCODE).query

    assert errcode_of(client.open(JSCODE, method=method, query_string=query, data=body)) == 0


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", [STABLE, PHONE])
def test_a_path_that_wants_post_refuses_every_other_method(client, backend, path, method):
    query = {"access_token": backend.token()}

    response = client.open(path, method=method, query_string=query)

    if method == "HEAD":
        assert (response.status_code, response.data) == (200, b"")
    else:
        assert errcode_of(response) == 43002


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data; boundary=x", "text/xml", "\xff", "a/b/c"]
)
def test_a_content_type_changes_nothing(client, backend, content_type):
    body = json.dumps(backend.request(STABLE).body)

    response = client.post(STABLE, data=body, content_type=content_type)

    assert response.json["expires_in"] == 7200
