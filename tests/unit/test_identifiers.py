"""Identifiers have WeChat's forms and follow from the seed and from what they name."""

import base64
import re

import pytest

from wxsim.world.identifiers import Identifiers

FORMS = {
    "appid": (("appid", 1), r"wx[0-9a-f]{16}"),
    "secret": (("secret", "wx1"), r"[0-9a-f]{32}"),
    "original id": (("original_id", "wx1"), r"gh_[0-9a-f]{12}"),
    "openid": (("openid", "wx1", "alice"), r"o[A-Za-z0-9_-]{27}"),
    "unionid": (("unionid", "demo", "alice"), r"o[A-Za-z0-9_-]{27}"),
    "login code": (("login_code", "o1", 1), r"0[0-9d][13][A-Za-z0-9]{29}"),
    "phone code": (("phone_code", "o1", 1), r"[0-9a-f]{64}"),
    "session_key": (("session_key", "o1", 1), r"[A-Za-z0-9+/]{22}=="),
    "access_token": (("access_token", "wx1", "token", 1), r"\d+_[A-Za-z0-9_-]{133}"),
    "iv": (("iv", "key", "{}"), r"[A-Za-z0-9+/]{22}=="),
    "phone": (("phone", "alice"), r"170\d{8}"),
    "rid": (("rid", 1_763_845_200.9), r"69222450-[0-7][0-9a-f]{7}-[0-7][0-9a-f]{7}"),
    "hint": (("hint", "rid"), r"[A-Za-z]{8}-[A-Za-z0-9]{6}"),
}


def make(seed, call):
    name, *arguments = call
    return getattr(Identifiers(seed), name)(*arguments)


@pytest.mark.parametrize(("call", "form"), FORMS.values(), ids=FORMS.keys())
def test_an_identifier_has_the_form_of_real_ones_whatever_the_seed(call, form):
    for seed in ("", "1", "种子", "x" * 10_000):
        assert re.fullmatch(form, make(seed, call))


@pytest.mark.parametrize("call", [call for call, _ in FORMS.values()], ids=FORMS.keys())
def test_the_seed_decides(call):
    assert make("a", call) == make("a", call)
    assert make("a", call) != make("b", call)


def test_the_16_bytes_of_keys_and_ivs_decode():
    made = Identifiers("1")

    assert len(base64.b64decode(made.session_key("o1", 1), validate=True)) == 16
    assert len(base64.b64decode(made.iv("key", "text"), validate=True)) == 16


def test_what_an_identifier_names_decides():
    made = Identifiers("1")
    codes = {made.login_code(openid, number) for openid in ("o1", "o2") for number in range(100)}

    assert len(codes) == 200
    assert made.login_code("o1", 7) == made.login_code("o1", 7)


def test_names_that_only_look_alike_when_run_together_are_kept_apart():
    made = Identifiers("1")

    assert made.openid("wx1", "1alice") != made.openid("wx11", "alice")
    assert made.login_code("o1", 11) != made.login_code("o11", 1)
    assert made.iv("ab", "c") != made.iv("a", "bc")


def test_the_openids_of_an_app_share_characters_2_to_6_and_nothing_more():
    made = Identifiers("1")
    openids = [made.openid("wx1", f"p{number}") for number in range(200)]

    assert len({openid[:6] for openid in openids}) == 1
    assert all(len({openid[place] for openid in openids}) > 30 for place in range(6, 28))


def test_every_letter_of_an_alphabet_turns_up():
    made = Identifiers("1")
    text = "".join(made.access_token("wx1", "token", number)[3:] for number in range(50))

    assert len(set(text)) == 64


def test_every_rid_is_another_and_begins_with_the_time():
    made = Identifiers("1")
    rids = [made.rid(1_724_289_297) for _ in range(1_000)]

    assert len(set(rids)) == 1_000
    # Observed: 66c69111 was sent at 2024-08-22 01:14:57 UTC.
    assert {rid[:8] for rid in rids} == {"66c69111"}
    assert all(group < "8" for rid in rids for group in rid.split("-")[1:])
