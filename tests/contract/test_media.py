"""Temporary media: uploaded as a form, fetched as bytes, gone after three days."""

import pytest

from wxsim.app import create_app
from wxsim.world import Refused

UPLOAD = "/cgi-bin/media/upload"
GET = "/cgi-bin/media/get"
DAY = 86_400
MB = 1 << 20


def upload(backend, name="cat.jpg", data=b"\xff\xd8 a cat", **query):
    request = backend.request(UPLOAD).change(**query)
    request.files = {"media": (name, data)}
    return request.send().json


def fetch(backend, media_id):
    return backend.request(GET).change(media_id=media_id).send()


def test_an_upload_is_answered_in_the_documented_order(backend, now):
    answer = upload(backend)

    assert list(answer) == ["errcode", "errmsg", "type", "media_id", "created_at"]
    assert len(answer["media_id"]) == 64
    assert (answer["type"], answer["created_at"]) == ("image", int(now))


@pytest.mark.parametrize(
    ("kind", "name", "content_type"),
    [
        ("image", "cat.PNG", "image/png"),
        ("image", "猫.jpeg", "image/jpeg"),
        ("image", "cat.gif", "image/gif"),
        ("voice", "cat.amr", "audio/amr"),
        ("voice", "cat.mp3", "audio/mp3"),
        ("thumb", "cat.jpg", "image/jpeg"),
    ],
)
def test_a_file_comes_back_as_it_was(backend, kind, name, content_type):
    data = bytes(range(256)) * 40
    media_id = upload(backend, name, data, type=kind)["media_id"]

    response = fetch(backend, media_id)

    assert response.data == data
    assert response.headers["Content-Type"] == content_type
    extension = name.rpartition(".")[2].lower()
    wanted = f'attachment; filename="{media_id}.{extension}"'
    assert response.headers["Content-disposition"] == wanted


def test_of_a_video_an_address_is_answered(backend):
    media_id = upload(backend, "cat.mp4", type="video")["media_id"]

    assert list(fetch(backend, media_id).json) == ["video_url"]


def test_every_upload_has_a_media_id_of_its_own(backend):
    assert len({upload(backend)["media_id"] for _ in range(5)}) == 5


def test_a_file_is_kept_for_three_days(backend, world):
    media_id = upload(backend)["media_id"]

    world.clock.advance(3 * DAY - 1)
    assert fetch(backend, media_id).data.endswith(b"a cat")
    world.clock.advance(1)
    # Whether the store has let go of it or not.
    with pytest.raises(Refused, match="was uploaded three days ago"):
        world.media.get(backend.app, media_id)
    assert fetch(backend, media_id).json["errcode"] == 40007


def test_a_file_is_its_apps_own(backend, backend_with):
    assert fetch(backend_with(), upload(backend)["media_id"]).json["errcode"] == 40007


@pytest.mark.parametrize(
    ("kind", "name"),
    [("image", "cat.mp3"), ("voice", "cat.jpg"), ("thumb", "cat.png"), ("video", "cat")],
)
def test_a_file_of_another_type_is_refused(backend, kind, name):
    assert upload(backend, name, type=kind)["errcode"] == 40005


def test_a_thumb_has_64_kilobytes_at_most(backend):
    assert upload(backend, data=b"x" * 65_536, type="thumb")["errcode"] == 0
    assert upload(backend, data=b"x" * 65_537, type="thumb")["errcode"] == 45001


@pytest.mark.parametrize("fast_lane", [True, False])
@pytest.mark.parametrize(
    ("name", "size", "errcode"),
    [
        ("cat.jpg", 10 * MB, 0),
        ("cat.jpg", 10 * MB + 1, 45001),
        ("cat.mp3", 2 * MB + 1, 45001),
        ("cat.mp4", 12 * MB, 45001),
    ],
)
def test_files_may_be_as_large_as_their_type_allows(backend, fast_lane, name, size, errcode):
    form = f'--x\r\nContent-Disposition: form-data; name="media"; filename="{name}"\r\n\r\n'
    body = form.encode() + b"c" * size + b"\r\n--x--\r\n"
    kind = {"jpg": "image", "mp3": "voice", "mp4": "video"}[name[-3:]]
    client = create_app(backend.world, fast_lane=fast_lane).test_client()

    answer = client.post(
        UPLOAD,
        query_string={"access_token": backend.token(), "type": kind},
        data=body,
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.json["errcode"] == errcode


@pytest.mark.parametrize("body", [b"", b"{}", b"--x\r\n", b"media=cat"])
def test_without_a_file_the_media_data_is_missing(backend, body):
    request = backend.request(UPLOAD)

    for kind in ("multipart/form-data; boundary=x", "application/json", ""):
        answer = request.client.post(
            UPLOAD, query_string=request.query, data=body, content_type=kind
        )
        assert answer.json["errcode"] == 41005


def test_a_part_of_another_name_or_without_data_is_no_file(backend):
    request = backend.request(UPLOAD)
    for files in ({"file": ("cat.jpg", b"a cat")}, {"media": ("cat.jpg", b"")}):
        request.files = files
        assert request.send().json["errcode"] == 41005


def test_the_journal_shows_neither_the_form_nor_the_file(backend, client):
    media_id = upload(backend)["media_id"]
    fetch(backend, media_id)

    uploaded, _, fetched = client.get("/_wxsim/journal").json[-3:]
    assert uploaded["body"].endswith(" bytes of multipart/form-data>")
    assert fetched["answer"] == "<8 bytes of image/jpeg>"
