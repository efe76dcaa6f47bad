"""The fixture ``wxsim`` for pytest. Nothing else of wxsim is imported until a test asks for it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from wxsim.testing import Simulator

_USED = pytest.StashKey["Simulator"]()


@pytest.fixture(scope="session")
def wxsim_session() -> Iterator[Simulator]:
    """The one simulator of all tests in this process, as the test before left it."""
    from wxsim.testing import Simulator  # noqa: PLC0415  # see above

    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def wxsim(request: pytest.FixtureRequest, wxsim_session: Simulator) -> Simulator:
    """A local WeChat, clean and with its clock frozen."""
    wxsim_session.reset(snapshots=True)
    request.node.stash[_USED] = wxsim_session
    return wxsim_session


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say below a failed test what WeChat was asked."""
    report = yield
    simulator = item.stash.get(_USED, None)
    if report.failed and simulator is not None:
        from wxsim.testing.report import what_was_asked  # noqa: PLC0415  # see above

        report.sections.append(("wxsim: what WeChat was asked", what_was_asked(simulator)))
    return report
