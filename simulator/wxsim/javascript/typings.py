"""Reads the list of names that ``wx`` has from WeChat's own type declarations.

``python -m wxsim.javascript.typings lib.wx.api.d.ts > apis.json`` makes the
data file anew from ``miniprogram-api-typings``, whose notice it carries along.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_INTERFACE = re.compile(
    r"^    interface (\w+)(?:<[^{]*>)?(?: extends [\w<>, ]+)? \{\n(.*?)^    \}", re.M | re.S
)
_MEMBER = re.compile(r"^        (\w+)(?:<.*?>)?\((.*?)\):\s*([^\n]+)", re.M | re.S)
_OPTION = re.compile(r"\boption\??:\s*(\w+)")
_PROMISED = ("PromisifySuccessResult", "Promise<")


def read_typings(declarations: str) -> dict[str, Any]:
    """Return the members of ``wx`` and of the objects that they give.

    Args:
        declarations: the text of ``lib.wx.api.d.ts``.

    Returns:
        ``notice``; ``apis``: by name, ``call`` where options with callbacks are
        taken, the name of an object, ``sync`` for another value, or ``void``;
        ``objects``: by name, the methods and what they return, alike.
    """
    notice = declarations[: declarations.index("*/")].strip("/*!\n ")
    text = _COMMENT.sub("", declarations)
    bodies = dict(_INTERFACE.findall(text))
    options = {name for name, body in bodies.items() if re.search(r"\b(success|complete)\?", body)}
    members = {name: dict(_members(body, options, name)) for name, body in bodies.items()}
    apis = members.pop("Wx")
    reached: dict[str, dict[str, str]] = {}
    waiting = [*apis.values()]
    while waiting:
        name = waiting.pop()
        if members.get(name) and name not in reached:
            reached[name] = members[name]
            waiting += reached[name].values()

    def known(table: dict[str, str]) -> dict[str, str]:
        kinds = {"call", "void", *reached}
        return {name: kind if kind in kinds else "sync" for name, kind in sorted(table.items())}

    return {
        "notice": re.sub(r"\s+", " ", notice.replace("*", "")).strip(),
        "apis": known(apis),
        "objects": {name: known(table) for name, table in sorted(reached.items())},
    }


def _members(body: str, options: set[str], owner: str) -> Iterator[tuple[str, str]]:
    for name, parameters, returns in _MEMBER.findall(body):
        option = _OPTION.search(parameters)
        takes_options = (option is not None and option[1] in options) or "TOption" in parameters
        given = returns.strip().rstrip(";").removeprefix("WechatMiniprogram.")
        if any(word in given for word in _PROMISED) or (given == "void" and takes_options):
            yield name, "call"
        else:
            yield name, owner if given == "this" else given


def main() -> None:
    """Print the data file for the declarations that the command line names."""
    declarations = Path(sys.argv[1]).read_text("utf-8")
    sys.stdout.write(json.dumps(read_typings(declarations), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
