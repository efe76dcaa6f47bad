"""A person, and their phone, in the hands of a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wxsim.device.apis import APIS, perform
from wxsim.device.phone import Phone
from wxsim.miniprogram.errors import WxError
from wxsim.testing.apps import AppHandle
from wxsim.world import App, InvalidValue, Person, Unknown, World
from wxsim.world.inbox import Message
from wxsim.world.risk import BLOCKED_RANK, HARMLESS_RANK


class PersonHandle:
    """Somebody who has WeChat.

    Wherever an ``app`` can be given it is the Mini Program that is open on the
    phone: a handle, an appid, or the default app where it is left out.

    Args:
        world: where the person lives.
        name: who it is.
        find_app: tells which app is meant.

    Attributes:
        name: as given.
    """

    def __init__(
        self, world: World, name: str, find_app: Callable[[AppHandle | str | None], App]
    ) -> None:
        self._world = world
        self._find_app = find_app
        self.name = name

    def __repr__(self) -> str:
        return f"<person {self.name}>"

    def wx(
        self, api: str, app: AppHandle | str | None = None, *, tap: str = "allow", **options: object
    ) -> dict[str, Any]:
        """Make any wx call on the phone and return its result, good or bad.

        Args:
            api: such as ``getSetting``.
            app: see above.
            tap: ``allow`` or ``refuse``: what the person does with a dialog that opens.
            options: those of the wx call.

        Raises:
            Unknown: there is no such wx call, or no such app.
            InvalidValue: nobody can tap so.
        """
        if api not in APIS:
            raise Unknown("wx call", api, APIS)
        if tap not in ("allow", "refuse"):
            raise InvalidValue(f"tap is {tap!r}", "a person taps 'allow' or 'refuse'")
        return perform(api, self._phone(app, options, taps_allow=tap == "allow"))

    def code(self, app: AppHandle | str | None = None) -> str:
        """Return a fresh js_code, as ``wx.login`` does."""
        return str(self._succeed("login", app)["code"])

    def user_info(self, app: AppHandle | str | None = None) -> dict[str, Any]:
        """Return what ``wx.getUserInfo`` gives: userInfo, rawData, signature, encryptedData, iv.

        Raises:
            WxError: no session lives (take a :meth:`code` first), or the person
                has refused.
        """
        return self._succeed("getUserInfo", app, withCredentials=True)

    def user_profile(self, desc: str, app: AppHandle | str | None = None) -> dict[str, Any]:
        """Return what ``wx.getUserProfile`` gives; see :meth:`user_info`.

        Args:
            desc: what the dialog says, 1 to 30 characters.
            app: see above.

        Raises:
            WxError: as :meth:`user_info`, or the ``desc`` is too long.
        """
        return self._succeed("getUserProfile", app, withCredentials=True, desc=desc)

    def phone_code(self, app: AppHandle | str | None = None) -> str:
        """Press the phone-number button and return the code for the server.

        Raises:
            WxError: the person has refused.
        """
        return str(self._succeed("getPhoneNumber", app)["code"])

    def subscribe(
        self,
        *template_ids: str,
        app: AppHandle | str | None = None,
        accept: bool = True,
        always: bool = False,
    ) -> dict[str, str]:
        """Answer the dialog of ``wx.requestSubscribeMessage``.

        Args:
            template_ids: what the app asks for.
            app: see above.
            accept: whether the person accepts or rejects.
            always: they tick "always keep this choice".

        Returns:
            By template id ``accept``, ``reject``, ``ban`` or ``filter``.

        Raises:
            WxError: the app has no such template, or the person wants no
                messages of it at all.
        """
        taps = dict.fromkeys(template_ids, "accept" if accept else "reject")
        result = self._succeed(
            "requestSubscribeMessage", app, tmplIds=[*template_ids], choices=taps, always=always
        )
        return {template_id: result[template_id] for template_id in template_ids}

    def say(self, text: str, app: AppHandle | str | None = None) -> None:
        """Write to an app in its customer chat, so that it may answer for 48 hours.

        Raises:
            WxError: the text is empty.
        """
        self._succeed("sendCustomerMessage", app, content=text)

    def enter_chat(self, app: AppHandle | str | None = None, *, session_from: str = "") -> None:
        """Press the contact button of an app, so that it may answer for a minute."""
        self._succeed("contact", app, sessionFrom=session_from)

    def messages(self, app: AppHandle | str | None = None) -> list[Message]:
        """Return the latest messages that the person has received of an app, oldest first.

        Of the default app where none is named.
        """
        return self._world.inboxes.list(self.name, self._find_app(app).appid)

    def web_code(
        self,
        app: AppHandle | str | None = None,
        *,
        scope: str | None = None,
        snapshot: bool = False,
    ) -> str:
        """Allow on an app's authorisation page and return the code that goes to the site.

        Args:
            app: an official account, a website or a mobile app.
            scope: the least that the app can ask for when omitted.
            snapshot: as a snapshot user, about whom all is made up.

        Raises:
            InvalidValue: the app has no such scope, or no such page.
        """
        issued = self._world.web_codes.issue(
            self._find_app(app), self._person, scope, snapshot=snapshot
        )
        return issued.code

    def openid(self, app: AppHandle | str | None = None) -> str:
        """Return the openid by which an app knows the person, or will."""
        return self._world.users.of(self._find_app(app), self._person).openid

    def unionid(self, app: AppHandle | str | None = None) -> str | None:
        """Return the unionid, or None where the app is bound to no open account."""
        found = self._find_app(app)
        return self._world.unionid(found, self._world.users.of(found, self._person))

    def session_key(self, app: AppHandle | str | None = None) -> str | None:
        """Return the session_key that lives now, or None."""
        user = self._world.users.of(self._find_app(app), self._person)
        key = self._world.sessions.alive(user)
        return None if key is None else key.value

    def expire_session(self, app: AppHandle | str | None = None) -> None:
        """End the session now, as the passing of time would.

        Raises:
            InvalidValue: there is none to end.
        """
        self._world.sessions.expire(self._find_app(app), self._person)

    def renew_session(self, app: AppHandle | str | None = None) -> str:
        """Replace the session_key, as a login on another phone would, and return the new one."""
        return self._world.sessions.renew(self._find_app(app), self._person).value

    def block(self) -> None:
        """Give the person risk rank 4: from now on their codes are refused with 40226."""
        self._world.people.change(self.name, risk_rank=BLOCKED_RANK)

    def unblock(self) -> None:
        """Give the person risk rank 0."""
        self._world.people.change(self.name, risk_rank=HARMLESS_RANK)

    def consent(
        self, scope: str, *, granted: bool | None, app: AppHandle | str | None = None
    ) -> None:
        """Record what the person allows an app.

        Args:
            scope: such as ``scope.userInfo``, or ``phoneNumber`` for the button.
            granted: None forgets the answer, so that a dialog opens again.
            app: see above.

        Raises:
            InvalidValue: WeChat has no such scope, or nobody can answer so.
        """
        if granted is not None and not isinstance(granted, bool):
            raise InvalidValue(f"granted is {granted!r}", "give True, False or None")
        self._world.consents.set(self._find_app(app).appid, self.name, scope, granted=granted)

    @property
    def _person(self) -> Person:
        return self._world.people.get(self.name)

    def _phone(
        self, app: AppHandle | str | None, options: dict[str, Any], *, taps_allow: bool
    ) -> Phone:
        return Phone(
            world=self._world,
            app=self._find_app(app),
            person=self._person,
            options=options,
            taps_allow=taps_allow,
        )

    def _succeed(self, api: str, app: AppHandle | str | None, **options: object) -> dict[str, Any]:
        result = perform(api, self._phone(app, options, taps_allow=True))
        message = result["errMsg"]
        if message != f"{api}:ok":
            hint = f"take a code of {self.name} first" if "relogin" in message else ""
            raise WxError(message, result.get("errno"), hint)
        return result
