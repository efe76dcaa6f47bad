"""Messages and events for the servers of apps: where they go, what was sent, and sending them."""

from __future__ import annotations

import msgspec

from wxsim.control.parameters import AFTER, APP
from wxsim.control.route import CREATED, Asked, Route, does, get, whole_number
from wxsim.push.deliver import Deliverer
from wxsim.push.events import PUSHABLE, make_event, require_pushable
from wxsim.push.verify import Verified, verify
from wxsim.world import InvalidValue
from wxsim.world.push_log import Push
from wxsim.world.push_settings import Format, Mode, PushSettings


class PushableShown(msgspec.Struct, frozen=True, kw_only=True):
    """A message or event that can be sent.

    Attributes:
        about: when the real WeChat sends it.
        here: what makes it happen here besides sending it by hand.
        fields: what can be said of it, with what is taken otherwise.
        page: the documentation page its form is from.
    """

    name: str
    kind: str
    about: str
    here: str
    fields: dict[str, str]
    page: str
    evidence: str


class SettingsChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes about an app's push settings; the rest stays.

    Attributes:
        url: the empty text turns push off.
        token: 3 to 32 letters and digits.
        encoding_aes_key: 43 letters and digits.
    """

    url: str | None = None
    token: str | None = None
    encoding_aes_key: str | None = None
    mode: Mode | None = None
    format: Format | None = None


class NewPush(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message or event to be sent now.

    Attributes:
        event: one of ``GET /push/events``.
        person: whom it is about; the first person when left out.
        app: whose server gets it; the first app's when left out.
        to: where to, in place of the app's own address.
        fields: what it says, by the names of its fields.
    """

    event: str
    person: str | None = None
    app: str | None = None
    to: str = ""
    fields: dict[str, str] = {}


class Verify(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which address is checked: an app's own, or ``to`` with the app's token."""

    app: str | None = None
    to: str = ""


def list_pushable(_: Asked) -> list[PushableShown]:
    """Return every message and event that can be sent."""
    return [
        PushableShown(
            name=one.name,
            kind=one.kind,
            about=one.about,
            here=one.here,
            fields=dict(one.fields),
            page=one.page,
            evidence=one.evidence,
        )
        for one in PUSHABLE.values()
    ]


def show_settings(asked: Asked) -> PushSettings:
    """Return where an app's messages and events go."""
    return asked.world.push_settings.of(asked.world.apps.get(asked.path["appid"]))


def change_settings(asked: Asked) -> PushSettings:
    """Set where an app's messages and events go, and how."""
    app = asked.world.apps.get(asked.path["appid"])
    return asked.world.push_settings.change(app, **msgspec.structs.asdict(asked.body))


def send(asked: Asked) -> Push:
    """Send a message or event now, and return how the first try went."""
    world, new = asked.world, asked.body
    app, person = world.apps.get(new.app), world.people.get(new.person)
    deliverer = Deliverer(world)
    require_pushable(new.event, new.fields)
    # Before the event is made, which counts what it makes.
    deliverer.address(app, new.to)
    openid, event = make_event(world, app, person, new.event, new.fields)
    return deliverer.send(app, openid, event, to=new.to)


def send_due(asked: Asked) -> list[Push]:
    """Try all that is due, and return it as it stands then."""
    return Deliverer(asked.world).send_due()


def list_pushes(asked: Asked) -> list[Push]:
    """Return the pushes of the last day, oldest first."""
    app = asked.query.get("app")
    appid = None if app is None else asked.world.apps.get(app).appid
    after = asked.number("after", 0) or 0
    return [one for one in asked.world.pushes.list(appid) if one.number > after]


def show_push(asked: Asked) -> Push:
    """Return one push with all its tries."""
    return asked.world.pushes.get(_number(asked))


def resend(asked: Asked) -> Push:
    """Send a push once more, with the same ids."""
    return Deliverer(asked.world).resend(_number(asked))


def verify_address(asked: Asked) -> Verified:
    """Ask a server for the echostr, as WeChat does before it takes an address."""
    return verify(asked.world, asked.world.apps.get(asked.body.app), asked.body.to)


def _number(asked: Asked) -> int:
    number = whole_number(asked.path["number"])
    if number is None:
        raise InvalidValue(
            f"{asked.path['number']!r} is no number of a push", "GET /_wxsim/pushes has them"
        )
    return number


ROUTES: tuple[Route, ...] = (
    get(
        "/apps/{appid}/push",
        "where an app's messages and events are pushed to, and how",
        show_settings,
        PushSettings,
        finds=True,
    ),
    does(
        "PATCH /apps/{appid}/push",
        "sets where an app's messages and events are pushed to, and how",
        change_settings,
        PushSettings,
        body=SettingsChange,
        finds=True,
    ),
    get(
        "/push/events",
        "every message and event that can be pushed",
        list_pushable,
        list[PushableShown],
        stored=False,
    ),
    does(
        "POST /push",
        "pushes a message or event now",
        send,
        Push,
        body=NewPush,
        status=CREATED,
        finds=True,
    ),
    does("POST /push/due", "tries all pushes that are due", send_due, list[Push]),
    does(
        "POST /push/verify",
        "asks a server for the echostr, as WeChat does before it takes an address",
        verify_address,
        Verified,
        body=Verify,
    ),
    get(
        "/pushes",
        "the pushes of the last day, each with its tries",
        list_pushes,
        list[Push],
        APP,
        AFTER,
        finds=True,
    ),
    get("/pushes/{number}", "one push with its tries", show_push, Push, finds=True),
    does(
        "POST /pushes/{number}/resend",
        "pushes the same once more",
        resend,
        Push,
        status=CREATED,
        finds=True,
    ),
)
