"""Every errcode is explained, and the page says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from wxsim.diagnosis import explain, explanations
from wxsim.diagnosis.errcode_page import errcode_page
from wxsim.diagnosis.explain import errcodes_in
from wxsim.server_api.errors import ERROR_CODES
from wxsim.world import Unknown

PAGE = Path(__file__).parents[2] / "docs" / "errcodes.md"


def test_the_errcode_page_is_what_the_table_says():
    assert PAGE.read_text("utf-8") == errcode_page() + "\n"


def test_an_errcode_tells_its_cause_its_fix_and_the_paths_that_answer_it():
    told = explain(40163)

    assert told.errmsg == "code been used"
    assert "a code works once" in told.cause
    assert "wx.login" in told.fix
    assert told.documentation.startswith("https://developers.weixin.qq.com/")
    assert told.evidence == "observed"
    assert told.paths == [
        "/sns/jscode2session",
        "/sns/oauth2/access_token",
        "/sns/component/jscode2session",
        "/sns/oauth2/component/access_token",
    ]


def test_every_errcode_is_explained_and_answered_somewhere():
    told = explanations()

    assert [one.errcode for one in told] == list(ERROR_CODES)
    assert all(one.cause and one.fix and one.paths for one in told)
    assert [one.errcode for one in told if "any other path" in one.paths] == [40066]


def test_an_errcode_that_nobody_answers_is_refused():
    with pytest.raises(Unknown, match="there is no errcode '12345'; there is -1, "):
        explain(12345)


@pytest.mark.parametrize(
    ("text", "errcodes"),
    [
        ("40163", [40163]),
        (" -1 ", [-1]),
        ("99999", [99999]),
        ("code been used", [40163]),
        ("Code Been Used, rid: 6b03e77c-6dab1d72-7f2eb464", [40163]),
        ("invalid code hint: [whmtGGRu-iW82r3] rid: 6b03efd6-768038dc-4c99ec2a", [40029]),
        ('{"errcode":40029,"errmsg":"invalid code, rid: x"}', [40029]),
        ("errcode: -1", [-1]),
        ("minute-quota", [45011]),
        ("invalid ip 10.0.0.1 ipv6 ::ffff:10.0.0.1, not in whitelist rid: 6b-6d-7f", [40164]),
        ("nonsense", []),
        ("", []),
        ("²", []),
    ],
)
def test_an_errcode_is_known_by_its_number_its_text_or_a_whole_answer(text, errcodes):
    assert errcodes_in(text) == errcodes


def test_every_text_of_wechat_finds_its_own_errcode():
    for errcode, row in ERROR_CODES.items():
        assert errcode in errcodes_in(row.errmsg.partition("{")[0]), row.errmsg


def test_a_part_of_several_texts_finds_them_all():
    assert {40013, 40029, 40125} <= set(errcodes_in("invalid"))
