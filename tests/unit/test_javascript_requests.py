"""wx.request, wx.uploadFile and wx.downloadFile, and where they lead."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from flask import Flask, Response, jsonify, request

from javascript_runs import Runner, call_of, outcomes, problems, said
from wxsim.javascript import Limits, Roads
from wxsim.serving.local_server import LocalServer

HOST = "https://api.example.com"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def server() -> Iterator[str]:
    app = Flask(__name__)

    @app.route("/echo", methods=["GET", "POST", "PUT"])
    def echo() -> Response:
        answer = jsonify(
            method=request.method,
            query=request.query_string.decode(),
            type=request.headers.get("Content-Type"),
            referer=request.headers.get("Referer"),
            body=request.get_data().decode("latin-1"),
        )
        answer.headers.add("Set-Cookie", "a=1")
        answer.headers.add("Set-Cookie", "b=2")
        return answer

    @app.get("/text")
    def text() -> str:
        return "{no json"

    @app.get("/bytes")
    def raw() -> Response:
        return Response(bytes([0, 255, 128, 10]), content_type="application/octet-stream")

    @app.get("/500")
    def broken() -> tuple[str, int]:
        return '{"error": 1}', 500

    @app.get("/away")
    def away() -> Response:
        return Response(status=302, headers={"Location": "https://elsewhere.example/"})

    @app.post("/upload")
    def upload() -> str:
        file = request.files["picture"]
        return f"{file.filename} {len(file.read())} {request.form['who']}"

    @app.get("/slow")
    def slow() -> str:
        time.sleep(1)
        return "late"

    with LocalServer(app) as local:
        yield local.url


def ask(options: str, then: str = "JSON.stringify(r)") -> str:
    return (
        f"exports.go = () => wx.request({{ {options},"
        f" success: (r) => console.log({then}), fail: (e) => console.log(e.errMsg) }})"
    )


@pytest.mark.parametrize(
    ("options", "then", "told"),
    [
        ("data: { a: 1, b: '你' }", "r.data.query", "a=1&b=%E4%BD%A0"),
        ("data: { a: 1 }, method: 'post'", "r.data.method, r.data.body", 'POST {"a":1}'),
        (f"data: {{ a: 1 }}, method: 'POST', header: {{ 'Content-Type': '{FORM}' }}",
         "r.data.body", "a=1"),
        ("data: new Uint8Array([65, 66]).buffer, method: 'POST'", "r.data.body", "AB"),
        ("data: 'plain', method: 'PUT'", "r.data.body", "plain"),
        ("data: { when: new Date(0) }, method: 'POST'", "r.data.body",
         '{"when":"1970-01-01T00:00:00.000Z"}'),
        ("header: { Referer: 'x' }", "/com.wx.*devtools/.test(r.data.referer)", "true"),
        ("dataType: 'text'", "typeof r.data", "string"),
        ("", "r.cookies.join(), r.statusCode, r.errMsg", "a=1,b=2 200 request:ok"),
    ],
)  # fmt: skip
def test_a_request_is_sent_and_read_as_wechat_does(
    run_js: Runner, server: str, options: str, then: str, told: str
) -> None:
    text = ask(f"url: '{HOST}/echo'" + (f", {options}" if options else ""), then)
    assert said(run_js(text, "go", server=server)) == [told]


@pytest.mark.parametrize(
    ("options", "then", "told"),
    [
        ("/text'", "r.data", "{no json"),
        ("/500'", "r.statusCode, r.data.error", "500 1"),
        ("/bytes', responseType: 'arraybuffer'", "new Uint8Array(r.data).join()", "0,255,128,10"),
        ("/nowhere'", "r.statusCode", "404"),
    ],
)
def test_every_http_answer_is_a_success(
    run_js: Runner, server: str, options: str, then: str, told: str
) -> None:
    text = ask(f"url: '{HOST}{options}", then)
    assert said(run_js(text, "go", server=server)) == [told]


@pytest.mark.parametrize(
    ("options", "errmsg"),
    [
        ("url: 'https://api.weixin.qq.com/sns/jscode2session'",
         "request:fail url not in domain list"),
        ("url: 'ftp://x'", 'request:fail invalid url "ftp://x"'),
        ("data: () => 1, method: 'POST', url: 'https://a.example/'",
         "request:fail data should not be Function"),
        ("method: 'PATCH', url: 'https://a.example/'", "request:fail method is invalid"),
        ("nothing: 1",
         "request:fail parameter error: parameter.url should be String instead of Undefined;"),
    ],
)  # fmt: skip
def test_what_wechat_would_not_send_fails(
    run_js: Runner, server: str, options: str, errmsg: str
) -> None:
    assert outcomes(run_js(ask(options), "go", server=server)) == [errmsg]


def test_nothing_leaves_this_machine(run_js: Runner) -> None:
    story = run_js(ask("url: 'https://api.example.com/x'"), "go")

    call = call_of(story, "request")
    assert call.outcome == "request:fail url not in domain list"
    assert "--map https://api.example.com=http://127.0.0.1:3000" in call.hint
    assert call.sent == []


def test_not_even_by_a_redirect(run_js: Runner, server: str) -> None:
    story = run_js(ask(f"url: '{server}/away'"), "go")

    assert outcomes(story) == ["request:fail url not in domain list"]


def test_an_origin_is_mapped_and_no_other(run_js: Runner, server: str) -> None:
    other = ask("url: 'https://b.example/'").replace("exports.go", "exports.other")
    text = ask(f"url: '{HOST}/text'", "r.data") + ";" + other
    story = run_js(text, "go", "other", roads=Roads({HOST: server}))

    assert outcomes(story) == ["request:ok", "request:fail url not in domain list"]
    assert story.calls[0].sent == [f"GET {server}/text → 200"]


def test_what_is_on_this_machine_already_is_not_led_elsewhere(run_js: Runner, server: str) -> None:
    story = run_js(ask(f"url: '{server}/text'"), "go", server="http://127.0.0.1:9")

    assert story.calls[0].sent == [f"GET {server}/text → 200"]


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        (f"{HOST}/text", "request:ok"),
        ("https://listed.example/text", "request:ok"),
        ("https://api.example.com:8443/text", "request:fail url not in domain list"),
        ("http://api.example.com/text", "request:fail url not in domain list"),
        ("https://sub.api.example.com/text", "request:fail url not in domain list"),
        ("http://127.0.0.1:1/text", "request:fail url not in domain list"),
    ],
)
def test_strict_domains_are_those_of_the_console(
    run_js: Runner, server: str, url: str, outcome: str
) -> None:
    roads = Roads({HOST: server, "*": server}, [HOST, "https://listed.example"])
    assert outcomes(run_js(ask(f"url: '{url}'"), "go", roads=roads)) == [outcome]


@pytest.mark.parametrize("origin", ["http://a.example", "https://127.0.0.1", "https://localhost"])
def test_the_console_would_not_list_it(origin: str) -> None:
    with pytest.raises(ValueError, match="could not be listed"):
        Roads({}, [origin])


@pytest.mark.parametrize("origin", ["https://api.weixin.qq.com", "nonsense", "https://a/path"])
def test_an_origin_that_cannot_be_mapped_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match=r"never lets|no origin"):
        Roads({origin: "http://127.0.0.1:1"})


def test_ten_requests_go_at_once_and_the_rest_later(run_js: Runner, server: str) -> None:
    text = f"for (let n = 0; n < 12; n++) wx.request({{ url: '{server}/text', fail: console.log }})"
    assert outcomes(run_js(text)) == ["request:ok"] * 12


def test_a_request_can_be_given_up(run_js: Runner, server: str) -> None:
    text = f"""
    const task = wx.request({{ url: '{server}/slow', fail: (e) => console.log(e.errMsg) }});
    setTimeout(() => task.abort(), 50);
    """
    begun = time.monotonic()
    story = run_js(text)

    assert said(story) == ["request:fail abort"]
    assert time.monotonic() - begun < 3


def test_a_timer_fires_while_a_request_is_under_way(run_js: Runner, server: str) -> None:
    text = f"""
    wx.request({{ url: '{server}/slow', success: () => console.log('answer') }});
    setTimeout(() => console.log('timer'), 100);
    """
    assert said(run_js(text)) == ["timer", "answer"]


def test_a_server_that_hangs_ends_with_the_run(run_js: Runner, server: str) -> None:
    story = run_js(ask(f"url: '{server}/slow'"), "go", limits=Limits(run=0.3))

    assert [kind for kind, _, _ in problems(story)] == ["limit"]
    assert story.calls[0].outcome == "request: no answer"


def test_the_timeout_of_app_json_counts(run_js: Runner, server: str) -> None:
    files = {
        "app.json": '{"pages": [], "networkTimeout": {"request": 100}}',
        "app.js": f"wx.request({{ url: '{server}/slow', fail: (e) => console.log(e.errMsg) }})",
    }
    assert said(run_js(files=files)) == ["request:fail timeout"]


def test_files_go_up_and_down(run_js: Runner, server: str) -> None:
    text = f"""
    const told = (e) => console.log(e.errMsg);
    wx.downloadFile({{ url: '{server}/bytes', success: ({{ tempFilePath }}) => wx.uploadFile({{
      url: '{server}/upload', filePath: tempFilePath, name: 'picture', formData: {{ who: 'alice' }},
      success: (r) => console.log(r.data, r.statusCode),
    }}) }});
    wx.uploadFile({{ url: '{server}/upload', filePath: 'none', fail: told }});
    """
    told = said(run_js(text))
    assert told[0] == "uploadFile:fail file not found"
    assert told[1].endswith("4 alice 200")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("const key = res.session_key", "session_key is used in the client"),
        ("const secret = '0123456789abcdef0123456789abcdef'", "the AppSecret is in the client"),
        ("const u = 'https://api.weixin.qq.com/sns/jscode2session?appid='", "api.weixin.qq.com"),
    ],
)
def test_a_secret_in_the_client_is_pointed_at(run_js: Runner, source: str, words: str) -> None:
    story = run_js("1", files={"util.js": f"\nfunction f(res) {{ {source} }}"})

    (hint,) = story.hints
    assert words in hint.text
    assert hint.place == "util.js:2"


def test_a_secret_in_a_comment_is_none(run_js: Runner) -> None:
    text = "// session_key\n/* https://api.weixin.qq.com */ wx.setStorageSync('k', 1)"
    assert run_js(text).hints == []


def test_a_server_that_gives_the_session_key_away_is_pointed_at(
    run_js: Runner, server: str
) -> None:
    story = run_js(ask(f"url: '{server}/echo?session_key=x'"), "go")

    assert "the server's answer has a session_key in it" in story.hints[0].text


def test_a_name_that_another_file_defines_is_found(run_js: Runner) -> None:
    files = {"other.js": "\nfunction helper() {}"}
    story = run_js("helper()", files=files)

    assert "helper is defined at other.js:2" in story.problems[0].hint
