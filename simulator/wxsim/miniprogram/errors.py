"""What a wx call raises."""

from __future__ import annotations


class WxError(Exception):
    """A wx call failed, and no callback was given that could have heard of it.

    It takes the place of the promise that WeChat rejects in the same case
    (documented: the Promise style of the API conventions).

    Args:
        err_msg: the text WeChat gives, such as ``checkSession:fail …``.
        errno: WeChat's number for it, where one is known.
        hint: what to do about it, where wxsim knows better than the text.

    Attributes:
        errMsg: as ``err_msg``, in WeChat's spelling.
        errno: as given.
        hint: as given.
    """

    def __init__(self, err_msg: str, errno: int | None = None, hint: str = "") -> None:
        super().__init__(err_msg, errno, hint)
        self.errMsg = err_msg
        self.errno = errno
        self.hint = hint

    def __str__(self) -> str:
        number = "" if self.errno is None else f" (errno {self.errno})"
        return f"{self.errMsg}{number}" + (f"; {self.hint}" if self.hint else "")


class DeviceError(Exception):
    """The device door did not take the call: a wrong app, person, API or program.

    This is no answer of WeChat's, so no ``fail`` callback ever sees it.

    Args:
        error: what was wrong.
        hint: what would be right.

    Attributes:
        error: as given.
        hint: as given.
    """

    def __init__(self, error: str, hint: str) -> None:
        super().__init__(error, hint)
        self.error = error
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.error}; {self.hint}" if self.hint else self.error


class PlatformUnreachable(ConnectionError):
    """Nothing answers where the simulator should be.

    Args:
        url: the address that was tried.
        reason: what the connection ended with.

    Attributes:
        url: as given.
    """

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"no simulator answers at {url} ({reason}); start one with `wxsim serve`")
        self.url = url
