"""What a back end with wechatpy, of either generation, does with messages and contents.

Run with a JSON object of url, appid, secret, openid and template; prints what came of each call.
"""

import json
import sys

from requests.adapters import HTTPAdapter
from wechatpy import WeChatClient, __version__
from wechatpy.exceptions import WeChatClientException

GIVEN = json.loads(sys.argv[1])


class Redirected(HTTPAdapter):
    """Takes every request to the simulator: wechatpy has WeChat's address in its code."""

    def send(self, request, **options):
        request.url = request.url.replace("https://api.weixin.qq.com", GIVEN["url"])
        return super().send(request, **options)


def outcome(call, *arguments, **options):
    try:
        return call(*arguments, **options)
    except WeChatClientException as refused:
        return [refused.errcode, refused.errmsg]


def main():
    sdk = WeChatClient(GIVEN["appid"], GIVEN["secret"])
    sdk._http.mount("https://api.weixin.qq.com/", Redirected())
    openid, template = GIVEN["openid"], GIVEN["template"]
    good, long = ({"thing1": {"value": value}} for value in ("高山乌龙", "长" * 21))
    send = sdk.wxa.send_subscribe_message
    picture = sdk.media.upload("image", ("tea.jpg", b"\xff\xd8 tea"))["media_id"]
    told = {
        "version": __version__,
        "too long": outcome(send, openid, template, long),
        "subscribed": outcome(send, openid, template, good, page="pages/order"),
        "once more": outcome(send, openid, template, good),
        "text": outcome(sdk.message.send_text, openid, "在的"),
        "card": outcome(
            sdk.message.send_mini_program_page,
            openid,
            {"title": "订单", "pagepath": "pages/order", "thumb_media_id": picture},
        )
        if hasattr(sdk.message, "send_mini_program_page")
        else None,
        "nobody": outcome(sdk.message.send_text, "o-nobody", "在的"),
        "harmless text": outcome(sdk.wxa.check_text_security, "你好"),
        "risky text": outcome(sdk.wxa.check_text_security, "网上赌博"),
        "harmless picture": outcome(sdk.wxa.check_image_security, ("cat.png", b"\x89PNG")),
        "risky picture": outcome(sdk.wxa.check_image_security, ("赌博.png", b"\x89PNG")),
        "media": outcome(sdk.wxa.check_media_async, "https://example.com/cat.png", 2),
    }
    sdk._http.close()
    print(json.dumps(told))


main()
