"""Bringing messages and events to the servers of apps."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from wxsim.push.envelope import open_reply, seal
from wxsim.push.wire import Heard, ask
from wxsim.world import App, InvalidValue, World
from wxsim.world.push_log import TRIES, TRY_SECONDS, Attempt, Outcome, Push
from wxsim.world.push_settings import PushSettings, require_url


class Deliverer:
    """Sends what is due, by hand or for a :class:`wxsim.push.sender.Sender`.

    Every try is claimed in the store before it is made, so whatever the number
    of threads and processes, each is made once.

    Args:
        world: whose pushes.
        seconds: how long a server may take, on the machine's clock (documented: 5).
    """

    def __init__(self, world: World, *, seconds: float = TRY_SECONDS) -> None:
        self._world = world
        self._seconds = seconds

    def send_due(self) -> list[Push]:
        """Try everything that is due, one after the other, and return it as it stands then."""
        return [self.attempt(push) for push in self.claim_due()]

    def claim_due(self) -> Iterator[Push]:
        """Yield what is due, each claimed for one :meth:`attempt`."""
        world = self._world
        for delivery in world.outbox.list():
            if delivery.due <= world.clock.now(delivery.appid):
                # In this order an end in between loses nothing.
                world.pushes.accept(delivery)
                world.outbox.drop(delivery)
        for waiting in world.pushes.waiting():
            push = world.pushes.claim(waiting.number)
            if push is not None:
                yield push

    def send(self, app: App, openid: str, event: dict[str, Any], *, to: str = "") -> Push:
        """Send an event now, and return how the first try went.

        Args:
            app: whose.
            openid: of the user it is about; may be empty.
            event: as its JSON form has it.
            to: where to, in place of the app's own address.

        Raises:
            InvalidValue: the app has no address and ``to`` is none either.
        """
        self.address(app, to)
        return self._now(self._world.pushes.add(app.appid, openid, event, to=to))

    def resend(self, number: int) -> Push:
        """Send a push once more, as a new one with the same content and so the same ids.

        Raises:
            Unknown: none of that number is remembered.
            InvalidValue: there is no address to send it to.
        """
        old = self._world.pushes.get(number)
        self.address(self._world.apps.get(old.appid), old.to)
        return self._now(
            self._world.pushes.add(
                old.appid, old.openid, old.event, to=old.to, resend_of=old.resend_of or number
            )
        )

    def address(self, app: App, to: str = "") -> str:
        """Return where pushes of an app go.

        Raises:
            InvalidValue: nowhere, or ``to`` is no address.
        """
        if to:
            require_url(to)
        url = to or self._world.push_settings.of(app).url
        if not url:
            raise InvalidValue(
                f"{app.appid} has no address for pushes",
                f"set one with `wxsim app push {app.appid} --push-url URL`, or say where to "
                "with --to URL",
            )
        return url

    def attempt(self, push: Push) -> Push:
        """Make the try that was claimed, and return the push as it stands then."""
        world = self._world
        settings = world.push_settings.of(world.apps.get(push.appid))
        url = push.to or settings.url
        if not url:
            world.ledger.write(
                "push dropped",
                f"{push.name} of {push.appid} goes nowhere, for the app has no push address",
                appid=push.appid,
            )
            return world.pushes.leave(push)
        number = len(push.attempts) + 1
        now = world.clock.now(push.appid)
        envelope = seal(
            push.event,
            settings,
            openid=push.openid,
            timestamp=int(now),
            nonce=world.identifiers.push_nonce(push.number, number),
            random16=world.identifiers.push_random(push.number, number),
        )
        heard = ask(
            "POST",
            url,
            envelope.query,
            body=envelope.body,
            content_type=envelope.content_type,
            seconds=self._seconds,
        )
        outcome, reply, problem = _judged(heard, settings)
        attempt = Attempt(
            at=now,
            url=url,
            request=f"?{urlencode(envelope.query)} {envelope.body}",
            status=heard.status,
            ms=heard.ms,
            outcome=outcome,
            reply=reply,
            problem=problem,
        )
        after = world.pushes.tried(push, attempt)
        self._tell(after, attempt)
        return after

    def _now(self, push: Push) -> Push:
        claimed = self._world.pushes.claim(push.number)
        # Somebody who looks for what is due may have been faster.
        return self._world.pushes.get(push.number) if claimed is None else self.attempt(claimed)

    def _tell(self, push: Push, attempt: Attempt) -> None:
        user = self._world.users.find(push.openid) if push.openid else None
        number = len(push.attempts)
        told = f"answered HTTP {attempt.status}" if attempt.status else attempt.outcome
        self._world.ledger.write(
            "pushed" if push.state == "delivered" else "push failed",
            f"push {push.number}, {push.name}, try {number} of {TRIES} to {attempt.url}: {told} "
            f"in {attempt.ms} ms" + (f"; {attempt.problem}" if attempt.problem else ""),
            appid=push.appid,
            person="" if user is None else user.person,
            facts={"push": str(push.number)},
        )


def _judged(heard: Heard, settings: PushSettings) -> tuple[Outcome, str, str]:
    """Return what became of a push, the reply to the person, and what was wrong."""
    if heard.silence:
        return heard.silence, heard.body, heard.problem
    if heard.status != HTTPStatus.OK:
        return "error", heard.body, f"HTTP {heard.status} counts as no answer"
    reply = open_reply(heard.body, settings)
    return "accepted" if reply.is_nothing else "answered", reply.text, reply.problem
