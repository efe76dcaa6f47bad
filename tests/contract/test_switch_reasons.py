"""Every switch of an app, and where the reason of what it changes is recorded."""

import pytest

from switch_effects import (
    CUSTOM,
    EFFECTS,
    ELSEWHERE,
    HOUR,
    JSCODE,
    SEPARATELY,
    SUBSCRIBE,
    TOKEN,
    code_after_a_wrong_secret,
    errcode_of,
    info_of_a_snapshot_user,
    phone_code_of_another_app,
    plain_request,
    real_code,
    refresh_after_an_hour,
    second_call,
    second_check_of_a_file,
    second_reset,
    signed_request,
    token_before_the_newest,
)
from wxsim.server_api.errors import ERROR_CODES
from wxsim.world import Switches

CODE = "/wxa/getwxacode"
SCHEME = "/wxa/generatescheme"
PLAIN_SCHEME = "weixin://dl/business/?appid={}&path=pages/index/index"


def sent(path, times=1, **changes):
    """Send a good request with these changes, so many times."""

    def provoke(backend):
        for _ in range(times):
            backend.send(path, **changes)

    return provoke


def ask_about_a_plain_scheme(backend):
    backend.ask("/wxa/queryscheme", scheme=PLAIN_SCHEME.format(backend.app.appid))


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
    "subscribe_send_refusal": (errcode_of(SUBSCRIBE), 43108, "subscribe_send_refusal of wx"),
    "custom_send_refusal": (errcode_of(CUSTOM), 70000, "custom_send_refusal of wx"),
    "media_check_repeats": (second_check_of_a_file, 1, "media_check_repeats is 1"),
    "oauth_refresh_lifetime": (refresh_after_an_hour, HOUR, "the refresh_token of alice ended"),
    "snapshot_userinfo": (info_of_a_snapshot_user, "refused", "was opened as a snapshot"),
    "pages": (sent("/wxa/getwxacodeunlimit", page="b"), ("a",), "has no page 'b'"),
    "released": (sent(SCHEME), False, "released is off"),
    "codes_in_total": (sent(CODE, 2), 1, "codes_in_total is 1"),
    "link_refusal": (sent(SCHEME), 40013, "link_refusal of wx"),
    "links_per_second": (sent(SCHEME, 2), 1, "links_per_second is 1"),
    "links_per_day": (sent(SCHEME, 2), 1, "links_per_day is 1"),
    "link_visits_per_day": (sent(SCHEME), 0, "link_visits_per_day is 0"),
    "permanent_short_links": (
        sent("/wxa/genwxashortlink", 2, is_permanent=True),
        1,
        "permanent_short_links is 1",
    ),
    "plain_schemes": (ask_about_a_plain_scheme, False, "plain_schemes is off"),
    "cloud_base": (
        sent("/wxa/generate_urllink", cloud_base={"env": "x"}),
        False,
        "cloud_base is off",
    ),
}


@pytest.mark.parametrize(("name", "reason"), REASONS.items(), ids=REASONS.keys())
def test_a_switch_that_refuses_says_so_in_the_journal(backend_with, client, name, reason):
    provoke, value, words = reason

    provoke(backend_with(**{name: value}))

    assert words in client.get("/_wxsim/journal").json[-1]["why"]


def test_the_reason_of_every_switch_that_refuses_is_tested():
    seen = {name: errcode for name, (*_, errcode) in EFFECTS.items() if isinstance(errcode, int)}
    refusing = {name for name, errcode in seen.items() if errcode in ERROR_CODES and errcode > 1}

    assert refusing <= set(REASONS)


OTHER_VALUES = {
    **{name: value for name, (_, _, value, _) in EFFECTS.items()},
    **{name: value for name, (_, value) in SEPARATELY.items()},
}


@pytest.mark.parametrize("name", Switches.__struct_fields__)
def test_why_tells_which_switches_were_set_when_a_request_came(backend, client, name):
    switches = f"/_wxsim/apps/{backend.app.appid}/switches"
    default = client.get(f"/_wxsim/apps/{backend.app.appid}").json["switches"][name]

    def told():
        backend.exchange("x")
        rid = client.get("/_wxsim/journal").json[-1]["rid"]
        story = client.get("/_wxsim/why", query_string={"about": rid}).json
        return any(f"{name} of {backend.app.appid} was set to" in f["text"] for f in story["facts"])

    assert not told()
    answer = client.patch(switches, json={name: OTHER_VALUES[name]})
    assert answer.json["switches"][name] != default
    assert told()
    assert client.patch(switches, json={name: None}).json["switches"][name] == default
    assert not told()


def test_a_code_that_a_switch_let_in_is_not_told_as_issued_here(backend_with, client):
    backend = backend_with(devtools_codes="bob")
    real_code(backend)
    real_code(backend)

    story = client.get("/_wxsim/why").json

    assert any("devtools_codes of wx" in fact["text"] for fact in story["facts"])
    assert not any("wx.login issued" in fact["text"] for fact in story["facts"])


def test_a_new_app_cannot_let_in_codes_of_a_person_who_is_not_there(client):
    answer = client.post("/_wxsim/apps", json={"switches": {"devtools_codes": "nobody"}})

    assert answer.status_code == 404
    assert "there is alice" in answer.json["hint"]
