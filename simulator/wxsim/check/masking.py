"""Keeping secrets out of a report that people attach to tickets."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from wxsim.check.running import Result
from wxsim.check.server import Answer
from wxsim.replay.masking import Masker
from wxsim.server_api.exchange import Exchange


def masked(*, show: bool) -> Callable[[Result, Iterable[str]], Result]:
    """Return what masks the secrets in a result.

    Args:
        show: mask nothing.
    """
    masker = Masker(show=show)

    def hide(result: Result, secrets: Iterable[str]) -> Result:
        """Return the result without secrets."""
        if result.state == "failed":
            for secret in secrets:
                masker.learn(secret)
            for answer in result.said:
                masker.learn(answer.gives.get("session"))
        return msgspec.structs.replace(
            result,
            reason=masker.text(result.reason),
            said=tuple(_answer(masker, answer) for answer in result.said),
            asked=tuple(_exchange(masker, exchange) for exchange in result.asked),
        )

    return hide


def _answer(masker: Masker, answer: Answer) -> Answer:
    return msgspec.structs.replace(
        answer,
        request=masker.text(answer.request),
        sent=masker.text(answer.sent),
        headers=masker.headers(answer.headers),
        body=masker.text(answer.body),
        curl=masker.text(answer.curl),
    )


def _exchange(masker: Masker, exchange: Exchange) -> Exchange:
    return msgspec.structs.replace(
        exchange,
        query=masker.text(exchange.query),
        body=masker.text(exchange.body),
        answer=masker.text(exchange.answer),
        why=masker.text(exchange.why),
    )
