"""Which Mini Program this is, and in which version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TOURIST_APPID = "touristappid"
"""What the developer tools write where a project has no appid of its own."""

_DEVELOPMENT_VERSIONS = ("0", "devtools")


@dataclass(frozen=True)
class Account:
    """The Mini Program's registration, as far as the client knows it.

    Attributes:
        appid: None leaves the choice to the simulator; where WeChat would show
            the appid all the same, ``touristappid`` stands (assumed).
        version: as in the Referer: ``0`` for development, trial and review,
            ``devtools``, or the number of a release (documented: network page).
    """

    appid: str | None
    version: str

    @property
    def referer(self) -> str:
        """The Referer of every ``wx.request`` (documented: network page)."""
        appid = self.appid or TOURIST_APPID
        return f"https://servicewechat.com/{appid}/{self.version}/page-frame.html"

    def info(self) -> dict[str, Any]:
        """What ``wx.getAccountInfoSync`` returns.

        Documented: ``version`` is that of the release and empty before one. That
        it is the number in the Referer is assumed.
        """
        released = self.version not in _DEVELOPMENT_VERSIONS
        return {
            "miniProgram": {
                "appId": self.appid or TOURIST_APPID,
                "envVersion": "release" if released else "develop",
                "version": self.version if released else "",
            }
        }
