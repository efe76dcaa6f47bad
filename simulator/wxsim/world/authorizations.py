"""What WeChat tells a server when somebody changes or withdraws what it was given."""

from __future__ import annotations

from typing import Any

from wxsim.world.ground import Ground
from wxsim.world.outbox import Outbox
from wxsim.world.people import PHONE_NUMBER, Consents
from wxsim.world.records import App, Person
from wxsim.world.users import Users

# Documented: the enumeration of RevokeInfo. That the two other scopes of places
# count as the place is assumed; scopes without a number are not told (assumed).
REVOKE_INFO = {
    "scope.bluetooth": "4",
    "scope.record": "5",
    "scope.userInfo": "6",
    "scope.camera": "7",
    PHONE_NUMBER: "8",
    "scope.werun": "12",
    "scope.userLocation": "13",
    "scope.userFuzzyLocation": "13",
    "scope.userLocationBackground": "13",
}
_PROFILE = "scope.userInfo"


class Authorizations:
    """Notices about what people have given apps, by way of the outbox."""

    def __init__(self, ground: Ground, consents: Consents, users: Users, outbox: Outbox) -> None:
        self._consents = consents
        self._users = users
        self._outbox = outbox
        self._clock = ground.clock
        self._identifiers = ground.identifiers

    def answer(self, app: App, person: Person, scope: str, *, granted: bool) -> None:
        """Record an answer, and tell the app's server where it withdraws an earlier one.

        Raises:
            InvalidValue: WeChat has no such scope.
        """
        given = self._consents.answers(app.appid, person.name).get(scope) is True
        self._consents.set(app.appid, person.name, scope, granted=granted)
        if given and not granted and scope in REVOKE_INFO:
            revoked = REVOKE_INFO[scope]
            self._tell(app, person, "user_authorization_revoke", RevokeInfo=revoked)

    def profile_changed(self, apps: list[App], person: Person) -> None:
        """Tell the servers of apps that somebody's nickname or picture is another one.

        The real WeChat tells it when it clears a profile for its risks, and
        tells those who were given the profile within 30 days (documented); here
        those are told who know the person and were not refused (assumed).
        """
        for app in apps:
            known = self._users.find(self._users.of(app, person).openid) is not None
            refused = self._consents.answers(app.appid, person.name).get(_PROFILE) is False
            if known and not refused:
                self._tell(app, person, "user_info_modified")

    def event(self, app: App, openid: str, name: str, **fields: str) -> dict[str, Any]:
        """Return a notice (documented: changes of authorized user information).

        Args:
            app: which one is told.
            openid: whom it is about.
            name: of the event.
            fields: those that only some notices have.
        """
        return {
            "ToUserName": app.original_id,
            # Documented: the service that pushes, not the user.
            "FromUserName": self._identifiers.openid(app.appid, "(WeChat's push service)"),
            "CreateTime": int(self._clock.now(app.appid)),
            "MsgType": "event",
            "Event": name,
            "OpenID": openid,
            "AppID": app.appid,
            **fields,
        }

    def _tell(self, app: App, person: Person, name: str, **fields: str) -> None:
        openid = self._users.of(app, person).openid
        event = self.event(app, openid, name, **fields)
        self._outbox.add(app.appid, openid, event, self._clock.now(app.appid))
