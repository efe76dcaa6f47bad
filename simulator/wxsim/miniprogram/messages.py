"""The errMsg texts of the calls that this client decides itself, as data.

The calls that the phone decides (login, checkSession and the like) get their
texts from the device door.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """One way for a call to fail.

    Attributes:
        text: what follows ``{api}:`` in the errMsg, with places for values.
        errno: WeChat's number, or None where none is known.
        source: where the text comes from: documented, observed or assumed.
        hint: what to do about it, with places for the same values; never part
            of the errMsg, because programs compare that as a whole.
    """

    text: str
    errno: int | None
    source: str
    hint: str = ""


PARAMETER_TYPE = Failure(
    "fail parameter error: parameter.{name} should be {wanted} instead of {found};",
    None,
    "observed: base library",
)

STORAGE_NOT_FOUND = Failure("fail data not found", None, "observed: base library")
STORAGE_NO_DATA = Failure("fail parameter error: parameter.data is missing;", None, "assumed")
STORAGE_ENTRY_TOO_LARGE = Failure(
    "fail:entry size limit reached",
    None,
    "observed: Android client; that every platform words it so is assumed",
    hint="key and data of {name!r} are {size} characters of JSON, 1 MB is the most for one key",
)
STORAGE_FULL = Failure(
    "fail exceed storage max size 10Mb",
    None,
    "observed: quoted in public programs; that getStorageInfo counts alike is assumed",
    hint="with {name!r} the storage would hold {size} characters, 10 MB is the most in all",
)

DOMAIN_NOT_LISTED = Failure(
    "fail url not in domain list",
    600002,
    "text observed, errno documented",
    hint="{origin} is not in `domains`; scheme, host and port must be as listed",
)
DOMAIN_NEVER_ALLOWED = Failure(
    "fail url not in domain list",
    600002,
    "text observed, errno documented; the rule: observed",
    hint=(
        "a Mini Program may never call {origin}, because the AppSecret would have to be in the"
        " client; call your own server, and let that one call WeChat"
    ),
)
INVALID_URL = Failure(
    'fail invalid url "{url}"',
    600009,
    "text observed, errno documented, that they go together is assumed",
    hint="a URL begins with http:// or https:// and names a host",
)
METHOD_INVALID = Failure(
    "fail method is invalid",
    None,
    "observed: base library",
    hint="{found} is not one of {allowed}",
)
DATA_IS_FUNCTION = Failure("fail data should not be Function", None, "observed: base library")
INVALID_HEADER = Failure(
    'fail invalid header "{name}"',
    None,
    "assumed",
    hint="a header's name is ASCII without blanks, its value Latin-1 on one line",
)
TIMEOUT = Failure(
    "fail timeout",
    5,
    "text observed, errno assumed from the errno table",
    hint="{url} was silent for {seconds:g} s",
)
CONNECTION = Failure(
    "fail errcode:{code} cronet_error_code:{code} error_msg:net::{name}",
    600001,
    "documented for a proxy failure, observed for others",
    hint="{reason}",
)
TOO_MANY_REDIRECTS = Failure(
    "fail errcode:-310 cronet_error_code:-310 error_msg:net::ERR_TOO_MANY_REDIRECTS",
    600008,
    "errno documented, text assumed from the form of the others",
    hint="after {count} redirects the server pointed at {url}",
)
