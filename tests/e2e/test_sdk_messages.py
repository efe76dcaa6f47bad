"""Published SDKs, unmodified, send messages and check contents over a real socket."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import sdk_scripts

# What it needs is set up once, by one worker of pytest -n.
pytestmark = pytest.mark.xdist_group("message-sdks")

SUPPORT = Path(sdk_scripts.__file__).parent


@pytest.fixture
def given(platform, backend):
    """What an SDK has to know; alice is there, has subscribed once, and has written."""
    template = backend.template()
    backend.login()
    backend.subscribe(template)
    backend.wx("sendCustomerMessage", content="在吗")
    return {
        "url": platform.url,
        "appid": backend.app.appid,
        "secret": backend.app.secret,
        "openid": backend.openid(),
        "template": template,
    }


@pytest.fixture(scope="session")
def wechatpy_2(tmp_path_factory):
    return sdk_scripts.install_wechatpy_2(tmp_path_factory.mktemp("wechatpy-2"))


@pytest.fixture(scope="session")
def easywechat(tmp_path_factory):
    return sdk_scripts.install_easywechat(tmp_path_factory.mktemp("easywechat"))


def test_wechatpy_1_sends_messages_and_checks_contents(given, backend, tmp_path):
    require_wechatpy(given, backend, tmp_path, "1.8.18")


def test_wechatpy_2_sends_messages_and_checks_contents(given, backend, tmp_path, wechatpy_2):
    require_wechatpy(given, backend, tmp_path, "2.0.0.alpha26", PYTHONPATH=str(wechatpy_2))


def require_wechatpy(given, backend, tmp_path, version, **environment):
    script = str(SUPPORT / "wechatpy_messages.py")
    told = sdk_scripts.run([sys.executable, script], given, folder=tmp_path, **environment)

    assert told.pop("version") == version
    errcode, errmsg = told["too long"]
    assert errcode == 47003
    assert errmsg.startswith("argument invalid! data.thing1.value invalid rid: ")
    notice, text, *cards = backend.inbox()
    assert told["subscribed"] == {"errcode": 0, "errmsg": "ok", "msgid": notice["msgid"]}
    assert told["once more"][0] == 43101
    assert (notice["text"], notice["page"]) == ("商品:高山乌龙", "pages/order")
    assert text["text"] == "在的"
    assert [card["title"] for card in cards] == ["订单"]
    ok = {"errcode": 0, "errmsg": "ok"}
    assert (told["text"], told["card"], told["nobody"][0]) == (ok, ok, 40003)
    assert (told["harmless text"], told["risky text"][0]) == (ok, 87014)
    assert (told["harmless picture"], told["risky picture"][0]) == (ok, 87014)
    assert backend.outbox()[-1]["trace_id"] == told["media"]["trace_id"]


def test_node_easywechat_sends_messages_and_checks_contents(given, backend, easywechat, tmp_path):
    script = str(SUPPORT / "easywechat_messages.js")
    told = sdk_scripts.run(
        ["node", script],
        given,
        NODE_PATH=str(easywechat / "node_modules"),
        folder=tmp_path,
        NO_PROXY="*",
    )

    notice, text = backend.inbox()
    assert told["tooLong"]["errcode"] == 47003
    # JavaScript has rounded the msgid, as it does with WeChat's.
    assert told["subscribed"]["errcode"] == 0
    assert told["subscribed"]["msgid"] != notice["msgid"]
    assert float(told["subscribed"]["msgid"]) == float(notice["msgid"])
    assert told["onceMore"]["errcode"] == 43101
    assert given["template"] in {one["priTmplId"] for one in told["templates"]["data"]}
    assert (notice["text"], text["text"]) == ("商品:高山乌龙", "在的")
    assert (told["text"]["errcode"], told["typing"]["errcode"]) == (0, 0)
    assert told["harmless"]["result"] == {"suggest": "pass", "label": 100}
    assert told["risky"]["result"] == {"suggest": "risky", "label": 20006}
    assert told["picture"]["errcode"] == 87014
    assert backend.outbox()[-1]["trace_id"] == told["media"]["trace_id"]
