"""A trace for people to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from wxsim.replay.trace import ScenarioTrace, Spoken, StepTrace
from wxsim.textwidth import cut

Role = Literal["title", "wx", "server", "WeChat", "world", "good", "bad", "dim"]
Paint = Callable[[Role, str], str]

_MARKS = {"passed": "✓", "failed": "✗", "skipped": "–"}
_ROLES: dict[str, Role] = {"passed": "good", "failed": "bad", "skipped": "dim"}


def plain(_role: Role, text: str) -> str:
    """Paint nothing."""
    return text


class TextTrace:
    """Renders a trace line by line, as it comes.

    Args:
        paint: puts colour on a text by its role.
        width: lines are cut at so many characters; 0 cuts nothing.
        verbose: show headers and bodies in full.
    """

    def __init__(self, paint: Paint = plain, *, width: int = 0, verbose: bool = False) -> None:
        self._paint = paint
        self._width = width
        self._verbose = verbose

    def begin(self, trace: ScenarioTrace) -> Iterator[str]:
        """Yield the lines above the first step."""
        yield f"{self._paint('title', trace.name)}  {trace.title}"
        yield self._paint("dim", f"{trace.person} in {trace.appid}, seed {trace.seed}")

    def step(self, step: StepTrace) -> Iterator[str]:
        """Yield the lines of one step."""
        mark = self._paint("bad", "✗") if step.mismatches else self._paint("good", "✓")
        yield f"{mark} {step.number:>2}  {step.says or step.does}" + self._paint(
            "dim", f"  {step.milliseconds:.0f} ms"
        )
        for spoken in step.spoken:
            yield from self._spoken(spoken)
        for mismatch in step.mismatches:
            yield self._paint("bad", f"      expected {mismatch.place}: {mismatch.expected}")
            yield self._paint("bad", f"           got {mismatch.place}: {mismatch.got}")
        if step.mismatches and step.why:
            yield f"      why WeChat does so: {step.why}"

    def end(self, trace: ScenarioTrace) -> Iterator[str]:
        """Yield the lines below the last step."""
        if trace.outcome == "skipped":
            yield f"{self._paint('title', trace.name)}  {trace.title}"
        mark = self._paint(_ROLES[trace.outcome], f"{_MARKS[trace.outcome]} {trace.outcome}")
        reason = f": {trace.reason}" if trace.reason else ""
        yield f"{mark}{reason}" + self._paint(
            "dim", f"  {len(trace.steps)} steps, {trace.milliseconds:.0f} ms"
        )

    def _spoken(self, spoken: Spoken) -> Iterator[str]:
        if spoken.speaker == "world":
            yield self._line("      ", "world", "·", spoken.text)
            return
        arrow = "⇢" if spoken.speaker == "WeChat" else "→"
        # What the server says to WeChat happens inside what the program waits for.
        inner = {spoken.speaker, spoken.to} == {"server", "WeChat"}
        indent = " " * (10 if inner else 6)
        yield self._line(indent, spoken.speaker, f"{spoken.speaker:<6} {arrow}", spoken.text)
        if self._verbose:
            for name, value in spoken.headers.items():
                yield self._paint("dim", f"{indent}         {name}: {value}")
            for line in spoken.body.splitlines():
                yield self._paint("dim", f"{indent}         {line}")
        if spoken.why:
            yield self._paint("dim", f"{indent}         because {spoken.why}")

    def _line(self, indent: str, role: Role, head: str, text: str) -> str:
        # Colours take no room on the screen: they come after the cut.
        if self._width and not self._verbose:
            text = cut(text, self._width - len(indent) - len(head) - 1)
        return f"{indent}{self._paint(role, head)} {text}"
