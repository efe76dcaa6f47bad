"""A trace as a Mermaid sequence diagram, for documents and pull requests."""

from __future__ import annotations

from wxsim.replay.trace import ScenarioTrace

_LONGEST = 100

# '#' begins an entity, ';' ends a statement, '%' begins a comment where it is doubled.
_ENTITIES = str.maketrans({"#": "#35;", ";": "#59;", "%": "#37;"})


def mermaid(trace: ScenarioTrace) -> str:
    """Return one scenario as a ``sequenceDiagram``."""
    lines = [
        "sequenceDiagram",
        f"    title {_clean(f'{trace.name}: {trace.title}')}",
        "    participant wx as Mini Program (wx)",
        "    participant server as login server",
        "    participant WeChat",
    ]
    for step in trace.steps:
        if step.says:
            lines.append(f"    Note over wx,WeChat: {step.number}. {_clean(step.says)}")
        for spoken in step.spoken:
            if spoken.speaker == "world":
                lines.append(f"    Note over WeChat: {_clean(spoken.text)}")
                continue
            arrow = "->>" if spoken.kind == "question" else "-->>"
            lines.append(f"    {spoken.speaker}{arrow}{spoken.to}: {_clean(spoken.text)}")
        lines.extend(
            f"    Note over wx,WeChat: ✗ {_clean(one.place)}: expected {_clean(one.expected)}, "
            f"got {_clean(one.got)}"
            for one in step.mismatches
        )
    lines.append(f"    Note over wx,WeChat: {trace.outcome} {_clean(trace.reason)}".rstrip())
    return "\n".join(lines) + "\n"


def _clean(text: str) -> str:
    """Return a text that no Mermaid parser takes for syntax."""
    text = " ".join(text.splitlines())
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return text.translate(_ENTITIES)
