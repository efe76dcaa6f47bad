"""Every errcode is explained, and the page says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from wxsim.diagnosis import explain, explanations
from wxsim.diagnosis.errcode_page import errcode_page
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
