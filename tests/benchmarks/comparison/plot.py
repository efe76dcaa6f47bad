"""A bar chart as SVG, readable on a light page and on a dark one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH = 760
_LEFT = 170
_RIGHT = 70
_TOP = 56
_ROW = 26
_BAR = 16
_BOTTOM = 34

_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: 600; }
.small { font-size: 11px; fill: #59636e; }
.grid { stroke: #d1d9e0; }
.bar { fill: #8b949e; }
.ours { fill: #07a35a; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .small { fill: #9198a1; }
  .grid { stroke: #3d444d; }
  .bar { fill: #656c76; }
  .ours { fill: #2fbf71; }
}
"""


@dataclass(frozen=True)
class Bar:
    """One line of the chart.

    Attributes:
        value: greater than 0.
        ours: stands out.
    """

    name: str
    value: float
    ours: bool = False


def bar_chart(title: str, unit: str, bars: Sequence[Bar]) -> str:
    """Draw horizontal bars over a logarithmic scale.

    Args:
        title: what is shown.
        unit: of the values, for the axis.
        bars: from top to bottom; at least one.
    """
    low = math.floor(math.log10(min(bar.value for bar in bars)))
    high = max(math.ceil(math.log10(max(bar.value for bar in bars))), low + 1)
    height = _TOP + _ROW * len(bars) + _BOTTOM

    def x(value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (math.log10(value) - low) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"',
        f'role="img" aria-label="{escape(title)}">',
        f"<style>{_STYLE}</style>",
        f'<text class="title" x="12" y="26">{escape(title)}</text>',
    ]
    bottom = _TOP + _ROW * len(bars)
    for power in range(low, high + 1):
        at = f"{x(10.0**power):.1f}"
        parts.append(f'<line class="grid" x1="{at}" x2="{at}" y1="{_TOP - 8}" y2="{bottom}"/>')
        parts.append(
            f'<text class="small" x="{at}" y="{bottom + 16}" text-anchor="middle">'
            f"{10.0**power:,g}</text>"
        )
    parts.append(
        f'<text class="small" x="{_LEFT - 10}" y="{bottom + 16}" text-anchor="end">'
        f"{escape(unit)}</text>"
    )
    for place, bar in enumerate(bars):
        top = _TOP + _ROW * place
        text = top + _BAR - 3
        kind = "bar ours" if bar.ours else "bar"
        # The shortest bar is to be seen, too.
        width = max(x(bar.value) - _LEFT, 2)
        parts += [
            f'<text x="{_LEFT - 10}" y="{text}" text-anchor="end">{escape(bar.name)}</text>',
            f'<rect class="{kind}" x="{_LEFT}" y="{top}" width="{width:.1f}" height="{_BAR}"/>',
            f'<text x="{_LEFT + width + 6:.1f}" y="{text}">{bar.value:,.0f}</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"
