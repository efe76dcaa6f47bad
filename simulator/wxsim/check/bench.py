"""What a check works with: phones in front of the server, WeChat behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec

from wxsim import opendata
from wxsim.check.instances import Another
from wxsim.check.server import Answer, LoginServer
from wxsim.check.verdict import Failed, Skipped
from wxsim.device.apis import perform
from wxsim.device.phone import Phone
from wxsim.replay.platform import Unreachable
from wxsim.replay.values import variables_in
from wxsim.server_api import Journal
from wxsim.server_api.exchange import Exchange
from wxsim.world import App, Fault, Person, Switches, World

CODE_TO_SESSION = "/sns/jscode2session"
PHONE_NUMBER = "/wxa/business/getuserphonenumber"


@dataclass(frozen=True)
class LoggedIn:
    """A person who has logged in.

    Attributes:
        variables: what later calls of the mapping need.
        answer: of the login call.
    """

    person: Person
    session: str
    variables: dict[str, Any]
    answer: Answer


class Bench:
    """One check's view of WeChat, its people and the server under test.

    Args:
        world: the WeChat behind the server.
        journal: what the server asked it.
        app: the app the server is configured for.
        server: the server.
        another: starts one more of it.
    """

    def __init__(
        self,
        world: World,
        journal: Journal,
        app: App,
        server: LoginServer,
        another: Another | None = None,
    ) -> None:
        self._another = another
        self.world = world
        self.journal = journal
        self.server = server
        self._appid = app.appid
        self._mark = journal.last
        server.said.clear()

    @property
    def app(self) -> App:
        """The app as it is now."""
        return self.world.apps.get(self._appid)

    # People and phones.

    def person(self, **properties: Any) -> Person:
        """Add somebody whom the server has never seen."""
        known = len(self.world.people.list())
        name = f"guest-{known + 1}"
        return self.world.people.add(Person(**{"name": name, "nickname": name, **properties}))

    def wx(self, api: str, person: Person, **options: Any) -> dict[str, Any]:
        """Make a wx call on somebody's phone."""
        phone = Phone(
            world=self.world, app=self.app, person=person, options=options, taps_allow=True
        )
        return perform(api, phone)

    def code(self, person: Person) -> str:
        """Let somebody call wx.login."""
        return str(self.wx("login", person)["code"])

    def profile(self, person: Person) -> dict[str, Any]:
        """Let somebody call wx.getUserInfo with credentials."""
        return self.wx("getUserInfo", person, withCredentials=True)

    def phone_code(self, person: Person) -> dict[str, Any]:
        """Let somebody press the phone-number button."""
        result = self.wx("getPhoneNumber", person)
        return {**result, "phoneCode": result["code"]}

    # The server.

    def send_code(self, code: str | None) -> Answer:
        """Send a code to the login call; None leaves the parameter out."""
        return self.server.call("login", {} if code is None else {"code": code})

    def login(self, person: Person | None = None) -> LoggedIn:
        """Log somebody in as it should go.

        Raises:
            Failed: it did not go.
        """
        person = person or self.person()
        answer = self.send_code(self.code(person))
        if not answer.ok or not answer.session:
            alone = "" if self.asked() else f", and nobody asked WeChat at {self.server.wechat}"
            raise Failed(
                f"a login with a fresh code got {answer.in_short}{alone}",
                "a good answer with a session",
            )
        variables = {**answer.gives, "session": answer.session}
        return LoggedIn(person, answer.session, variables, answer)

    def send_profile(self, who: LoggedIn, profile: dict[str, Any]) -> Answer:
        """Send a result of wx.getUserInfo, or what looks like one."""
        return self.server.call("profile", {**who.variables, **profile})

    def send_phone(self, who: LoggedIn, code: str | None = None) -> Answer:
        """Send what the phone-number button gave, or another code in its place."""
        pressed = self.phone_code(who.person)
        if code is not None:
            pressed["phoneCode"] = code
        return self.server.call("phone", {**who.variables, **pressed})

    def me(self, who: LoggedIn) -> Answer:
        """Ask the server who somebody is."""
        return self.server.call("me", who.variables)

    @contextmanager
    def another(
        self, env: Mapping[str, str] | None = None, *, wechat: str | None = None
    ) -> Iterator[Bench]:
        """Start one more of the server, and stop it with the block.

        Args:
            env: environment variables besides those of the first.
            wechat: the address it takes for WeChat's, in place of the first's.

        Raises:
            Skipped: nobody knows how, or it does not start so.
        """
        if self._another is None:
            raise Skipped("the subject does not say how one more server is started")
        address = wechat or self.server.wechat
        with ExitStack() as stack:
            try:
                subject = stack.enter_context(self._another(env or {}, address))
            except Unreachable as error:
                raise Skipped(f"one more server was started in vain: {error}") from error
            server = LoginServer(subject, self.server.patience, self.server.wechat)
            bench = Bench(self.world, self.journal, self.app, server)
            # What is said to it is evidence too.
            server.said = self.server.said
            yield bench

    # WeChat.

    def asked(self, path: str = CODE_TO_SESSION) -> list[Exchange]:
        """Return what the server asked WeChat since the check began, by path."""
        return [one for one in self.asked_all() if one.path == path]

    def asked_all(self) -> list[Exchange]:
        """Return everything that the server asked WeChat since the check began."""
        return self.journal.exchanges(self._mark)

    def mark(self) -> None:
        """Let :meth:`asked` begin here."""
        self._mark = self.journal.last

    @contextmanager
    def trouble(self, fault: Fault) -> Iterator[None]:
        """Let WeChat misbehave towards this server for as long as the block lasts."""
        added = self.world.faults.add(msgspec.structs.replace(fault, appid=self._appid))
        try:
            yield
        finally:
            if any(one.number == added.number for one in self.world.faults.list()):
                self.world.faults.remove(added.number)

    def policy(self, **switches: Any) -> None:
        """Set switches of the app for the rest of the check."""
        changed = msgspec.structs.replace(self.app.switches, **switches)
        self.world.apps.change_switches(self._appid, changed)

    def clean_up(self) -> None:
        """Undo what a check has set."""
        self.world.faults.clear()
        self.world.apps.change_switches(self._appid, Switches())
        self.world.timekeeping.reset(self._appid)

    def session_key(self, person: Person) -> str:
        """Return a person's current session_key."""
        key = self.world.users.of(self.app, person).session_key
        assert key is not None  # noqa: S101  # whoever asks has logged in
        return key.value

    def sealed(self, person: Person, plain: dict[str, Any] | str) -> dict[str, str]:
        """Encrypt any plaintext with a person's session_key, as WeChat would seal a profile."""
        key = self.session_key(person)
        text = plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()
        iv = self.world.identifiers.iv(key, text)
        return {"encryptedData": opendata.encrypt(text, key, iv), "iv": iv}

    # What checks have in common.

    def require_sent(self, call: str, *variables: str) -> None:
        """Skip unless the mapping's call sends these variables.

        Raises:
            Skipped: it does not.
        """
        mapped = self.server.subject.calls[call]  # type: ignore[index]  # one of the four names
        places = [mapped.path, mapped.query, mapped.form, mapped.json_, mapped.headers]
        sent = set().union(*(variables_in(place) for place in places if place is not None))
        missing = [name for name in variables if name not in sent]
        if missing:
            raise Skipped(f"the mapping's {call} call does not send {' and '.join(missing)}")

    def require_given(self, call: str, name: str) -> None:
        """Skip unless the mapping's call gives something.

        Raises:
            Skipped: it does not.
        """
        if name not in self.server.subject.calls[call].gives:  # type: ignore[index]  # one of the four names
            raise Skipped(f"the mapping's {call} call does not give {name}")

    def refused(self, answer: Answer, what: str) -> None:
        """Require that the server refused, as the client's mistake, without a session.

        Raises:
            Failed: it did something else.
        """
        if answer.failure:
            raise Failed(f"{what}: {answer.failure}", "a refusal with a status of 400 to 499")
        if answer.ok or answer.session:
            raise Failed(f"{what} was accepted: {answer.in_short}", "a refusal and no session")
        if answer.status >= 500:
            raise Failed(
                f"{what} got {answer.in_short}",
                "a refusal that says whose mistake it is: a status of 400 to 499",
            )

    def clean_answer(self, answer: Answer, what: str) -> None:
        """Require an answer that admits trouble, in time, without a session or a stack trace.

        Raises:
            Failed: it is another.
        """
        if answer.failure:
            raise Failed(
                f"when {what}, the server gave {answer.failure}",
                f"an answer of its own within {self.server.patience:g} s",
            )
        if answer.ok or answer.session:
            raise Failed(
                f"when {what}, the server answered {answer.in_short}",
                "no good answer and no session: WeChat gave none",
            )
        if answer.status == HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Failed(
                f"when {what}, the server answered {answer.in_short}",
                "an answer that was meant: 502 or 503 with a sentence, or a code of your own",
            )
        trace = next((mark for mark in _STACK_TRACES if mark in answer.body), None)
        if trace is not None:
            raise Failed(f"when {what}, the answer shows a stack trace ({trace!r})", "a sentence")


_STACK_TRACES = (
    "Traceback (most recent call last)",
    "\tat java.",
    "    at Object.",
    "node_modules/",
    "goroutine 1 [",
    "Stack trace:",
    "System.NullReferenceException",
    "Werkzeug Debugger",
    "DEBUG = True",
)
