"""wxsim why: "40029 for a fresh code"."""

from __future__ import annotations

import pytest

from stories import PHONE, texts


def test_a_code_of_another_app_names_both_apps(backend, backend_of, exchange_from, tell):
    other = backend_of("wxfedcba9876543210").app
    code = backend.code()
    exchange_from(code, app=other)

    story = tell()

    assert story.errcode == 40029
    assert texts(story)[0].endswith(f"to alice in {backend.app.appid}")
    assert f"issued to alice in {backend.app.appid}, not in {other.appid}" in texts(story)[1]
    assert f"belongs to {backend.app.appid}, but {other.appid} asked for it" in story.advice[0]


def test_an_expired_code_tells_its_age_and_its_lifetime(world, backend, exchange_from, tell):
    code = backend.code()
    world.clock.advance(312)
    exchange_from(code)

    story = tell()

    assert story.errcode == 40029
    assert "it is 312 s old and lives 300 s" in story.title
    assert [fact.when.split(", ")[1] for fact in story.facts] == [
        "312 s before",
        "12 s before",
        "then",
    ]
    assert texts(story)[1] == f"js_code …{code[-6:]} expired, unused: it lives 300 s"


@pytest.mark.parametrize(
    ("spoil", "hint"),
    [
        (lambda code: f" {code} ", "it has surrounding spaces; without them it is js_code …"),
        (lambda code: f"%20{code}", "URL-encoded twice and has surrounding spaces"),
        (lambda code: f"%{ord(code[0]):x}{code[1:]}", "URL-encoded twice; decoded once more it is"),
        (lambda code: f'"{code}"', "it has quotes around it"),
        (lambda code: code[:20], "it was truncated: it is the first 20 of the 32 characters"),
        (lambda code: code + "&x", "'&x' was appended to js_code"),
        (lambda code: code.swapcase(), "its capitals are wrong"),
        (lambda _: "the code is a mock one", "where the project has no appid"),
        (lambda _: "mock_code_1", "made up by a mock"),
        (lambda _: "0d3" + "x" * 29, "that client talks to the real WeChat"),
        (lambda _: "a" * 64, "the form of a phone-number code"),
        (lambda _: "12345", "it has 5 characters; a js_code has 32"),
        (lambda _: "a%20b", "a code that was URL-encoded twice looks so"),
        (lambda _: " x", "there are spaces around it"),
        (lambda _: "-" * 32, "has not the form of a js_code"),
    ],
)
def test_a_code_that_was_never_issued_gets_a_hint_at_what_it_is(
    backend, exchange_from, tell, spoil, hint
):
    code = backend.code()
    spoiled = spoil(code)
    exchange_from(spoiled)

    for about in ("last", spoiled):
        story = tell(about)

        assert story.errcode == 40029
        assert "never issued it" in story.title
        assert hint in story.advice[0]


def test_a_truncated_code_can_be_asked_about_before_it_is_sent(backend, tell):
    code = backend.code()

    story = tell(code[:20])

    assert "was never issued here" in story.title
    assert story.advice[0].startswith("it was truncated")


def test_a_fresh_code_says_how_long_it_stays_so(world, backend, tell):
    code = backend.code()
    world.clock.advance(60)

    assert tell(code).title.endswith("is fresh for another 240 s")
    world.clock.advance(240)
    assert tell(code).title.endswith("expired unused")


def test_a_phone_code_that_is_exchanged_as_a_js_code_is_told_as_one(backend, exchange_from, tell):
    exchange_from(backend.wx("getPhoneNumber")["code"])

    story = tell()

    assert story.errcode == 40029
    assert texts(story)[0].startswith("the phone-number button issued phone code …")
    assert story.advice[0] == (
        "/sns/jscode2session was sent a phone code, which the phone-number button gives and "
        "/wxa/business/getuserphonenumber takes: they are different things"
    )


def test_a_js_code_that_is_redeemed_as_a_phone_code_is_told_as_one(backend, tell):
    code = backend.code()
    backend.send(PHONE, code=code)

    for about in ("last", code):
        story = tell(about)

        assert story.errcode == 40029
        assert "was sent a js_code, which wx.login gives and /sns/jscode2session" in story.advice[0]
