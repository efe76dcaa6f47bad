"""Hears all three parties and writes down what they say."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote

from wxsim.miniprogram import HttpExchange
from wxsim.replay.masking import Masker
from wxsim.replay.platform import Platform
from wxsim.replay.trace import Speaker, Spoken
from wxsim.replay.values import look_up, one_line

_LINE_BREAK = re.compile(r"\s*[\r\n]\s*")

# What WeChat gives the server and nobody else may see, in whatever the server
# says afterwards.
_WECHATS_SECRETS = ("session_key", "access_token")


class Listener:
    """Collects what is spoken while a step runs.

    The program's own calls are told to it; what the login server says to
    WeChat it reads from the simulator's journal, so it hears a server in any
    language alike.

    Args:
        platform: whose journal is read.
        masker: keeps secrets out of what is written down.
        appid: whose calls alone are heard; empty hears every call, also one
            with an appid that does not exist.

    Attributes:
        mark: the number of the last exchange before the scenario began.
        paths: the paths that the login server has called so far.
    """

    def __init__(self, platform: Platform, masker: Masker, appid: str) -> None:
        self.paths: list[str] = []
        self.mark: int = platform.ask("POST", "/marks")["mark"]
        self._filter = f"&app={quote(appid, safe='')}" if appid else ""
        self._platform = platform
        self._masker = masker
        self._begun = time.perf_counter()
        self._spoken: list[Spoken] = []
        self._last = self.mark

    def heard(self) -> list[Spoken]:
        """Return what was spoken since the last time this was asked."""
        spoken, self._spoken = self._spoken, []
        return spoken

    def event(self, text: str) -> None:
        """Something happens that nobody says."""
        self._say("world", "world", "question", text)

    def wx_call(self, api: str, options: Mapping[str, Any]) -> None:
        """The program calls a wx API."""
        text = f"wx.{api}({one_line(options) if options else ''})"
        self._say("wx", "WeChat", "question", text, body=one_line(options))

    def wx_result(self, result: Mapping[str, Any]) -> None:
        """The phone answers the program."""
        rest = {name: value for name, value in result.items() if name != "errMsg"}
        text = f"{result.get('errMsg')} {one_line(rest) if rest else ''}".rstrip()
        self._say("WeChat", "wx", "answer", text, body=one_line(result))

    def now(self) -> float:
        """Return the milliseconds since the scenario began."""
        return round((time.perf_counter() - self._begun) * 1000, 1)

    def request(self, sent: HttpExchange, at: float) -> None:
        """The program has sent its server a request, at a time that :meth:`now` gave."""
        self._say(
            "wx",
            "server",
            "question",
            f"{sent.method} {sent.url} {sent.request_body}".rstrip(),
            headers=sent.request_headers,
            body=sent.request_body,
            at=at,
        )

    def response(self, sent: HttpExchange) -> None:
        """The server answers the program."""
        self._say(
            "server",
            "wx",
            "answer",
            f"{sent.status} {sent.response_body}".rstrip(),
            headers=sent.response_headers,
            body=sent.response_body,
        )

    def overhear(self) -> None:
        """The server has spoken with WeChat: read it from the journal."""
        for exchange in self._platform.ask("GET", f"/journal?after={self._last}{self._filter}"):
            self._last = exchange["number"]
            self.paths.append(exchange["path"])
            for name in _WECHATS_SECRETS:
                self._masker.learn(look_up(exchange["answer"], name))
            query = f"?{exchange['query']}" if exchange["query"] else ""
            self._say(
                "server",
                "WeChat",
                "question",
                f"{exchange['method']} {exchange['path']}{query} {exchange['body']}".rstrip(),
                body=exchange["body"],
            )
            self._say(
                "WeChat",
                "server",
                "answer",
                _arrived(exchange),
                body=exchange["answer"],
                why=exchange["why"] or exchange["fault"],
            )

    def _say(
        self,
        speaker: Speaker,
        to: Speaker,
        kind: Literal["question", "answer"],
        text: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: str = "",
        why: str = "",
        at: float | None = None,
    ) -> None:
        self._spoken.append(
            Spoken(
                at=self.now() if at is None else at,
                speaker=speaker,
                to=to,
                kind=kind,
                text=_LINE_BREAK.sub(" ", self._masker.text(text)),
                headers=self._masker.headers(headers or {}),
                body=self._masker.text(body),
                why=self._masker.text(why),
            )
        )


def _arrived(exchange: Mapping[str, Any]) -> str:
    """Return what the server heard of WeChat's answer."""
    if exchange["fault"].endswith(": lost-answer"):
        return f"(lost on its way) {exchange['answer']}"
    return exchange["answer"] or "(no answer)"
