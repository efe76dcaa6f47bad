"""Which session_key made a signature, an iv or an encryptedData."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from wxsim.diagnosis.evidence import Evidence
from wxsim.diagnosis.story import tail
from wxsim.opendata import OpenDataError, decrypt, session_signature_is_genuine, sign_raw_data
from wxsim.world import User

# What the ledger calls it when a phone makes signed or encrypted data.
SIGNING_EVENTS = ("profile signed", "phone number encrypted", "open data encrypted")

_BLOCK = 16
# Together these blocks hold the whole appid of the watermark, which comes last.
_LAST_BLOCKS = 3 * _BLOCK


@dataclass(frozen=True)
class Signed:
    """Whose session_key of which generation made something.

    Attributes:
        what: a few words for what it made.
    """

    user: User
    generation: int
    what: str


def who_signed(evidence: Evidence, value: str) -> Signed | None:
    """Find the session_key that made a signature (of rawData or of the login state) or an iv.

    The ledger knows what the phones here made. What it has let go of is made
    again with every remembered key and compared.
    """
    for entry in reversed(evidence.entries):
        facts = entry.facts or {}
        if entry.event in SIGNING_EVENTS and value in (facts.get("signature"), facts.get("iv")):
            user = evidence.world.users.find(facts["openid"])
            if user is not None:
                what = "signature" if value == facts.get("signature") else "iv"
                return Signed(user, int(facts["generation"]), f"{what} {tail(value)}")
    if len(value) not in (40, 64):
        return None
    for user in evidence.users():
        for key in evidence.world.sessions.generations(user):
            if session_signature_is_genuine(value, key.value):
                what = f"login-state signature {tail(value)}"
                return Signed(user, key.generation, what)
            if value in (sign_raw_data(raw, key.value) for raw in evidence.raw_data_of(user)):
                return Signed(user, key.generation, f"signature {tail(value)}")
    return None


def whose_key(evidence: Evidence, value: str) -> Signed | None:
    """Find whose session_key a value is."""
    for user in evidence.users():
        for key in evidence.world.sessions.generations(user):
            if key.value == value:
                return Signed(user, key.generation, f"session_key {key.generation}")
    return None


def who_encrypted(evidence: Evidence, value: str) -> Signed | None:
    """Find the session_key that opens an encryptedData; its iv is not needed for that."""
    try:
        data = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(data) % _BLOCK or len(data) < _BLOCK + _LAST_BLOCKS:
        return None
    for user in evidence.users():
        for key in evidence.world.sessions.generations(user):
            if _opens(data, key.value, user.appid):
                return Signed(user, key.generation, f"encryptedData {tail(value)}")
    return None


def _opens(data: bytes, session_key: str, appid: str) -> bool:
    # In CBC a block needs only the one before it, so the end opens without the iv.
    end = base64.b64encode(data[-_LAST_BLOCKS:]).decode()
    before = base64.b64encode(data[-_LAST_BLOCKS - _BLOCK : -_LAST_BLOCKS]).decode()
    try:
        return f'"appid":"{appid}"' in decrypt(end, session_key, before)
    except OpenDataError:
        return False
