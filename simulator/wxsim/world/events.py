"""What WeChat pushes of messages and checks, in its JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wxsim.world.records import App


def _event(app: App, openid: str, now: float, name: str) -> dict[str, Any]:
    return {
        "ToUserName": app.original_id,
        "FromUserName": openid,
        "CreateTime": int(now),
        "MsgType": "event",
        "Event": name,
    }


def popup(app: App, openid: str, now: float, choices: Mapping[str, str]) -> dict[str, Any]:
    """Return what tells a server how somebody answered the subscribe dialog (documented).

    Args:
        app: where.
        openid: who.
        now: Unix seconds.
        choices: ``accept`` or ``reject``, by template id.
    """
    entries = [
        {"TemplateId": template_id, "SubscribeStatusString": choice, "PopupScene": "0"}
        for template_id, choice in choices.items()
    ]
    return _with_list(_event(app, openid, now, "subscribe_msg_popup_event"), entries)


def settings_changed(app: App, openid: str, now: float, rejected: list[str]) -> dict[str, Any]:
    """Return what tells a server which templates somebody switched off (documented)."""
    entries = [
        {"TemplateId": template_id, "SubscribeStatusString": "reject"} for template_id in rejected
    ]
    return _with_list(_event(app, openid, now, "subscribe_msg_change_event"), entries)


def subscribe_message_sent(
    app: App, openid: str, now: float, template_id: str, msgid: int
) -> dict[str, Any]:
    """Return what tells a server that its message arrived (documented)."""
    entry = {
        "TemplateId": template_id,
        "MsgID": str(msgid),
        "ErrorCode": "0",
        "ErrorStatus": "success",
    }
    return _with_list(_event(app, openid, now, "subscribe_msg_sent_event"), [entry])


def session_entered(app: App, openid: str, now: float, session_from: str) -> dict[str, Any]:
    """Return what tells a server that somebody pressed the contact button (documented)."""
    return {
        **_event(app, openid, now, "user_enter_tempsession"),
        "SessionFrom": session_from,
    }


def customer_message(
    app: App, openid: str, now: float, kind: str, content: Mapping[str, object]
) -> dict[str, Any]:
    """Return a message that somebody typed to an app (documented).

    Args:
        app: to whom.
        openid: from whom.
        now: Unix seconds.
        kind: ``text``, ``image`` or ``miniprogrampage``.
        content: the fields of that kind and its MsgId, by the names they are pushed under.
    """
    return {
        "ToUserName": app.original_id,
        "FromUserName": openid,
        "CreateTime": int(now),
        "MsgType": kind,
        **content,
    }


def media_checked(
    app: App, openid: str, now: float, trace_id: str, judgement: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what tells a server how a picture or a sound was judged (documented).

    Args:
        app: who asked.
        openid: about whom; empty in version 1.
        now: Unix seconds.
        trace_id: as it was answered to the request.
        judgement: the fields that follow, which differ by version.
    """
    event = _event(app, openid, now, "wxa_media_check")
    return {**event, "appid": app.appid, "trace_id": trace_id, **judgement}


def _with_list(event: dict[str, Any], entries: list[dict[str, str]]) -> dict[str, Any]:
    # Documented of the subscription events: a list of one is that one alone.
    # Their samples write numbers as texts.
    alone = len(entries) == 1
    return {
        **event,
        "CreateTime": str(event["CreateTime"]),
        "List": entries[0] if alone else entries,
    }
