"""What the comparison has to show, and whether it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from comparison import servers
from comparison.figures import COLD_START, CPU, P99, PER_SECOND, Figure, Rounds, Spread, ratio
from comparison.servers import WXSIM, Server

# At so many connections the requests per second are held against each other.
_CONNECTIONS = 8


@dataclass(frozen=True)
class Target:
    """One ratio between wxsim and another server.

    Attributes:
        figure: what is divided.
        other: the other server.
        at_least: the ratio, so that more is better for wxsim.
        ours_above: whether wxsim's figure is divided by the other's.
    """

    figure: Figure
    other: Server
    at_least: float
    ours_above: bool = False

    @property
    def what(self) -> str:
        """Name the ratio."""
        above, below = (WXSIM, self.other) if self.ours_above else (self.other, WXSIM)
        return f"{self.figure.title}: {above.name} / {below.name}"

    def measured(self, ours: Server, results: Mapping[str, Rounds]) -> Spread | None:
        """Return the ratio over the rounds, or None where one of the two is missing.

        Args:
            ours: which wxsim.
            results: by the servers' names.
        """
        mine, theirs = results.get(ours.name, {}), results.get(self.other.name, {})
        above, below = (mine, theirs) if self.ours_above else (theirs, mine)
        return ratio(self.figure.of, above, below)

    def is_met(self, measured: Spread) -> bool:
        """Tell whether a ratio is good enough."""
        return measured.median >= self.at_least


def _targets() -> Iterator[Target]:
    heavy = (
        (servers.MOCKOON, 20),
        (servers.PRISM, 15),
        (servers.JSON_SERVER, 12),
        (servers.WIREMOCK, 8),
        (servers.MOTO, 40),
        (servers.EXPRESS, 3.5),
        (servers.MOUNTEBANK, 3),
    )
    for server, at_least in heavy:
        yield Target(CPU, server, at_least)
    yield Target(CPU, servers.NODE, 0.8)
    for server, at_least in ((servers.NO_LANE, 4), (servers.FLASK_RUN, 15)):
        yield Target(PER_SECOND[_CONNECTIONS], server, at_least, ours_above=True)
    for server, _ in heavy:
        yield Target(P99, server, 5)
    for server, at_least in ((servers.MOCKOON, 2.5), (servers.PRISM, 5), (servers.WIREMOCK, 4)):
        yield Target(COLD_START, server, at_least)


TARGETS = tuple(_targets())
