"""What the commands with --platform have in common: a simulator that runs, or one of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wxsim.miniprogram.domains import host_of
from wxsim.replay.platform import ControlRefused, Unreachable
from wxsim.serving.sockets import PortTaken
from wxsim_cli.exits import BadInput, Unreachable as NobodyAnswers


def require_address(platform: str) -> None:
    """Refuse what is no address of a simulator.

    Raises:
        BadInput: it is none.
    """
    try:
        host_of(platform)
    except ValueError as error:
        raise BadInput(
            f"--platform {platform!r} is no address; give one like http://127.0.0.1:8700"
        ) from error


@contextmanager
def platform_explained() -> Iterator[None]:
    """Tell in the words of the command line what went wrong with the simulator.

    Raises:
        BadInput: it does not know the app or the person, or its port is taken.
        NobodyAnswers: a server does not answer.
    """
    try:
        yield
    except Unreachable as error:
        raise NobodyAnswers(str(error)) from error
    except ControlRefused as error:
        raise BadInput(str(error)) from error
    except PortTaken as error:
        raise BadInput(
            f"WeChat cannot listen at {error.strerror}; if a simulator runs there, name it with "
            "--platform, else choose another --port"
        ) from error
