"""/wxa/msg_sec_check, /wxa/media_check_async, /wxa/img_sec_check: what may be shown."""

from __future__ import annotations

import json
import re

import pytest

TEXT = "/wxa/msg_sec_check"
MEDIA = "/wxa/media_check_async"
PICTURE = "/wxa/img_sec_check"
TRACE_ID = r"[0-9a-f]{8}-[0-7][0-9a-f]{7}-[0-7][0-9a-f]{7}"
# WeChat's own example of a risky text, from the page of version 1.
SAMPLE = "特3456书yuuo莞6543李zxcz蒜7782法fgnv级 完2347全dfji试3726测asad感3847知qwez到"


def test_a_harmless_text_passes(backend):
    response = backend.send(TEXT)

    assert re.fullmatch(
        r'\{"errcode":0,"errmsg":"ok","result":\{"suggest":"pass","label":100\},'
        r'"detail":\[\{"strategy":"content_model","errcode":0,"suggest":"pass","label":100,'
        rf'"prob":90\}}\],"trace_id":"{TRACE_ID}"\}}',
        response.text,
    )


def test_a_risky_text_is_answered_with_its_words_and_labels(backend):
    answer = backend.ask(TEXT, content="网上赌博，代开发票")

    assert answer["result"] == {"suggest": "risky", "label": 10001}
    assert answer["detail"] == [
        {
            "strategy": "content_model",
            "errcode": 0,
            "suggest": "risky",
            "label": 10001,
            "prob": 90,
        },
        {
            "strategy": "keyword",
            "errcode": 0,
            "suggest": "risky",
            "label": 10001,
            "level": 90,
            "keyword": "代开发票",
        },
        {
            "strategy": "keyword",
            "errcode": 0,
            "suggest": "risky",
            "label": 20006,
            "level": 90,
            "keyword": "赌博",
        },
    ]


@pytest.mark.parametrize("field", ["title", "nickname", "signature"])
def test_what_stands_beside_the_text_is_read_too(backend, field):
    assert backend.ask(TEXT, **{field: "赌博"})["result"]["suggest"] == "risky"


def test_words_of_one_s_own_have_the_label_they_are_given(backend_with):
    backend = backend_with(risky_words=("榴莲:20012", "香蕉", "a:b:100", "时间:7"))

    def label(content):
        return backend.ask(TEXT, content=content)["result"]["label"]

    assert [label(content) for content in ("榴莲", "香蕉", "x a:b x", "时间:7", "时间")] == [
        20012,
        21000,
        100,
        21000,
        100,
    ]


@pytest.mark.parametrize("verdict", ["pass", "review", "risky"])
def test_a_verdict_can_be_the_same_for_everything(backend_with, verdict):
    backend = backend_with(content_verdict=verdict)
    label = 100 if verdict == "pass" else 21000

    for content in ("你好", "赌博"):
        assert backend.ask(TEXT, content=content)["result"] == {"suggest": verdict, "label": label}


def test_version_one_reads_the_text_alone_and_refuses_the_risky(backend):
    def old(content):
        changes = {"version": None, "openid": None, "scene": None, "content": content}
        return backend.send(TEXT, **changes)

    assert old("你好").text == '{"errcode":0,"errmsg":"ok"}'
    answer = json.loads(old(SAMPLE).data)
    assert answer["errcode"] == 87014
    assert answer["errmsg"].startswith("risky content rid: ")


@pytest.mark.parametrize("version", [2, "2"])
def test_version_two_may_be_a_text(backend, version):
    assert "result" in backend.ask(TEXT, version=version)


@pytest.mark.parametrize("path", [TEXT, MEDIA])
def test_a_check_is_about_somebody_who_was_there_two_hours_ago_at_most(world, backend, path):
    request = backend.request(path)

    world.clock.advance(7200)
    assert request.change(access_token=backend.token()).send().json["errcode"] == 0
    world.clock.advance(1)
    assert request.change(access_token=backend.token()).send().json["errcode"] == 61010
    backend.code()
    assert request.change(access_token=backend.token()).send().json["errcode"] == 0


def test_whoever_never_logged_in_was_never_there(backend):
    backend.subscribe(backend.template(), person="bob")

    assert backend.ask(TEXT, openid=backend.openid("bob"))["errcode"] == 61010


@pytest.mark.parametrize("scene", [None, 0, 5, "1", True, 2.5, [1]])
def test_there_are_four_scenes(backend, scene):
    request = backend.request(TEXT)
    request.body["scene"] = scene

    assert request.send().json["errcode"] == 40129


@pytest.mark.parametrize(
    ("content", "errcode"), [("长" * 2500, 0), ("长" * 2501, 45002), ("", 47001), (None, 47001)]
)
def test_a_text_has_a_length(backend, content, errcode):
    assert backend.ask(TEXT, content=content)["errcode"] == errcode


def media_events(backend):
    return [event for event in backend.outbox() if event.get("Event") == "wxa_media_check"]


def test_a_media_check_is_answered_at_once_and_told_later(backend, now):
    answer = backend.ask(MEDIA)

    assert list(answer) == ["errcode", "errmsg", "trace_id"]
    assert media_events(backend) == [
        {
            "ToUserName": backend.app.original_id,
            "FromUserName": backend.openid(),
            "CreateTime": int(now) + 10,
            "MsgType": "event",
            "Event": "wxa_media_check",
            "appid": backend.app.appid,
            "trace_id": answer["trace_id"],
            "version": 2,
            "detail": [
                {
                    "strategy": "content_model",
                    "errcode": 0,
                    "suggest": "pass",
                    "label": 100,
                    "prob": 90,
                }
            ],
            "errcode": 0,
            "errmsg": "ok",
            "result": {"suggest": "pass", "label": 100},
        }
    ]


def test_the_result_is_due_when_the_check_is_done(world, backend):
    backend.ask(MEDIA)

    world.clock.advance(9)
    assert world.outbox.take_due() == []
    world.clock.advance(1)
    (delivery,) = world.outbox.take_due()
    assert delivery.openid == backend.openid()
    assert media_events(backend) == []


def test_the_address_of_a_file_decides(backend):
    backend.ask(MEDIA, media_url="https://example.com/赌博.png")

    (event,) = media_events(backend)
    assert event["result"] == {"suggest": "risky", "label": 20006}
    # No keywords: those are a text's.
    assert [one["strategy"] for one in event["detail"]] == ["content_model"]


def test_what_cannot_be_fetched_is_told_as_such(backend):
    backend.ask(MEDIA, media_url="wxfile://tmp_1.png")

    (event,) = media_events(backend)
    assert event["errcode"] == -1008
    assert "result" not in event


@pytest.mark.parametrize(
    ("url", "risky", "status"),
    [
        ("https://example.com/a.png", 0, 0),
        ("https://example.com/赌博.png", 1, 0),
        # -1008, as an unsigned number.
        ("wxfile://赌博.png", 0, 4294966288),
    ],
)
def test_version_one_tells_its_result_in_its_own_form(backend, url, risky, status):
    changes = {"version": None, "openid": None, "scene": None, "media_url": url}
    trace_id = backend.ask(MEDIA, **changes)["trace_id"]

    (event,) = media_events(backend)
    assert event["FromUserName"] == ""
    rest = {name: value for name, value in event.items() if name.islower()}
    assert rest == {
        "appid": backend.app.appid,
        "trace_id": trace_id,
        "isrisky": risky,
        "extra_info_json": "",
        "status_code": status,
    }


@pytest.mark.parametrize("kind", [0, 3, "2", None, [2]])
def test_there_are_sounds_and_pictures(backend, kind):
    request = backend.request(MEDIA)
    request.body["media_type"] = kind

    assert request.send().json["errcode"] == 40004


def test_a_check_needs_an_address(backend):
    assert backend.ask(MEDIA, media_url=None)["errcode"] == 47001


def test_the_limit_of_repeats_is_one_file_s_and_one_day_s(world, backend_with):
    backend = backend_with(media_check_repeats=2)
    request = backend.request(MEDIA)

    assert [request.send().json["errcode"] for _ in range(3)] == [0, 0, 87020]
    assert backend.ask(MEDIA, media_url="https://example.com/other.png")["errcode"] == 0
    world.clock.advance(86_400)
    assert backend.ask(MEDIA)["errcode"] == 0
    assert len(media_events(backend)) == 4


def picture(backend, data, name="cat.png", **form):
    boundary = "x7MA4YWxk"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="media"; filename="{name}"\r\n'
    body = head.encode() + b"Content-Type: image/png\r\n\r\n" + data
    body += f"\r\n--{boundary}--\r\n".encode()
    return backend.client.post(
        PICTURE,
        query_string={"access_token": backend.token()},
        data=form.get("body", body),
        content_type=form.get("content_type", f"multipart/form-data; boundary={boundary}"),
    ).json["errcode"]


def test_a_picture_is_judged_by_its_name_and_its_bytes(backend):
    assert picture(backend, b"\x89PNG") == 0
    assert picture(backend, b"\x89PNG", name="赌博.png") == 87014
    assert picture(backend, b"\x89PNG" + "色情".encode() + b"\xff") == 87014


@pytest.mark.parametrize(
    "form",
    [
        {"body": b""},
        {"body": b"\x89PNG", "content_type": "image/png"},
        {"content_type": "multipart/form-data"},
        {"content_type": "multipart/form-data; boundary=other"},
        {"content_type": ""},
    ],
)
def test_without_a_form_there_is_no_picture(backend, form):
    assert picture(backend, b"\x89PNG", **form) == 41005


def test_an_empty_picture_is_none(backend):
    assert picture(backend, b"") == 41005


def test_a_verdict_of_review_lets_a_picture_pass(backend_with):
    assert picture(backend_with(content_verdict="review"), b"\x89PNG") == 0
    assert picture(backend_with(content_verdict="risky"), b"\x89PNG") == 87014
