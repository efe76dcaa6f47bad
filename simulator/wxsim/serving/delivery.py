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

    from wxsim.serving.asgi import Receive, Scope

# Whoever waits longer than this for an answer waits for ever.
_HANG_SECONDS = 600

# Where an event loop that asks a WSGI application has its list for deliveries:
# it does them itself, and no thread waits.
HANDED_OVER = "wxsim.deliveries"

# What a scope says while a fault withholds the answer to it.
WITHHELD = "wxsim.withheld"


class Undeliverable(ConnectionAbortedError):
    """A fault drops this answer, and there is no connection here that could be closed."""


def deliver(answer: Answer, delivery: Delivery, environ: WSGIEnvironment) -> Answer:
    """Do in a thread what the delivery says, and return what is left to send.

    Behind an event loop the loop does it, and the answer is returned as it is.

    Raises:
        Undeliverable: nothing is to be sent, and there is no connection to be found.
    """
    if HANDED_OVER in environ:
        environ[HANDED_OVER].append(delivery)
        return answer
    port = str(environ.get("REMOTE_PORT", ""))
    if delivery.how in ("hang", "drop") and not (port and connections.CAN_BE_FOUND):
        raise Undeliverable("a fault set on purpose drops this answer")
    connection = connections.find(environ.get("REMOTE_ADDR", ""), port)
    if connection is None:
        time.sleep(delivery.delay)
        return what_is_left(answer, delivery)
    with connection:
        has_ended = connection.wait_for_end(_longest_wait(delivery))
        if has_ended or delivery.how in ("hang", "drop"):
            connection.cut()
    return what_is_left(answer, delivery)


async def deliver_on_loop(
    answer: Answer, delivery: Delivery, scope: Scope, receive: Receive
) -> Answer:
    """Do on an event loop what the delivery says, and return what is left to send.

    Args:
        answer: what would be sent.
        delivery: what becomes of it.
        scope: of the request; says while it lasts that the answer is withheld.
        receive: tells, after the request, when the client is gone.
    """
    longest_wait = _longest_wait(delivery)
    is_gone = False
    if longest_wait:
        scope[WITHHELD] = True
        gone = asyncio.ensure_future(receive())
        await asyncio.wait([gone], timeout=longest_wait)
        is_gone = gone.done()
        gone.cancel()
    if delivery.how in ("hang", "drop") and not is_gone:
        client_ip, client_port = scope["client"] or ("", "")
        connection = connections.find(client_ip, str(client_port))
        if connection is not None:
            with connection:
                connection.cut()
    return what_is_left(answer, delivery)


def what_is_left(answer: Answer, delivery: Delivery) -> Answer:
    """Return the part of an answer that is sent after all."""
    if delivery.how in ("hang", "drop"):
        # Nobody will read it; the server wants something to send all the same.
        return Answer((("Content-Length", "0"),), b"", answer.status)
    if delivery.how == "truncate":
        # The headers promise the whole body, so the server closes the connection after this.
        return msgspec.structs.replace(answer, body=answer.body[: len(answer.body) // 2])
    return answer


def _longest_wait(delivery: Delivery) -> float:
    return _HANG_SECONDS if delivery.how == "hang" else delivery.delay
