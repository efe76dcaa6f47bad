"""Sending in the background, for as long as a server runs."""

from __future__ import annotations

import atexit
from threading import BoundedSemaphore, Event, Thread

from wxsim.push.deliver import Deliverer
from wxsim.world import StoreError, World, WorldError
from wxsim.world.push_log import Push

# How often it looks, and how often it does so thoroughly: for tries that another
# process left, and for what a snapshot brought back.
_LOOK_EVERY = 0.2
_SEARCH_EVERY = 25

# A server that is slow holds up no other one, until so many are.
_AT_A_TIME = 32


class Sender:
    """Sends what falls due by the world's clock, in threads of its own.

    It makes no list of the store's rows unless something was added, falls due,
    or five seconds have passed, so an idle one costs one look-up at a time.
    Several processes may each have one: see :class:`Deliverer`.

    Args:
        world: whose pushes.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._stopping = Event()
        self._free = BoundedSemaphore(_AT_A_TIME)
        self._made = -1
        self._due: list[tuple[float, str]] = []
        self._looks = 0
        # A daemon: what it was about to send when the process ends is found due again.
        self._thread = Thread(target=self._run, name="send pushes", daemon=True)

    def start(self) -> None:
        """Begin to send; :meth:`stop` is called at the end of the process at the latest."""
        self._thread.start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Send nothing more. What is being sent may still arrive."""
        self._stopping.set()
        self._thread.join()
        atexit.unregister(self.stop)

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK_EVERY):
            try:
                self._look()
            except StoreError:
                # It cannot be reached now. Every request says so; here the next look will do.
                self._made = -1

    def _look(self) -> None:
        world = self._world
        world.timekeeping.refresh()
        self._looks += 1
        made = world.pushes.made
        due = any(at <= world.clock.now(appid) for at, appid in self._due)
        if made == self._made and not due and self._looks % _SEARCH_EVERY:
            return
        self._made = made
        for push in Deliverer(world).claim_due():
            self._free.acquire()
            Thread(target=self._send, args=(push,), name="send a push", daemon=True).start()
        self._due = [(one.due, one.appid) for one in world.outbox.list()]
        self._due += [(one.due, one.appid) for one in world.pushes.waiting()]

    def _send(self, push: Push) -> None:
        try:
            Deliverer(self._world).attempt(push)
            # What became of it may be due earlier than was known.
            self._made = -1
        except (StoreError, WorldError):
            # The store is away, or a reset has taken the app: the push is due again, or gone.
            return
        finally:
            self._free.release()
