"""Bodies of several parts."""

import pytest
from hypothesis import given, strategies as st
from requests import Request

from wxsim.server_api.multipart import Part, read_multipart

TYPE = "multipart/form-data; boundary=x"


def as_requests_sends(files):
    sent = Request("POST", "http://localhost/", files=files).prepare()
    return sent.headers["Content-Type"], sent.body


@given(data=st.binary() | st.binary().map(lambda data: data + b"\r\n--x--\r\n"))
def test_a_file_arrives_as_it_was_sent(data):
    files = {"media": ("图.png", data, "image/png"), "type": (None, "image")}

    assert read_multipart(*as_requests_sends(files)) == {
        "media": Part(data=data, filename="图.png", content_type="image/png"),
        "type": Part(data=b"image"),
    }


def test_of_two_parts_of_one_name_the_first_counts():
    files = [("media", ("a", b"1")), ("media", ("b", b"2"))]

    assert read_multipart(*as_requests_sends(files))["media"].data == b"1"


HEAD = b'--x\r\nContent-Disposition: form-data; name="media"\r\n'


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("", HEAD + b"\r\n1\r\n--x--\r\n"),
        ("application/json", HEAD + b"\r\n1\r\n--x--\r\n"),
        ("multipart/form-data", HEAD + b"\r\n1\r\n--x--\r\n"),
        ("multipart/form-data; boundary=", HEAD + b"\r\n1\r\n--x--\r\n"),
        ("multipart/form-data; boundary=y", HEAD + b"\r\n1\r\n--x--\r\n"),
        (TYPE, b""),
        (TYPE, HEAD),
        (TYPE, HEAD + b"\r\n1"),
        (TYPE, b"--x\r\n\r\n1\r\n--x--\r\n"),
        (TYPE, b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"),
        (TYPE, b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n1\r\n--x--\r\n'),
        (TYPE, b"".join(HEAD + b"\r\n1\r\n" for _ in range(101)) + b"--x--\r\n"),
    ],
)
def test_what_is_no_form_has_no_parts(content_type, body):
    assert read_multipart(content_type, body) == {}


@given(content_type=st.text() | st.just(TYPE), body=st.binary() | st.binary().map(HEAD.__add__))
def test_nothing_that_is_sent_breaks_the_reader(content_type, body):
    assert isinstance(read_multipart(content_type, body), dict)
