"""The unmodified wechatpy SDK for web pages, the JS-SDK and third-party platforms."""

from urllib.parse import parse_qs, urlsplit

import pytest
from requests.adapters import HTTPAdapter
from wechatpy import WeChatClient, WeChatComponent
from wechatpy.component import ComponentOAuth
from wechatpy.exceptions import (
    WeChatClientException,
    WeChatComponentOAuthException,
    WeChatOAuthException,
)
from wechatpy.oauth import WeChatOAuth

from wxsim.jssdk import page_signature_is_genuine

SITE = "http://shop.example/back?from=wechat"
PAGE = "https://shop.example/cart?id=1"


class Redirected(HTTPAdapter):
    """Takes every request to the simulator: wechatpy has WeChat's addresses in its code."""

    def __init__(self, platform):
        super().__init__()
        self.url = platform.url

    def send(self, request, **options):
        for host in ("https://api.weixin.qq.com", "https://open.weixin.qq.com"):
            request.url = request.url.replace(host, self.url)
        return super().send(request, **options)


@pytest.fixture
def connected(platform):
    """Connect an SDK's session to the simulator."""
    opened = []

    def connect(sdk):
        # Whatever proxy this machine has, it does not know the simulator.
        sdk._http.trust_env = False
        sdk._http.mount("https://", Redirected(platform))
        opened.append(sdk._http)
        return sdk

    yield connect
    for session in opened:
        session.close()


@pytest.fixture
def account(world):
    return world.apps.add(
        kind="official_account", open_account="demo", redirect_domains=("shop.example",)
    )


@pytest.fixture
def oauth_of(connected):
    def make(app, scope="snsapi_userinfo", state="S1"):
        return connected(WeChatOAuth(app.appid, app.secret, SITE, scope, state))

    return make


def came_back(sdk, url, person="bob"):
    """Open a page as a browser does, let somebody allow, and return what they bring along."""
    shown = sdk._http.get(url, allow_redirects=False)
    if shown.status_code == 200:
        data = {"person": person, "answer": "allow"}
        shown = sdk._http.post(url, data=data, allow_redirects=False)
    assert shown.status_code == 302, shown.text
    return {
        name: value
        for name, (value,) in parse_qs(urlsplit(shown.headers["Location"]).query).items()
    }


def test_it_learns_who_allowed(oauth_of, account, world):
    sdk = oauth_of(account)

    back = came_back(sdk, sdk.authorize_url)
    tokens = sdk.fetch_access_token(back["code"])
    user = sdk.get_user_info()

    assert (back["from"], back["state"]) == ("wechat", "S1")
    assert tokens["scope"] == "snsapi_userinfo"
    assert user["nickname"] == "大鹏"
    assert user["openid"] == sdk.open_id == tokens["openid"]
    assert user["unionid"] == tokens["unionid"]
    assert sdk.check_access_token()


def test_it_asks_for_the_openid_without_a_page(oauth_of, account):
    sdk = oauth_of(account, "snsapi_base")

    sdk.fetch_access_token(came_back(sdk, sdk.authorize_url)["code"])

    with pytest.raises(WeChatOAuthException, match="api unauthorized, rid: ") as caught:
        sdk.get_user_info()
    assert caught.value.errcode == 48001


def test_it_logs_in_by_qr_code(oauth_of, world):
    website = world.apps.add(kind="website", redirect_domains=("shop.example",))
    sdk = oauth_of(website)

    tokens = sdk.fetch_access_token(came_back(sdk, sdk.qrconnect_url, "xiaoyu")["code"])

    assert tokens["scope"] == "snsapi_login"
    assert sdk.get_user_info()["nickname"].startswith("小雨")


def test_it_refreshes(oauth_of, account, world):
    sdk = oauth_of(account)
    first = sdk.fetch_access_token(came_back(sdk, sdk.authorize_url)["code"])

    assert sdk.refresh_access_token(sdk.refresh_token)["access_token"] == first["access_token"]
    world.clock.advance(7200)
    with pytest.raises(WeChatOAuthException) as caught:
        sdk.check_access_token()
    assert caught.value.errcode == 42001
    assert sdk.refresh_access_token(sdk.refresh_token)["access_token"] != first["access_token"]
    assert sdk.check_access_token()


def test_it_raises_on_a_code_that_was_used(oauth_of, account):
    sdk = oauth_of(account)
    code = came_back(sdk, sdk.authorize_url)["code"]
    sdk.fetch_access_token(code)

    with pytest.raises(WeChatOAuthException, match="code been used, rid: ") as caught:
        sdk.fetch_access_token(code)
    assert caught.value.errcode == 40163


def test_it_signs_pages_that_the_js_sdk_takes(connected, backend):
    sdk = connected(WeChatClient(backend.app.appid, backend.app.secret))
    ticket = sdk.jsapi.get_jsapi_ticket()

    signature = sdk.jsapi.get_jsapi_signature("nonce", ticket, 1_700_000_000, PAGE)

    assert page_signature_is_genuine(signature, ticket, "nonce", 1_700_000_000, PAGE)
    options = {"nonceStr": "nonce", "timestamp": 1_700_000_000, "signature": signature}
    assert backend.wx("config", url=PAGE, **options)["errMsg"] == "config:ok"
    assert len(sdk.jsapi.get_ticket("wx_card")["ticket"]) == 86


@pytest.fixture
def component(connected, client):
    """A third-party platform that was pushed its ticket."""
    app = client.post("/_wxsim/apps", json={"kind": "component"}).json
    sdk = connected(WeChatComponent(app["appid"], app["secret"], "token", "A" * 43))
    path = f"/_wxsim/components/{app['appid']}/ticket"
    sdk.session.set("component_verify_ticket", client.post(path).json["verify_ticket"])
    return sdk


def test_it_fetches_a_components_token_and_a_pre_auth_code(component):
    assert len(component.access_token) == 107
    assert component.create_preauthcode()["expires_in"] == 1800


def test_it_tells_a_component_that_its_ticket_is_old(component, world):
    world.clock.advance(12 * 3600)

    with pytest.raises(WeChatClientException, match="component ticket is expired rid: ") as caught:
        component.fetch_access_token()
    assert caught.value.errcode == 61005


def test_a_component_learns_who_allowed_where_it_acts_for_the_account(
    component, connected, account, client
):
    client.put(f"/_wxsim/components/{component.component_appid}/apps/{account.appid}")
    sdk = connected(ComponentOAuth(account.appid, component=component))

    back = came_back(sdk, sdk.get_authorize_url(SITE, "snsapi_userinfo", "S1"))
    sdk.fetch_access_token(back["code"])

    assert back["appid"] == account.appid
    assert sdk.get_user_info()["nickname"] == "大鹏"
    assert sdk.refresh_access_token(sdk.refresh_token)["openid"] == sdk.open_id
    client.delete(f"/_wxsim/components/{component.component_appid}/apps/{account.appid}")
    with pytest.raises(WeChatComponentOAuthException) as caught:
        sdk.refresh_access_token(sdk.refresh_token)
    assert caught.value.errcode == 61003
