"""The ``wx`` object."""

from __future__ import annotations

import copy
import difflib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from wxsim.miniprogram.account import Account
from wxsim.miniprogram.callbacks import CallbackQueue, split
from wxsim.miniprogram.device import DEVICE_APIS, DeviceDoor
from wxsim.miniprogram.errors import WxError
from wxsim.miniprogram.exchange import WxExchange
from wxsim.miniprogram.network import Network
from wxsim.miniprogram.outcome import Outcome, Perform, succeeded
from wxsim.miniprogram.storage import Storage

Observer = Callable[[WxExchange], object]


@dataclass(frozen=True)
class _SyncApi:
    """An API that is called with plain arguments and returns a plain value."""

    parameters: tuple[str, ...]
    perform: Perform
    value: Callable[[Mapping[str, Any]], Any]


class Wx:
    """WeChat's ``wx`` object, for Python.

    Every API is an attribute with WeChat's own name; ``dir(wx)`` lists them,
    and :meth:`call` reaches any other API that the simulator's phone knows.

    Options are one dict or keywords: ``wx.login({"success": f})`` or
    ``wx.login(success=f)``. With any of ``success``, ``fail`` and ``complete``
    the call returns None, and they get the result, one callback after the other
    (see :class:`~wxsim.miniprogram.callbacks.CallbackQueue`). With none of them
    the call returns the result dict or raises :class:`WxError`; that holds for
    ``wx.request`` too, which in JavaScript returns a task. Sync APIs take plain
    arguments: ``wx.setStorageSync("key", data)``.

    One thread may use it at a time.

    Args:
        account: which Mini Program this is.
        door: the phone.
        network: the way to the Mini Program's own server.
        observe: called with a :class:`WxExchange` for every call as soon as its
            result is known, before any callback.
    """

    def __init__(
        self, *, account: Account, door: DeviceDoor, network: Network, observe: Observer | None
    ) -> None:
        storage = Storage()
        self._account = account
        self._door = door
        self._observe = observe
        self._queue = CallbackQueue()
        self._local: dict[str, Perform] = {
            "request": network.request,
            "setStorage": storage.set,
            "getStorage": storage.get,
            "removeStorage": storage.remove,
            "clearStorage": storage.clear,
            "getStorageInfo": storage.info,
        }
        self._sync = {
            "setStorageSync": _SyncApi(("key", "data"), storage.set, _nothing),
            "getStorageSync": _SyncApi(("key",), storage.get_or_empty, itemgetter("data")),
            "removeStorageSync": _SyncApi(("key",), storage.remove, _nothing),
            "clearStorageSync": _SyncApi((), storage.clear, _nothing),
            "getStorageInfoSync": _SyncApi((), storage.info, _without_message),
            "getAccountInfoSync": _SyncApi((), self._account_info, _without_message),
            "getEnterOptionsSync": _SyncApi((), door.call, _without_message),
            "getLaunchOptionsSync": _SyncApi((), door.call, _without_message),
            "getUserCryptoManager": _SyncApi((), self._crypto_manager, itemgetter("manager")),
            "canIUse": _SyncApi(("schema",), self._can_i_use, itemgetter("usable")),
        }

    def call(self, api: str, options: Mapping[str, Any] | None = None, /, **keywords: Any) -> Any:
        """Call an asynchronous API by its name.

        Args:
            api: one that ``wx`` has as an attribute, or any other that the
                simulator's phone may know.
            options: the options object.
            **keywords: options too; they win over those of the object.

        Returns:
            The result dict, or None if a callback was given.

        Raises:
            WxError: the call failed, and no callback was given.
            DeviceError: the simulator did not take the call.
            PlatformUnreachable: no simulator answers.
            TypeError: an option cannot be what it is.
        """
        values, callbacks = split(api, options, keywords)
        outcome = self._perform(api, values, self._local.get(api, self._door.call))
        if not callbacks.given:
            return _result(outcome)
        self._queue.run(partial(callbacks.deliver, outcome))
        return None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Find an API by WeChat's name, so that the tables are the only list of them.

        Raises:
            AttributeError: there is none.
        """
        # Before __init__ is through (as in copy.copy) the tables are not there.
        if name.startswith("_"):
            raise AttributeError(f"Wx has no attribute {name}")
        if name in self._sync:
            return partial(self._call_sync, name)
        if name in self._local or name in DEVICE_APIS:
            return partial(self.call, name)
        near = difflib.get_close_matches(name, self._names(), n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise AttributeError(
            f"wx has no {name}; {meant}Another API of the simulated phone"
            f' can be called by name: wx.call("{name}", {{…}})'
        )

    def __dir__(self) -> Iterable[str]:
        return sorted({*super().__dir__(), *self._names()})

    def _names(self) -> set[str]:
        return {*self._sync, *self._local, *DEVICE_APIS}

    def _call_sync(self, name: str, /, *arguments: Any, **keywords: Any) -> Any:
        api = self._sync[name]
        if len(arguments) > len(api.parameters) or not keywords.keys() <= {*api.parameters}:
            raise TypeError(f"wx.{name} takes ({', '.join(api.parameters)})")
        options = {**dict(zip(api.parameters, arguments, strict=False)), **keywords}
        return api.value(_result(self._perform(name, options, api.perform)))

    def _perform(self, api: str, options: dict[str, Any], perform: Perform) -> Outcome:
        if self._observe is None:
            return perform(api, options)
        given = copy.deepcopy(options)
        started = time.perf_counter()
        outcome = perform(api, options)
        seconds = time.perf_counter() - started
        result = copy.deepcopy(outcome.result)
        self._observe(WxExchange(api, given, result, seconds, outcome.hint, outcome.http))
        return outcome

    def _account_info(self, api: str, _options: Mapping[str, Any]) -> Outcome:
        return succeeded(api, **self._account.info())

    def _crypto_manager(self, api: str, _options: Mapping[str, Any]) -> Outcome:
        latest = partial(self.call, "getLatestUserKey")
        return succeeded(api, manager=SimpleNamespace(getLatestUserKey=latest))

    def _can_i_use(self, api: str, options: Mapping[str, Any]) -> Outcome:
        """Answers for the API alone: options, return values and components are not listed."""
        name = str(options.get("schema")).partition(".")[0]
        return succeeded(api, usable=name in self._names())


def _result(outcome: Outcome) -> dict[str, Any]:
    if outcome.ok:
        return outcome.result
    raise WxError(outcome.result["errMsg"], outcome.result.get("errno"), outcome.hint)


def _nothing(_result: Mapping[str, Any]) -> None:
    return None


def _without_message(result: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name != "errMsg"}
