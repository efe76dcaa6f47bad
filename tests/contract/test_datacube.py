"""The datacube: figures that follow the world, and plausible ones where it tells nothing."""

import pytest

START = "/datacube/getweanalysisappid"
ALL = [
    "/datacube/getweanalysisappiddailysummarytrend",
    "/datacube/getweanalysisappiddailyvisittrend",
    "/datacube/getweanalysisappidweeklyvisittrend",
    "/datacube/getweanalysisappidmonthlyvisittrend",
    "/datacube/getweanalysisappiddailyretaininfo",
    "/datacube/getweanalysisappidweeklyretaininfo",
    "/datacube/getweanalysisappidmonthlyretaininfo",
    "/datacube/getweanalysisappiduserportrait",
    "/datacube/getweanalysisappidvisitdistribution",
    "/datacube/getweanalysisappidvisitpage",
]
DAY = 86_400
# The tests' today is 2025-11-23 in Beijing, a Sunday.
TODAY, TOMORROW = "20251123", "20251124"


def ask(backend, name, begin, end=None):
    request = backend.request(START + name)
    return request.change(begin_date=begin, end_date=end or begin).send().json


def visit(backend, *people):
    for person in people:
        backend.wx("login", person)


@pytest.mark.parametrize("path", ALL)
def test_the_same_question_has_the_same_answer_in_every_run(backend, make_world, path):
    other = type(backend)(make_world(), backend.client, backend.app)

    assert backend.ask(path) == other.ask(path)
    assert "errcode" not in backend.ask(path)


def test_a_day_has_the_documented_figures_and_they_fit_together(backend):
    (day,) = ask(backend, "dailyvisittrend", "20251122")["list"]

    assert list(day) == [
        *("ref_date", "session_cnt", "visit_pv", "visit_uv", "visit_uv_new"),
        *("stay_time_uv", "stay_time_session", "visit_depth"),
    ]
    assert day["ref_date"] == "20251122"
    assert 0 < day["visit_uv_new"] < day["visit_uv"] < day["session_cnt"] < day["visit_pv"]


def test_a_week_has_fewer_people_than_its_days_together(backend):
    days = [ask(backend, "dailyvisittrend", f"202511{day}")["list"][0] for day in range(10, 17)]
    (week,) = ask(backend, "weeklyvisittrend", "20251110", "20251116")["list"]

    assert week["ref_date"] == "20251110-20251116"
    most = max(day["visit_uv"] for day in days)
    assert most < week["visit_uv"] < sum(day["visit_uv"] for day in days)


def test_a_month_is_named_by_its_number(backend):
    (month,) = ask(backend, "monthlyvisittrend", "20251001", "20251031")["list"]

    assert month["ref_date"] == "202510"


def test_days_on_which_people_logged_in_have_their_figures(backend, world):
    visit(backend, "alice", "bob", "alice")
    world.clock.advance(DAY)
    visit(backend, "alice", "carol")
    world.clock.advance(DAY)

    def figures(day):
        (entry,) = ask(backend, "dailyvisittrend", day)["list"]
        return entry["session_cnt"], entry["visit_uv"], entry["visit_uv_new"]

    assert figures(TODAY) == (3, 2, 2)
    assert figures(TOMORROW) == (2, 2, 1)
    assert ask(backend, "dailysummarytrend", TOMORROW)["list"][0]["visit_total"] == 3


def test_another_apps_logins_are_its_own(backend, backend_with, world):
    visit(backend_with(), "alice")
    visit(backend, "bob")
    world.clock.advance(DAY)

    assert ask(backend, "dailyvisittrend", TODAY)["list"][0]["visit_uv"] == 1


def test_those_who_came_again_are_counted(backend, world):
    visit(backend, "alice", "bob", "carol")
    world.clock.advance(DAY)
    visit(backend, "alice", "xiaoyu")
    world.clock.advance(DAY)

    answer = ask(backend, "dailyretaininfo", TODAY)

    # Days that are not over yet are left out.
    assert answer["visit_uv"] == [{"key": 0, "value": 3}, {"key": 1, "value": 1}]
    assert answer["visit_uv_new"] == answer["visit_uv"]


def test_fewer_and_fewer_come_again(backend):
    for name, span, keys in [
        ("dailyretaininfo", ("20251001", "20251001"), [0, 1, 2, 3, 4, 5, 6, 7, 14, 30]),
        ("weeklyretaininfo", ("20251006", "20251012"), [0, 1, 2, 3, 4]),
        ("monthlyretaininfo", ("20250901", "20250930"), [0, 1]),
    ]:
        answer = ask(backend, name, *span)
        for kind in ("visit_uv_new", "visit_uv"):
            assert [entry["key"] for entry in answer[kind]] == keys
            first, *later = [entry["value"] for entry in answer[kind]]
            assert all(0 < value < first for value in later)


def test_ways_in_are_those_that_people_took(backend, world):
    visit(backend, "alice", "bob", "carol")
    backend.wx("openLink", "bob", link=backend.ask("/wxa/generatescheme")["openlink"])
    backend.wx(
        "scanCode",
        "carol",
        text=f"https://mp.weixin.qq.com/a/~wxacode/{backend.app.appid}/release/pages/a",
    )
    world.clock.advance(DAY)

    answer = ask(backend, "visitdistribution", TODAY)

    ways, stay, depth = answer["list"]
    assert ways["index"] == "access_source_session_cnt"
    assert {item["key"]: item["value"] for item in ways["item_list"]} == {1: 1, 4: 1, 34: 1}
    for part in (stay, depth):
        assert sum(item["value"] for item in part["item_list"]) == 3


def test_every_visit_has_one_way_in_one_stay_and_one_depth(backend):
    (day,) = ask(backend, "dailyvisittrend", "20251122")["list"]
    answer = ask(backend, "visitdistribution", "20251122")

    assert [part["index"] for part in answer["list"]] == [
        *("access_source_session_cnt", "access_staytime_info", "access_depth_info")
    ]
    for part in answer["list"]:
        assert sum(item["value"] for item in part["item_list"]) == day["session_cnt"]


def test_the_pages_are_the_apps(backend_with):
    backend = backend_with(pages=("pages/home", "pages/cart"))
    (day,) = ask(backend, "dailyvisittrend", "20251122")["list"]

    pages = ask(backend, "visitpage", "20251122")["list"]

    assert [page["page_path"] for page in pages] == ["pages/home", "pages/cart"]
    assert sum(page["page_visit_pv"] for page in pages) == day["visit_pv"]
    assert sum(page["entrypage_pv"] for page in pages) == day["session_cnt"]


def test_a_portrait_is_of_those_who_came(backend, world):
    visit(backend, "alice", "bob")
    world.clock.advance(DAY)

    people = ask(backend, "userportrait", TODAY)["visit_uv"]

    assert {item["name"]: item["value"] for item in people["province"]} == {*()} or {
        item["name"] for item in people["province"]
    } == {"Guangdong", "Zhejiang"}
    assert [item["name"] for item in people["genders"]] == ["女", "男"]
    assert sum(item["value"] for item in people["ages"]) == 2


@pytest.mark.parametrize(
    ("begin", "end"), [("20251122", "20251122"), ("20251116", "20251122"), ("20251024", "20251122")]
)
def test_a_portrait_adds_up_over_1_7_and_30_days(backend, begin, end):
    answer = ask(backend, "userportrait", begin, end)

    for kind in ("visit_uv_new", "visit_uv"):
        totals = {sum(item["value"] for item in items) for items in answer[kind].values()}
        assert len(totals) == 1
        assert totals.pop() > 0
    assert ask(backend, "userportrait", "20251115", "20251122")["errcode"] == 61501


@pytest.mark.parametrize(
    ("name", "begin", "end"),
    [
        ("dailyvisittrend", "20251121", "20251122"),
        ("dailyvisittrend", "20251122", "20251121"),
        ("visitpage", "20251121", "20251122"),
        ("weeklyvisittrend", "20251111", "20251117"),
        ("weeklyvisittrend", "20251110", "20251115"),
        ("weeklyretaininfo", "20251117", "20251123"),
        ("monthlyvisittrend", "20251001", "20251030"),
        ("monthlyvisittrend", "20251002", "20251031"),
        ("monthlyretaininfo", "20251101", "20251130"),
    ],
)
def test_another_span_than_the_path_answers_for_is_out_of_range(backend, name, begin, end):
    assert ask(backend, name, begin, end)["errcode"] == 61501


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize(
    "date", ["", None, "2025112", "2025-11-22", "20251322", "２０２５１１２２", 20251122.5]
)
def test_what_is_no_date_is_a_format_error(backend, path, date):
    assert backend.ask(path, begin_date=date)["errcode"] == 61500


def test_yesterday_is_beijings(backend, world):
    # 05:00 in Beijing; 19 hours later it is tomorrow there, and still today in London.
    assert ask(backend, "dailyvisittrend", TODAY)["errcode"] == 61501
    world.clock.advance(19 * 3600)
    assert "list" in ask(backend, "dailyvisittrend", TODAY)
