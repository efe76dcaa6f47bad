"""The errcode page: every errcode with its meaning. Generated from the table.

``python -m wxsim.diagnosis.errcode_page > docs/errcodes.md`` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from wxsim.diagnosis.explain import ANY_OTHER_PATH, Explanation, explanations

_HEAD = """\
# Every errcode, and what to do about it

Generated from the errcode table by `python -m wxsim.diagnosis.errcode_page`; a
test keeps it true. `wxsim explain 40163` says the same at the prompt, and
`wxsim why last` says what happened in your case.
"""


def errcode_page() -> str:
    """Return the page as Markdown."""
    rows = explanations()
    return "\n".join([_HEAD, *_index(rows), *(line for row in rows for line in _section(row))])


def _index(rows: list[Explanation]) -> Iterator[str]:
    yield " · ".join(f"[{row.errcode}](#errcode-{row.errcode})" for row in rows)


def _section(row: Explanation) -> Iterator[str]:
    yield ""
    # An explicit anchor: what a heading's own would be differs from site to site.
    yield f'<a id="errcode-{row.errcode}"></a>'
    yield ""
    yield f"## {row.errcode}"
    yield ""
    yield f"`{row.errmsg}` ({row.evidence})"
    yield ""
    yield f"- **Cause:** {row.cause}"
    yield f"- **Fix:** {row.fix}"
    yield f"- **Answered by:** {', '.join(_path(path) for path in row.paths)}"
    yield f"- **WeChat says:** [{row.documentation.rsplit('/', 1)[-1]}]({row.documentation})"
    if row.paths != [ANY_OTHER_PATH]:
        yield (
            f"- **Make it happen:** `wxsim fault add --path {row.paths[0]} --errcode {row.errcode}`"
        )


def _path(path: str) -> str:
    return path if path == ANY_OTHER_PATH else f"`{path}`"


if __name__ == "__main__":
    sys.stdout.write(errcode_page() + "\n")
