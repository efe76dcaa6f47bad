"""Login servers that read profiles wrongly."""

from __future__ import annotations

import json
from collections.abc import Callable

from broken_servers.reference import Faults, Reference, parameter
from wxsim import opendata
from wxsim.loginserver import openuserdata
from wxsim.loginserver.answers import failure
from wxsim.loginserver.wechat import WeChatSession

FAULTS = Faults()


def _unsigned(raw_data: str, _signature: str, _session: WeChatSession) -> dict[str, object]:
    return dict(json.loads(raw_data))


@FAULTS.add(
    "no-signature-check",
    "stores rawData without looking at the signature",
    "profile.tampered-raw-data",
    "profile.tampered-signature",
)
def no_signature_check(server: Reference) -> None:
    server.patch(openuserdata, "read_raw_data", _unsigned)


def _opened(*missing: str) -> Callable[..., dict[str, object]]:
    """Return an opener of encryptedData that leaves some checks out."""
    original = openuserdata.read_encrypted_data

    def opened(
        encrypted_data: str, iv: str, session: WeChatSession, *, appid: str, max_age: float
    ) -> dict[str, object]:
        if "watermark" in missing:
            text = opendata.decrypt(encrypted_data, session.session_key, iv)
            appid = json.loads(text)["watermark"]["appid"]
        if "age" in missing:
            max_age = 10**10
        if "iv" in missing:
            try:
                return original(encrypted_data, iv, session, appid=appid, max_age=max_age)
            except openuserdata.UntrustedDataError as error:
                if "open" in str(error):
                    return {"nickName": "whoever"}
                raise
        return original(encrypted_data, iv, session, appid=appid, max_age=max_age)

    return opened


@FAULTS.add(
    "no-watermark-check",
    "takes data of other apps, and crashes on no JSON",
    "profile.foreign-watermark",
    "profile.no-json",
    "profile.wrong-iv",
)
def no_watermark_check(server: Reference) -> None:
    server.patch(openuserdata, "read_encrypted_data", _opened("watermark"))


@FAULTS.add("no-age-check", "takes data of any age", "profile.old-data")
def no_age_check(server: Reference) -> None:
    server.patch(openuserdata, "read_encrypted_data", _opened("age"))


@FAULTS.add("ignores-what-does-not-open", "takes data that does not decrypt", "profile.wrong-iv")
def ignores_what_does_not_open(server: Reference) -> None:
    server.patch(openuserdata, "read_encrypted_data", _opened("iv"))


@FAULTS.add("latin-1-nicknames", "loses what a three-byte column cannot hold", "profile.nicknames")
def latin_1_nicknames(server: Reference) -> None:
    server.answers(
        "/UserInfoUpdate",
        lambda data: data.update(
            nickName=(data["nickName"] or "").encode("latin-1", "replace").decode("latin-1")
        ),
    )


@FAULTS.add(
    "wants-a-city",
    "refuses a profile without a city",
    "profile.anonymous",
    "profile.genuine",
    "sessions.key-renewed",
    "profile.nicknames",
)
def wants_a_city(server: Reference) -> None:
    server.before(
        "/UserInfoUpdate", lambda: None if parameter("city") else failure(400, "city is empty")
    )
