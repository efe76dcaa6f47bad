"""Everything WeChat knows, put together."""

from __future__ import annotations

from wxsim.store import Store
from wxsim.store.interface import Tables
from wxsim.world.apps import Apps
from wxsim.world.clock import Clock
from wxsim.world.codes import LoginCodes
from wxsim.world.components import Components
from wxsim.world.faults import Faults
from wxsim.world.ground import Ground
from wxsim.world.identifiers import Identifiers
from wxsim.world.ledger import Ledger
from wxsim.world.people import Consents, People
from wxsim.world.phones import PhoneCodes
from wxsim.world.qr_logins import QrLogins
from wxsim.world.quotas import Quotas
from wxsim.world.records import App, User
from wxsim.world.sessions import Sessions
from wxsim.world.snapshots import Snapshots
from wxsim.world.tickets import Tickets
from wxsim.world.timekeeping import Timekeeping
from wxsim.world.tokens import AccessTokens
from wxsim.world.users import Users
from wxsim.world.visitors import Visitors
from wxsim.world.web_codes import WebCodes
from wxsim.world.web_grants import WebGrants


class World:
    """One WeChat: its apps and people, and the rules it keeps.

    Args:
        store: where it is kept.
        clock: its time.
        seed: where identifiers and random bytes come from. The same seed and
            the same requests give the same bytes.
        instance: see :class:`Identifiers`.

    Attributes:
        seed_data: what is in the store of a world that has just been opened.
    """

    def __init__(self, store: Store, clock: Clock, seed: str, instance: int = 1) -> None:
        self.store = store
        self.seed_data: Tables = {}
        self.clock = clock
        self.identifiers = Identifiers(seed, instance)
        self.ledger = Ledger(clock)
        ground = Ground(store, clock, self.identifiers, self.ledger)
        self.timekeeping = Timekeeping(ground)
        self.faults = Faults(ground)
        self.apps = Apps(ground)
        self.people = People(ground)
        self.consents = Consents(ground)
        self.quotas = Quotas(ground)
        self.users = Users(ground)
        self.sessions = Sessions(ground, self.users)
        self.codes = LoginCodes(ground, self.apps, self.people, self.users, self.sessions)
        self.phones = PhoneCodes(ground, self.people, self.users)
        self.tokens = AccessTokens(ground, self.apps)
        self.visitors = Visitors(ground, self.people)
        self.web_codes = WebCodes(ground, self.people, self.users)
        self.qr_logins = QrLogins(ground, self.web_codes)
        self.web_grants = WebGrants(ground)
        self.tickets = Tickets(ground)
        self.components = Components(ground, self.apps)
        self.snapshots = Snapshots(ground, lambda: self.timekeeping.refresh(force=True))

    def unionid(self, app: App, user: User) -> str | None:
        """Return a user's unionid, or None where the app is bound to no open account."""
        account = app.open_account
        return None if account is None else self.identifiers.unionid(account, user.person)
