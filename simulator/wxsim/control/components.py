"""Third-party platforms: their tickets, and for whom they may act."""

from __future__ import annotations

from wxsim.control.route import Asked, Route, does, get
from wxsim.world import App
from wxsim.world.components import Standing


def show_component(asked: Asked) -> Standing:
    """Return a component's latest ticket and for whom it may act."""
    return asked.world.components.standing(_component(asked))


def make_ticket(asked: Asked) -> Standing:
    """Make another component_verify_ticket."""
    return asked.world.components.verify_ticket(_component(asked))


def authorise(asked: Asked) -> Standing:
    """Let a component act for an app."""
    return _set(asked, authorised=True)


def unauthorise(asked: Asked) -> Standing:
    """Let a component act for an app no longer."""
    return _set(asked, authorised=False)


def _set(asked: Asked, *, authorised: bool) -> Standing:
    app = asked.world.apps.get(asked.path["appid"])
    return asked.world.components.set_authorised(_component(asked), app, authorised=authorised)


def _component(asked: Asked) -> App:
    return asked.world.apps.get(asked.path["component"])


ROUTES: tuple[Route, ...] = (
    get(
        "/components/{component}",
        "a third-party platform's ticket, and for whom it may act",
        show_component,
        Standing,
        finds=True,
    ),
    does(
        "POST /components/{component}/ticket",
        "makes another component_verify_ticket",
        make_ticket,
        Standing,
        finds=True,
    ),
    does(
        "PUT /components/{component}/apps/{appid}",
        "lets a third-party platform act for an app",
        authorise,
        Standing,
        finds=True,
    ),
    does(
        "DELETE /components/{component}/apps/{appid}",
        "lets it act for the app no longer",
        unauthorise,
        Standing,
        finds=True,
    ),
)
