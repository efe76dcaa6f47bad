"""The figures of a server, over all rounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from comparison.measuring import CONNECTIONS, CPU_CONNECTIONS, LATENCY_CONNECTIONS, Sample

Rounds = Mapping[int, Sample]
"""The samples of one server by the number of the round."""


@dataclass(frozen=True)
class Spread:
    """A figure that was measured several times."""

    median: float
    low: float
    high: float


def spread(values: Iterable[float]) -> Spread:
    """Return the median of values, the least and the greatest."""
    values = list(values)
    return Spread(median(values), min(values), max(values))


@dataclass(frozen=True)
class Figure:
    """One column of the table.

    Attributes:
        title: its head.
        of: takes it out of a sample.
        digits: how many stand behind the point.
    """

    title: str
    of: Callable[[Sample], float]
    digits: int = 0

    def over(self, rounds: Rounds) -> Spread:
        """Return the figure over the rounds."""
        return spread(self.of(sample) for sample in rounds.values())


def _per_second(connections: int) -> Figure:
    plural = "s" if connections > 1 else ""
    return Figure(
        f"req/s, {connections} connection{plural}",
        lambda sample: sample.per_second[connections],
    )


CPU = Figure(f"CPU µs/req, {CPU_CONNECTIONS} connections", lambda sample: sample.cpu, 1)
PER_SECOND = {connections: _per_second(connections) for connections in CONNECTIONS}
P50 = Figure(f"p50 ms, {LATENCY_CONNECTIONS} connections", lambda sample: sample.p50, 2)
P99 = Figure(f"p99 ms, {LATENCY_CONNECTIONS} connections", lambda sample: sample.p99, 2)
COLD_START = Figure("cold start s", lambda sample: sample.cold_start, 2)
MEMORY = Figure("memory MB", lambda sample: sample.memory)

FIGURES = (CPU, *PER_SECOND.values(), P50, P99, COLD_START, MEMORY)


def ratio(of: Callable[[Sample], float], above: Rounds, below: Rounds) -> Spread | None:
    """Divide one server's figure by another's, round by round.

    Both were measured within a few minutes in each round, so a machine that
    gets slower meanwhile hardly shows.

    Returns:
        None where no round has both.
    """
    both = sorted(above.keys() & below.keys())
    if not both:
        return None
    return spread(of(above[number]) / of(below[number]) for number in both)
