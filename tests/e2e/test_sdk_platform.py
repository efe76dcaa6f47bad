"""The unmodified wechatpy asks about users and about WeChat itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from wxsim.testing import Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator() as simulator, simulator.intercept():
        yield simulator


@pytest.fixture
def sdk(simulator: Simulator) -> Iterator[Any]:
    app = simulator.world.apps.get(None)
    sdk = WeChatClient(app.appid, app.secret)
    yield sdk
    sdk._http.close()


def test_it_learns_where_wechat_is(sdk: Any) -> None:
    assert sdk.misc.get_wechat_ips() == ["127.0.0.1"]


def test_it_learns_who_has_paid(simulator: Simulator, sdk: Any) -> None:
    world = simulator.world
    app = world.apps.get(None)
    user = world.sessions.login(app, world.people.get("alice"))
    payment = world.payments.pay(app, user)

    paid = sdk.wxa.get_paid_unionid(user.openid, transaction_id=payment.transaction_id)

    assert paid == world.unionid(app, user)
    with pytest.raises(WeChatClientException) as refused:
        sdk.wxa.get_paid_unionid(user.openid, transaction_id="1")
    assert refused.value.errcode == 89300
