"""Mini Program codes: pictures that a QR reader reads back to page and scene."""

import io

import pytest
import zxingcpp
from PIL import Image

from wxsim.app import create_app

CODE = "/wxa/getwxacode"
UNLIMITED = "/wxa/getwxacodeunlimit"
QR = "/cgi-bin/wxaapp/createwxaqrcode"
ALL = [CODE, UNLIMITED, QR]
START = "https://mp.weixin.qq.com/a/~"


def drawn(backend, path, /, **changes):
    """Ask for a picture and return it."""
    response = backend.request(path).change(**changes).send()
    assert response.headers["Content-Type"] == "image/jpeg", response.text
    return Image.open(io.BytesIO(response.data))


def read(picture):
    """Read the one code in a picture, as any QR reader does."""
    (code,) = zxingcpp.read_barcodes(picture.convert("L"))
    return code.text


def errcode(backend, path, /, **changes):
    response = backend.request(path).change(**changes).send()
    if response.headers["Content-Type"].startswith("image/"):
        return 0
    return response.json["errcode"]


@pytest.mark.parametrize("path", ALL)
def test_a_code_is_a_jpeg_of_at_least_a_kilobyte(backend, path):
    response = backend.send(path)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/jpeg"
    assert len(response.data) >= 1024
    assert int(response.headers["Content-Length"]) == len(response.data)
    picture = Image.open(io.BytesIO(response.data))
    assert (picture.format, picture.size) == ("JPEG", (430, 430))


@pytest.mark.parametrize(("path", "kind"), [(CODE, "wxacode"), (QR, "wxaqrcode")])
def test_a_reader_finds_the_path_and_its_query(backend, path, kind):
    text = read(drawn(backend, path, path="pages/a/a?id=1&x=商品"))

    assert text == f"{START}{kind}/{backend.app.appid}/release/pages/a/a?id=1&x=商品"


def test_a_reader_finds_the_page_and_the_scene_which_is_encoded(backend):
    text = read(drawn(backend, UNLIMITED, scene="a=1&b=~!", page="pages/a/a", env_version="trial"))

    assert text == f"{START}wxacode/{backend.app.appid}/trial/pages/a/a?scene=a%3D1%26b%3D~%21"


def test_without_a_page_a_code_leads_home(backend):
    assert read(drawn(backend, UNLIMITED, page=None)).endswith("/release/?scene=id%3D1")


@pytest.mark.parametrize("width", [280, 431, 1280])
@pytest.mark.parametrize(("path", "length"), [(CODE, 1024), (QR, 128)])
def test_the_longest_path_is_readable_at_every_width(backend, path, length, width):
    longest = "pages/a?x=" + "x" * (length - 10)
    picture = drawn(backend, path, path=longest, width=width)

    assert picture.size == (width, width)
    assert read(picture).endswith(longest)
    assert errcode(backend, path, path=longest + "x") == 40159


def test_the_bytes_of_a_path_count(backend):
    assert errcode(backend, QR, path="页" * 42) == 0
    assert errcode(backend, QR, path="页" * 43) == 40159


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize(("asked", "got"), [(1, 280), (100_000, 1280), (300.5, 300), (None, 430)])
def test_a_width_beyond_the_bounds_is_brought_back(backend, path, asked, got):
    assert drawn(backend, path, width=asked).size == (got, got)


def test_a_width_that_is_no_number_is_refused_where_there_is_an_errcode_for_it(backend):
    assert [errcode(backend, path, width="430") for path in ALL] == [40097, 40097, 0]
    assert errcode(backend, CODE, width=True) == 40097


def test_lines_have_the_colour_that_was_asked_for(backend):
    def colours(**look):
        response = backend.send(CODE, is_hyaline=True, **look)
        picture = Image.open(io.BytesIO(response.data))
        return {colour for _, colour in picture.getcolors() if colour[3]}

    red = {"r": 200, "g": 0, "b": 0}
    assert colours(line_color=red) == {(200, 0, 0, 255)}
    assert colours(line_color={"r": "200", "g": "0", "b": "999"}) == {(200, 0, 255, 255)}
    assert colours(line_color=red, auto_color=True) == colours() == {(0, 0, 0, 255)}
    assert read(drawn(backend, CODE, line_color=red))


@pytest.mark.parametrize("colour", ["red", [], {"r": 1}, {"r": -1, "g": 0, "b": 0}, {"r": {}}])
def test_a_line_color_that_is_none_is_an_invalid_argument(backend, colour):
    assert errcode(backend, CODE, line_color=colour) == 40097


def test_without_a_ground_the_picture_is_a_png_that_lets_paper_through(backend):
    response = backend.send(CODE, is_hyaline=True)

    assert response.headers["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(response.data))
    assert picture.getpixel((0, 0))[3] == 0
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    assert "pages/index/index" in read(paper)


@pytest.mark.parametrize("width", [280, 430, 1280])
def test_a_code_has_the_quiet_zone_that_readers_want(backend, width):
    picture = Image.open(io.BytesIO(backend.send(CODE, is_hyaline=True, width=width).data))

    left, top, right, bottom = picture.getchannel("A").getbbox()

    # Four modules of the 37 that a code of this length has to a side.
    margin = (right - left) * 4 / 37
    assert min(left, top, width - right, width - bottom) >= margin


@pytest.mark.parametrize("path", ALL)
def test_the_same_request_gives_the_same_bytes_on_either_way_in(make_world, backend, path):
    request = backend.request(path)
    world = make_world()
    through_flask = type(backend)(
        world, create_app(world, fast_lane=False).test_client(), world.apps.get(None)
    )

    here, there = request.send(), through_flask.send(path)

    assert here.data == there.data == request.send().data
    assert dict(here.headers) == dict(there.headers)


def test_the_limited_kinds_are_counted_together_and_num_used_says_so(backend):
    def used(path):
        return backend.send(path).headers.get("Num-Used")

    assert [used(path) for path in (CODE, QR, UNLIMITED, CODE)] == ["1", None, None, "3"]


def test_when_all_codes_are_made_the_unlimited_ones_go_on(backend_with):
    backend = backend_with(codes_in_total=2)

    assert [errcode(backend, path) for path in (CODE, QR, CODE, QR, UNLIMITED)] == [
        *(0, 0, 45029, 45029, 0)
    ]


def test_a_refused_code_is_not_counted(backend):
    assert errcode(backend, CODE, path="") == 40159
    assert backend.send(CODE).headers["Num-Used"] == "1"


@pytest.mark.parametrize("scene", ["", None, "x" * 33])
def test_a_scene_has_1_to_32_characters(backend, scene):
    assert errcode(backend, UNLIMITED, scene="x" * 32) == 0
    assert errcode(backend, UNLIMITED, scene=scene) == 40169


@pytest.mark.parametrize("scene", ["a b", "100%", "名", "a\n", '"', "[]", "\x00"])
def test_a_scene_has_no_other_characters_than_those_listed(backend, scene):
    assert errcode(backend, UNLIMITED, scene="!#$&'()*+,/:;=?@-._~aZ0") == 0
    assert errcode(backend, UNLIMITED, scene=scene) == 40129


def test_a_page_must_be_one_of_the_released_version(backend_with):
    backend = backend_with(pages=("pages/home", "pages/a/a"))

    assert errcode(backend, UNLIMITED, page="pages/a/a") == 0
    assert errcode(backend, UNLIMITED, page=None) == 0
    for page in ("pages/b", "/pages/a/a", "pages/a/a?x=1", "pages/A/a"):
        assert errcode(backend, UNLIMITED, page=page) == 41030
        assert errcode(backend, UNLIMITED, page=page, check_path=False) == 0


def test_an_unreleased_mini_program_has_no_page_at_all(backend_with):
    backend = backend_with(released=False)

    assert errcode(backend, UNLIMITED) == 41030
    assert errcode(backend, UNLIMITED, page=None) == 41030
    assert errcode(backend, UNLIMITED, check_path=False) == 0


def test_an_endless_page_is_refused_even_unchecked(backend):
    assert errcode(backend, UNLIMITED, page="x" * 1024, check_path=False) == 0
    assert errcode(backend, UNLIMITED, page="x" * 1025, check_path=False) == 40097


@pytest.mark.parametrize("path", [CODE, UNLIMITED])
def test_a_version_is_release_trial_or_develop(backend, path):
    for env_version in ("release", "trial", "develop", None, ""):
        assert errcode(backend, path, env_version=env_version) == 0
    # Documented by example.
    assert errcode(backend, path, env_version="release_error") == 40097


def test_the_journal_tells_how_long_a_picture_is_instead_of_showing_it(backend, client):
    size = len(backend.send(CODE).data)

    assert client.get("/_wxsim/journal").json[-1]["answer"] == f"<{size} bytes of image/jpeg>"


def test_a_har_file_has_the_size_of_a_picture_and_no_text(backend, client):
    size = len(backend.send(CODE).data)

    entry = client.get("/_wxsim/journal.har").json["log"]["entries"][-1]

    content = entry["response"]["content"]
    assert (content["size"], content["mimeType"]) == (size, "image/jpeg")
    assert "text" not in content
    assert entry["response"]["bodySize"] == size
