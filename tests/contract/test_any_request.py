"""A property: no request at all gets anything but WeChat's JSON, or the simulator's own."""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings, strategies as st

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.server_api.call import MAX_BODY_BYTES
from wxsim.server_api.errors import ERROR_CODES
from wxsim.server_api.routes import ROUTES
from wxsim.serving.asgi_app import AsgiApp
from wxsim.serving.wsgi_threads import WsgiThreads
from wxsim.world import Clock

ERRMSG_END = re.compile(r"(, | )rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}\Z")

APPID = "wx0123456789abcdef"
NAMES = ["appid", "secret", "js_code", "grant_type", "access_token", "openid", "signature"]
NAMES += ["sig_method", "code", "force_refresh", "scope", "desc", "person", "tap", "authSetting"]
VALUES = [APPID, "0123456789abcdef" * 2, "authorization_code", "client_credential", "hmac_sha256"]
VALUES += ["alice", "scope.camera", ""]

latin = st.text(st.characters(max_codepoint=255), max_size=40)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(VALUES),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
values = st.sampled_from(VALUES) | st.text(max_size=20)
methods = st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "get", "BREW"])
CREDENTIALS = {"appid": APPID, "secret": VALUES[1], "grant_type": "client_credential"}
known_paths = st.sampled_from([route.path for route in ROUTES])
paths = (
    known_paths
    | latin.map(lambda text: "/" + text)
    | st.tuples(st.sampled_from(["/sns/", "/cgi-bin/", "/wxa/"]), latin).map("".join)
)
own_paths = st.sampled_from(
    [
        *(f"/_wxsim/device/{api}" for api in ("login", "getUserInfo", "getUserProfile")),
        *(f"/_wxsim/device/{api}" for api in ("authorize", "openSetting", "getPhoneNumber")),
        *(f"/_wxsim/{name}" for name in ("", "apps", "people", "consent", "journal", "ledger")),
    ]
) | latin.map(lambda text: f"/_wxsim/{text}")
queries = (
    st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=5), values), max_size=8).map(
        lambda pairs: urlencode(pairs, errors="surrogatepass", quote_via=quote)
    )
    | st.just(urlencode(CREDENTIALS))
    | latin
)
objects = st.dictionaries(st.sampled_from(NAMES), any_json, max_size=6)
documents = objects | any_json | st.just(CREDENTIALS)
bodies = st.just(b"") | st.binary(max_size=60) | documents.map(lambda it: json.dumps(it).encode())


def make_client(**options):
    world = demo_world(clock=Clock(lambda: 1_763_845_200.0))
    return create_app(world, **options).test_client()


class LoopClient:
    """What uvicorn does with the simulator, without uvicorn."""

    def __init__(self):
        world = demo_world(clock=Clock(lambda: 1_763_845_200.0))
        self.flask = create_app(world)
        executor = ThreadPoolExecutor(1)
        rest = WsgiThreads(self.flask, executor, max_body_bytes=MAX_BODY_BYTES)
        self.app = AsgiApp(rest, self.flask.wsgi_app.api, executor)

    def send(self, method, path, query, body):
        scope = {
            "type": "http",
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": path.encode("latin-1").decode(errors="replace"),
            "query_string": query.encode("latin-1"),
            "headers": [
                (b"host", b"localhost"),
                (b"user-agent", b"any/1.0"),
                (b"content-length", str(len(body)).encode()),
            ],
            "server": ("localhost", 80),
            "client": ("127.0.0.1", 50000),
        }
        pieces = [body[start : start + 7] for start in range(0, len(body), 7)] or [b""]
        left = iter(enumerate(pieces, 1))

        async def receive():
            number, piece = next(left)
            return {"type": "http.request", "body": piece, "more_body": number < len(pieces)}

        sent = []

        async def send(message):
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        start, rest = sent
        headers = [(name.decode(), value.decode()) for name, value in start["headers"]]
        return start["status"], rest["body"], sorted(headers)


@pytest.fixture(scope="module")
def shared_client():
    return make_client()


@pytest.fixture(scope="module")
def both_lanes():
    """The same world twice: before Flask, and through Flask."""
    return make_client(fast_lane=True), make_client(fast_lane=False)


def send(client, method, path, query, body):
    raw = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
    raw |= {"REMOTE_PORT": "50000", "HTTP_USER_AGENT": "any/1.0"}
    return client.open("/", method="POST", data=body, environ_overrides=raw)


@settings(max_examples=500, deadline=None)
@given(method=methods | st.just("OPTIONS"), path=paths, query=queries, body=bodies)
def test_any_request_to_the_server_api_gets_one_line_of_json(
    shared_client, method, path, query, body
):
    response = send(shared_client, method, path, query, body)

    assert response.status_code == 200
    assert b"\n" not in response.data
    answer = json.loads(response.data)
    errcode = answer.get("errcode", 0)
    if errcode == 0:
        # The only good answers that can be had without a code to begin with.
        assert list(answer) == ["access_token", "expires_in"]
    else:
        assert errcode in ERROR_CODES
        assert errcode != -1, "the simulator itself failed"
        assert list(answer)[:2] == ["errcode", "errmsg"]
        assert ERRMSG_END.search(answer["errmsg"])


@settings(max_examples=300, deadline=None)
@given(
    method=methods | st.sampled_from(["OPTIONS", "HEAD"]), path=paths, query=queries, body=bodies
)
def test_any_request_is_answered_alike_before_flask_and_through_it(
    both_lanes, method, path, query, body
):
    fast, slow = (send(client, method, path, query, body) for client in both_lanes)

    assert (fast.status, fast.data) == (slow.status, slow.data)
    assert sorted(fast.headers) == sorted(slow.headers)
    journals = [client.get("/_wxsim/journal").json[-1] for client in both_lanes]
    assert journals[0] == journals[1]


@pytest.fixture(scope="module")
def loop_and_flask():
    return LoopClient(), make_client(fast_lane=False)


ascii_queries = queries.map(lambda query: query.encode("ascii", "ignore").decode())


@settings(max_examples=300, deadline=None)
@given(
    method=methods | st.sampled_from(["OPTIONS", "HEAD"]),
    path=paths,
    query=ascii_queries,
    body=bodies,
)
def test_any_request_is_answered_alike_on_the_loop_and_through_flask(
    loop_and_flask, method, path, query, body
):
    loop, flask = loop_and_flask
    slow = send(flask, method, path, query, body)

    assert loop.send(method, path, query, body) == (
        slow.status_code,
        slow.data,
        sorted(slow.headers),
    )
    journals = [
        client.get("/_wxsim/journal").json[-1] for client in (loop.flask.test_client(), flask)
    ]
    assert journals[0] == journals[1]


@settings(max_examples=200, deadline=None)
@given(method=methods, path=own_paths, query=queries, body=bodies)
def test_any_request_to_the_simulators_own_doors_gets_json_and_no_500(
    shared_client, method, path, query, body
):
    response = send(shared_client, method, path, query, body)

    assert response.status_code in {200, 201, 400, 404, 405}
    answer = json.loads(response.data)
    if response.status_code >= 400:
        assert set(answer) == {"error", "hint"}
