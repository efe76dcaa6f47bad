"""Those who ask for consent: an official account and a website."""

from __future__ import annotations

from typing import Any

import pytest

from wxsim.world import Switches


@pytest.fixture
def account_with(world):
    """Register official accounts with the switches given."""

    def make(**switches: Any) -> str:
        return world.apps.add(
            kind="official_account",
            redirect_domains=("shop.example", "localhost:3000"),
            switches=Switches(**switches),
        ).appid

    return make


@pytest.fixture
def account(account_with):
    return account_with()


@pytest.fixture
def website(world):
    return world.apps.add(kind="website", redirect_domains=("shop.example",)).appid
