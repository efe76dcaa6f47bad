"""What a test arranges, and what it asks afterwards."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxsim.diagnosis import Expectation, Story, check, why
from wxsim.faults import fault_of, new_fault
from wxsim.registration import NewApp, NewPerson, register_app, register_person
from wxsim.server_api import Journal
from wxsim.server_api.exchange import Exchange
from wxsim.testing.apps import AppHandle
from wxsim.testing.choices import fitting, person_fields
from wxsim.testing.clock import ClockHandle
from wxsim.testing.faults import FaultHandle, field_of
from wxsim.testing.people import PersonHandle
from wxsim.testing.pushes import PushesHandle
from wxsim.world import App, Switches, World
from wxsim.world.push_log import Push
from wxsim.world.records import AppKind
from wxsim.world.switches import changed_switches


class Arrangement:
    """A world in the hands of a test.

    Args:
        world: what WeChat knows.
        journal: what it was asked.

    Attributes:
        clock: moves its time.
        world: as given, for what this class has no word for.
        journal: as given.
    """

    def __init__(self, world: World, journal: Journal) -> None:
        self.world = world
        self.journal = journal
        self.clock = ClockHandle(world, self._app)
        self._first_made = ""

    @property
    def default_app(self) -> AppHandle:
        """The app that is meant where none is named."""
        return AppHandle(self.world, self._app(None))

    def app(
        self,
        *,
        appid: str | None = None,
        secret: str | None = None,
        open_account: str | None = None,
        kind: AppKind = "mini_program",
        redirect_domains: tuple[str, ...] = (),
        **switches: object,
    ) -> AppHandle:
        """Register a new app.

        Args:
            appid: for code that has it built in; made up when omitted.
            secret: likewise.
            open_account: any name; apps that give the same one share unionids.
            kind: such as ``official_account`` or ``website``.
            redirect_domains: the hosts its web pages may send people back to.
            switches: where it departs from the defaults, as in ``profile_era="classic"``.

        Raises:
            InvalidValue: there is no switch of such a name, or it does not take
                the value, or another argument has not the form that WeChat gives it.
            AlreadyThere: the appid is taken.
        """
        is_first = self._own_app() is None
        new = fitting(
            NewApp,
            "the app",
            appid=appid,
            secret=secret,
            open_account=open_account,
            kind=kind,
            redirect_domains=redirect_domains,
            switches=changed_switches(Switches(), switches),
        )
        app = register_app(self.world, new)
        if is_first:
            self._first_made = app.appid
        return AppHandle(self.world, app)

    def person(self, name: str, **fields: object) -> PersonHandle:
        """Return a person, made if new.

        Args:
            name: who; ``alice``, ``bob`` and others are there already.
            fields: such as ``nickname``, ``gender``, ``phone``, set whether new or not.

        Raises:
            InvalidValue: people have no property of such a name, or it or the
                name has the wrong form.
        """
        wanted = person_fields(name, fields)
        if all(person.name != name for person in self.world.people.list()):
            register_person(self.world, NewPerson(name=name, **wanted))
        elif wanted:
            self.world.people.change(name, **wanted)
        return PersonHandle(self.world, name, self._app)

    def fault(
        self,
        kind: str | None = None,
        *,
        errcode: int | None = None,
        http: int | None = None,
        delay: float | None = None,
        hang: bool = False,
        drop: bool = False,
        truncate: bool = False,
        garbage: bool = False,
        lost_answer: bool = False,
        path: str = "*",
        app: AppHandle | str | None = None,
        person: PersonHandle | str | None = None,
        times: int | Literal["always"] | None = None,
        rate: float | None = None,
        seconds: float | None = None,
    ) -> FaultHandle:
        """Let something go wrong: once when called, for the whole block in a ``with``.

        Name one kind, by keyword or, where it needs no number, as a word.

        Args:
            kind: ``hang``, ``drop``, ``truncate``, ``garbage`` or ``lost-answer``.
            errcode: WeChat refuses with this.
            http: an error page with this status comes in its place.
            delay: the answer comes so many seconds late.
            hang: it never comes, and nothing is done.
            drop: the connection closes, and nothing is done.
            truncate: WeChat does it, and half the answer comes.
            garbage: WeChat does it, and the answer is no JSON.
            lost_answer: WeChat does it, and the answer never comes.
            path: which paths, with ``*`` as in a shell.
            app: only calls of this app.
            person: only calls on this person's behalf.
            times: how often, or ``"always"``.
            rate: with which probability; as often as not said otherwise.
            seconds: for how long by the clock of the app.

        Raises:
            Unknown: there is no such kind of fault, app or person.
            InvalidValue: not exactly one kind was named, or a number makes no sense.
        """
        kinds = {
            "errcode": errcode,
            "http": http,
            "delay": delay,
            "hang": hang,
            "drop": drop,
            "truncate": truncate,
            "garbage": garbage,
            "lost_answer": lost_answer,
        }
        if kind is not None:
            kinds[field_of(kind)] = True
        fields = {
            **kinds,
            "path": path,
            "app": None if app is None else self._app(app).appid,
            "person": None if person is None else self._name(person),
            "times": None if times == "always" else times,
            "rate": rate,
            "for": seconds,
        }
        new = new_fault(fields)
        # Here, unlike over HTTP, several limits may be told at once.
        fault = fault_of(self.world, msgspec.structs.replace(new, times=None, rate=None))
        always = times == "always" or (times is None and (rate is not None or seconds is not None))
        limited = msgspec.structs.replace(
            fault, times=None if always else 1 if times is None else times, rate=rate
        )
        return FaultHandle(self.world, self.journal, limited, limited=times is not None)

    def called(
        self,
        path: str = "*",
        *,
        times: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
        app: AppHandle | str | None = None,
        errcode: int | None = None,
        query: dict[str, str] | None = None,
        body: dict[str, object] | None = None,
        since: int = 0,
        order: list[str] | None = None,
    ) -> list[Exchange]:
        """Return the calls that were made, if they are as expected.

        Args:
            path: which, with ``*`` as in a shell.
            times: exactly so many. Without any number: at least one.
            at_least: so many or more.
            at_most: so many or fewer.
            app: of this app.
            errcode: answered so; 0 is a good answer.
            query: parameters that the query must have.
            body: fields that the JSON body must have.
            since: what :meth:`mark` returned.
            order: paths that must have been called one after the other.

        Raises:
            AssertionError: they are not; it names what comes nearest.
            InvalidValue: the expectation makes no sense.
            Unknown: there is no such app.
        """
        __tracebackhide__ = True
        expectation = fitting(
            Expectation,
            "what is expected",
            path=path,
            times=times,
            at_least=at_least,
            at_most=at_most,
            app=None if app is None else self._app(app).appid,
            errcode=errcode,
            query=query or {},
            body=body or {},
            since=since,
            order=order or [],
        )
        verdict = check(self.journal, expectation)
        if not verdict.ok:
            raise AssertionError(verdict.message)
        return [call for call in self.journal.exchanges() if call.number in set(verdict.calls)]

    def mark(self) -> int:
        """Return this moment among the calls, for ``called(…, since=…)``."""
        return self.journal.last

    def why(self, about: str = "last") -> Story:
        """Tell what happened to something.

        Args:
            about: a rid or WeChat's whole errmsg, a code, a token, an openid, a
                person's name, a session_key, a signature, an errcode; ``last``
                is the last refusal.

        Raises:
            Unknown: nothing is known of that.
            InvalidValue: it is a part of several things.
        """
        return why(self.world, self.journal, about)

    def send_pushes(self) -> list[Push]:
        """Push what is due by the clock to the servers of apps, and return how that went."""
        return PushesHandle(self.world).send_due()

    def push(
        self,
        event: str,
        person: PersonHandle | str,
        app: AppHandle | str | None = None,
        **fields: str,
    ) -> Push:
        """Push a message or event now, and return how the first try went.

        Args:
            event: such as ``text`` or ``user_enter_tempsession``; see docs/push.md.
            person: whom it is about.
            app: whose server gets it.
            fields: what it says, as in ``Content="hello"``.

        Raises:
            Unknown: there is no such event, person or app.
            InvalidValue: it has no such field, or the app no address for pushes.
        """
        whom = self.world.people.get(self._name(person))
        return PushesHandle(self.world).send(self._app(app), whom, event, fields)

    def pushed(
        self,
        event: str | None = None,
        *,
        app: AppHandle | str | None = None,
        times: int | None = None,
    ) -> list[Push]:
        """Send what is due, and return the pushes that an app's server has taken.

        Args:
            event: only this Event or MsgType.
            app: whose server.
            times: how many there have to be; one or more where it is left out.

        Raises:
            AssertionError: there are others; the message says how each push went.
        """
        return PushesHandle(self.world).arrived(self._app(app), event, times)

    def snapshot(self, name: str) -> None:
        """Keep everything as it is now under a name.

        Raises:
            InvalidValue: the name is none.
        """
        self.world.snapshots.save(name)

    def restore(self, name: str) -> None:
        """Bring everything back as it was kept, the journal excepted.

        Raises:
            Unknown: there is no such snapshot.
        """
        self.world.snapshots.restore(name)

    def _app(self, app: AppHandle | str | None) -> App:
        if app is not None:
            return self.world.apps.get(app if isinstance(app, str) else app.appid)
        return self._own_app() or self.world.apps.get(None)

    def _own_app(self) -> App | None:
        """Return the first app that was made, unless a reset or a snapshot took it away."""
        apps = self.world.apps.list()
        return next((app for app in apps if app.appid == self._first_made), None)

    def _name(self, person: PersonHandle | str) -> str:
        return self.world.people.get(person if isinstance(person, str) else person.name).name
