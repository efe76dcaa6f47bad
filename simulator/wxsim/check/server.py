"""The login server under test, spoken to as its mapping says."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from wxsim.replay.expectations import mismatches
from wxsim.replay.platform import Unreachable
from wxsim.replay.subject import Mapped, Subject
from wxsim.replay.values import MISSING, filled, look_up, one_line

# So much of an answer is read, and searched for secrets; what follows is left.
_READ_BYTES = 4 << 20
_CHUNK_BYTES = 64 << 10
# Characters of a request or an answer that a report gets.
_KEPT = 20_000


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the server said, or that it did not.

    Attributes:
        request: method and URL.
        sent: the body that was sent, as text.
        status: 0 where no answer came.
        headers: names in small letters; of several of a name, all, joined by a line break.
        seconds: how long it took.
        ok: whether the mapping calls it a good answer.
        gives: what the mapping takes out of it.
        failure: why no answer came.
        curl: a command line that asks the same again.
    """

    request: str
    sent: str
    status: int
    headers: dict[str, str]
    body: str
    seconds: float
    ok: bool
    gives: dict[str, Any]
    failure: str = ""
    curl: str = ""

    @property
    def session(self) -> str:
        """The session token in it, or nothing."""
        session = self.gives.get("session", "")
        return session if isinstance(session, str) else one_line(session)

    @property
    def in_short(self) -> str:
        """Status and the beginning of the body."""
        if self.failure:
            return self.failure
        return f"HTTP {self.status} {' '.join(self.body.split())[:200]}".rstrip()

    def as_evidence(self) -> Answer:
        """Return it without the end of what is too long to be looked at."""
        return msgspec.structs.replace(self, sent=self.sent[:_KEPT], body=self.body[:_KEPT])


class LoginServer:
    """Calls of one login server, each remembered as evidence.

    Args:
        subject: where it is and how to speak to it.
        patience: seconds after which an answer counts as none.
        wechat: the address of the WeChat behind it.
    """

    def __init__(self, subject: Subject, patience: float, wechat: str = "") -> None:
        self.wechat = wechat
        self.subject = subject
        self.patience = patience
        self.said: list[Answer] = []

    def has(self, name: str) -> bool:
        """Tell whether the mapping has a call."""
        return name in self.subject.calls

    def call(
        self,
        name: str,
        variables: Mapping[str, Any],
        *,
        method: str | None = None,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
        twice: Mapping[str, Any] | None = None,
        at: str | None = None,
    ) -> Answer:
        """Make a call of the mapping.

        Args:
            name: ``login``, ``profile``, ``phone`` or ``me``.
            variables: what its ``${…}`` stand for; what has no value is left out.
            method: in place of the mapping's.
            data: a body in place of the mapping's.
            headers: besides the mapping's.
            more: parameters besides the mapping's, where it puts its own.
            twice: variables with which every parameter is sent once more.
            at: the address of another worker.
        """
        call = self.subject.calls[name]  # type: ignore[index]  # one of the four names
        request = self._request(call, variables, dict(more or {}))
        if twice is not None:
            _double(request, self._request(call, twice, {}))
        request.url = (at or self.subject.base_url).rstrip("/") + filled(call.path, variables)
        if method is not None:
            request.method = method
        if data is not None:
            request.json, request.data = None, data
        given = {**request.headers, **(headers or {})}
        request.headers = {name: _header(value) for name, value in given.items()}
        return self._send(request, call)

    def _request(
        self, call: Mapped, variables: Mapping[str, Any], more: dict[str, Any]
    ) -> requests.Request:
        query = filled(call.query, variables)
        form = None if call.form is None else filled(call.form, variables)
        body = None if call.json_ is None else filled(call.json_, variables)
        for target in (body, form, query):
            if target is not None:
                target.update(more)
                break
        return requests.Request(
            call.method,
            params=query,
            data=form or [],
            json=body,
            headers=filled(call.headers, variables),
        )

    def _send(self, request: requests.Request, call: Mapped) -> Answer:
        # A session of its own for each call: no cookie of one person goes along with another.
        with requests.Session() as http:
            http.trust_env = False
            try:
                prepared = http.prepare_request(request)
            except requests.RequestException as error:
                raise Unreachable(f"the login server cannot be asked: {error}") from error
            begun = time.perf_counter()
            failure, content, response = "", b"", None
            try:
                response = http.send(
                    prepared, timeout=self.patience, allow_redirects=False, stream=True
                )
                content = _content(response, begun + self.patience)
            except (requests.Timeout, ReadTimeoutError, TimeoutError):
                failure = f"no answer within {self.patience:g} s"
            except (requests.RequestException, HTTPError) as error:
                failure = f"no answer: the connection broke ({_reason(error)})"
            seconds = time.perf_counter() - begun
        sent = prepared.body or b""
        text = sent if isinstance(sent, str) else sent.decode("utf-8", "replace")
        answer = {} if failure or response is None else self._read(response, content, call)
        said = Answer(
            request=f"{prepared.method} {prepared.url}",
            sent=text,
            seconds=seconds,
            failure=failure,
            curl=_curl(prepared, text),
            **{"status": 0, "headers": {}, "body": "", "ok": False, "gives": {}, **answer},
        )
        self.said.append(said)
        return said

    def _read(self, response: requests.Response, content: bytes, call: Mapped) -> dict[str, Any]:
        headers: dict[str, str] = {}
        for name, value in response.raw.headers.items():
            known = headers.get(name.lower())
            headers[name.lower()] = value if known is None else f"{known}\n{value}"
        body = content.decode("utf-8", "replace")
        try:
            data: Any = msgspec.json.decode(content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            data = body
        whole = {
            "status": response.status_code,
            "header": headers,
            "cookie": response.cookies.get_dict(),
            "body": data,
        }
        gives = {name: look_up(whole, place) for name, place in call.gives.items()}
        return {
            "status": response.status_code,
            "headers": headers,
            "body": body,
            "ok": not list(mismatches(whole, self.subject.ok)),
            "gives": {name: value for name, value in gives.items() if value is not MISSING},
        }

    def require_listening(self) -> None:
        """See that something answers at all.

        Raises:
            Unreachable: nothing does.
        """
        try:
            with requests.Session() as http:
                http.trust_env = False
                http.get(
                    self.subject.base_url,
                    timeout=self.patience,
                    allow_redirects=False,
                    stream=True,
                )
        except requests.RequestException as error:
            raise Unreachable(
                f"no login server answers at {self.subject.base_url}; start it first, or give its "
                "command in the subject file"
            ) from error

    def require_open(self) -> None:
        """See that somebody still listens, busy or not.

        Raises:
            Unreachable: nobody does.
        """
        address = urlsplit(self.subject.base_url)
        port = address.port or (443 if address.scheme == "https" else 80)
        try:
            socket.create_connection((address.hostname, port), timeout=self.patience).close()
        except ConnectionRefusedError as error:
            raise Unreachable(
                f"the login server at {self.subject.base_url} listens no more; it ended in the "
                "middle of the checks"
            ) from error
        except OSError:
            # Too busy to take a connection is what the check has told already.
            return


def _header(value: Any) -> str:
    """Return a value as a header can carry it: on one line, in bytes that HTTP leaves alone."""
    text = value if isinstance(value, str) else one_line(value)
    return " ".join(text.split()).encode().decode("latin-1")


def _double(request: requests.Request, other: requests.Request) -> None:
    """Put the parameters of another request behind the request's own."""
    request.params = [*request.params.items(), *other.params.items()]
    if request.json is None:
        pairs = [dict(one.data).items() for one in (request, other)]
        request.data = [*pairs[0], *pairs[1]]
        return
    first, second = (one_line(one.json) for one in (request, other))
    request.json, request.data = None, f"{first[:-1]},{second[1:]}".encode()
    request.headers = {"Content-Type": "application/json", **request.headers}


def _content(response: requests.Response, give_up: float) -> bytes:
    """Return the body, or as much of it as is read at most.

    Raises:
        TimeoutError: it drips: there is some at each look, and no end of it.
    """
    content = bytearray()
    while len(content) < _READ_BYTES:
        chunk = response.raw.read1(_CHUNK_BYTES, decode_content=True)
        if not chunk:
            break
        content += chunk
        if time.perf_counter() > give_up:
            raise TimeoutError
    return bytes(content)


def _reason(error: BaseException) -> str:
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    text = "".join(c if c.isprintable() else " " for c in str(error))
    return " ".join(text.split())[:200] or type(error).__name__


def _curl(request: requests.PreparedRequest, body: str) -> str:
    words = ["curl", "-i"]
    if request.method != "GET":
        words += ["-X", str(request.method)]
    content_type = request.headers.get("Content-Type")
    if content_type:
        words += ["-H", f"'Content-Type: {content_type}'"]
    if body:
        shown = body if len(body) <= 500 else body[:500] + "…"
        words += ["--data-raw", "'" + shown.replace("'", "'\\''") + "'"]
    return " ".join([*words, f"'{request.url}'"])
