"""What a data directory holds, as a TinyDB to ask."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

import msgspec
from tinydb import TinyDB, where
from tinydb.queries import QueryInstance
from tinydb.storages import Storage

from wxsim.store.directory import State

# Fields that hold secrets, whatever record they stand in; a snapshot's tables hold all of them.
_SECRET_FIELDS = {"secret", "value", "tables"}
# Tables whose keys are secrets themselves.
_SECRET_KEYS = {"access_tokens"}
_SHOWN = 4


def documents(
    state: State, table: str, conditions: dict[str, Any], *, show_secrets: bool
) -> list[dict[str, Any]]:
    """Return the rows of a table that meet every condition, each as ``key``, ``value``, ``until``.

    Args:
        state: what was read from the directory.
        table: its name.
        conditions: wanted values by the field of the record.
        show_secrets: mask nothing.
    """
    with TinyDB(storage=_StateStorage, state=state) as database:
        rows = database.table(table)
        found = rows.search(_query(conditions)) if conditions else rows.all()
    plain = [dict(document) for document in found]
    return plain if show_secrets else [_masked(table, document) for document in plain]


class _StateStorage(Storage):
    """Shows a state to TinyDB, which may not change it."""

    def __init__(self, state: State) -> None:
        self._state = state

    def read(self) -> dict[str, dict[str, Any]]:
        return {
            name: {
                str(number): {"key": key, "value": msgspec.json.decode(value), "until": until}
                for number, (key, (value, until)) in enumerate(rows.items(), 1)
            }
            for name, rows in self._state.tables.items()
        }

    def write(self, data: dict[str, dict[str, Any]]) -> None:  # noqa: ARG002  # TinyDB's signature
        raise PermissionError("a data directory is asked here, not changed")


def _query(conditions: dict[str, Any]) -> QueryInstance:
    wanted = (where("value")[field] == value for field, value in conditions.items())
    query: QueryInstance = reduce(and_, wanted)
    return query


def _masked(table: str, document: dict[str, Any]) -> dict[str, Any]:
    key = _hidden(document["key"]) if table in _SECRET_KEYS else document["key"]
    return {**document, "key": key, "value": _without_secrets(document["value"])}


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _hidden(inner)
            if name in _SECRET_FIELDS and isinstance(inner, str)
            else _without_secrets(inner)
            for name, inner in value.items()
        }
    return value


def _hidden(text: str) -> str:
    return text[:_SHOWN] + "…"
