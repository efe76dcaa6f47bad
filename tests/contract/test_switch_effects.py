"""Every switch of an app, and what it changes."""

import pytest

from signed_requests import Signer
from wxsim.world.switches import describe_switches

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


# Those whose effect takes more words.
SEPARATELY = {"session_key_renewal", "devtools_codes"}
# Those of codes and links: see test_wxa_codes.py, test_links.py and test_device_opening.py.
SEPARATELY |= {"pages", "released", "codes_in_total", "link_refusal", "links_per_second"}
SEPARATELY |= {"links_per_day", "link_visits_per_day", "permanent_short_links"}
SEPARATELY |= {"link_for_one_person", "plain_schemes", "cloud_base"}
# Those of the authorisation pages: tests/contract/consent_pages.
SEPARATELY |= {"oauth_page_error", "oauth_refusal", "oauth_state_required"}
SEPARATELY |= {"oauth_parameter_order"}


def test_the_effect_of_every_switch_is_tested():
    assert {switch.name for switch in describe_switches()} == set(EFFECTS) | SEPARATELY


@pytest.mark.parametrize(
    ("renewal", "kept_by_a_login", "kept_for_ever"),
    [("realistic", True, False), ("every-login", False, False), ("never", True, True)],
)
def test_the_session_key_is_renewed_as_the_policy_says(
    backend_with, renewal, kept_by_a_login, kept_for_ever
):
    backend = backend_with(session_key_renewal=renewal)

    assert login_twice_and_wait(backend) == (kept_by_a_login, kept_for_ever)


def test_a_code_of_a_real_devtools_logs_a_person_in_once_where_that_is_wanted(backend_with):
    backend = backend_with(devtools_codes="bob")

    assert real_code(backend)["openid"] == backend.login("bob")["openid"]
    assert real_code(backend)["errcode"] == 40163
    assert backend.exchange("x")["errcode"] == 40029
    assert real_code(backend_with())["errcode"] == 40029


def test_a_tourist_has_no_session(backend_with):
    backend = backend_with(tourist_mode=True)

    assert backend.exchange(backend.code())["errcode"] == 40029
    assert backend.wx("checkSession")["errMsg"].startswith("checkSession:fail")


@pytest.mark.parametrize(("name", "effect"), EFFECTS.items(), ids=EFFECTS.keys())
def test_a_switch_changes_what_it_says_and_its_default_does_not(backend_with, name, effect):
    observe, by_default, value, switched = effect

    assert observe(backend_with()) == by_default
    assert observe(backend_with(**{name: value})) == switched


@pytest.mark.parametrize(("burning", "then"), [("here", 40163), ("there", 0)])
def test_trying_the_wrong_app_burns_a_code_where_its_own_app_says_so(backend_with, burning, then):
    here = backend_with(failed_exchange_burns_code=burning == "here")
    there = backend_with(failed_exchange_burns_code=burning == "there")
    code = here.code()

    assert there.exchange(code)["errcode"] == 40029
    assert here.exchange(code).get("errcode", 0) == then


def test_a_burning_app_does_not_burn_an_expired_code_or_a_good_one(world, backend_with):
    backend = backend_with(failed_exchange_burns_code=True)

    assert "openid" in backend.ask(JSCODE)
    code = backend.code()
    world.clock.advance(300)
    assert backend.exchange(code, secret="x")["errcode"] == 40029


def test_a_reset_is_allowed_again_when_the_interval_is_over(world, backend_with):
    backend = backend_with(session_reset_interval=60)
    assert second_reset(backend) == 45011

    world.clock.advance(60)

    assert backend.ask(RESET)["errcode"] == 0
    assert backend.ask(RESET, "bob")["errcode"] == 0


def test_addresses_that_are_listed_are_let_in(backend_with):
    backend = backend_with(ip_whitelist=("127.0.0.1",), source_ips=("127.0.0.1",))

    assert "openid" in backend.ask(JSCODE)
    assert "access_token" in backend.ask(TOKEN)


@pytest.mark.parametrize("errcode", [40243, 50004, 50007, 89503, 89506, 89507])
def test_a_refused_app_gets_neither_kind_of_token(backend_with, errcode):
    backend = backend_with(token_refusal=errcode)

    assert backend.ask(TOKEN)["errcode"] == errcode
    assert backend.ask("/cgi-bin/stable_token")["errcode"] == errcode
    assert "openid" in backend.ask(JSCODE)


def test_a_minute_quota_comes_back_with_the_next_minute(world, backend_with):
    backend = backend_with(minute_quota=2)
    assert [errcode_of(TOKEN)(backend) for _ in range(4)] == [0, 0, 45011, 45011]

    world.clock.advance(60)

    assert [errcode_of(TOKEN)(backend) for _ in range(3)] == [0, 0, 45011]


def test_a_daily_quota_comes_back_at_midnight_in_beijing(world, backend_with):
    backend = backend_with(daily_quota=1)
    assert second_call(backend) == 45009

    # It is 05:00 in Beijing.
    world.clock.advance(19 * HOUR - 1)
    assert errcode_of(TOKEN)(backend) == 45009
    world.clock.advance(1)

    assert errcode_of(TOKEN)(backend) == 0


def test_a_quota_is_counted_for_each_path_and_each_app(backend_with):
    one, two = backend_with(minute_quota=1), backend_with(minute_quota=1)

    assert [errcode_of(path)(app) for path in (TOKEN, JSCODE) for app in (one, two)] == [0] * 4
    assert [errcode_of(path)(app) for path in (TOKEN, JSCODE) for app in (one, two)] == [45011] * 4


# What the recorded reason names where a switch makes WeChat refuse.
REASONS = {
    "session_reset_interval": (second_reset, 60, "session_reset_interval is 60 s"),
    "failed_exchange_burns_code": (
        code_after_a_wrong_secret,
        True,
        "was spent by a request with the wrong secret",
    ),
    "phone_code_of_other_app": (phone_code_of_another_app, 40013, "the code was made in wx"),
    "token_overlap": (token_before_the_newest, 0, "was replaced by access_token 2"),
    "ip_whitelist": (errcode_of(TOKEN), ELSEWHERE, "127.0.0.1 is not on the ip_whitelist of wx"),
    "source_ips": (errcode_of(JSCODE), ELSEWHERE, "127.0.0.1 is not among the source_ips of wx"),
    "token_refusal": (errcode_of(TOKEN), 50007, "token_refusal of wx"),
    "plain_requests_refused": (plain_request, True, "plain_requests_refused of the app is on"),
    "signing_serial_wanted": (signed_request, True, "signing_serial_wanted of the app is on"),
    "callback_ips": (errcode_of("/cgi-bin/callback/check"), (), "callback_ips of"),
    "minute_quota": (second_call, 1, "call 2 of /cgi-bin/token this minute; minute_quota is 1"),
    "daily_quota": (second_call, 1, "call 2 of /cgi-bin/token today; daily_quota is 1"),
    "tourist_mode": (lambda backend: backend.login(), True, "does not know that js_code"),
}


@pytest.mark.parametrize(("name", "reason"), REASONS.items(), ids=REASONS.keys())
def test_a_switch_that_refuses_says_so_in_the_journal(backend_with, client, name, reason):
    provoke, value, words = reason

    provoke(backend_with(**{name: value}))

    assert words in client.get("/_wxsim/journal").json[-1]["why"]
