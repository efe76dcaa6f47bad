"""/cgi-bin/ticket/getticket, and what is signed with a ticket."""

import re

import pytest

from wxsim.jssdk import page_signature_is_genuine, sign_page

PATH = "/cgi-bin/ticket/getticket"
PAGE = "https://example.com/shop?id=1"


def ticket_of(backend, **changes):
    return backend.ask(PATH, **changes)["ticket"]


def config(backend, ticket, **changes):
    options = {"nonceStr": "Wm3WZYTPz0wzccnW", "timestamp": 1_414_587_457, "url": PAGE}
    signature = sign_page(ticket, options["nonceStr"], options["timestamp"], PAGE)
    return backend.wx("config", **{**options, "signature": signature, **changes})["errMsg"]


def test_a_ticket_has_86_characters_and_lives_two_hours(backend):
    answer = backend.send(PATH)

    assert re.fullmatch(
        r'\{"errcode":0,"errmsg":"ok","ticket":"[\w-]{86}","expires_in":7200\}', answer.text
    )


def test_a_ticket_stays_the_same_while_it_lives(world, backend):
    first = ticket_of(backend)

    world.clock.advance(7199)
    again = backend.ask(PATH)
    assert (again["ticket"], again["expires_in"]) == (first, 1)
    world.clock.advance(1)
    assert ticket_of(backend) != first


def test_every_app_and_type_has_a_ticket_of_its_own(backend, backend_of):
    other = backend_of("wxfedcba9876543210")

    tickets = {ticket_of(backend), ticket_of(backend, type="wx_card"), ticket_of(other)}

    assert len(tickets) == 3


def test_the_sample_of_the_guide_has_the_signature_of_the_guide():
    ticket = (
        "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
    )
    sample = (ticket, "Wm3WZYTPz0wzccnW", 1_414_587_457, "http://mp.weixin.qq.com?params=value")
    signature = "0f9de62fce790f9a083d5c99e95740ceb90c27ed"

    assert sign_page(*sample) == signature
    assert page_signature_is_genuine(signature, *sample)
    assert not page_signature_is_genuine(signature.upper(), *sample)
    assert not page_signature_is_genuine("微信", *sample)


def test_a_page_that_signs_with_the_ticket_gets_the_js_sdk(backend):
    ticket = ticket_of(backend)

    assert config(backend, ticket) == "config:ok"
    # What follows the hash is not signed.
    assert config(backend, ticket, url=PAGE + "#top") == "config:ok"


@pytest.mark.parametrize(
    "change",
    [
        {"url": PAGE + "&x=2"},
        {"timestamp": 1_414_587_458},
        {"nonceStr": "another"},
        {"signature": "0" * 40},
        {"signature": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_signature_of_anything_else_is_none(backend, change):
    assert config(backend, ticket_of(backend), **change) == "config:invalid signature"


def test_a_page_cannot_sign_without_a_ticket_or_with_an_old_or_another_apps(
    world, backend, backend_of
):
    other = ticket_of(backend_of("wxfedcba9876543210"))
    assert config(backend, other) == "config:invalid signature"

    ticket = ticket_of(backend)
    world.clock.advance(7200)

    assert config(backend, ticket) == "config:invalid signature"
