"""A person shares a Mini Program in a chat, and others open it there."""

import json
import re

import pytest
from wechatpy.crypto import WeChatWxaCrypto

from wxsim import opendata

DAY = 86_400
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def share(backend, person="alice", **options):
    result = backend.wx("share", person, **options)
    assert list(result) == ["errMsg", "card"]
    assert result["errMsg"] == "share:ok"
    return result["card"]


def to_group(backend, group="team", **options):
    return share(backend, group=group, withShareTicket=True, **options)


def open_card(backend, card, person="bob"):
    result = backend.wx("openSharedCard", person, card=card)
    assert result["errMsg"] == "openSharedCard:ok"
    return result["launchOptions"]


def group_of(backend, card, person="bob"):
    """Open a card, log in and return what getShareInfo tells."""
    ticket = open_card(backend, card, person)["shareTicket"]
    key = backend.login(person)["session_key"]
    result = backend.wx("getShareInfo", person, shareTicket=ticket)
    assert list(result) == ["errMsg", "encryptedData", "iv"]
    return json.loads(opendata.decrypt(result["encryptedData"], key, result["iv"]))


def test_a_card_opens_its_page_in_the_group_with_a_share_ticket(backend):
    card = to_group(backend, path="/pages/a/a?id=1&x=%26")

    launched = open_card(backend, card)

    assert UUID.fullmatch(launched.pop("shareTicket"))
    assert launched == {
        "path": "pages/a/a",
        "query": {"id": "1", "x": "%26"},
        "scene": 1044,
        "referrerInfo": {},
        "apiCategory": "default",
    }


def test_the_program_hears_of_the_ticket_in_its_launch_options(backend):
    launched = open_card(backend, to_group(backend))

    assert backend.wx("getEnterOptionsSync", "bob")["shareTicket"] == launched["shareTicket"]
    assert backend.wx("getLaunchOptionsSync", "bob")["scene"] == 1044


@pytest.mark.parametrize(
    ("options", "scene"),
    [({}, 1007), ({"withShareTicket": True}, 1007), ({"group": "team"}, 1008)],
)
def test_without_a_group_or_without_asking_there_is_no_ticket(backend, options, scene):
    launched = open_card(backend, share(backend, **options))

    assert launched["scene"] == scene
    assert launched["path"] == "pages/index/index"
    assert "shareTicket" not in launched


def test_the_ticket_leads_to_the_group(backend, now):
    told = group_of(backend, to_group(backend))

    assert list(told) == ["openGId", "watermark"]
    assert re.fullmatch("tG[0-9A-Za-z_-]{27}", told["openGId"])
    assert told["watermark"] == {"timestamp": int(now), "appid": backend.app.appid}


def test_wechatpy_opens_the_group(backend):
    ticket = open_card(backend, to_group(backend))["shareTicket"]
    key = backend.login("bob")["session_key"]
    result = backend.wx("getShareInfo", "bob", shareTicket=ticket)

    opened = WeChatWxaCrypto(key, result["iv"], backend.app.appid).decrypt_message(
        result["encryptedData"]
    )

    assert opened["openGId"].startswith("tG")


def test_a_group_is_the_same_for_everybody_in_an_app_and_another_elsewhere(backend, backend_with):
    card = to_group(backend)
    ours = group_of(backend, card)["openGId"]

    assert group_of(backend, card, "carol")["openGId"] == ours
    assert group_of(backend, to_group(backend))["openGId"] == ours
    assert group_of(backend, to_group(backend, "family"))["openGId"] != ours
    other = backend_with()
    assert group_of(other, to_group(other))["openGId"] != ours


def test_every_opening_gives_a_ticket_of_its_own_and_only_the_latest_is_good(backend):
    card = to_group(backend)
    first, second = (open_card(backend, card)["shareTicket"] for _ in range(2))
    assert open_card(backend, card, "carol")["shareTicket"] not in (first, second)
    backend.login("bob")

    assert first != second
    assert backend.wx("getShareInfo", "bob", shareTicket=second)["errMsg"] == "getShareInfo:ok"
    for ticket in (first, "", "x"):
        assert backend.wx("getShareInfo", "bob", shareTicket=ticket) == {
            "errMsg": "getShareInfo:fail invalid shareTicket"
        }


def test_a_ticket_is_no_use_to_somebody_else_or_without_a_session(backend):
    ticket = open_card(backend, to_group(backend))["shareTicket"]
    backend.login("alice")

    stolen = backend.wx("getShareInfo", "alice", shareTicket=ticket)
    assert stolen["errMsg"] == "getShareInfo:fail invalid shareTicket"
    early = backend.wx("getShareInfo", "bob", shareTicket=ticket)
    assert early["errMsg"] == "getShareInfo:fail session time out, need relogin"


@pytest.mark.parametrize("ticketed", [True, False])
def test_group_enter_info_needs_no_ticket_and_spells_the_group_small(backend, ticketed):
    gid = group_of(backend, to_group(backend), "carol")["openGId"]
    open_card(backend, share(backend, group="team", withShareTicket=ticketed))
    key = backend.login("bob")["session_key"]

    result = backend.wx("getGroupEnterInfo", "bob")

    opened = json.loads(opendata.decrypt(result["encryptedData"], key, result["iv"]))
    assert list(opened) == ["opengid", "watermark"]
    assert opened["opengid"] == gid


def test_who_did_not_come_from_a_group_has_none(backend):
    wrong = {"errMsg": "getGroupEnterInfo:fail invalid scene", "errCode": 40097}
    backend.login("bob")
    assert backend.wx("getGroupEnterInfo", "bob") == wrong

    open_card(backend, to_group(backend))
    assert "iv" in backend.wx("getGroupEnterInfo", "bob")
    open_card(backend, share(backend))
    assert backend.wx("getGroupEnterInfo", "bob") == wrong


def test_the_app_of_the_card_opens_whatever_was_open_before(backend, backend_with):
    other = backend_with()

    opened = other.wx("openSharedCard", "bob", card=to_group(backend))

    assert opened["appId"] == backend.app.appid
    assert other.wx("getEnterOptionsSync", "bob")["scene"] == 1001


def test_a_card_of_an_app_without_a_release_does_not_open(backend_with):
    backend = backend_with(released=False)

    result = backend.wx("openSharedCard", "bob", card=to_group(backend))

    assert result["errMsg"] == "openSharedCard:fail the Mini Program has no online release"


def test_a_card_is_kept_for_thirty_days(backend, world):
    card = to_group(backend)
    world.clock.advance(29 * DAY)
    open_card(backend, card)

    world.clock.advance(DAY)
    gone = backend.wx("openSharedCard", "bob", card=card)
    assert gone["errMsg"] == "openSharedCard:fail no such card"


def test_a_reset_forgets_cards_and_openings(backend):
    card = to_group(backend)
    open_card(backend, card)

    assert backend.client.post("/_wxsim/reset").status_code == 200

    assert backend.client.post("/_wxsim/device/openSharedCard", json={"card": card}).json == {
        "errMsg": "openSharedCard:fail no such card"
    }


def test_a_person_can_change_their_mind(backend):
    assert backend.wx("share", group="team", tap="refuse") == {
        "errMsg": "share:fail cancel",
        "errno": 1,
    }


@pytest.mark.parametrize(
    ("api", "options"),
    [
        ("share", {"group": ""}),
        ("share", {"group": 1}),
        ("share", {"path": None}),
        ("share", {"withShareTicket": "yes"}),
        ("openSharedCard", {}),
        ("openSharedCard", {"card": 1}),
        ("getShareInfo", {}),
        ("getShareInfo", {"shareTicket": ["x"]}),
    ],
)
def test_options_of_another_type_are_invalid(backend, api, options):
    assert backend.wx(api, **options)["errMsg"] == f"{api}:fail invalid request data"


def test_the_datacube_counts_it_as_coming_from_a_chat(backend, world):
    backend.login("bob")
    open_card(backend, to_group(backend))
    world.clock.advance(DAY)

    answer = backend.ask(
        "/datacube/getweanalysisappidvisitdistribution", begin_date="20251123", end_date="20251123"
    )

    ways = {item["key"]: item["value"] for item in answer["list"][0]["item_list"]}
    assert ways == {3: 1}
