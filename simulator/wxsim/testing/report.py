"""What is said of a simulator below a test that failed."""

from __future__ import annotations

from wxsim.replay.masking import Masker
from wxsim.server_api.exchange import Exchange
from wxsim.testing.simulator import Simulator

_SHOWN = 20
_WIDTH = 240


def what_was_asked(simulator: Simulator) -> str:
    """Return the latest calls and their answers, secrets masked, and which faults never struck."""
    exchanges = simulator.journal.exchanges()
    lines = []
    if not exchanges:
        lines.append(
            "nothing: no call reached it. Does the code under test call wxsim.url, or "
            "api.weixin.qq.com within wxsim.intercept()?"
        )
    if len(exchanges) > _SHOWN:
        lines.append(f"… {len(exchanges) - _SHOWN} before these")
    for exchange in exchanges[-_SHOWN:]:
        lines += _lines(exchange)
    lines += [
        f"{fault.in_words} never struck; it waits for a call of {fault.path}"
        for fault in simulator.world.faults.list()
        if not fault.struck
    ]
    return "\n".join(lines)


def _lines(exchange: Exchange) -> list[str]:
    query = f"?{exchange.query}" if exchange.query else ""
    body = f" {exchange.body}" if exchange.body else ""
    lines = [
        _line(f"--> {exchange.method} {exchange.path}{query}{body}"),
        _line(f"<-- {exchange.status} {exchange.answer}"),
    ]
    if exchange.why:
        lines.append(f"    because {exchange.why}")
    if exchange.fault and exchange.fault not in exchange.why:
        lines.append(f"    {exchange.fault}, on purpose")
    return lines


def _line(text: str) -> str:
    # Masked before it is cut: half a secret no longer looks like one.
    text = " ".join(Masker().text(text).split())
    return text if len(text) <= _WIDTH else text[:_WIDTH] + "…"
