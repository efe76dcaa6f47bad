"""The unmodified wechatpy SDK, which takes the simulator for WeChat."""

import io

import pytest
import zxingcpp
from PIL import Image
from requests.adapters import HTTPAdapter
from wechatpy import WeChatClient
from wechatpy.crypto import WeChatWxaCrypto
from wechatpy.exceptions import (
    APILimitedException,
    InvalidAppIdException,
    WeChatClientException,
)

PHONE = "https://api.weixin.qq.com/wxa/business/getuserphonenumber"
CHECK = "https://api.weixin.qq.com/wxa/checksession"


class Redirected(HTTPAdapter):
    """Takes every request to the simulator: wechatpy has WeChat's address in its code."""

    def __init__(self, platform):
        super().__init__()
        self.url = platform.url

    def send(self, request, **options):
        request.url = request.url.replace("https://api.weixin.qq.com", self.url)
        return super().send(request, **options)


@pytest.fixture
def sdk_of(platform):
    """Return wechatpy's client of an app, connected to the simulator."""
    opened = []

    def connect(app, **options):
        sdk = WeChatClient(app.appid, app.secret, **options)
        # Whatever proxy this machine has, it does not know the simulator.
        sdk._http.trust_env = False
        sdk._http.mount("https://api.weixin.qq.com/", Redirected(platform))
        opened.append(sdk)
        return sdk

    yield connect
    for sdk in opened:
        sdk._http.close()


@pytest.fixture
def sdk(sdk_of, backend):
    return sdk_of(backend.app)


def test_it_fetches_a_token_and_keeps_it(sdk):
    token = sdk.access_token

    assert token.startswith("97_")
    assert sdk.access_token == token
    assert sdk.fetch_access_token()["expires_in"] == 7200
    assert sdk.access_token != token


def test_it_exchanges_a_code(sdk, backend, world):
    session = sdk.wxa.code_to_session(backend.code())

    user = world.users.of(backend.app, world.people.get("alice"))
    assert session == {
        "session_key": user.session_key.value,
        "openid": user.openid,
        "unionid": world.unionid(world.apps.get(user.appid), user),
    }


def test_it_raises_on_a_wrong_code_and_on_a_used_one(sdk, backend):
    with pytest.raises(WeChatClientException, match="invalid code, rid: ") as caught:
        sdk.wxa.code_to_session("0" * 32)
    assert caught.value.errcode == 40029

    code = backend.code()
    sdk.wxa.code_to_session(code)
    with pytest.raises(WeChatClientException, match="code been used, rid: ") as caught:
        sdk.wxa.code_to_session(code)
    assert caught.value.errcode == 40163


def test_it_learns_a_phone_number(sdk, backend):
    code = backend.wx("getPhoneNumber")["code"]

    answer = sdk.post(PHONE, data={"code": code})

    assert answer["phone_info"]["phoneNumber"] == "17000000001"
    with pytest.raises(WeChatClientException, match="invalid code hint: ") as caught:
        sdk.post(PHONE, data={"code": code})
    assert caught.value.errcode == 40029


def test_it_checks_a_session(sdk, backend):
    proof = backend.signed(sdk.wxa.code_to_session(backend.code()))

    assert sdk.get(CHECK, params=proof) == {"errcode": 0, "errmsg": "ok"}


def test_it_fetches_another_token_when_wechat_says_that_its_own_is_over(sdk, backend, world):
    stale = sdk.access_token
    proof = backend.signed(sdk.wxa.code_to_session(backend.code()))
    world.clock.advance(7200)

    assert sdk.get(CHECK, params=proof)["errcode"] == 0
    assert sdk.access_token != stale


def test_a_wrong_secret_fetches_no_token(sdk):
    sdk.secret = "0" * 32

    with pytest.raises(WeChatClientException, match="invalid appsecret rid: ") as caught:
        sdk.fetch_access_token()
    assert caught.value.errcode == 40125


def test_a_path_that_wechat_does_not_know_raises_invalid_url(sdk):
    with pytest.raises(WeChatClientException, match="invalid url rid: ") as caught:
        sdk.get("nothing/here")
    assert caught.value.errcode == 40066


def test_a_used_up_quota_raises_the_exception_it_has_for_that(sdk_of, backend_with):
    backend = backend_with(daily_quota=1)
    sdk = sdk_of(backend.app)
    sdk.wxa.code_to_session(backend.code())

    with pytest.raises(APILimitedException) as caught:
        sdk.wxa.code_to_session(backend.code())
    assert caught.value.errcode == 45009


@pytest.mark.parametrize("era", ["current", "classic"])
def test_its_own_decryptor_opens_our_profiles(sdk_of, backend_with, era):
    backend = backend_with(profile_era=era)
    session = sdk_of(backend.app).wxa.code_to_session(backend.code("xiaoyu"))
    profile = backend.wx("getUserInfo", "xiaoyu")

    crypto = WeChatWxaCrypto(session["session_key"], profile["iv"], backend.app.appid)
    opened = crypto.decrypt_message(profile["encryptedData"])

    assert opened["openId"] == session["openid"]
    assert opened["unionId"] == session["unionid"]
    assert opened["nickName"] == profile["userInfo"]["nickName"]


def test_its_own_decryptor_opens_our_phone_numbers(sdk, backend):
    session = sdk.wxa.code_to_session(backend.code("carol"))
    pressed = backend.wx("getPhoneNumber", "carol")

    crypto = WeChatWxaCrypto(session["session_key"], pressed["iv"], backend.app.appid)

    assert crypto.decrypt_message(pressed["encryptedData"])["phoneNumber"] == "85251000004"


def test_its_own_decryptor_refuses_the_watermark_of_another_app(sdk, backend):
    session = sdk.wxa.code_to_session(backend.code())
    profile = backend.wx("getUserInfo")

    crypto = WeChatWxaCrypto(session["session_key"], profile["iv"], "wxfedcba9876543210")

    with pytest.raises(InvalidAppIdException):
        crypto.decrypt_message(profile["encryptedData"])


def test_it_gets_pictures_of_all_three_kinds(sdk):
    pictures = [
        sdk.wxa.create_qrcode("pages/index/index?id=1"),
        sdk.wxa.get_wxa_code("pages/index/index?id=1", width=300),
        sdk.wxa.get_wxa_code_unlimited("id=1", page="pages/index/index"),
    ]

    for picture in pictures:
        assert picture.headers["Content-Type"] == "image/jpeg"
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)).convert("L"))
        assert "pages/index/index?" in code.text
        assert code.text.endswith(("id=1", "id%3D1"))


def test_a_page_that_is_not_there_raises(sdk_of, backend_with):
    sdk = sdk_of(backend_with(pages=("pages/home",)).app)

    with pytest.raises(WeChatClientException, match="invalid page rid: ") as caught:
        sdk.wxa.get_wxa_code_unlimited("id=1", page="pages/index/index")
    assert caught.value.errcode == 41030


def test_what_it_uploads_it_downloads_again(sdk):
    file = io.BytesIO(b"\xff\xd8 a cat")
    file.name = "cat.jpg"

    answer = sdk.media.upload("image", file)

    assert answer["type"] == "image"
    assert sdk.media.download(answer["media_id"]).content == b"\xff\xd8 a cat"
    with pytest.raises(WeChatClientException, match="invalid media_id rid: ") as caught:
        sdk.media.download("nothing")
    assert caught.value.errcode == 40007


def test_it_asks_the_datacube(sdk):
    api = "https://api.weixin.qq.com/datacube/getweanalysisappiddailyvisittrend"
    day = {"begin_date": "20251122", "end_date": "20251122"}

    assert sdk.post(api, data=day)["list"][0]["visit_uv"] > 0
    with pytest.raises(WeChatClientException, match="date range error hint: ") as caught:
        sdk.post(api, data={**day, "end_date": "20251123"})
    assert caught.value.errcode == 61501


def test_it_makes_a_scheme_that_opens(sdk, backend):
    answer = sdk.post("https://api.weixin.qq.com/wxa/generatescheme", data={})

    assert backend.wx("openLink", link=answer["openlink"])["appId"] == backend.app.appid
