"""Everything that can be pushed by hand: what it looks like, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from wxsim.world import App, InvalidValue, Person, Unknown, World, events

Fields = Mapping[str, str]
Make = Callable[[World, App, str, Fields], dict[str, Any]]

_GUIDE = "message push"
_CUSTOMER = "customer messages: receiving messages and events"
_SUBSCRIBE = "subscribe messages: events"
_AUTHORIZATION = "changes of authorized user information"
_MEDIA = "media check: the asynchronous result"


@dataclass(frozen=True, kw_only=True)
class Pushable:
    """One message or event.

    Attributes:
        about: when the real WeChat sends it.
        here: what makes it happen here besides sending it by hand; empty for nothing.
        make: returns the whole of it for an app and an openid.
        fields: what can be said of it, with what is taken otherwise.
        page: the documentation page its form is from.
        evidence: how sure the form is.
    """

    name: str
    kind: Literal["event", "message"] = "event"
    about: str
    here: str = ""
    make: Make
    fields: Fields = field(default_factory=dict)
    page: str
    evidence: Literal["documented", "assumed"] = "documented"


def _debug(world: World, app: App, openid: str, fields: Fields) -> dict[str, Any]:
    return {
        "ToUserName": app.original_id,
        "FromUserName": openid,
        "CreateTime": _now(world, app),
        "MsgType": "event",
        "Event": "debug_demo",
        **fields,
    }


def _message(kind: str) -> Make:
    def make(world: World, app: App, openid: str, fields: Fields) -> dict[str, Any]:
        content: dict[str, object] = dict(fields)
        if content.get("AppId") == "":
            content["AppId"] = app.appid
        content["MsgId"] = world.pushes.message_id(app.appid)
        return events.customer_message(app, openid, _now(world, app), kind, content)

    return make


def _entered(world: World, app: App, openid: str, fields: Fields) -> dict[str, Any]:
    return events.session_entered(app, openid, _now(world, app), fields["SessionFrom"])


def _authorization(name: str) -> Make:
    def make(world: World, app: App, openid: str, fields: Fields) -> dict[str, Any]:
        given = {key: value for key, value in fields.items() if value}
        return world.authorizations.event(app, openid, name, **given)

    return make


def _popup(world: World, app: App, openid: str, fields: Fields) -> dict[str, Any]:
    choices = {fields["TemplateId"]: fields["SubscribeStatusString"]}
    return events.popup(app, openid, _now(world, app), choices)


def _changed(world: World, app: App, openid: str, fields: Fields) -> dict[str, Any]:
    return events.settings_changed(app, openid, _now(world, app), [fields["TemplateId"]])


def _sent(world: World, app: App, openid: str, fields: Fields) -> dict[str, Any]:
    event = events.subscribe_message_sent(
        app, openid, _now(world, app), fields["TemplateId"], world.pushes.message_id(app.appid)
    )
    told = {key: fields[key] for key in ("ErrorCode", "ErrorStatus")}
    return {**event, "List": {**event["List"], **told}}


def _media(world: World, app: App, openid: str, fields: Fields) -> dict[str, Any]:
    suggest, label = fields["suggest"], _whole(fields, "label")
    judgement = {
        "version": 2,
        "detail": [
            {
                "strategy": "content_model",
                "errcode": 0,
                "suggest": suggest,
                "label": label,
                "prob": 90,
            }
        ],
        "errcode": _whole(fields, "errcode"),
        "errmsg": "ok",
        "result": {"suggest": suggest, "label": label},
    }
    now = _now(world, app)
    trace_id = fields["trace_id"] or world.identifiers.trace_id(f"{now:08x}")
    return events.media_checked(app, openid, now, trace_id, judgement)


_TEMPLATE = "the-template-of-your-app"

PUSHABLE = {
    one.name: one
    for one in (
        Pushable(
            name="debug_demo",
            about="the button of the console that tries the address",
            make=_debug,
            fields={"debug_str": "hello world"},
            page=_GUIDE,
        ),
        Pushable(
            name="text",
            kind="message",
            about="a person writes in the customer chat",
            here="wx sendCustomerMessage",
            make=_message("text"),
            fields={"Content": "你好"},
            page=_CUSTOMER,
        ),
        Pushable(
            name="image",
            kind="message",
            about="a person sends a picture in the customer chat",
            here="wx sendCustomerMessage",
            make=_message("image"),
            fields={"PicUrl": "http://example.com/picture.jpg", "MediaId": "media-id"},
            page=_CUSTOMER,
        ),
        Pushable(
            name="miniprogrampage",
            kind="message",
            about="a person sends the card of a page in the customer chat",
            here="wx sendCustomerMessage",
            make=_message("miniprogrampage"),
            fields={
                "Title": "title",
                "AppId": "",
                "PagePath": "pages/index/index",
                "ThumbUrl": "",
                "ThumbMediaId": "",
            },
            page=_CUSTOMER,
        ),
        Pushable(
            name="user_enter_tempsession",
            about="a person presses the contact button",
            here="wx contact",
            make=_entered,
            fields={"SessionFrom": ""},
            page=_CUSTOMER,
        ),
        Pushable(
            name="user_info_modified",
            about="a person's nickname or picture is another one",
            here="the control door changes a person's nickname or picture",
            make=_authorization("user_info_modified"),
            fields={"RevokeInfo": "", "PluginID": "", "OpenPID": ""},
            page=_AUTHORIZATION,
        ),
        Pushable(
            name="user_authorization_revoke",
            about="a person takes back what they gave",
            here="wx openSetting switches a scope off that was on",
            make=_authorization("user_authorization_revoke"),
            fields={"RevokeInfo": "6", "PluginID": "", "OpenPID": ""},
            page=_AUTHORIZATION,
        ),
        Pushable(
            name="user_authorization_cancellation",
            about="a person closes their WeChat account",
            make=_authorization("user_authorization_cancellation"),
            fields={"RevokeInfo": "", "PluginID": "", "OpenPID": ""},
            page=_AUTHORIZATION,
        ),
        Pushable(
            name="subscribe_msg_popup_event",
            about="a person answers the subscribe dialog",
            here="wx requestSubscribeMessage",
            make=_popup,
            fields={"TemplateId": _TEMPLATE, "SubscribeStatusString": "accept"},
            page=_SUBSCRIBE,
        ),
        Pushable(
            name="subscribe_msg_change_event",
            about="a person switches a template off",
            here="wx openSetting with subscriptionsSetting",
            make=_changed,
            fields={"TemplateId": _TEMPLATE},
            page=_SUBSCRIBE,
        ),
        Pushable(
            name="subscribe_msg_sent_event",
            about="a subscribe message has arrived, or not",
            here="message/subscribe/send",
            make=_sent,
            fields={"TemplateId": _TEMPLATE, "ErrorCode": "0", "ErrorStatus": "success"},
            page=_SUBSCRIBE,
        ),
        Pushable(
            name="wxa_media_check",
            about="a picture or a sound has been checked",
            here="media_check_async",
            make=_media,
            fields={"suggest": "pass", "label": "100", "errcode": "0", "trace_id": ""},
            page=_MEDIA,
        ),
    )
}


def require_pushable(name: str, given: Fields) -> Pushable:
    """Return what can be pushed under a name.

    Raises:
        Unknown: there is no such message or event.
        InvalidValue: it has not all of these fields.
    """
    pushable = PUSHABLE.get(name)
    if pushable is None:
        raise Unknown("message or event", name, PUSHABLE)
    for key in given:
        if key not in pushable.fields:
            raise InvalidValue(
                f"{name} has no field {key!r}", f"there is {', '.join(pushable.fields)}"
            )
    return pushable


def make_event(
    world: World, app: App, person: Person, name: str, given: Fields
) -> tuple[str, dict[str, Any]]:
    """Return the openid and the whole of a message or event.

    Args:
        world: where it happens.
        app: whose.
        person: whom it is about.
        name: one of :data:`PUSHABLE`.
        given: some of its fields.

    Raises:
        Unknown, InvalidValue: as :func:`require_pushable` does, and where a
            number is none.
    """
    pushable = require_pushable(name, given)
    openid = world.users.of(app, person).openid
    return openid, pushable.make(world, app, openid, {**pushable.fields, **given})


def _now(world: World, app: App) -> int:
    return int(world.clock.now(app.appid))


def _whole(fields: Fields, name: str) -> int:
    try:
        return int(fields[name])
    except ValueError as error:
        raise InvalidValue(f"{name} is {fields[name]!r}", "give a whole number") from error
