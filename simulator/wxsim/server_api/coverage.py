"""The coverage page: what is answered, and how sure we are. Generated from the tables.

``python -m wxsim.server_api.coverage > docs/coverage.md`` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import PurePath

import msgspec

from wxsim.server_api.errors import ERROR_CODES
from wxsim.server_api.routes import ROUTES
from wxsim.world.switches import describe_switches

_HEAD = """\
# What wxsim covers, and how sure we are

Generated from the route table, the errcode table and the switches by
`python -m wxsim.server_api.coverage`; a test keeps it true.

- **documented**: WeChat's documentation says so.
- **observed**: somebody published a real answer that shows it.
- **assumed**: a guess, made because the simulator has to do something. If you
  know better, tell us.
"""


def coverage_page() -> str:
    """Return the page as Markdown."""
    return "\n".join([_HEAD, *_endpoints(), "", *_errcodes(), "", *_switches(), ""])


def _endpoints() -> Iterator[str]:
    yield "## Endpoints"
    yield ""
    yield "Any other path answers 40066, as WeChat does. The tests reach every errcode named here."
    yield ""
    yield "| endpoint | access_token | errcodes | evidence | compared | tests |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for route in ROUTES:
        errcodes = " ".join(map(str, sorted(route.errcodes)))
        tests = " ".join(f"[{PurePath(test).stem}](../tests/{test})" for test in route.tests)
        yield (
            f"| {' '.join(route.methods)} [{route.path}]({route.documentation}) "
            f"| {'needed' if route.needs_token else ''} | {errcodes} | {route.evidence} "
            f"| {route.compared} | {tests} |"
        )


def _errcodes() -> Iterator[str]:
    yield "## Errcodes"
    yield ""
    yield "| errcode | errmsg before the rid | cause | fix | evidence of the text |"
    yield "| --- | --- | --- | --- | --- |"
    for row in ERROR_CODES.values():
        yield (
            f"| [{row.errcode}]({row.documentation}) | `{row.errmsg}` | {row.cause} | {row.fix} "
            f"| {row.evidence} |"
        )


def _switches() -> Iterator[str]:
    yield "## Switches of an app"
    yield ""
    yield (
        "Set them with `wxsim policy set NAME=VALUE` or `PATCH /_wxsim/apps/{appid}/switches`, "
        "in a test with `app.policy(name=value)`, in a scenario with a `policy:` step, and for a "
        "new app with `wxsim app add --switch NAME=VALUE` or in a registration file "
        "(`wxsim serve --apps FILE`). Whatever they change, `wxsim why RID` tells which of them "
        "were set when the request came."
    )
    yield ""
    yield "| switch | default | what it does | evidence of the default |"
    yield "| --- | --- | --- | --- |"
    for switch in describe_switches():
        default = msgspec.json.encode(switch.default).decode()
        yield f"| `{switch.name}` | `{default}` | {switch.about} | {switch.evidence} |"


if __name__ == "__main__":
    sys.stdout.write(coverage_page())
