"""Whatever a code or a link carries comes out again, and counting holds among threads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings, strategies as st

from wxsim.demo import demo_world
from wxsim.device.qr_reader import read_picture
from wxsim.server_api.qrpicture import picture
from wxsim.store.durable import DurableStore
from wxsim.store.memory import MemoryStore
from wxsim.store.redis import RedisStore
from wxsim.world import Clock, Refused, Switches
from wxsim.world.link_texts import MadeLink, PlainScheme, decoded, link_text, read_link
from wxsim.world.links import CannotOpen
from wxsim.world.wxacodes import WxaCode, read_code

NOW = 1_763_845_200.0

# What JSON can carry: no surrogates.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
codes = st.builds(
    WxaCode,
    kind=st.sampled_from(["wxacode", "wxaqrcode"]),
    appid=st.from_regex(r"wx[0-9a-f]{16}", fullmatch=True),
    page=texts.map(lambda text: text.replace("?", "")),
    query=texts,
    env_version=st.sampled_from(["release", "trial", "develop"]),
)


@given(codes)
def test_a_code_leads_where_it_was_made_to_lead(code):
    assert read_code(code.text) == code


@settings(max_examples=40, deadline=None)
@given(codes, st.integers(280, 600), st.booleans())
def test_every_picture_can_be_read_by_a_phone(code, width, transparent):
    drawn = picture(code.text, width, transparent=transparent)

    assert read_picture(drawn.body) == code.text


@given(texts)
def test_a_text_that_is_no_code_and_no_link_is_nothing(text):
    assert read_code(text) is None
    assert read_link(text) is None


@given(st.sampled_from(["scheme", "url_link"]), st.from_regex(r"[0-9A-Za-z]{11}", fullmatch=True))
def test_a_link_is_read_as_it_was_written(kind, ticket):
    assert read_link(link_text(kind, ticket)) == MadeLink(kind=kind, ticket=ticket)


@given(texts)
def test_what_a_sender_appends_is_decoded_once(text):
    encoded = "".join(f"%{byte:02X}" for byte in text.encode())

    assert decoded(encoded) == text
    for link in ("weixin://dl/business/?t=abc&cq=", "https://wxaurl.cn/abc?cq="):
        assert read_link(link + encoded).added == text


@given(texts, texts)
def test_a_plain_scheme_names_what_it_opens(path, query):
    def encode(text):
        return "".join(f"%{byte:02x}" for byte in text.encode())

    link = f"weixin://dl/business/?appid=wx1&path={encode(path)}&query={encode(query)}"

    assert read_link(link) == PlainScheme(
        appid="wx1", path=path, query=query, env_version="release"
    )
    assert read_link(f"{link}&env_version=trial").env_version == "trial"


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200))
def test_whatever_is_scanned_nothing_breaks(data):
    assert read_picture(data) is None


@pytest.fixture(params=["memory", "durable", "redis"])
def world(request, tmp_path):
    clock = Clock(lambda: NOW)
    if request.param == "memory":
        yield demo_world(clock=clock, store=MemoryStore(clock.now))
        return
    if request.param == "redis":
        store = RedisStore(request.getfixturevalue("redis_url"))
    else:
        store = DurableStore(tmp_path, clock.now)
    yield demo_world(clock=clock, store=store)
    store.close()


def in_threads(count, work):
    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(work, range(count)))


def test_threads_that_make_codes_together_make_no_more_than_there_may_be(world):
    app = limited(world, codes_in_total=30)

    def count(_):
        try:
            return world.wxa_codes.count(app)
        except Refused as refused:
            return -refused.errcode

    counts = in_threads(50, count)

    assert sorted(number for number in counts if number > 0) == list(range(1, 31))
    assert counts.count(-45029) == 20


def test_threads_that_make_links_together_make_different_ones(world):
    app = limited(world, links_per_second=40)

    def make(_):
        try:
            return world.links.make(
                app, "scheme", path="", query="", env_version="release", lifetime=60
            ).ticket
        except Refused as refused:
            return refused.errcode

    tickets = in_threads(50, make)

    assert tickets.count(44990) == 10
    assert len(set(tickets)) == 41


def test_of_many_who_open_a_link_for_one_exactly_one_does(world):
    app = limited(world, link_for_one_person=True)
    link = world.links.make(app, "url_link", path="", query="", env_version="release", lifetime=60)
    people = world.people.list()

    def visit(number):
        try:
            world.links.visit(app, link, people[number % len(people)])
        except CannotOpen:
            return None
        return people[number % len(people)].name

    opened = set(in_threads(40, visit)) - {None}

    assert len(opened) == 1
    found = world.links.find("url_link", link.ticket)
    assert found.first_visitor in opened
    assert found.visits == app.switches.link_visits_per_day - world.links.visits_left(app)


def limited(world, **switches):
    return world.apps.add(switches=Switches(**switches))
