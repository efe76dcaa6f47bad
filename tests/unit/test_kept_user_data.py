"""What the calls about users and quotas remember outlives the process that wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wxsim.opening import open_world
from wxsim.settings import Settings
from wxsim.world import Refused, World


def reopened(world: World, settings: Settings) -> World:
    world.store.close()
    return open_world(settings)


def test_keys_payments_and_clearings_survive_a_restart(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    world = open_world(settings)
    app, person = world.apps.get(None), world.people.get(None)
    user = world.sessions.login(app, person)
    ring = world.api_keys.set_symmetric(app, "AES256_GCM", 32, None, None)
    key = world.user_keys.latest(user)
    payment = world.payments.pay(app, user)
    code = world.plugins.issue(user).code
    world.sealed_data.remember(app, "encrypted")
    world.quotas.spend_clearing(app, "all", per_month=1, errcode=48006)

    world = reopened(world, settings)
    try:
        assert world.api_keys.of(app) == ring
        assert world.user_keys.recent(user) == (key,)
        assert world.payments.require(app, user.openid, payment.transaction_id, "", "") == payment
        assert world.plugins.redeem(app, code, "rid")
        with pytest.raises(Refused, match="48006"):
            world.quotas.spend_clearing(app, "all", per_month=1, errcode=48006)
    finally:
        world.store.close()


def test_a_card_and_its_opening_survive_a_restart(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    world = open_world(settings)
    app, person = world.apps.get(None), world.people.get(None)
    card = world.cards.share(app, person, path="a?b=1", group="team", with_share_ticket=True)
    way: dict[str, Any] = {"path": "a", "query": "", "scene": 1044, "env_version": "release"}
    opening = world.openings.open(app, person, **way, group="team", with_share_ticket=True)

    world = reopened(world, settings)
    try:
        assert world.cards.find(card.card_id) == card
        assert world.openings.latest(app, person) == opening
        again = world.openings.open(app, person, **way, group="team", with_share_ticket=True)
    finally:
        world.store.close()

    assert again.share_ticket != opening.share_ticket


def test_a_second_key_is_another_one_with_another_number(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    world = open_world(settings)
    app = world.apps.get(None)
    first = world.api_keys.set_symmetric(app, "SM4_GCM", 16, None, None).symmetric

    world = reopened(world, settings)
    try:
        second = world.api_keys.set_symmetric(app, "SM4_GCM", 16, None, None).symmetric
    finally:
        world.store.close()

    assert first is not None
    assert second is not None
    assert first.key != second.key
    assert first.sn != second.sn
