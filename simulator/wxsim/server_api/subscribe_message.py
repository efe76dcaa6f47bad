"""Subscribe messages: service notices that a person has asked for."""

from __future__ import annotations

from typing import Any

from wxsim.server_api.body import json_body
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.parameters import in_json
from wxsim.server_api.route import COMMON_ERRORS, DOCS, TOKEN_ERRORS, Route
from wxsim.world import App, Refused, User, World, events
from wxsim.world.safety import judge
from wxsim.world.templates import Template


def send(world: World, call: Call) -> dict[str, Any]:
    """Send a message of a template: ``POST /cgi-bin/message/subscribe/send``.

    A subscription is used up by a message that was sent, and by no other
    (assumed). Nothing is refused for its page, state or language (assumed:
    WeChat documents no errcode for them), which default to none, ``formal``
    and ``zh_CN`` (documented).

    Raises:
        Refused: 47001 no JSON, 40003 no such openid in this app, 40037 no such
            template, 43107 the app or the template is banned, 43108 by the
            app's switch, 43101 the person has not subscribed, 47003 a value is
            missing or breaks its rule, 45168 a value has a risky word. That
            43101 comes before 47003 was observed (WxJava issue 1387); the rest
            of the order is assumed.
    """
    body = json_body(call)
    app = call.app
    user = _recipient(world, app, text_of(body.get("touser")))
    template = _template(world, app, text_of(body.get("template_id")))
    world.subscriptions.require(user, template)
    values = template.values_of(body.get("data"))
    _require_harmless(app, values)
    world.subscriptions.use(user, template)
    msgid = world.inboxes.deliver(
        app,
        user,
        "subscribe",
        call.rid,
        title=template.title,
        text=template.filled(values),
        data=values,
        template_id=template.template_id,
        page=text_of(body.get("page")),
        miniprogram_state=text_of(body.get("miniprogram_state")) or "formal",
        lang=text_of(body.get("lang")) or "zh_CN",
    ).msgid
    now = world.clock.now(app.appid)
    event = events.subscribe_message_sent(app, user.openid, now, template.template_id, msgid)
    world.outbox.add(app.appid, user.openid, event, now)
    # Observed: the documentation has no msgid in the answer.
    return {"errcode": 0, "errmsg": "ok", "msgid": msgid}


def get_template(world: World, call: Call) -> dict[str, Any]:
    """List the app's templates: ``GET /wxaapi/newtmpl/gettemplate``."""
    templates = world.templates.list(call.app)
    return {"errcode": 0, "errmsg": "ok", "data": [_described(one) for one in templates]}


def _recipient(world: World, app: App, openid: str) -> User:
    user = world.users.by_openid(app, openid)
    if user is None:
        raise Refused(40003, f"{app.appid} knows nobody by the openid {openid!r}")
    return user


def _template(world: World, app: App, template_id: str) -> Template:
    template = world.templates.find(app, template_id)
    if template is None:
        raise Refused(40037, f"{app.appid} has no template {template_id!r}")
    if template.banned:
        raise Refused(43107, f"the template {template.title!r} of {app.appid} is banned")
    if app.switches.subscribe_send_refusal:
        raise Refused(
            app.switches.subscribe_send_refusal, f"subscribe_send_refusal of {app.appid} says so"
        )
    return template


def _require_harmless(app: App, values: dict[str, str]) -> None:
    judgement = judge(app.switches, *values.values())
    if judgement.suggest == "risky":
        words = ", ".join(word for word, _ in judgement.words) or "what content_verdict says"
        raise Refused(45168, f"the message is risky: {words}")


def _described(template: Template) -> dict[str, Any]:
    described: dict[str, Any] = {
        "priTmplId": template.template_id,
        "title": template.title,
        "content": template.content,
        "example": template.example,
    }
    if template.enum_values:
        described["keywordEnumValueList"] = [
            {"enumValueList": values, "keywordCode": f"{keyword}.DATA"}
            for keyword, values in template.enum_values.items()
        ]
    return {**described, "type": template.type}


ROUTES = (
    Route(
        path="/cgi-bin/message/subscribe/send",
        methods=("POST",),
        handler=send,
        needs_token=True,
        errcodes=(
            *COMMON_ERRORS,
            *TOKEN_ERRORS,
            *(40003, 40037, 43002, 43101, 43107, 43108, 45168, 47001, 47003),
        ),
        parameters=in_json(
            "touser", "template_id", "data:object", "page?", "miniprogram_state?", "lang?"
        ),
        documentation=DOCS + "mp-message-management/subscribe-message/api_sendmessage.html",
        compared="2026-11-22",
        tests=(
            "contract/test_subscribe_messages.py",
            "contract/test_keyword_rules.py",
            "property/test_subscription_machine.py",
        ),
    ),
    Route(
        path="/wxaapi/newtmpl/gettemplate",
        methods=("GET",),
        handler=get_template,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS),
        documentation=DOCS
        + "mp-message-management/subscribe-message/api_getwxapubnewtemplate.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_templates.py",),
    ),
)
