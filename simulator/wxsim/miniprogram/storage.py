"""What a Mini Program keeps on the phone."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from wxsim.miniprogram import messages
from wxsim.miniprogram.javascript import to_json, type_name
from wxsim.miniprogram.outcome import Outcome, failed, succeeded

_MEGABYTE = 1024 * 1024
ENTRY_LIMIT = _MEGABYTE
TOTAL_LIMIT = 10 * _MEGABYTE


class Storage:
    """Keys and JSON values, in memory, for as long as the Mini Program lives.

    The limits are documented (1 MB a key, 10 MB in all). Counted are the
    characters of the key and of the value's JSON (observed: Android client).
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def set(self, api: str, options: Mapping[str, Any]) -> Outcome:
        """Keep a copy of ``data`` under ``key``; a failure changes nothing.

        Raises:
            TypeError: the data is no JSON.
        """
        key = options.get("key")
        if not isinstance(key, str):
            return _no_key(api, options)
        if "data" not in options:
            return failed(api, messages.STORAGE_NO_DATA)
        text = to_json(options["data"], f"data of wx.{api}")
        size = len(key) + len(text)
        if size > ENTRY_LIMIT:
            return failed(api, messages.STORAGE_ENTRY_TOO_LARGE, name=key, size=size)
        total = self._size() - self._entry_size(key) + size
        if total > TOTAL_LIMIT:
            return failed(api, messages.STORAGE_FULL, name=key, size=total)
        self._texts[key] = text
        return succeeded(api)

    def get(self, api: str, options: Mapping[str, Any]) -> Outcome:
        """Yield ``data``, a fresh copy, or fail where the key is missing."""
        key = options.get("key")
        if not isinstance(key, str):
            return _no_key(api, options)
        if key not in self._texts:
            return failed(api, messages.STORAGE_NOT_FOUND)
        return succeeded(api, data=json.loads(self._texts[key]))

    def get_or_empty(self, api: str, options: Mapping[str, Any]) -> Outcome:
        """As :meth:`get`, with ``''`` for a missing key (documented: getStorageSync)."""
        if isinstance(options.get("key"), str) and options["key"] not in self._texts:
            return succeeded(api, data="")
        return self.get(api, options)

    def remove(self, api: str, options: Mapping[str, Any]) -> Outcome:
        """Forget ``key``; a missing one is no failure (assumed)."""
        key = options.get("key")
        if not isinstance(key, str):
            return _no_key(api, options)
        self._texts.pop(key, None)
        return succeeded(api)

    def clear(self, api: str, _options: Mapping[str, Any]) -> Outcome:
        """Forget everything."""
        self._texts.clear()
        return succeeded(api)

    def info(self, api: str, _options: Mapping[str, Any]) -> Outcome:
        """Yield ``keys``, ``currentSize`` and ``limitSize``, the sizes in KB, rounded up."""
        return succeeded(
            api,
            keys=list(self._texts),
            currentSize=math.ceil(self._size() / 1024),
            limitSize=TOTAL_LIMIT // 1024,
        )

    def _size(self) -> int:
        return sum(map(self._entry_size, self._texts))

    def _entry_size(self, key: str) -> int:
        return len(key) + len(self._texts[key]) if key in self._texts else 0


def _no_key(api: str, options: Mapping[str, Any]) -> Outcome:
    found = type_name(options["key"]) if "key" in options else "Undefined"
    return failed(api, messages.PARAMETER_TYPE, name="key", wanted="String", found=found)
