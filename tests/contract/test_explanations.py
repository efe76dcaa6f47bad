"""The ledger and the journal say why WeChat refused, which WeChat itself never does."""

import json

import pytest

from wxsim.server_api.routes import ROUTES
from wxsim.world import Fault

JSCODE = "/sns/jscode2session"
CHECK = "/wxa/checksession"
PHONE = "/wxa/business/getuserphonenumber"


@pytest.fixture
def journal(client):
    return lambda: client.get("/_wxsim/journal").json


@pytest.fixture
def ledger(client):
    return lambda: client.get("/_wxsim/ledger").json


@pytest.fixture
def why(journal, ledger):
    """Return why the latest exchange was refused; ledger and journal must agree."""

    def latest():
        exchange, entry = journal()[-1], ledger()[-1]
        assert entry["event"] == "refused"
        assert entry["story"] == f"{exchange['path']}: {exchange['why']}"
        assert entry["rid"] == exchange["rid"]
        assert entry["errcode"] == exchange["errcode"] == json.loads(exchange["answer"])["errcode"]
        assert f"rid: {entry['rid']}" in exchange["answer"]
        assert exchange["why"] not in exchange["answer"]
        return exchange["why"]

    return latest


def test_a_stale_signature_names_the_key_that_made_it_and_the_current_one(backend_with, why):
    backend = backend_with(session_key_min_age=0)
    proofs = [backend.signed(backend.login()) for _ in range(3)]
    query = {"access_token": backend.token()}

    backend.client.get(CHECK, query_string={**query, **proofs[1]})
    assert why().startswith("signed with session_key 2 of alice, but 3 is current: ")
    assert "wx.login renewed it" in why()

    backend.client.get(CHECK, query_string={**query, **proofs[0]})
    assert why().startswith("signed with session_key 1 of alice, but 3 is current: ")


def test_a_reset_is_named_as_the_reason_of_a_stale_signature(backend, why):
    old = backend.signed(backend.login())
    backend.ask("/wxa/resetusersessionkey")

    backend.ask(CHECK, **old)

    assert why() == (
        "signed with session_key 1 of alice, but 2 is current: "
        "the server reset it by resetusersessionkey"
    )


def test_a_signature_of_no_key_at_all_is_told_apart(backend, why):
    backend.ask(CHECK, signature="0" * 64)

    assert why().startswith("no session_key that alice ever had in wx0123456789abcdef makes")
    assert "base64 text" in why()


def test_an_expired_session_is_told_apart_from_a_wrong_signature(world, backend, why):
    proof = backend.signed(backend.login())
    world.clock.advance(3 * 86_400)

    backend.client.get(CHECK, query_string={"access_token": backend.token(), **proof})

    assert why() == "session_key 1 of alice has expired"


def test_a_used_code_names_the_request_that_spent_it(world, backend, why, journal):
    code = backend.code()
    backend.exchange(code)
    spender = journal()[-1]["rid"]
    world.clock.advance(42)

    backend.exchange(code)

    assert why() == (f"the js_code of alice was spent by an exchange, request {spender}, 42 s ago")


def test_a_burnt_code_names_the_request_that_burnt_it_and_how(backend_with, why, journal):
    backend = backend_with(failed_exchange_burns_code=True)
    code = backend.code()
    backend.exchange(code, secret="0" * 32)
    burner = journal()[-1]["rid"]

    backend.exchange(code)

    assert f"was spent by a request with the wrong secret, request {burner}, 0 s ago" in why()


def test_an_invalid_code_is_unknown_or_expired_or_another_apps(world, backend, backend_of, why):
    backend.exchange("0" * 32)
    assert why().startswith("this simulator does not know that js_code: it never issued it")

    code = backend.code("bob")
    backend_of("wxfedcba9876543210").exchange(code)
    assert why() == (
        "the js_code was issued to bob in wx0123456789abcdef, not in wxfedcba9876543210"
    )

    world.clock.advance(301)
    backend.exchange(code)
    assert why() == "the js_code of bob expired: it is 301 s old and lives 300 s"


def test_a_replaced_token_names_the_one_that_replaced_it(world, backend, why):
    request = backend.request(CHECK)
    backend.token()
    world.clock.advance(300)

    request.send()

    assert why() == (
        "access_token 1 of /cgi-bin/token of wx0123456789abcdef was replaced "
        "by access_token 2 of /cgi-bin/token issued 300 s ago"
    )


def test_an_old_token_tells_its_age(world, backend, why):
    request = backend.request(CHECK)
    world.clock.advance(7201)

    request.send()

    assert why() == "access_token 1 of /cgi-bin/token of wx0123456789abcdef is 7201 s old"


def test_a_used_phone_code_names_the_request_that_spent_it(backend, why, journal):
    request = backend.request(PHONE)
    request.send()
    spender = journal()[-1]["rid"]

    request.send()

    assert why() == f"the code was spent by request {spender}"


def test_a_fault_set_on_purpose_owns_up(world, backend, why):
    world.faults.add(Fault(path=JSCODE, errcode=-1))

    backend.ask(JSCODE)

    assert why() == "fault 1: errcode -1 was set on purpose"


@pytest.mark.parametrize("errcode", [40090, 40164])
def test_a_fault_whose_text_names_the_caller_is_answered_whole(world, backend, errcode):
    world.faults.add(Fault(path=JSCODE, errcode=errcode))

    answer = backend.ask(JSCODE)

    assert answer["errcode"] == errcode
    assert "127.0.0.1" in answer["errmsg"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_path_explains_a_request_without_anything(client, why, route):
    client.open(route.path, method=route.methods[0])

    assert "no ap" in why() or "no access_token" in why()


def test_an_unknown_path_is_explained(client, why):
    client.get("/sns/jsCode2Session")

    assert "WeChat has no path '/sns/jsCode2Session'" in why()


def test_good_calls_leave_a_story_and_no_reason(backend, ledger, journal):
    backend.ask(JSCODE)

    events = [entry["event"] for entry in ledger()]
    assert events == ["session_key made", "code issued", "code exchanged"]
    assert ledger()[-1]["rid"] == journal()[-1]["rid"]
    assert (journal()[-1]["errcode"], journal()[-1]["why"]) == (0, "")


def test_the_journal_keeps_requests_and_answers_as_they_were(client, journal, now):
    sent = client.post("/cgi-bin/stable_token?a=%20b", data='{"appid":"微信"}')
    answer = sent.text

    assert journal() == [
        {
            "number": 1,
            "at": now,
            "rid": answer[-28:-2],
            "method": "POST",
            "path": "/cgi-bin/stable_token",
            "query": "a=%20b",
            "body": '{"appid":"微信"}',
            "client_ip": "127.0.0.1",
            "client_port": "",
            "user_agent": sent.request.headers["User-Agent"],
            "appid": "微信",
            "status": 200,
            "headers": [list(header) for header in sent.headers],
            "answer": answer,
            "errcode": 40013,
            "why": "no app '微信' is registered here",
            "fault": "",
        }
    ]


@pytest.mark.parametrize("name", ["journal", "ledger"])
def test_entries_are_numbered_and_can_be_read_from_one_on(client, name):
    for _ in range(5):
        client.get("/x")

    def numbers(after):
        return [entry["number"] for entry in client.get(f"/_wxsim/{name}?after={after}").json]

    assert numbers(0) == [1, 2, 3, 4, 5]
    assert numbers(3) == [4, 5]
    assert numbers(5) == numbers(10**17) == []
    assert [entry["number"] for entry in client.get(f"/_wxsim/{name}").json] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "²", "9" * 5_000, "%ff"])
@pytest.mark.parametrize("name", ["journal", "ledger"])
def test_a_number_that_is_none_is_refused(client, name, after):
    response = client.get(f"/_wxsim/{name}?after={after}")

    assert response.status_code == 400
    assert response.json["hint"] == "give a whole number"
