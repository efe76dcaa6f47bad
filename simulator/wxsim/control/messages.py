"""Templates, subscriptions, and what people have received."""

from __future__ import annotations

import msgspec

from wxsim.control.parameters import APP
from wxsim.control.route import CREATED, Asked, Route, does, get
from wxsim.registration import NewTemplate, register_template
from wxsim.world.inbox import Message
from wxsim.world.outbox import Delivery
from wxsim.world.subscriptions import Choice
from wxsim.world.templates import Template


class TemplateChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether WeChat has taken a template away."""

    banned: bool


class SubscriptionsShown(msgspec.Struct, frozen=True, kw_only=True):
    """What a person lets an app send.

    Attributes:
        main_switch: false where they have switched off everything.
        grants: how many messages may still be sent, by template id.
        kept: what they answered once and for all, by template id.
    """

    appid: str
    person: str
    openid: str
    main_switch: bool
    grants: dict[str, int]
    kept: dict[str, Choice]


def list_templates(asked: Asked) -> list[Template]:
    """Return the templates of an app, oldest first."""
    return asked.world.templates.list(asked.world.apps.get(asked.path["appid"]))


def add_template(asked: Asked) -> Template:
    """Give an app a template."""
    app = asked.world.apps.get(asked.path["appid"])
    return register_template(asked.world, app, asked.body)


def change_template(asked: Asked) -> Template:
    """Let WeChat ban a template, or lift the ban."""
    app = asked.world.apps.get(asked.path["appid"])
    return asked.world.templates.ban(app, asked.path["template_id"], banned=asked.body.banned)


def remove_template(asked: Asked) -> Template:
    """Take a template from an app."""
    app = asked.world.apps.get(asked.path["appid"])
    return asked.world.templates.remove(app, asked.path["template_id"])


def list_messages(asked: Asked) -> list[Message]:
    """Return what a person has received, oldest first."""
    person = asked.world.people.get(asked.path["name"])
    return asked.world.inboxes.list(person.name, _appid(asked))


def show_subscriptions(asked: Asked) -> SubscriptionsShown:
    """Return what a person lets an app send."""
    world = asked.world
    person = world.people.get(asked.path["name"])
    user = world.users.of(world.apps.get(asked.query.get("app")), person)
    subscribed = world.subscriptions.of(user)
    return SubscriptionsShown(
        appid=user.appid,
        person=person.name,
        openid=user.openid,
        main_switch=subscribed.main_switch,
        grants=subscribed.grants,
        kept=subscribed.kept,
    )


def list_outbox(asked: Asked) -> list[Delivery]:
    """Return what waits to be pushed to the servers of apps, in the order in which it is due."""
    return asked.world.outbox.list(_appid(asked))


def _appid(asked: Asked) -> str | None:
    named = asked.query.get("app")
    return None if named is None else asked.world.apps.get(named).appid


ROUTES: tuple[Route, ...] = (
    get(
        "/apps/{appid}/templates",
        "an app's templates of subscribe messages",
        list_templates,
        list[Template],
        finds=True,
    ),
    does(
        "POST /apps/{appid}/templates",
        "gives an app a template",
        add_template,
        Template,
        body=NewTemplate,
        status=CREATED,
        finds=True,
    ),
    does(
        "PATCH /apps/{appid}/templates/{template_id}",
        "bans a template, or lifts the ban",
        change_template,
        Template,
        body=TemplateChange,
        finds=True,
    ),
    does(
        "DELETE /apps/{appid}/templates/{template_id}",
        "takes a template from an app",
        remove_template,
        Template,
        finds=True,
    ),
    get(
        "/people/{name}/messages",
        "the latest 100 messages a person has received",
        list_messages,
        list[Message],
        APP,
        finds=True,
    ),
    get(
        "/people/{name}/subscriptions",
        "what a person lets an app send",
        show_subscriptions,
        SubscriptionsShown,
        APP,
        finds=True,
    ),
    get(
        "/outbox",
        "what waits to be pushed to the servers of apps",
        list_outbox,
        list[Delivery],
        APP,
        finds=True,
    ),
)
