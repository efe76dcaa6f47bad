"""/wxaapi/newtmpl/gettemplate, and the templates of an app."""

from __future__ import annotations

import pytest

PATH = "/wxaapi/newtmpl/gettemplate"


def test_the_list_is_written_as_the_documentation_shows_it(backend_with):
    backend = backend_with()
    plain = backend.template(
        title="报名结果通知",
        content="会议时间:{{date2.DATA}}\n会议地点:{{thing1.DATA}}\n",
        example="会议时间:2016年8月8日\n会议地点:TIT会议室\n",
    )
    rich = backend.template(
        title="洗衣机故障提醒",
        content="所在位置:{{enum_string2.DATA}}\n",
        long_term=True,
        enum_values={"enum_string2": ["客厅", "厨房"]},
    )

    query = {"access_token": backend.token()}
    answer = backend.client.get(PATH, query_string=query)

    assert answer.text == (
        '{"errcode":0,"errmsg":"ok","data":[{"priTmplId":"' + plain + '","title":"报名结果通知",'
        '"content":"会议时间:{{date2.DATA}}\\n会议地点:{{thing1.DATA}}\\n",'
        '"example":"会议时间:2016年8月8日\\n会议地点:TIT会议室\\n","type":2},'
        '{"priTmplId":"' + rich + '","title":"洗衣机故障提醒",'
        '"content":"所在位置:{{enum_string2.DATA}}\\n","example":"",'
        '"keywordEnumValueList":[{"enumValueList":["客厅","厨房"],'
        '"keywordCode":"enum_string2.DATA"}],"type":3}]}'
    )


def test_an_app_without_templates_has_an_empty_list(backend_with):
    backend = backend_with()
    query = {"access_token": backend.token()}

    assert backend.client.get(PATH, query_string=query).json["data"] == []


def test_an_id_that_is_made_up_has_the_form_of_wechat_s(backend):
    assert len(backend.template()) == 43
    assert backend.template() != backend.template()


def test_the_demo_app_has_templates_from_its_registration(backend):
    titles = [one["title"] for one in backend.ask(PATH)["data"]]

    assert titles[:2] == ["订单发货通知", "排队叫号通知"]


def test_a_template_that_is_removed_is_unknown(backend):
    template = backend.template()
    path = f"/_wxsim/apps/{backend.app.appid}/templates/{template}"

    assert backend.client.delete(path).json["template_id"] == template
    assert backend.client.delete(path).status_code == 404
    assert backend.subscribe(template)["errCode"] == 20001


@pytest.mark.parametrize("content", ["", "商品", "商品:{{thing.DATA}}", "商品:{{colour1.DATA}}"])
def test_a_content_without_good_keywords_is_no_template(backend, content):
    response = backend.client.post(
        f"/_wxsim/apps/{backend.app.appid}/templates", json={"title": "a", "content": content}
    )

    assert response.status_code == 400
    assert "character_string" in response.json["hint"]
