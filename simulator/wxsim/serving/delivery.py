"""Bringing an answer to its caller as a fault has it: late, in half, or not at all."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import msgspec

from wxsim.server_api.answer import Answer, Delivery
from wxsim.serving import connections

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from wxsim.serving.asgi import Receive

# Whoever waits longer than this for an answer waits for ever.
_HANG_SECONDS = 600
_LOOK_EVERY = 0.2


class Undeliverable(ConnectionAbortedError):
    """A fault drops this answer, and there is no connection here that could be closed."""


def deliver(answer: Answer, delivery: Delivery, environ: WSGIEnvironment) -> Answer:
    """Do in a thread what the delivery says, and return what is left to send.

    Raises:
        Undeliverable: nothing is to be sent, and the connection was not found.
    """
    client = (environ.get("REMOTE_ADDR", ""), str(environ.get("REMOTE_PORT", "")))
    time.sleep(delivery.delay)
    if delivery.how in ("hang", "drop"):
        if not client[1] or not connections.CAN_BE_FOUND:
            raise Undeliverable("a fault set on purpose drops this answer")
        give_up = time.monotonic() + (_HANG_SECONDS if delivery.how == "hang" else 0)
        while connections.is_open(*client) and time.monotonic() < give_up:
            time.sleep(_LOOK_EVERY)
        connections.cut(*client)
    return what_is_left(answer, delivery)


async def deliver_on_loop(
    answer: Answer, delivery: Delivery, client: tuple[str, str], receive: Receive
) -> Answer:
    """Do on an event loop what the delivery says, and return what is left to send.

    Args:
        answer: what would be sent.
        delivery: what becomes of it.
        client: address and port.
        receive: tells, after the request, when the client is gone.
    """
    await asyncio.sleep(delivery.delay)
    if delivery.how == "hang":
        await asyncio.wait([asyncio.ensure_future(receive())], timeout=_HANG_SECONDS)
    if delivery.how in ("hang", "drop"):
        connections.cut(*client)
    return what_is_left(answer, delivery)


def what_is_left(answer: Answer, delivery: Delivery) -> Answer:
    """Return the part of an answer that is sent after all."""
    if delivery.how in ("hang", "drop"):
        # Nobody will read it; the server wants something to send all the same.
        return Answer([("Content-Length", "0")], b"", answer.status)
    if delivery.how == "truncate":
        # The headers promise the whole body, so the server closes the connection after this.
        return msgspec.structs.replace(answer, body=answer.body[: len(answer.body) // 2])
    return answer
