"""What people have paid, as far as WeChat tells apps by it who they are."""

from __future__ import annotations

from wxsim.world.counting import Counting
from wxsim.world.errors import AlreadyThere, Refused
from wxsim.world.ground import Ground
from wxsim.world.records import App, Record, User
from wxsim.world.tables import Table

# Documented: getpaidunionid.
_ASKED_WITHIN = 300


class Payment(Record, frozen=True, kw_only=True):
    """One payment of a person in an app.

    Attributes:
        transaction_id: WeChat Pay's number.
        mch_id: the merchant.
        out_trade_no: the merchant's number.
        paid_at: Unix seconds.
    """

    transaction_id: str
    mch_id: str
    out_trade_no: str
    appid: str
    openid: str
    person: str
    paid_at: float


class Payments:
    """The payments of the last minutes, by both numbers."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "payments", Payment)
        self._counting = Counting(ground)
        self._clock = ground.clock
        self._ledger = ground.ledger

    def pay(
        self, app: App, user: User, mch_id: str | None = None, out_trade_no: str | None = None
    ) -> Payment:
        """Let a person pay.

        Args:
            app: where.
            user: who.
            mch_id: the merchant; one is made up when omitted.
            out_trade_no: the merchant's number of the order; made up when omitted.

        Raises:
            AlreadyThere: the merchant has an order of that number.
        """
        number = self._counting.next("payments")
        payment = Payment(
            # The forms of both are assumed: 28 digits, and whatever a merchant likes.
            transaction_id=f"42{number:026}",
            mch_id=mch_id or "1900000109",
            out_trade_no=out_trade_no or f"wxsim{number:08}",
            appid=app.appid,
            openid=user.openid,
            person=user.person,
            paid_at=self._clock.now(app.appid),
        )
        by_order = _order(payment.mch_id, payment.out_trade_no)
        if not self._table.add(by_order, payment, ttl=_ASKED_WITHIN):
            raise AlreadyThere(
                f"{payment.mch_id} has an order {payment.out_trade_no} already",
                "give another out_trade_no, or none to get one made",
            )
        self._table.add(payment.transaction_id, payment, ttl=_ASKED_WITHIN)
        self._ledger.write(
            "paid",
            f"{user.person} paid order {payment.out_trade_no} in {app.appid}",
            appid=app.appid,
            person=user.person,
        )
        return payment

    def require(
        self, app: App, openid: str, transaction_id: str, mch_id: str, out_trade_no: str
    ) -> Payment:
        """Return the payment that a request names.

        Args:
            app: of the access_token.
            openid: who is said to have paid.
            transaction_id: WeChat Pay's number; the two others count where it is empty.
            mch_id: the merchant.
            out_trade_no: the merchant's number.

        Raises:
            Refused: 89300 there is none, it is another person's or app's, or it
                is older than 5 minutes.
        """
        payment = self._table.get(transaction_id or _order(mch_id, out_trade_no))
        if payment is None:
            raise Refused(89300, "nobody has paid under that number within the last 5 minutes")
        if payment.appid != app.appid:
            raise Refused(89300, f"that was paid in {payment.appid}, not in {app.appid}")
        if payment.openid != openid:
            raise Refused(89300, f"{payment.person} paid that, the openid is another's")
        age = self._clock.now(app.appid) - payment.paid_at
        if age >= _ASKED_WITHIN:
            raise Refused(89300, f"that was paid {age:.0f} s ago")
        return payment


def _order(mch_id: str, out_trade_no: str) -> str:
    return f"{mch_id}/{out_trade_no}"
