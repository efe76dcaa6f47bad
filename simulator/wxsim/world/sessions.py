"""The session_key of each user: one alive at a time, every generation remembered."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from wxsim.opendata import session_signature_is_genuine
from wxsim.world.errors import InvalidValue, Refused
from wxsim.world.ground import Ground
from wxsim.world.records import App, Person, SessionKey, User
from wxsim.world.switches import Switches
from wxsim.world.tables import Table
from wxsim.world.users import Users

# How many past generations are remembered, so that a refusal can name the one
# that signed. An app that renews the key at every login would fill the store.
_GENERATIONS_REMEMBERED = 100

# A hundred years of seconds.
_FOR_EVER = 3_155_760_000

# What the ledger calls it when a session_key ends before its time.
SESSION_KEY_ENDED = "session_key expired"


class Sessions:
    """The session_keys of all users.

    Which key is current is decided by one record, the user's, so a key is
    renewed at one moment for everybody. Past generations stand in a table of
    their own and serve explanations only.
    """

    def __init__(self, ground: Ground, users: Users) -> None:
        self._generations = Table(ground.store, "session_keys", SessionKey)
        self._users = users
        self._clock = ground.clock
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def alive(self, user: User) -> SessionKey | None:
        """Return the user's session_key, or None before the first login and after its end."""
        key = user.session_key
        return key if key is not None and self._clock.now(user.appid) < key.expires_at else None

    def login(self, app: App, person: Person) -> User:
        """Do what wx.login does to the session_key, and count the login.

        The key exists from here on, before any code is exchanged. It is
        renewed when there is none, when it has expired, or when it is older
        than the app's ``session_key_min_age`` (documented: renewal has a
        minimum period; the figure is assumed), or as ``session_key_renewal``
        has it.
        """
        switches = app.switches

        def logged_in(user: User) -> User:
            # Read here, the time is never before the key was made, whoever made it.
            now = self._clock.now(app.appid)
            key = user.session_key
            reason = _why_renewed(switches, key, now)
            if key is None or reason:
                by = f"wx.login {user.logins + 1}"
                key = self._generation(app, user, now, reason, by)
            elif switches.session_prolonged_by_login:
                key = msgspec.structs.replace(key, expires_at=now + _lifetime(switches))
            return msgspec.structs.replace(
                user, logins=user.logins + 1, session_key=key, visited_at=now
            )

        return self._change(self._users.of(app, person), logged_in)

    def ensure(self, app: App, user: User, rid: str) -> SessionKey:
        """Return the user's live session_key, making a new one if it has expired."""
        key = self.alive(user)
        if key is not None:
            return key
        now = self._clock.now(app.appid)

        def revived(user: User) -> User:
            if self.alive(user) is not None:
                return user
            reason = "a js_code was exchanged after the key before it had expired"
            key = self._generation(app, user, now, reason, f"request {rid}")
            return msgspec.structs.replace(user, session_key=key)

        revived_user = self._change(user, revived)
        assert revived_user.session_key is not None  # noqa: S101  # `revived` has just set it
        return revived_user.session_key

    def check(self, app: App, openid: str, signature: str, sig_method: str, *, ended: int) -> User:
        """Hold a login-state signature against the current session_key.

        Args:
            app: whose user it is.
            openid: the user.
            signature: what was sent.
            sig_method: how it was made.
            ended: the errcode where the user has no live session_key.

        Returns:
            The user, if the signature is right.

        Raises:
            Refused: 40097 a parameter is missing, 87008 unknown method,
                ``ended``, 87009 the signature is not the current key's. The
                order is assumed.
        """
        for name, value in (("openid", openid), ("signature", signature)):
            if not value:
                raise Refused(40097, f"the query has no {name}")
        if sig_method != "hmac_sha256":
            raise Refused(87008, f"sig_method is {sig_method!r}; WeChat knows hmac_sha256 alone")
        user = self._users.by_openid(app, openid)
        if user is None or user.session_key is None:
            raise Refused(ended, f"{openid!r} has never logged in to {app.appid}")
        key = self.alive(user)
        if key is None:
            raise Refused(
                ended, f"session_key {user.session_key.generation} of {user.person} has expired"
            )
        if not session_signature_is_genuine(signature, key.value):
            raise Refused(87009, self._who_signed(user, key, signature))
        return user

    def reset(self, app: App, user: User, rid: str) -> SessionKey:
        """Give a user a new session_key that ends when the old one would have.

        Args:
            app: whose user it is.
            user: as :meth:`check` returned it. Of several resets signed with
                one session_key, only the first finds it still current.
            rid: the request.

        Raises:
            Refused: 45011 the app's ``session_reset_interval`` has not passed,
                87009 the session_key was replaced since it was checked.
        """
        now = self._clock.now(app.appid)
        interval = app.switches.session_reset_interval
        checked = user.session_key

        def renewed(user: User) -> User:
            current = user.session_key
            if checked is None or current is None or current.generation != checked.generation:
                raise Refused(
                    87009, f"another request replaced the session_key of {user.person} meanwhile"
                )
            if user.reset_at is not None and now - user.reset_at < interval:
                raise Refused(
                    45011,
                    f"the session_key of {user.person} was reset {now - user.reset_at:.0f} s ago; "
                    f"session_reset_interval is {interval} s",
                )
            reason = "the server reset it by resetusersessionkey"
            key = self._generation(app, user, now, reason, f"request {rid}")
            # Documented: the new key inherits the old expiry.
            key = msgspec.structs.replace(key, expires_at=current.expires_at)
            return msgspec.structs.replace(user, session_key=key, reset_at=now)

        key = self._change(user, renewed).session_key
        assert key is not None  # noqa: S101  # `renewed` has just set it
        return key

    def expire(self, app: App, person: Person) -> SessionKey:
        """End a person's session now, as the passing of time would.

        Raises:
            InvalidValue: there is none to end.
        """
        now = self._clock.now(app.appid)

        def expired(user: User) -> User:
            key = self.alive(user)
            if key is None:
                raise InvalidValue(
                    f"{person.name} has no live session in {app.appid}",
                    "log in first: wx.login makes one",
                )
            return msgspec.structs.replace(
                user, session_key=msgspec.structs.replace(key, expires_at=now)
            )

        key = self._change(self._users.of(app, person), expired).session_key
        assert key is not None  # noqa: S101  # `expired` has just set it
        self._ledger.write(
            SESSION_KEY_ENDED,
            f"session_key {key.generation} of {person.name} in {app.appid} was ended on purpose",
            appid=app.appid,
            person=person.name,
        )
        return key

    def renew(self, app: App, person: Person) -> SessionKey:
        """Give a person a new session_key, as a wx.login on another phone would.

        A js_code that is still fresh then gives the new key (assumed: a user
        has exactly one valid key).
        """

        def renewed(user: User) -> User:
            now = self._clock.now(app.appid)
            reason = "it was renewed on purpose"
            key = self._generation(app, user, now, reason, "wxsim session renew")
            return msgspec.structs.replace(user, session_key=key)

        key = self._change(self._users.of(app, person), renewed).session_key
        assert key is not None  # noqa: S101  # `renewed` has just set it
        return key

    def generations(self, user: User) -> list[SessionKey]:
        """Return every remembered session_key of a user, oldest first, the current one last."""
        current = user.session_key
        if current is None:
            return []
        oldest = max(1, current.generation - _GENERATIONS_REMEMBERED)
        past = (
            self._generations.get(f"{user.openid}/{number}")
            for number in range(oldest, current.generation)
        )
        return [*(key for key in past if key is not None), current]

    def _change(self, user: User, step: Callable[[User], User]) -> User:
        after = self._users.change(user, step)
        key, known = after.session_key, user.session_key
        if key is None or (known is not None and known.generation == key.generation):
            return after
        # Two threads may both get here for one generation: the first entry stands.
        if self._generations.add(f"{user.openid}/{key.generation}", key):
            forgotten = key.generation - 1 - _GENERATIONS_REMEMBERED
            if forgotten > 0:
                self._generations.delete(f"{user.openid}/{forgotten}")
            self._ledger.write(
                "session_key made",
                f"session_key {key.generation} of {user.person} in {user.appid}, made by "
                f"{key.made_by}: {key.reason}",
                appid=user.appid,
                person=user.person,
            )
        return after

    def _generation(
        self, app: App, user: User, now: float, reason: str, made_by: str
    ) -> SessionKey:
        number = 1 if user.session_key is None else user.session_key.generation + 1
        return SessionKey(
            generation=number,
            value=self._identifiers.session_key(user.openid, number),
            made_at=now,
            expires_at=now + _lifetime(app.switches),
            reason=reason,
            made_by=made_by,
        )

    def _who_signed(self, user: User, current: SessionKey, signature: str) -> str:
        oldest = max(0, current.generation - 1 - _GENERATIONS_REMEMBERED)
        for number in range(current.generation - 1, oldest, -1):
            past = self._generations.get(f"{user.openid}/{number}")
            if past is not None and session_signature_is_genuine(signature, past.value):
                return (
                    f"signed with session_key {number} of {user.person}, but {current.generation} "
                    f"is current: {current.reason}"
                )
        return (
            f"no session_key that {user.person} ever had in {user.appid} makes this signature; "
            f"{current.generation} is current. The HMAC key is the base64 text itself"
        )


def _lifetime(switches: Switches) -> int:
    """Return how many seconds a session_key lives."""
    return _FOR_EVER if switches.session_key_renewal == "never" else switches.session_key_lifetime


def _why_renewed(switches: Switches, key: SessionKey | None, now: float) -> str:
    """Return why a wx.login makes a new session_key, or nothing where it keeps the current one."""
    if key is None:
        return "the first wx.login made it"
    if now >= key.expires_at:
        return "the key before it had expired"
    if switches.session_key_renewal == "never":
        return ""
    if switches.session_key_renewal == "every-login":
        return "session_key_renewal is every-login"
    if now - key.made_at >= switches.session_key_min_age:
        return "a wx.login renewed it, the key before it being old enough"
    return ""
