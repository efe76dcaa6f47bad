"""Holding whatever claims to be WeChat against what WeChat was seen to answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
import requests

from wxsim.replay.platform import Unreachable
from wxsim.replay.values import filled, variables_in
from wxsim.replay.yamlfile import read_yaml
from wxsim_fixtures import CONTRACT_FOLDER

_RID = "[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}"
_SECONDS = 15


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question, and what the real WeChat was seen to answer.

    All of them are refusals: asking changes nothing, whoever is asked.

    Attributes:
        says: what is asked.
        query, body: may hold ``${appid}`` and ``${secret}``.
        errmsg: with ``{rid}`` where a request id stands.
        source: who saw it.
    """

    says: str
    path: str
    content_type: str
    errcode: int
    errmsg: str
    source: str
    method: Literal["GET", "POST"] = "GET"
    query: dict[str, str] = {}
    body: dict[str, Any] | None = None

    @property
    def needs_credentials(self) -> bool:
        """Whether an appid and its secret have to be known."""
        return bool(variables_in(self.query) | variables_in(self.body))


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One field in which an answer differs."""

    field: str
    expected: str
    got: str


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """How one case went.

    Attributes:
        state: ``skipped`` where it needs credentials and there are none.
        differences: field by field; none where it passed.
    """

    case: Case
    state: Literal["passed", "failed", "skipped"]
    differences: list[Difference] = []


def cases() -> list[Case]:
    """Return every case that comes with wxsim."""
    found: list[Case] = []
    for path in sorted(CONTRACT_FOLDER.glob("*.yaml")):
        found += _cases_in(path)
    return found


def compare(
    url: str, credentials: tuple[str, str] | None, *, questions: list[Case]
) -> Iterator[Compared]:
    """Ask every question and hold each answer against the case.

    Args:
        url: what claims to be WeChat.
        credentials: an appid and its secret; None skips what needs them.
        questions: the cases.

    Raises:
        Unreachable: nothing answers there.
    """
    with requests.Session() as http:
        http.trust_env = url.startswith("https://")
        for case in questions:
            if case.needs_credentials and credentials is None:
                yield Compared(case=case, state="skipped")
                continue
            differences = list(_differences(case, _ask(http, url, case, credentials or ("", ""))))
            state: Literal["passed", "failed"] = "failed" if differences else "passed"
            yield Compared(case=case, state=state, differences=differences)


def _cases_in(path: Path) -> list[Case]:
    _, found = read_yaml(path, list[Case])
    return found


def _ask(
    http: requests.Session, url: str, case: Case, credentials: tuple[str, str]
) -> requests.Response:
    variables = dict(zip(("appid", "secret"), credentials, strict=True))
    try:
        return http.request(
            case.method,
            url.rstrip("/") + case.path,
            params=filled(case.query, variables),
            json=None if case.body is None else filled(case.body, variables),
            timeout=_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise Unreachable(f"nothing answers at {url} as WeChat does: {error}") from error


def _differences(case: Case, response: requests.Response) -> Iterator[Difference]:
    """Yield the fields in which an answer differs from what was seen."""
    seen = {
        "HTTP status": ("200", str(response.status_code)),
        "Content-Type": (case.content_type, response.headers.get("Content-Type", "none")),
    }
    try:
        answer = response.json()
    except ValueError:
        answer = {}
        seen["body"] = ("one line of JSON", response.text[:80])
    if not isinstance(answer, dict):
        answer = {}
    seen["fields"] = ("errcode, errmsg", ", ".join(answer) or "none")
    seen["errcode"] = (str(case.errcode), str(answer.get("errcode", "none")))
    if response.text != response.text.strip():
        seen["end of the body"] = ("no line break", repr(response.text[-2:]))
    for field, (expected, got) in seen.items():
        if expected != got:
            yield Difference(field=field, expected=expected, got=got)
    errmsg = str(answer.get("errmsg", "none"))
    pattern = re.escape(case.errmsg).replace(re.escape("{rid}"), _RID)
    if not re.fullmatch(pattern, errmsg):
        yield Difference(field="errmsg", expected=case.errmsg, got=errmsg)
