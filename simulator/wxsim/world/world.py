"""Everything WeChat knows, put together."""

from __future__ import annotations

from collections.abc import Mapping

from wxsim.store import Store
from wxsim.store.interface import Tables
from wxsim.world.api_keys import ApiKeys
from wxsim.world.apps import Apps
from wxsim.world.authorizations import Authorizations
from wxsim.world.cards import Cards
from wxsim.world.clock import Clock
from wxsim.world.codes import LoginCodes
from wxsim.world.components import Components
from wxsim.world.conversations import Conversations
from wxsim.world.faults import Faults
from wxsim.world.ground import Ground
from wxsim.world.identifiers import Identifiers
from wxsim.world.inbox import Inboxes
from wxsim.world.ledger import Ledger
from wxsim.world.links import Links
from wxsim.world.media import MediaFiles
from wxsim.world.openings import Openings
from wxsim.world.outbox import Outbox
from wxsim.world.payments import Payments
from wxsim.world.people import Consents, People
from wxsim.world.phones import PhoneCodes
from wxsim.world.plugins import PluginCodes
from wxsim.world.push_log import PushLog
from wxsim.world.push_settings import PushSettingsOfApps
from wxsim.world.qr_logins import QrLogins
from wxsim.world.quotas import Quotas
from wxsim.world.records import App, User
from wxsim.world.safety import Safety
from wxsim.world.sealed_data import SealedData
from wxsim.world.sessions import Sessions
from wxsim.world.snapshots import Snapshots
from wxsim.world.subscriptions import Subscriptions
from wxsim.world.switches import changed_switches
from wxsim.world.templates import Templates
from wxsim.world.tickets import Tickets
from wxsim.world.timekeeping import Timekeeping
from wxsim.world.tokens import AccessTokens
from wxsim.world.user_keys import UserKeys
from wxsim.world.users import Users
from wxsim.world.visitors import Visitors
from wxsim.world.visits import Visits
from wxsim.world.web_codes import WebCodes
from wxsim.world.web_grants import WebGrants
from wxsim.world.wxacodes import WxaCodes


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
        self.plugins = PluginCodes(ground, self.users)
        self.payments = Payments(ground)
        self.sealed_data = SealedData(ground)
        self.user_keys = UserKeys(ground)
        self.api_keys = ApiKeys(ground)
        self.tokens = AccessTokens(ground, self.apps)
        self.openings = Openings(ground)
        self.cards = Cards(ground)
        self.wxa_codes = WxaCodes(ground)
        self.links = Links(ground)
        self.media = MediaFiles(ground)
        self.visits = Visits(ground, self.people)
        self.outbox = Outbox(ground)
        self.inboxes = Inboxes(ground)
        self.templates = Templates(ground)
        self.subscriptions = Subscriptions(ground, self.users, self.outbox)
        self.conversations = Conversations(ground, self.users, self.outbox)
        self.safety = Safety(ground, self.users, self.outbox)
        self.authorizations = Authorizations(ground, self.consents, self.users, self.outbox)
        self.push_settings = PushSettingsOfApps(ground)
        self.pushes = PushLog(ground)
        self.visitors = Visitors(ground, self.people)
        self.web_codes = WebCodes(ground, self.people, self.users)
        self.qr_logins = QrLogins(ground, self.web_codes)
        self.web_grants = WebGrants(ground)
        self.tickets = Tickets(ground)
        self.components = Components(ground, self.apps)
        self.snapshots = Snapshots(ground, lambda: self.timekeeping.refresh(force=True))

    def change_switches(self, appid: str, changes: Mapping[str, object]) -> App:
        """Set some switches of an app, from its next request on.

        Args:
            appid: whose.
            changes: by name; None goes back to the default.

        Raises:
            Unknown: there is no such app, or no person of the name that
                ``devtools_codes`` is set to.
            InvalidValue: there is no such switch, or it does not take the
                value; nothing is changed.
        """
        switches = changed_switches(self.apps.get(appid).switches, changes)
        if changes.get("devtools_codes"):
            self.people.get(switches.devtools_codes)
        return self.apps.change_switches(appid, switches)

    def unionid(self, app: App, user: User) -> str | None:
        """Return a user's unionid, or None where the app is bound to no open account."""
        account = app.open_account
        return None if account is None else self.identifiers.unionid(account, user.person)
