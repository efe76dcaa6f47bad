"""wxsim why: what people really have in hand, which is seldom a whole key and nothing else."""

from __future__ import annotations

import json

import pytest

from stories import JSCODE, rids
from wxsim.world import InvalidValue, Unknown


@pytest.fixture
def refusal(backend):
    """The answer to a code that was sent twice."""
    code = backend.code()
    backend.exchange(code)
    return code, backend.exchange(code)


def test_wechats_errmsg_is_a_key_as_it_was_pasted(refusal, journal, tell):
    _, answer = refusal
    rid = rids(journal)[-1]
    pasted = answer["errmsg"]
    assert pasted == f"code been used, rid: {rid}"

    for about in (pasted, f"rid: {rid}", json.dumps(answer), f"Error: login failed ({pasted})\n"):
        story = tell(about)

        assert (story.about, story.kind, story.errcode) == (about, "rid", 40163)
        assert story.facts == tell(rid).facts


@pytest.mark.parametrize(
    "text",
    [
        "https://api.weixin.qq.com/sns/jscode2session?appid=wx1&js_code={}&grant_type=x",
        '{{"code":"{}","errMsg":"login:ok"}}',
        "code is '{}'",
        "js_code={}",
    ],
)
def test_a_key_in_the_middle_of_a_text_is_found(refusal, tell, text):
    code, _ = refusal
    about = text.format(code)

    story = tell(about)

    assert (story.about, story.kind) == (about, "js_code")
    assert story.facts == tell(code).facts


def test_a_session_key_is_found_in_an_answer(backend, tell):
    answer = backend.exchange(backend.code())

    assert tell(json.dumps(answer)).kind == "session_key"
    assert tell(f"session_key={answer['session_key']}").kind == "session_key"


def test_a_key_is_found_as_stories_and_the_masked_journal_show_it(backend, refusal, tell):
    code, _ = refusal
    token = backend.token()
    key = backend.exchange(backend.code())["session_key"]

    for about in (f"…{code[-6:]}", code[-6:], f"{code[:4]}…{code[-4:]}"):
        assert tell(about).facts == tell(code).facts
    for about in (f"{token[:5]}…", f"...{token[-6:]}", token[:20]):
        assert tell(about).kind == "access_token"
        assert tell(about).facts == tell(token).facts
    assert tell(f"{key[:4]}…").kind == "session_key"


def test_a_part_of_several_things_asks_for_more(refusal, journal, tell):
    # The rids of one second begin alike.
    start = rids(journal)[0][:8]

    with pytest.raises(InvalidValue, match=r"is a part of \d+ things.*give the whole of it"):
        tell(f"{start}…")


def test_an_errcode_tells_of_its_last_refusal(backend, refusal, journal, tell):
    rid = rids(journal)[-1]
    backend.exchange("0" * 32)

    story = tell("40163")

    assert (story.kind, story.errcode) == ("errcode", 40163)
    assert story.facts == tell(rid).facts
    assert tell("40029").errcode == 40029


def test_an_errcode_that_nobody_got_points_to_its_explanation(refusal, tell):
    with pytest.raises(InvalidValue, match="has no refusal with 45011; `wxsim explain 45011`"):
        tell("45011")


def test_a_good_request_in_hand_points_to_the_story_of_the_keys(backend, tell):
    backend.login()

    assert "ask about the person, or about the signature or the iv" in tell().advice[0]


@pytest.mark.parametrize(
    "about", ["…", "...", "ab", "a" * 5, "{}", "rid: ", "0", "12345678901", JSCODE, "中文", "\x00"]
)
def test_what_holds_no_key_is_refused(refusal, tell, about):
    with pytest.raises(Unknown, match="there is no story about"):
        tell(about)


def test_long_nonsense_is_not_repeated_whole(tell):
    with pytest.raises(Unknown) as error:
        tell("n" * 10_000)

    assert len(str(error.value)) < 500
