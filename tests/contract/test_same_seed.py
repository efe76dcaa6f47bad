"""Same seed, same clock, same requests: the same bytes. Another seed: others."""

import re

from wxsim import opendata
from wxsim.app import create_app

APPID = "wx0123456789abcdef"
IDENTIFIER = re.compile(
    rb'"(?:code|session_key|openid|unionid|access_token|signature|encryptedData|iv)":"([^"]+)"'
)
SECRET = "0123456789abcdef" * 2


def transcript(world, **options):
    """Tell one world a long story through all three doors and note every answer."""
    client = create_app(world, **options).test_client()
    written = []

    def note(response):
        written.append((response.status_code, sorted(response.headers), response.data))
        return response.get_json(force=True, silent=True)

    def phone(api, **options):
        return note(client.post(f"/_wxsim/device/{api}", json=options))

    def get(path, **query):
        return note(client.get(path, query_string=query))

    credentials = {"appid": APPID, "secret": SECRET}
    token = get("/cgi-bin/token", grant_type="client_credential", **credentials)["access_token"]
    stable = {**credentials, "grant_type": "client_credential", "force_refresh": True}
    for person in ("alice", "xiaoyu", "mallory"):
        phone("checkSession", person=person)
        code = phone("login", person=person)["code"]
        exchange = {**credentials, "js_code": code, "grant_type": "authorization_code"}
        session = get("/sns/jscode2session", **exchange)
        get("/sns/jscode2session", **exchange)
        phone("getUserInfo", person=person)
        phone("getUserProfile", person=person, desc="会员资料", tap="refuse")
        phone("authorize", person=person, scope="scope.camera")
        asked = phone("getPhoneNumber", person=person)
        path = f"/wxa/business/getuserphonenumber?access_token={token}"
        note(client.post(path, json={"code": asked["code"]}))
        note(client.post(path, data="code"))
        note(client.post("/cgi-bin/stable_token", json=stable))
        if "session_key" in session:
            proof = {
                "access_token": token,
                "openid": session["openid"],
                "signature": opendata.sign_session(session["session_key"]),
                "sig_method": "hmac_sha256",
            }
            get("/wxa/checksession", **proof)
            get("/wxa/resetusersessionkey", **proof)
            get("/wxa/checksession", **proof)
        world.clock.advance(1234.5)

    def control(door, **body):
        return note(client.post(f"/_wxsim/{door}", json=body))

    control("faults", errcode=-1, rate=0.5)
    control("faults", garbage=True, path="/sns/*", times=2)
    for step in range(12):
        control("clock/advance", by=f"{step}m", app=APPID)
        note(client.get("/sns/jscode2session", query_string=credentials | {"js_code": "x"}))
    control("sessions/renew", person="alice")
    control("tokens/revoke")
    get("/_wxsim/why", about="last")
    get("/_wxsim/journal.har")
    control("apps")
    note(client.post("/_wxsim/people", json={"name": "zoe"}))
    get("/_wxsim/ledger")
    get("/_wxsim/journal")
    return written


def test_the_same_seed_gives_the_same_bytes(make_world):
    assert transcript(make_world("42")) == transcript(make_world("42"))


def test_flask_alone_gives_the_bytes_of_the_lane_before_it(make_world):
    assert transcript(make_world(), fast_lane=True) == transcript(make_world(), fast_lane=False)


def test_another_seed_gives_other_identifiers(make_world):
    one, two = (
        {found for _, _, body in transcript(make_world(seed)) for found in IDENTIFIER.findall(body)}
        for seed in ("1", "2")
    )

    assert len(one) == len(two) > 15
    assert not one & two


def test_people_keep_their_openids_after_a_restart_with_the_same_seed(make_world):
    def openids(seed, names):
        world = make_world(seed)
        app = world.apps.get(APPID)
        return {name: world.users.of(app, world.people.get(name)).openid for name in names}

    names = ["alice", "bob", "carol"]
    assert openids("s", names) == openids("s", reversed(names))
    assert not set(openids("s", names).values()) & set(openids("t", names).values())


def test_what_others_did_before_does_not_change_a_persons_codes_and_keys(make_world):
    quiet, busy = make_world(), make_world()
    for _ in range(5):
        busy.codes.issue(busy.apps.get(None), busy.people.get("bob"))
        busy.identifiers.rid(busy.clock.now())

    codes = [w.codes.issue(w.apps.get(None), w.people.get("alice")) for w in (quiet, busy)]

    assert codes[0] == codes[1]
