"""Sharing a Mini Program in a chat, opening it there, and learning which group it was."""

from __future__ import annotations

from typing import Any

from wxsim.device import opening
from wxsim.device.messages import (
    CANCELLED,
    INVALID_ARGUMENT,
    NO_CARD,
    NOT_FROM_A_GROUP,
    SHARE_TICKET_INVALID,
)
from wxsim.device.phone import Phone, WxFailed

# Documented: scene values. A card in a chat of two, in a group, and there with a shareTicket.
_FROM_A_FRIEND = 1007
_FROM_A_GROUP = 1008
_WITH_TICKET = 1044


def share(phone: Phone) -> dict[str, Any]:
    """Press the button with open-type share, and choose a chat.

    Options: ``path``, the page that Page.onShareAppMessage returns, the home
    page when left out; ``group``, the name of a group, a friend when left out;
    ``withShareTicket``, what the program told wx.showShareMenu, false when left
    out (documented default).

    Returns:
        ``card``, by which others open it with :func:`open_card`.

    Raises:
        WxFailed: an option is of another type, or the person cancels.
    """
    path, group = phone.options.get("path", ""), phone.options.get("group")
    ticket = phone.options.get("withShareTicket", False)
    if (
        not isinstance(path, str)
        or not (group is None or (isinstance(group, str) and group))
        or not isinstance(ticket, bool)
    ):
        raise WxFailed(INVALID_ARGUMENT)
    if not phone.taps_allow:
        raise WxFailed(CANCELLED)
    card = phone.world.cards.share(
        phone.app, phone.person, path=path, group=group, with_share_ticket=ticket
    )
    return {"card": card.card_id}


def open_card(phone: Phone) -> dict[str, Any]:
    """Open the ``card`` that somebody has shared.

    Whoever opens the card of a group counts as a member of it.

    Raises:
        WxFailed: there is no such card, or the Mini Program does not open.
    """
    wanted = phone.options.get("card")
    if not isinstance(wanted, str):
        raise WxFailed(INVALID_ARGUMENT)
    card = phone.world.cards.find(wanted)
    if card is None:
        raise WxFailed(NO_CARD)
    ticket = card.with_share_ticket and card.group is not None
    in_a_group = _WITH_TICKET if ticket else _FROM_A_GROUP
    return opening.opened(
        phone,
        opening.app_to_open(phone, card.appid, "release"),
        path=card.path,
        query=card.query,
        scene=_FROM_A_FRIEND if card.group is None else in_a_group,
        env_version="release",
        group=card.group,
        with_share_ticket=ticket,
    )


def get_share_info(phone: Phone) -> dict[str, Any]:
    """Tell in which group the Mini Program was opened (documented: wx.getShareInfo).

    Only the ``shareTicket`` of the person's latest opening is good (assumed).

    Raises:
        WxFailed: the ticket is none, or no session lives.
    """
    ticket = phone.options.get("shareTicket")
    if not isinstance(ticket, str):
        raise WxFailed(INVALID_ARGUMENT)
    latest = phone.world.openings.latest(phone.app, phone.person)
    if latest.group is None or ticket != latest.share_ticket:
        raise WxFailed(SHARE_TICKET_INVALID)
    return phone.open_data("wx.getShareInfo", {"openGId": _open_gid(phone, latest.group)})


def get_group_enter_info(phone: Phone) -> dict[str, Any]:
    """Tell the same without a ticket, under another name (documented: wx.getGroupEnterInfo).

    Raises:
        WxFailed: 40097 the Mini Program was not opened in a group (documented), or no
            session lives.
    """
    group = phone.world.openings.latest(phone.app, phone.person).group
    if group is None:
        raise WxFailed(NOT_FROM_A_GROUP)
    return phone.open_data("wx.getGroupEnterInfo", {"opengid": _open_gid(phone, group)})


def _open_gid(phone: Phone, group: str) -> str:
    return phone.world.identifiers.open_gid(phone.app.appid, group)
