"""What each switch of an app changes, as a back end sees it."""

from __future__ import annotations

from signed_requests import Signer

JSCODE = "/sns/jscode2session"
CHECK = "/wxa/checksession"
RESET = "/wxa/resetusersessionkey"
TOKEN = "/cgi-bin/token"
PHONE = "/wxa/business/getuserphonenumber"
RISK = "/wxa/getuserriskrank"
SUBSCRIBE = "/cgi-bin/message/subscribe/send"
CUSTOM = "/cgi-bin/message/custom/send"
TEXT = "/wxa/msg_sec_check"
MEDIA = "/wxa/media_check_async"
REFRESH = "/sns/oauth2/refresh_token"
USERINFO = "/sns/userinfo"
HOUR = 3600
ELSEWHERE = ("203.0.113.7",)


def nickname(backend):
    return backend.wx("getUserInfo")["userInfo"]["nickName"]


def keys_of_two_logins(backend):
    return len({backend.login()["session_key"] for _ in range(2)})


def session_after(*hours):
    """Log in at the beginning and after every wait but the last; then check the session."""

    def observe(backend):
        for wait in hours:
            backend.code()
            backend.world.clock.advance(wait * HOUR)
        return backend.wx("checkSession")["errMsg"]

    return observe


def second_reset(backend):
    backend.ask(RESET)
    return backend.ask(RESET)["errcode"]


def code_after_a_wrong_secret(backend):
    code = backend.code()
    backend.exchange(code, secret="0" * 32)
    return backend.exchange(code).get("errcode", 0)


def real_code(backend):
    return backend.exchange("0a3" + "DevToolsCodeOfTwentyNineChars")


def login_twice_and_wait(backend):
    first = backend.login()["session_key"]
    second = backend.login()["session_key"]
    backend.world.clock.advance(400 * 24 * HOUR)
    return (first == second, backend.login()["session_key"] == second)


def plain_request(backend):
    Signer(backend)
    return backend.ask(RISK)["errcode"]


def signed_request(backend):
    return Signer(backend).send(RISK).json.get("errcode", 0)


def refusal_of_a_signed_request(backend):
    return "authtag" in Signer(backend).send(RISK, openid="oNobody").json


def ips_of_wechat(backend):
    return backend.ask("/cgi-bin/getcallbackip")["ip_list"]


def ip_of_the_callback(backend):
    return backend.ask("/cgi-bin/callback/check")["dns"][0]["ip"]


def code_of_a_tourist(backend):
    return backend.wx("login")["code"].count(" ")


def keys_of_an_answer(backend):
    return " ".join(backend.ask(JSCODE))


def country_code(backend):
    return backend.ask(PHONE)["phone_info"]["countryCode"]


def phone_code_of_another_app(backend):
    other = type(backend)(backend.world, backend.client, backend.world.apps.get(None))
    return backend.ask(PHONE, code=other.wx("getPhoneNumber")["code"])["errcode"]


def token_before_the_newest(backend):
    request = backend.request(CHECK)
    backend.token()
    return request.send().json["errcode"]


def errcode_of(path):
    return lambda backend: backend.ask(path).get("errcode", 0)


def second_call(backend):
    backend.ask(TOKEN)
    return backend.ask(TOKEN).get("errcode", 0)


def second_check_of_a_file(backend):
    request = backend.request(MEDIA)
    request.send()
    return request.send().json["errcode"]


def suggestion(backend):
    return backend.ask(TEXT, content="今天天气真好")["result"]["suggest"]


def seconds_of_a_media_check(backend):
    backend.ask(MEDIA)
    return backend.outbox()[-1]["CreateTime"] - backend.world.clock.now()


def refresh_after_an_hour(backend):
    request = backend.request(REFRESH)
    backend.world.clock.advance(HOUR)
    return request.send().get_json(force=True).get("errcode", 0)


def info_of_a_snapshot_user(backend):
    request = backend.request(USERINFO)
    world, app = backend.world, backend.world.apps.get(backend.app.appid)
    alice = world.people.get("alice")
    code = world.web_codes.issue(app, alice, "snsapi_userinfo", snapshot=True)
    grant = world.web_grants.begin(app, code, "test")
    changed = request.change(access_token=grant.access_token, openid=grant.openid)
    return changed.send().get_json(force=True).get("errcode", 0)


OVER = "checkSession:fail session time out, need relogin"
# Switch: how to look, what is seen by default, another value, what is seen then.
EFFECTS = {
    "profile_era": (nickname, "微信用户", "classic", "爱丽丝"),
    "session_key_min_age": (keys_of_two_logins, 1, 0, 2),
    "session_key_lifetime": (session_after(1), "checkSession:ok", HOUR, OVER),
    "session_prolonged_by_login": (session_after(23, 50), "checkSession:ok", False, OVER),
    "session_reset_interval": (second_reset, 0, 60, 45011),
    "failed_exchange_burns_code": (code_after_a_wrong_secret, 0, True, 40163),
    "legacy_expires_in": (
        keys_of_an_answer,
        "session_key openid unionid",
        True,
        "session_key expires_in openid unionid",
    ),
    "tourist_mode": (code_of_a_tourist, 0, True, 5),
    "country_code_as_number": (country_code, "86", True, 86),
    "phone_code_of_other_app": (phone_code_of_another_app, 40029, 40013, 40013),
    "token_overlap": (token_before_the_newest, 0, 0, 40001),
    "ip_whitelist": (errcode_of(TOKEN), 0, ELSEWHERE, 40164),
    "source_ips": (errcode_of(JSCODE), 0, ELSEWHERE, 40090),
    "token_refusal": (errcode_of(TOKEN), 0, 50007, 50007),
    "plain_requests_refused": (plain_request, 0, True, 40233),
    "signing_serial_wanted": (signed_request, 0, True, 40230),
    "refusals_encrypted": (refusal_of_a_signed_request, False, True, True),
    "wechat_ips": (ips_of_wechat, ["127.0.0.1"], ELSEWHERE, ["203.0.113.7"]),
    "callback_ips": (ip_of_the_callback, "127.0.0.1", ELSEWHERE, "203.0.113.7"),
    "oauth_refresh_lifetime": (refresh_after_an_hour, 0, HOUR, 42002),
    "snapshot_userinfo": (info_of_a_snapshot_user, 48001, "virtual", 0),
    "minute_quota": (second_call, 0, 1, 45011),
    "daily_quota": (second_call, 0, 1, 45009),
    "subscribe_send_refusal": (errcode_of(SUBSCRIBE), 0, 43108, 43108),
    "custom_send_refusal": (errcode_of(CUSTOM), 0, 70000, 70000),
    "content_verdict": (suggestion, "pass", "review", "review"),
    "risky_words": (suggestion, "pass", ("天气",), "risky"),
    "media_check_delay": (seconds_of_a_media_check, 10, 1800, 1800),
    "media_check_repeats": (second_check_of_a_file, 0, 1, 87020),
}


# Those whose effect takes more words: where it is tested, and a value besides the default.
SEPARATELY = {
    "session_key_renewal": ("test_switch_effects.py", "never"),
    "devtools_codes": ("test_switch_effects.py", "bob"),
    "pages": ("test_wxa_codes.py", ["pages/a"]),
    "released": ("test_wxa_codes.py", False),
    "codes_in_total": ("test_wxa_codes.py", 1),
    "link_refusal": ("test_links.py", 40013),
    "links_per_second": ("test_links.py", 1),
    "links_per_day": ("test_links.py", 1),
    "link_visits_per_day": ("test_links.py", 0),
    "permanent_short_links": ("test_links.py", 1),
    "link_for_one_person": ("test_device_opening.py", True),
    "plain_schemes": ("test_links.py", True),
    "cloud_base": ("test_links.py", True),
    "oauth_page_error": ("consent_pages/test_error_pages.py", 10004),
    "oauth_refusal": ("consent_pages/test_who_is_asked.py", "redirects"),
    "oauth_state_required": ("consent_pages/test_error_pages.py", True),
    "oauth_parameter_order": ("consent_pages/test_addresses.py", False),
}
