"""SDKs as their makers publish them verify and open our pushes, and we open their answers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xmltodict
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.utils import check_signature

import push_server
from push_server import Pushed, PushServer
from wxsim.push.deliver import Deliverer
from wxsim.push.events import make_event
from wxsim.push.verify import verify
from wxsim.world import App, World
from wxsim.world.push_log import Push
from wxsim.world.push_settings import PushSettings

# What it needs is set up once, by one worker of pytest -n.
pytestmark = pytest.mark.xdist_group("push-sdks")

MODES = ["plain", "compatible", "safe"]
FORMATS = ["json", "xml"]
PACKAGES = ["@wecom/crypto@1.0.1", "node-easywechat@3.6.2"]
SCRIPT = Path(push_server.__file__).with_name("push_sdk_server.js")


@pytest.fixture
def the_app(world: World) -> App:
    return world.apps.get(None)


def sent(world: World, app: App, name: str, **fields: str) -> Push:
    openid, event = make_event(world, app, world.people.get("alice"), name, fields)
    return Deliverer(world).send(app, openid, event)


def set_up(world: World, app: App, url: str, mode: str, form: str) -> PushSettings:
    return world.push_settings.change(app, url=url, mode=mode, format=form)  # type: ignore[arg-type]  # one of MODES and of FORMATS


class WechatpyServer:
    """What a back end does with wechatpy."""

    def __init__(self, settings: PushSettings) -> None:
        self.settings = settings
        self.crypto = WeChatCrypto(settings.token, settings.encoding_aes_key, settings.appid)
        self.understood: list[dict[str, Any]] = []

    def __call__(self, pushed: Pushed) -> tuple[int, str]:
        query = pushed.query
        check_signature(self.settings.token, query["signature"], query["timestamp"], query["nonce"])
        if "echostr" in query:
            return 200, query["echostr"]
        text = pushed.body
        is_json = pushed.content_type == "application/json"
        if "msg_signature" in query:
            sealed = json.loads(text) if is_json else text
            text = self.crypto.decrypt_message(
                sealed, query["msg_signature"], query["timestamp"], query["nonce"]
            )
        self.understood.append(json.loads(text) if is_json else xmltodict.parse(text)["xml"])
        if "msg_signature" not in query:
            return 200, "谢谢"
        return 200, self.crypto.encrypt_message("谢谢", query["nonce"], query["timestamp"])


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("mode", MODES)
def test_wechatpy_verifies_and_opens_a_push_and_we_open_its_answer(
    world: World, the_app: App, mode: str, form: str
) -> None:
    with PushServer() as server:
        taking = WechatpyServer(set_up(world, the_app, server.url, mode, form))
        server.answer = taking

        push = sent(world, the_app, "text", Content="你好 ]]> 😀")

        assert verify(world, the_app).ok
    assert push.state == "delivered", push.attempts
    assert (push.attempts[0].reply, push.attempts[0].problem) == ("谢谢", "")
    (understood,) = taking.understood
    assert understood["Content"] == "你好 ]]> 😀"
    assert str(understood["MsgId"]) == push.dedupe
    assert understood["FromUserName"] == push.openid


def test_wechatpy_makes_its_own_message_of_our_xml(world: World, the_app: App) -> None:
    with PushServer() as server:
        taking = WechatpyServer(set_up(world, the_app, server.url, "plain", "xml"))
        server.answer = taking
        sent(world, the_app, "text", Content="在吗")
        message = parse_message(server.arrived[0].body)
    assert (message.type, message.content) == ("text", "在吗")
    assert message.target == the_app.original_id


def test_wechatpy_refuses_a_push_that_another_token_signed(world: World, the_app: App) -> None:
    with PushServer() as server:
        taking = WechatpyServer(set_up(world, the_app, server.url, "safe", "json"))
        refusals = []

        def take(pushed: Pushed) -> tuple[int, str]:
            try:
                return taking(pushed)
            except InvalidSignatureException as error:
                refusals.append(error)
                return 403, ""

        server.answer = take
        world.push_settings.change(the_app, token="another")
        push = sent(world, the_app, "debug_demo")
    assert len(refusals) == 1
    assert push.state == "waiting"


@pytest.fixture(scope="session")
def npm_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the SDKs from npm; see conftest's start_redis for what happens where they lack."""
    folder = tmp_path_factory.mktemp("push-sdks")
    problem = "Node.js with npm is not installed here"
    if shutil.which("npm") and shutil.which("node"):
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), *PACKAGES]
        installed = subprocess.run(
            command, capture_output=True, text=True, timeout=180, check=False
        )
        if installed.returncode == 0:
            return folder / "node_modules"
        problem = f"npm could not install {PACKAGES}: {installed.stderr}"
    if os.environ.get("WXSIM_REQUIRE_ALL"):
        pytest.fail(f"{problem}, and WXSIM_REQUIRE_ALL asks for it")
    pytest.skip(problem)


@pytest.fixture
def npm_server(npm_packages: Path) -> Iterator[Callable[[PushSettings], str]]:
    """Start the server of both SDKs, and return its address."""
    running: list[subprocess.Popen[str]] = []

    def start(settings: PushSettings) -> str:
        given = [settings.appid, settings.token, settings.encoding_aes_key]
        process = subprocess.Popen(
            ["node", str(SCRIPT), *given],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "NODE_PATH": str(npm_packages)},
        )
        running.append(process)
        assert process.stdout is not None
        return f"http://127.0.0.1:{int(process.stdout.readline())}"

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_the_cryptography_of_wecom_opens_our_pushes_and_we_open_its_answers(
    world: World, the_app: App, npm_server: Callable[[PushSettings], str]
) -> None:
    url = npm_server(world.push_settings.of(the_app)) + "/wecom"
    for mode in MODES:
        for form in FORMATS:
            set_up(world, the_app, url, mode, form)
            push = sent(world, the_app, "user_enter_tempsession", SessionFrom="商店")
            attempt = push.attempts[0]
            assert (push.state, attempt.problem) == ("delivered", ""), attempt
            understood = (
                json.loads(attempt.reply)
                if form == "json"
                else xmltodict.parse(attempt.reply)["xml"]
            )
            assert understood["SessionFrom"] == "商店"
    assert verify(world, the_app).ok


@pytest.mark.parametrize("mode", MODES)
def test_the_server_of_node_easywechat_takes_our_xml_and_we_open_its_answers(
    world: World, the_app: App, npm_server: Callable[[PushSettings], str], mode: str
) -> None:
    settings = world.push_settings.of(the_app)
    set_up(world, the_app, npm_server(settings) + "/easywechat", mode, "xml")

    push = sent(world, the_app, "text", Content="在吗")

    attempt = push.attempts[0]
    assert (push.state, attempt.outcome, attempt.problem) == ("delivered", "answered", ""), attempt
    # It encrypts its answer in plain mode too, where we show what came.
    wanted = "<Encrypt>" if mode == "plain" else "understood 在吗"
    assert wanted in attempt.reply
    assert verify(world, the_app).ok
