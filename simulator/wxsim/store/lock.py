"""One data directory, one simulator."""

from __future__ import annotations

import os
import time
from pathlib import Path

from wxsim.store.files import LOCK, cannot
from wxsim.store.interface import StoreError

# A process that was killed a moment ago may not be quite gone, and
# `wxsim data show` takes the lock for an instant to see whether it is free.
_PATIENCE = 0.5
_BETWEEN_ATTEMPTS = 0.05


class DirectoryLock:
    """Keeps others out of a directory until :meth:`release` or the end of the process.

    The kernel lets go of it when the process ends, however it ends. The file
    stays, with the process id of its last holder inside.

    Args:
        directory: which must exist.

    Raises:
        StoreError: another simulator is there, or the directory cannot be written.
    """

    def __init__(self, directory: Path) -> None:
        path = directory / LOCK
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise cannot("written", path, error) from error
        try:
            self._take(directory)
            # As wide as any, so that it covers the last holder's in one step.
            os.pwrite(self._descriptor, b"%-10d\n" % os.getpid(), 0)
        except OSError as error:
            self.release()
            raise cannot("locked", path, error) from error
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let others in."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _take(self, directory: Path) -> None:
        patient_until = time.monotonic() + _PATIENCE
        while not _locked(self._descriptor):
            if time.monotonic() > patient_until:
                pid = os.pread(self._descriptor, 20, 0).decode().strip()
                raise StoreError(
                    f"{directory} is in use by another simulator, process {pid}; stop that one, "
                    "or give this one a directory of its own"
                )
            time.sleep(_BETWEEN_ATTEMPTS)


def holder(directory: Path) -> int | None:
    """Return the process that has a directory locked; None when nobody has.

    Raises:
        StoreError: the lock cannot be read.
    """
    path = directory / LOCK
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise cannot("read", path, error) from error
    try:
        if _locked(descriptor, shared=True):
            return None
        return int(os.read(descriptor, 20) or 0)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, *, shared: bool = False) -> bool:
    """Lock a file unless somebody has; tell whether that went well."""
    try:
        import fcntl  # noqa: PLC0415  # Windows has none, and must be told so
    except ImportError as error:
        raise StoreError(
            "a data directory needs a system with flock(2), which this one is not; keep the "
            "world in memory or in a Redis (--store)"
        ) from error
    try:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
