"""The report as one page that needs nothing else, to attach to a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from wxsim.check.report.evidence import evidence
from wxsim.check.report.plain import word_for
from wxsim.check.report.summary import summary
from wxsim.check.running import Result

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.3em } .word { display: inline-block; width: 3.2em; font-weight: 600 }
.ok { color: #1a7f37 } .FAIL { color: #cf222e } .warn, .know { color: #9a6700 }
.skip, .id { color: #666 }
details, .line { border-bottom: 1px solid #ddd; padding: .3em 0 } code { font-size: .9em }
dt { font-weight: 600; margin-top: .5em }
dd { margin: 0; white-space: pre-wrap; word-break: break-word }
@media (prefers-color-scheme: dark) { body { background: #111; color: #ddd } }
"""


def html(results: Sequence[Result], *, seed: str, server: str) -> str:
    """Return the page.

    Args:
        results: how each check ended.
        seed: of the WeChat behind the server.
        server: the server's address.
    """
    rows = "\n".join(map(_row, results))
    return (
        '<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>wxsim check: {escape(summary(results))}</title>\n<style>{_STYLE}</style>\n"
        f"<h1>wxsim check: {escape(summary(results))}</h1>\n"
        f"<p>The login server at <code>{escape(server)}</code>, seed <code>{escape(seed)}</code>."
        f"</p>\n{rows}\n</html>\n"
    )


def _row(result: Result) -> str:
    word = word_for(result)
    head = (
        f'<span class="word {word}">{word}</span> {escape(result.check.sentence)} '
        f'<code class="id">{escape(result.check.id)}</code>'
    )
    if result.state == "skipped":
        head += f" <small>({escape(result.reason)})</small>"
    if result.state != "failed":
        return f'<div class="line">{head}</div>'
    told = "".join(
        f"<dt>{escape(heading)}</dt><dd>{escape(text)}</dd>" for heading, text in evidence(result)
    )
    return f"<details open><summary>{head}</summary><dl>{told}</dl></details>"
