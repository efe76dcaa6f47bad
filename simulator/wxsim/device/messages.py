"""What the phone says, as data. Programs compare these texts, so they are exact."""

from __future__ import annotations

from dataclasses import dataclass

from wxsim.world.links import WhyNot


@dataclass(frozen=True)
class Failure:
    """How a wx call fails: the text after ``<api>:`` and, where it has one, its number.

    Attributes:
        errno: the number that all newer calls have.
        err_code: the number that some calls have of their own, as errCode.
    """

    text: str
    errno: int | None = None
    err_code: int | None = None


# Observed outside DevTools, which words it differently.
SESSION_ENDED = Failure("fail session time out, need relogin")
# Observed.
AUTH_DENY = Failure("fail auth deny", 103)
# Observed (iOS and tools; Android puts a colon after fail).
PHONE_DENY = Failure("fail user deny", 103)
# Observed.
DESC_LENGTH = Failure("fail desc length does not meet the requirements")
# Assumed: no text was published for encrypted data without a live session.
NOT_LOGGED_IN = Failure("fail session time out, need relogin")
# Observed (and the JS-SDK guide lists it); there is no "fail" in it.
INVALID_SIGNATURE = Failure("invalid signature")
# Assumed text; the errno is documented (invalid request data).
INVALID_ARGUMENT = Failure("fail invalid request data", 101)
# Observed: the scanner was closed.
CANCELLED = Failure("fail cancel", 1)
# Assumed: no text was published for a ticket that is none.
SHARE_TICKET_INVALID = Failure("fail invalid shareTicket")
# Documented number (wrong scene); the text is assumed.
NOT_FROM_A_GROUP = Failure("fail invalid scene", err_code=40097)
# Assumed, from here on: WeChat shows a page of its own where nothing opens.
NO_CODE = Failure("fail no code in the picture")
NO_LINK = Failure("fail not a link of WeChat's")
NO_CARD = Failure("fail no such card")
NO_APP = Failure("fail no such Mini Program")
NOT_RELEASED = Failure("fail the Mini Program has no online release")
LINK_FAILURES: dict[WhyNot, Failure] = {
    "not found": Failure("fail link not found"),
    "expired": Failure("fail link expired"),
    "taken": Failure("fail link opened by another person"),
    "limit": Failure("fail daily visit limit"),
    "not declared": Failure("fail plain schemes are not declared"),
}

# Documented: the table of wx.requestSubscribeMessage; observed with "fail " before the text.
TEMPLATE_IDS_EMPTY = Failure("fail TmplIds can't be empty", err_code=10001)
TEMPLATE_ID_INVALID = Failure("fail Invalid template id", err_code=10004)
TEMPLATE_UNKNOWN = Failure(
    "fail No template data return, verify the template id exist", err_code=20001
)
TEMPLATE_TYPES_MIXED = Failure("fail Templates type must be same", err_code=20002)
TOO_MANY_TEMPLATES = Failure("fail Templates count out of max bounds", err_code=20003)
SUBSCRIPTIONS_OFF = Failure("fail The main switch is switched off", err_code=20004)
SUBSCRIPTIONS_BANNED = Failure(
    "fail This mini program was banned from subscribing messages", err_code=20005
)
