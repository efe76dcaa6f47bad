"""How every refusal of messages and of content safety comes about, and how it reads.

A part of `test_every_errcode`; the texts are written down here a second time on purpose.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Recipe = Callable[[Any, str], Any]

SEND = "/cgi-bin/message/subscribe/send"
TEMPLATES = "/wxaapi/newtmpl/gettemplate"
CUSTOM = "/cgi-bin/message/custom/send"
TYPING = "/cgi-bin/message/custom/business/typing"
OLD_TYPING = "/cgi-bin/message/custom/typing"
TEXT = "/wxa/msg_sec_check"
MEDIA = "/wxa/media_check_async"
PICTURE = "/wxa/img_sec_check"

PATHS = (SEND, TEMPLATES, CUSTOM, TYPING, OLD_TYPING, TEXT, MEDIA, PICTURE)

TEXTS = {
    40004: "invalid media type",
    40006: "invalid media size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40037: "invalid template_id",
    40129: "invalid scene",
    41005: "media data missing",
    43101: "user refuse to accept the msg",
    43104: "The openid does not match the appid",
    43107: "订阅消息能力封禁",
    43108: "并发下发消息给同一个粉丝",
    44002: "empty post data",
    44004: "empty content",
    44991: "reach max api minute frequence",
    45002: "content size out of limit",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45072: "invalid command",
    45080: "need sending message to user  orrecving message from user in the last 30 seconds "
    "before typing",
    45081: "you are already typing",
    45168: "命中敏感词",
    47003: "argument invalid! data.thing1.value is emtpy",
    61010: "code is expired",
    70000: "为保护未成年人权益，该条消息发送失败",
    87014: "risky content",
    87020: "repeat request limit exceeded",
}


def _with(**changes: Any) -> Recipe:
    """Send a request that is good but for ``changes``."""
    return lambda make, path: make().send(path, **changes)


def _in_an_app_with(**switches: Any) -> Recipe:
    return lambda make, path: make(**switches).send(path)


def _again(**switches: Any) -> Recipe:
    """Send one good request until it is refused."""

    def recipe(make: Any, path: str) -> Any:
        request = make(**switches).request(path)
        for _ in range(6):
            response = request.send()
            if b'"errcode":0' not in response.data:
                break
        return response

    return recipe


def _after(seconds: float) -> Recipe:
    """Send a request that was prepared ``seconds`` ago."""

    def recipe(make: Any, path: str) -> Any:
        backend = make()
        request = backend.request(path)
        backend.world.clock.advance(seconds)
        return request.change(access_token=backend.token()).send()

    return recipe


def _body(data: bytes) -> Recipe:
    """Send these bytes in the place of a good body."""

    def recipe(make: Any, path: str) -> Any:
        request = make().request(path)
        return request.client.post(path, query_string=request.query, data=data)

    return recipe


def _by_get(make: Any, path: str) -> Any:
    request = make().request(path)
    return request.client.get(path, query_string=request.query, data=json.dumps(request.body))


def _openid_of_another_app(make: Any, path: str) -> Any:
    return make().send(path, openid=make().login()["openid"])


def _of_a_banned_template(make: Any, path: str) -> Any:
    backend = make()
    request = backend.request(path)
    backend.world.templates.ban(backend.app, request.body["template_id"], banned=True)
    return request.send()


def _file(data: bytes) -> Recipe:
    def recipe(make: Any, path: str) -> Any:
        request = make().request(path)
        request.files = {"media": ("picture.png", data)}
        return request.send()

    return recipe


_NOT_JSON = _body(b"touser=a")
_CARD = {"title": "a", "pagepath": "b"}


def _typing_recipes(path: str) -> dict[tuple[str, int], Recipe]:
    return {
        (path, 40003): _with(touser="o-nobody"),
        (path, 43002): _by_get,
        (path, 45015): _after(48 * 3600),
        (path, 45072): _with(command="typing"),
        (path, 45080): _after(31),
        (path, 45081): _again(),
        (path, 47001): _NOT_JSON,
    }


def _visitor_recipes(path: str) -> dict[tuple[str, int], Recipe]:
    return {
        (path, 40003): _with(openid="o-nobody"),
        (path, 43002): _by_get,
        (path, 43104): _openid_of_another_app,
        (path, 47001): _NOT_JSON,
        (path, 61010): _after(2 * 3600 + 1),
    }


# What every path with an access_token can answer is in `test_every_errcode`.
RECIPES: dict[tuple[str, int], Recipe] = {
    (SEND, 40003): _with(touser="o-nobody"),
    (SEND, 40037): _with(template_id="none"),
    (SEND, 43002): _by_get,
    (SEND, 43101): _again(),
    (SEND, 43107): _of_a_banned_template,
    (SEND, 43108): _in_an_app_with(subscribe_send_refusal=43108),
    (SEND, 45168): _with(data={"thing1": {"value": "网上赌博"}}),
    (SEND, 47001): _NOT_JSON,
    (SEND, 47003): _with(data={"thing2": {"value": "乌龙"}}),
    (CUSTOM, 40003): _with(touser="o-nobody"),
    (CUSTOM, 40007): _with(msgtype="image", image={"media_id": "a"}),
    (CUSTOM, 40008): _with(msgtype="voice", voice={"media_id": "a"}),
    (CUSTOM, 40013): _with(
        msgtype="miniprogrampage", miniprogrampage={**_CARD, "appid": "wx0000000000000000"}
    ),
    (CUSTOM, 43002): _by_get,
    (CUSTOM, 44004): _with(text={"content": ""}),
    (CUSTOM, 45002): _with(text={"content": "长" * 683}),
    (CUSTOM, 45015): _after(48 * 3600),
    (CUSTOM, 45047): _again(),
    (CUSTOM, 47001): _NOT_JSON,
    (CUSTOM, 70000): _in_an_app_with(custom_send_refusal=70000),
    **_typing_recipes(TYPING),
    **_typing_recipes(OLD_TYPING),
    **_visitor_recipes(TEXT),
    (TEXT, 40129): _with(scene=5),
    (TEXT, 44002): _body(b""),
    (TEXT, 45002): _with(content="长" * 2501),
    (TEXT, 87014): _with(version=None, content="网上赌博"),
    **_visitor_recipes(MEDIA),
    (MEDIA, 40004): _with(media_type=3),
    (MEDIA, 87020): _again(media_check_repeats=1),
    (PICTURE, 40006): _file(b"x" * (1 << 20)),
    (PICTURE, 41005): _body(b"{}"),
    (PICTURE, 43002): _by_get,
    (PICTURE, 87014): _file("赌博".encode()),
}
