"""wx.getUserInfo and wx.getUserProfile: signed and encrypted for real, in both eras."""

import json

import pytest

from wxsim import opendata

UNBOUND = "wx00112233445566aa"
# Observed, to the letter: what everybody gets since 2022-11.
ANONYMOUS = (
    '{"nickName":"微信用户","gender":0,"language":"","city":"","province":"","country":"",'
    '"avatarUrl":"https://thirdwx.qlogo.cn/mmopen/vi_32/POgEwh4mIHO4nibH0KlMECNjjGxQUq24ZEaGT4poC6'
    'icRiccVGKSyXwibcPq4BWmiaIGuG1icwxaQX6grC9VemZoJ8rg/132","is_demote":true}'
)
CLASSIC = (
    '{"nickName":"小雨🌧️👩‍👩‍👧‍👦𠮷","gender":2,"language":"zh_CN","city":"Chengdu",'
    '"province":"Sichuan","country":"CN",'
    '"avatarUrl":"https://thirdwx.qlogo.cn/mmopen/vi_32/xiaoyu/132"}'
)
ERAS = {"current": ANONYMOUS, "classic": CLASSIC}
DESC = "fail desc length does not meet the requirements"
NO_SESSION = "getUserInfo:fail session time out, need relogin"


@pytest.fixture(params=ERAS)
def era(request):
    return request.param


@pytest.fixture
def in_era(backend_with, era):
    return backend_with(profile_era=era)


def test_raw_data_is_exact(in_era, era):
    profile = in_era.wx("getUserInfo", "xiaoyu")

    assert profile["errMsg"] == "getUserInfo:ok"
    assert profile["rawData"] == ERAS[era]
    assert json.dumps(profile["userInfo"], ensure_ascii=False, separators=(",", ":")) == ERAS[era]


def test_a_result_has_the_keys_of_the_real_one(in_era):
    in_era.login("xiaoyu")
    wanted = ["errMsg", "userInfo", "rawData", "signature", "encryptedData", "iv"]

    assert list(in_era.wx("getUserInfo", "xiaoyu")) == wanted
    assert list(in_era.wx("getUserProfile", "xiaoyu", desc="会员资料")) == wanted


def test_everything_opens_and_verifies_with_the_key_that_jscode2session_gave(in_era, era, now):
    session = in_era.login("xiaoyu")
    key = session["session_key"]

    profile = in_era.wx("getUserInfo", "xiaoyu")

    assert opendata.raw_data_is_genuine(profile["rawData"], profile["signature"], key)
    head = f'{{"openId":"{session["openid"]}",'
    tail = f',"unionId":"{session["unionid"]}","watermark":'
    tail += f'{{"timestamp":{int(now)},"appid":"{in_era.app.appid}"}}}}'
    opened = opendata.decrypt(profile["encryptedData"], key, profile["iv"])
    assert opened == head + ERAS[era][1:-1] + tail


def test_a_user_profile_has_neither_openid_nor_unionid(in_era, era, now):
    key = in_era.login("xiaoyu")["session_key"]

    profile = in_era.wx("getUserProfile", "xiaoyu", desc="会员资料")

    assert profile["errMsg"] == "getUserProfile:ok"
    assert opendata.raw_data_is_genuine(profile["rawData"], profile["signature"], key)
    watermark = f',"watermark":{{"timestamp":{int(now)},"appid":"{in_era.app.appid}"}}}}'
    opened = opendata.decrypt(profile["encryptedData"], key, profile["iv"])
    assert opened == ERAS[era][:-1] + watermark


def test_an_unbound_app_gets_no_unionid(backend_of):
    backend = backend_of(UNBOUND)
    key = backend.login()["session_key"]
    profile = backend.wx("getUserInfo")

    opened = json.loads(opendata.decrypt(profile["encryptedData"], key, profile["iv"]))

    assert "openId" in opened
    assert "unionId" not in opened


def test_the_watermark_tells_when_the_data_was_made(world, backend, now):
    key = backend.login()["session_key"]
    world.clock.advance(77.7)
    profile = backend.wx("getUserInfo")

    opened = json.loads(opendata.decrypt(profile["encryptedData"], key, profile["iv"]))

    assert list(opened)[-1] == "watermark"
    assert opened["watermark"] == {"timestamp": int(now) + 77, "appid": backend.app.appid}


def test_a_profile_made_before_a_renewal_does_not_open_with_the_new_key(backend_with):
    backend = backend_with(session_key_min_age=0)
    backend.login()
    profile = backend.wx("getUserInfo")
    key = backend.login()["session_key"]

    assert not opendata.raw_data_is_genuine(profile["rawData"], profile["signature"], key)
    with pytest.raises(opendata.OpenDataError):
        opendata.decrypt(profile["encryptedData"], key, profile["iv"])


def test_each_text_is_encrypted_with_an_iv_of_its_own(world, backend):
    backend.login()
    ivs = set()
    for _ in range(5):
        ivs.add(backend.wx("getUserInfo")["iv"])
        ivs.add(backend.wx("getUserProfile", desc="x")["iv"])
        world.clock.advance(1)

    assert len(ivs) == 10


@pytest.mark.parametrize("logged_in", [True, False])
def test_without_credentials_there_is_nothing_to_open(in_era, logged_in):
    if logged_in:
        in_era.login()

    profile = in_era.wx("getUserInfo", withCredentials=False)

    assert list(profile) == ["errMsg", "userInfo", "rawData"]


def test_without_a_session_credentials_are_left_out_or_refused_where_demanded(world, in_era):
    assert list(in_era.wx("getUserInfo")) == ["errMsg", "userInfo", "rawData"]
    assert in_era.wx("getUserInfo", withCredentials=True) == {"errMsg": NO_SESSION}

    in_era.login()
    assert "signature" in in_era.wx("getUserInfo", withCredentials=True)
    world.clock.advance(3 * 86_400)
    assert in_era.wx("getUserInfo", withCredentials=True) == {"errMsg": NO_SESSION}


@pytest.mark.parametrize("value", [None, 0, 1, "true", "false", [], {}])
def test_with_credentials_counts_only_as_true_or_false(backend, value):
    assert backend.wx("getUserInfo", withCredentials=value)["errMsg"] == "getUserInfo:ok"

    backend.login()
    assert "signature" in backend.wx("getUserInfo", withCredentials=value)


@pytest.mark.parametrize("desc", [None, "", "x" * 31, "会" * 31, 5, ["x"]])
def test_a_desc_is_1_to_30_characters_long(in_era, desc):
    assert in_era.wx("getUserProfile", desc=desc) == {"errMsg": f"getUserProfile:{DESC}"}
    assert in_era.wx("getUserProfile") == {"errMsg": f"getUserProfile:{DESC}"}


@pytest.mark.parametrize("desc", ["x", "x" * 30, "会" * 30])
def test_a_desc_of_30_characters_will_do(in_era, desc):
    assert in_era.wx("getUserProfile", desc=desc)["errMsg"] == "getUserProfile:ok"
