"""wx.requestSubscribeMessage: what the person wants to be told."""

from __future__ import annotations

from typing import Any

from wxsim.device.messages import (
    INVALID_ARGUMENT,
    SUBSCRIPTIONS_BANNED,
    SUBSCRIPTIONS_OFF,
    TEMPLATE_ID_INVALID,
    TEMPLATE_IDS_EMPTY,
    TEMPLATE_TYPES_MIXED,
    TEMPLATE_UNKNOWN,
    TOO_MANY_TEMPLATES,
)
from wxsim.device.phone import Phone, WxFailed
from wxsim.world.subscriptions import Choice
from wxsim.world.templates import Template

# Documented: five since 2024, three before.
_MOST_TEMPLATES = 5

CHOICES = ("accept", "reject")

# What the simulator refuses to send for an app whose subscribe messages are banned.
_BANNED = 43107


def request_subscribe_message(phone: Phone) -> dict[str, Any]:
    """Open the subscribe dialog (documented: wx.requestSubscribeMessage).

    The person accepts or rejects all templates, as ``tap`` has it; an option
    ``choices`` says otherwise for single ones, as in ``{"ID": "reject"}``. With
    ``always`` they tick "always keep this choice".

    Returns:
        By template id ``accept``, ``reject``, ``ban`` where WeChat has taken
        the template away, or ``filter`` where another one before it has the
        same title.

    Raises:
        WxFailed: with WeChat's errCode, for ids that are none, too many, of
            both kinds, or an app or a person that wants no messages at all.
    """
    templates = _templates(phone)
    if phone.app.switches.subscribe_send_refusal == _BANNED:
        raise WxFailed(SUBSCRIPTIONS_BANNED)
    if not phone.world.subscriptions.of(phone.user).main_switch:
        raise WxFailed(SUBSCRIPTIONS_OFF)
    titles: set[str] = set()
    results: dict[str, str] = {}
    asked: list[str] = []
    for template in templates:
        if template.banned:
            results[template.template_id] = "ban"
        elif template.title in titles:
            results[template.template_id] = "filter"
        else:
            asked.append(template.template_id)
        titles.add(template.title)
    answers = phone.world.subscriptions.answer(
        phone.app, phone.user, _taps(phone, asked), always=phone.options.get("always") is True
    )
    results |= answers
    return {template.template_id: results[template.template_id] for template in templates}


def settings_of(phone: Phone) -> dict[str, Any]:
    """Return what getSetting and openSetting tell of subscriptions.

    Only what was answered once and for all is listed (documented: SubscriptionsSetting).
    """
    subscribed = phone.world.subscriptions.of(phone.user)
    return {"mainSwitch": subscribed.main_switch, "itemSettings": subscribed.kept}


def switch(phone: Phone, wanted: object) -> None:
    """Do what the person does on the settings page.

    Args:
        phone: whose.
        wanted: ``mainSwitch`` and ``itemSettings``, either of which may be left out.

    Raises:
        WxFailed: it is anything else.
    """
    if not isinstance(wanted, dict) or not wanted.keys() <= {"mainSwitch", "itemSettings"}:
        raise WxFailed(INVALID_ARGUMENT)
    items, main = wanted.get("itemSettings", {}), wanted.get("mainSwitch")
    if (
        not isinstance(items, dict)
        or not all(choice in CHOICES for choice in items.values())
        or not (main is None or isinstance(main, bool))
    ):
        raise WxFailed(INVALID_ARGUMENT)
    phone.world.subscriptions.set(phone.app, phone.user, items, main_switch=main)


def _templates(phone: Phone) -> list[Template]:
    ids = phone.options.get("tmplIds", [])
    if ids == []:
        raise WxFailed(TEMPLATE_IDS_EMPTY)
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise WxFailed(TEMPLATE_ID_INVALID)
    if len(ids) > _MOST_TEMPLATES:
        raise WxFailed(TOO_MANY_TEMPLATES)
    templates = []
    for template_id in ids:
        template = phone.world.templates.find(phone.app, template_id)
        if template is None:
            raise WxFailed(TEMPLATE_UNKNOWN)
        templates.append(template)
    if len({template.type for template in templates}) > 1:
        raise WxFailed(TEMPLATE_TYPES_MIXED)
    return templates


def _taps(phone: Phone, asked: list[str]) -> dict[str, Choice]:
    choices = phone.options.get("choices", {})
    if not isinstance(choices, dict) or not all(choice in CHOICES for choice in choices.values()):
        raise WxFailed(INVALID_ARGUMENT)
    otherwise: Choice = "accept" if phone.taps_allow else "reject"
    return {template_id: choices.get(template_id, otherwise) for template_id in asked}
