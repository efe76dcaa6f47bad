"""What people pay."""

from __future__ import annotations

import msgspec

from wxsim.control.route import CREATED, Asked, Route, does
from wxsim.world.payments import Payment


class NewPayment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A payment to be; everything is optional.

    Attributes:
        mch_id: the merchant.
        out_trade_no: the merchant's number of the order.
    """

    appid: str | None = None
    person: str | None = None
    mch_id: str | None = None
    out_trade_no: str | None = None


def pay(asked: Asked) -> Payment:
    """Let a person pay in an app, for getpaidunionid to know of it."""
    world, new = asked.world, asked.body
    app, person = world.apps.get(new.appid), world.people.get(new.person)
    user = world.users.of(app, person)
    return world.payments.pay(app, user, new.mch_id, new.out_trade_no)


ROUTES: tuple[Route, ...] = (
    does(
        "POST /payments",
        "lets a person pay, for getpaidunionid",
        pay,
        Payment,
        body=NewPayment,
        status=CREATED,
        finds=True,
    ),
)
