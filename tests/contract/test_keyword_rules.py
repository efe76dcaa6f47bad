"""What the values of /cgi-bin/message/subscribe/send may be, kind by kind."""

from __future__ import annotations

import json

import pytest

from wxsim.world.keyword_rules import KINDS

PATH = "/cgi-bin/message/subscribe/send"

GOOD = {
    "thing": ["高山乌龙 500g!", "长" * 20, "🌧️", "a"],
    "number": ["1", "-1.5", "0" * 32, "12.50"],
    "letter": ["a", "Zz", "a" * 32],
    "symbol": ["!", "&&%%#", "￥", "。"],
    "character_string": ["A-1_2/3", "x" * 32, "2025:11~22"],
    "time": [
        "15:01",
        "15:01:59",
        "00:00",
        "9:30",
        "2019年10月1日 15:01",
        "2019-10-01 15:01:00",
        "15:01~16:30",
        "2019年10月1日 15:01~2019年10月2日 15:01",
    ],
    "date": [
        "2019年10月1日",
        "2019年10月",
        "10月1日",
        "2018-01-01",
        "2018/01/01",
        "2018.01.01",
        "2018-01",
        "01-01",
        "2019-12-25 09:42",
        "2019年10月1日 15:01",
        "2019年10月1日~2019年10月7日",
    ],
    "amount": ["￥100", "¥8.80", "$5", "100", "100.5元", "￥1234567890.99"],
    "phone_number": ["+86-0766-66888866", "17000000001"],
    "car_number": ["粤A8Z888挂", "粤A8Z888", "京AD12345"],
    "name": ["王小明", "张" * 10, "A" * 20, "阿卜杜拉·买买提", "O'Neil", "王Tom"],
    "phrase": ["配送中", "审核通过了"],
    "enum_string": ["随便"],
}
BAD = {
    "thing": ["长" * 21, "a\nb", "a\tb", "\x00"],
    "number": ["1a", "1.", ".5", "0" * 33, "一", "１", "1,000"],
    "letter": ["a1", "a" * 33, "a b", "é", "字"],
    "symbol": ["!!!!!!", "a", "1", "字", "!\n"],
    "character_string": ["编号1", "x" * 33, "a\n", "é"],
    "time": ["25:00", "12:60", "1501", "2019年10月1日", "15:01~", "下午3点", "15:01:59.0"],
    "date": ["2019年13月1日", "2019-1-32", "15:01", "2019", "明天", "2018-01/01", "20180101"],
    "amount": ["￥￥1", "12345678901", "元", "一百", "1.元", "￥"],
    "phone_number": ["1" * 18, "手机", "call me"],
    "car_number": ["A12345678", "-A8Z888", "粤A8Z888挂车", "粤A粤Z888", "粤A-888"],
    "name": ["张" * 11, "A" * 21, "王1", "王" + "A" * 10],
    "phrase": ["正在配送中呢", "ok", "配送1", "配送!"],
}


def cases(table):
    return [(kind, value) for kind, values in table.items() for value in values]


@pytest.fixture
def say(backend):
    """Send one value in a message of its own, and return the errcode and its text."""

    def say(kind, value, **described):
        keyword = f"{kind}1"
        template = backend.template(content=f"说:{{{{{keyword}.DATA}}}}", **described)
        backend.login()
        backend.subscribe(template)
        body = {"touser": backend.openid(), "template_id": template}
        body["data"] = {keyword: {"value": value}}
        query = {"access_token": backend.token()}
        return json.loads(backend.client.post(PATH, query_string=query, json=body).data)

    return say


@pytest.mark.parametrize(("kind", "value"), cases(GOOD))
def test_a_value_that_keeps_the_rule_is_sent(say, kind, value):
    assert say(kind, value)["errcode"] == 0


@pytest.mark.parametrize(("kind", "value"), cases(BAD))
def test_a_value_that_breaks_the_rule_is_refused_by_name(say, kind, value):
    answer = say(kind, value)

    assert answer["errcode"] == 47003
    assert f"data.{kind}1.value invalid" in answer["errmsg"]


def test_an_enum_takes_the_values_of_its_template_alone(say):
    rooms = {"enum_string1": ["客厅", "厨房"]}

    assert say("enum_string", "厨房", enum_values=rooms)["errcode"] == 0
    assert say("enum_string", "车库", enum_values=rooms)["errcode"] == 47003


def test_every_kind_has_good_and_bad_values_here():
    assert set(GOOD) == set(KINDS)
    assert set(BAD) == set(KINDS) - {"enum_string"}
