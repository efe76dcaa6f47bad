"""A Mini Program in a person's hand."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType

from wxsim.miniprogram.account import Account
from wxsim.miniprogram.device import DeviceDoor
from wxsim.miniprogram.domains import DomainRule
from wxsim.miniprogram.network import USER_AGENT, Network
from wxsim.miniprogram.wx import Observer, Wx


class MiniProgram:
    """One Mini Program on one person's phone.

    A phone is not needed: what WeChat would do there, the simulator does, asked
    over HTTP. Use it as a context manager, or call :meth:`close` when done::

        with MiniProgram("http://127.0.0.1:8000") as program:
            code = program.wx.login()["code"]

    Nothing is asked of the simulator before the first call that needs it.

    Args:
        platform_url: where the simulator listens.
        appid: which of the simulator's apps this is; None takes its first.
        person: whose phone this is; None takes the simulator's first person.
        version: the Mini Program's version, as it stands in the Referer: ``0``
            in development, ``devtools``, or the number of a release.
        user_agent: the User-Agent of ``wx.request``.
        domains: the only origins that ``wx.request`` may call, such as
            ``https://example.com``; None checks nothing, like the switch in the
            developer tools. api.weixin.qq.com is refused in either case.
        control_token: what a simulator that was started with one wants to hear.
        observe: called with a :class:`~wxsim.miniprogram.exchange.WxExchange`
            for every wx call. A call that ends in an exception other than
            :class:`~wxsim.miniprogram.errors.WxError` has no result and is not
            reported.

    Attributes:
        wx: what the Mini Program's code calls.

    Raises:
        ValueError: platform_url or one of the domains is not an address.
    """

    def __init__(
        self,
        platform_url: str,
        *,
        appid: str | None = None,
        person: str | None = None,
        version: str = "0",
        user_agent: str = USER_AGENT,
        domains: Iterable[str] | None = None,
        control_token: str | None = None,
        observe: Observer | None = None,
    ) -> None:
        account = Account(appid, version)
        rule = DomainRule(domains)
        self._door = DeviceDoor(platform_url, appid, person, control_token)
        self._network = Network(referer=account.referer, user_agent=user_agent, domains=rule)
        self.wx = Wx(account=account, door=self._door, network=self._network, observe=observe)

    def close(self) -> None:
        """Close all connections; the storage goes with the object."""
        self._door.close()
        self._network.close()

    def __enter__(self) -> MiniProgram:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
