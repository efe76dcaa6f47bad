"""No secret is shown, however it travels."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings, strategies as st

from wxsim.replay.masking import Masker

SECRET = "0123456789abcdef0123456789abcdef"
SESSION_KEY = "5c/gH+3lQ//6v6+abcdefg=="


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            f"GET /sns/jscode2session?appid=wx01&secret={SECRET}&js_code=abc",
            "secret=0123…&js_code=abc",
        ),
        (f"/cgi-bin/token?secret={SECRET}", "?secret=0123…"),
        (f"POST /x secret={SECRET}&a=b", " secret=0123…&a=b"),
        (f"third_Session={SECRET}", "third_Session=0123…"),
        (f"a=1&ACCESS_TOKEN={SECRET}", "&ACCESS_TOKEN=0123…"),
        (f"client_secret={SECRET}&b=1", "client_secret=0123…&b=1"),
        (f'{{"url":"/x?access_token={SECRET}","b":1}}', '?access_token=0123…","b":1}'),
        (f'{{"form":"secret={SECRET}"}}', '"secret=0123…"}'),
        (r"secret=ab\/cdefghijkl&b=1", r"secret=ab\/…&b=1"),
        ("secret=short", "secret=…"),
        (f'{{"secret": "{SECRET}", "b": 1}}', '"secret": "0123…", "b": 1}'),
        (f'{{"session_key":"{SESSION_KEY}","openid":"o"}}', '"session_key":"5c/g…","openid":"o"}'),
        (
            f'{{"sessionKey" : "{SESSION_KEY}"}}'.replace("/", "\\/"),
            '"sessionKey" : "5c\\/…"}',
        ),
        ('{"accessToken":"12345678"}', '"accessToken":"…"}'),
        (r'{"token":"a\"bcdefghijk\\","b":"c"}', r'{"token":"a\"b…\\","b":"c"}'),
        (
            f'{{"Data":"{{\\"third_Session\\":\\"{SECRET}\\",\\"a\\":1}}"}}',
            '\\"third_Session\\":\\"0123…\\",\\"a\\":1}"}',
        ),
        (f'{{"secret":"{SECRET}', '{"secret":"0123…'),
    ],
)
def test_a_secret_is_masked_by_the_name_it_travels_under(text: str, masked: str) -> None:
    assert Masker().text(text).endswith(masked)


@pytest.mark.parametrize(
    "text",
    [
        '{"access_token_expires":"in two hours","tokens":"many many"}',
        "POST /cgi-bin/stable_token grant_type=client_credential",
        '{"errcode":41001,"errmsg":"access_token missing rid: 66c69111-4157f271-729ca238"}',
        '{"token":12,"secret":null,"cookies":[]}',
        "openid=odoiU5CcaqZL3u32_2YELtHaA1pY",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert Masker().text(text) == text


def test_a_learnt_value_is_masked_wherever_and_however_it_is_written() -> None:
    masker = Masker()
    masker.learn(SESSION_KEY)
    slashed = SESSION_KEY.replace("/", "\\/")
    spellings = [
        SESSION_KEY,
        slashed,
        json.dumps(slashed),
        json.dumps(json.dumps({"k": slashed})),
        quote(SESSION_KEY),
        quote(SESSION_KEY, safe=""),
        SESSION_KEY.replace("/", "%2f").replace("+", "%2b").replace("=", "%3d"),
        SESSION_KEY.replace("=", "\\u003d").replace("+", "\\u002B"),
        str({"session_key": SESSION_KEY}),
    ]

    for text in spellings:
        masked = masker.text(f"<{text}>")
        assert "5c" in masked
        assert "…" in masked
        assert "6v6" not in masked


def test_everything_in_a_learnt_answer_is_masked() -> None:
    masker = Masker()
    masker.learn({"token": "tttttttttt", "more": ["mmmmmmmmmm", {"id": 1234567890}], "ok": True})

    assert masker.text("tttttttttt mmmmmmmmmm 1234567890 True") == "tttt… mmmm… 1234… True"


@pytest.mark.parametrize("value", ["12345678", "", None, True, 7, [], {}])
def test_what_is_too_short_to_be_a_secret_is_not_learnt(value: object) -> None:
    masker = Masker()
    masker.learn(value)

    assert masker.text("12345678 None True 7 [] {}") == "12345678 None True 7 [] {}"


def test_a_secret_that_begins_with_another_is_masked_to_its_end() -> None:
    masker = Masker()
    masker.learn("abcdefghij")
    masker.learn("abcdefghijklmnop")
    masker.learn("abcdefghijkl")

    assert masker.text("abcdefghijklmnop abcdefghij") == "abcd… abcd…"


def test_a_learnt_value_with_a_name_is_still_recognisable_by_its_first_letters() -> None:
    masker = Masker()
    masker.learn(SECRET)

    assert masker.text(f'{{"third_Session":"{SECRET}"}}') == '{"third_Session":"0123…"}'
    assert masker.text(f"secret={SECRET}") == "secret=0123…"


def test_secrets_in_headers_are_masked_by_name_by_value_and_in_urls() -> None:
    masker = Masker()
    masker.learn("learnt-value")
    headers = {
        "Authorization": f"Bearer {SECRET}",
        "cookie": f"sid={SECRET}",
        "Set-Cookie": f"sid={SECRET}; Path=/",
        "X-Auth-Token": SECRET,
        "X-Whatever": "learnt-value",
        "Location": f"/me?third_session={SECRET}",
        "Content-Type": "application/json",
    }

    assert masker.headers(headers) == {
        "Authorization": "Bear…",
        "cookie": "sid=…",
        "Set-Cookie": "sid=…",
        "X-Auth-Token": "0123…",
        "X-Whatever": "lear…",
        "Location": "/me?third_session=0123…",
        "Content-Type": "application/json",
    }


def test_a_masker_that_shows_secrets_changes_nothing() -> None:
    masker = Masker(show=True)
    masker.learn(SECRET)

    assert masker.text(f"secret={SECRET}") == f"secret={SECRET}"
    assert masker.headers({"Cookie": SECRET}) == {"Cookie": SECRET}


# Whatever comes before it and after it: this part of a secret must never be seen.
HEART = "Zq9Kx7Wv"
SECRETS = st.builds(
    lambda before, after: before + HEART + after,
    st.text("abXY09+/=_-.\\\"'&{}:,;%# é中😀", min_size=4, max_size=12),
    st.text("abXY09+/=_-.\\\"'&{}:,;%# é中😀", max_size=6),
)
NAMES = st.sampled_from(
    ["secret", "session_key", "third_Session", "accessToken", "client_secret", "Authorization"]
)


def _encodings() -> st.SearchStrategy[Callable[[Any], str]]:
    def encode(ascii_only: bool, indent: int | None, slashed: bool) -> Callable[[Any], str]:
        def encoded(value: Any) -> str:
            text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
            return text.replace("/", "\\/") if slashed else text

        return encoded

    return st.builds(encode, st.booleans(), st.sampled_from([None, 2]), st.booleans())


@settings(deadline=None, max_examples=300)
@given(secret=SECRETS, name=NAMES, layers=st.lists(_encodings(), min_size=1, max_size=4))
def test_no_secret_shows_through_json_inside_json(
    secret: str, name: str, layers: list[Callable[[Any], str]]
) -> None:
    text = ""
    value: Any = {"before": 'q"', name: secret, "after": "still readable"}
    for encode in layers:
        text = encode(value)
        value = {"Data": text, "n": 1}

    masked = Masker().text(text)

    assert HEART not in masked
    assert "still readable" in masked


@settings(deadline=None, max_examples=300)
@given(
    secret=SECRETS,
    encode=_encodings(),
    write=st.sampled_from(
        [
            str,
            quote,
            quote_plus,
            lambda secret: quote(secret, safe=""),
            lambda secret: urlencode({"q": secret}),
            lambda secret: json.dumps(json.dumps([secret])).replace("/", "\\/"),
        ]
    ),
)
def test_no_learnt_secret_shows_through_any_encoding(
    secret: str, encode: Callable[[Any], str], write: Callable[[str], str]
) -> None:
    masker = Masker()
    masker.learn(secret)

    assert HEART not in masker.text(write(secret))
    assert HEART not in masker.text(encode({"unknown": write(secret)}))
