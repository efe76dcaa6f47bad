"""Signed and encrypted requests: opened before an endpoint sees them, and answered in kind.

Documented: the Server API signing guide. It names the errcodes, not their
order, which is assumed: what is missing, whose it is, how old it is, who
signed it, what it holds.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec

from wxsim.server_api.answer import Answer
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.signing_mistakes import likely_mistake
from wxsim.signing import (
    OFFICIAL_ADDRESS,
    CannotOpen,
    additional_data,
    is_genuine,
    open_sealed,
    platform,
    seal,
    text_to_sign,
)
from wxsim.signing.ciphers import object_in
from wxsim.world import Refused, World
from wxsim.world.api_keys import PublicKey, SymmetricKey

# The guide's programs drop answers that are older; of requests it is assumed.
_MOST_SECONDS_APART = 300

# What stands in the plaintext besides the parameters.
_SECURITY_FIELDS = ("_n", "_appid", "_timestamp")


def open_request(world: World, call: Call) -> None:
    """Verify and decrypt a request.

    Afterwards query and body are those of the plain request, and the call has a
    ``seal`` for its answer.

    Raises:
        Refused: 40230 to 40240.
    """
    appid = call.header("Wechatmp-Appid")
    timestamp = call.header("Wechatmp-TimeStamp")
    signature = call.header("Wechatmp-Signature")
    _require_headers(world, call, appid, timestamp, signature)
    seconds = _require_fresh(world, call, timestamp)
    ring = world.api_keys.of(call.app)
    if ring.public is None:
        raise Refused(40239, f"{appid} has no public key: wxsim app keys sets one")
    url = _signed_url(call, ring.public, timestamp, signature)
    if ring.symmetric is None:
        raise Refused(40238, f"{appid} has no symmetric key: wxsim app keys sets one")
    parameters = _opened(call, ring.symmetric, url, timestamp, seconds)
    call.query = {
        **call.query,
        **{
            name: text_of(value)
            for name, value in parameters.items()
            if not isinstance(value, dict | list)
        },
    }
    call.body = msgspec.json.encode(parameters)
    call.seal = partial(_sealed, world, call, ring.symmetric, url)
    world.ledger.write(
        "request opened",
        f"{call.path} of {appid} was signed with key {ring.public.sn} and encrypted with "
        f"{ring.symmetric.sn}",
        appid=appid,
        rid=call.rid,
    )


def _require_headers(world: World, call: Call, appid: str, timestamp: str, signature: str) -> None:
    wanted = {
        "Wechatmp-Appid": (appid, 40233),
        "Wechatmp-TimeStamp": (timestamp, 40231),
        "Wechatmp-Signature": (signature, 40232),
    }
    if call.app.switches.signing_serial_wanted:
        wanted["Wechatmp-Serial"] = (call.header("Wechatmp-Serial"), 40230)
    for name, (value, errcode) in wanted.items():
        if not value:
            why = "; signing_serial_wanted of the app is on" if errcode == 40230 else ""
            raise Refused(errcode, f"the header {name} is missing{why}")
    try:
        named = world.apps.named_by(appid)
    except Refused as refused:
        raise Refused(40236, f"in Wechatmp-Appid: {refused.why}") from refused
    if named.appid != call.app.appid:
        raise Refused(40237, f"Wechatmp-Appid is {appid}, the token is {call.app.appid}'s")


def _require_fresh(world: World, call: Call, timestamp: str) -> int:
    now = world.clock.now(call.app.appid)
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        raise Refused(40240, f"Wechatmp-TimeStamp is {timestamp!r}, not Unix seconds")
    apart = now - int(timestamp)
    if abs(apart) > _MOST_SECONDS_APART:
        said = f"{apart:.0f} s ago" if apart > 0 else f"{-apart:.0f} s ahead"
        raise Refused(
            40240, f"Wechatmp-TimeStamp is {said}, {_MOST_SECONDS_APART} are the most; is it in ms?"
        )
    return int(timestamp)


def _signed_url(call: Call, key: PublicKey, timestamp: str, signature: str) -> str:
    """Return the URL that was signed: the official one, or the one that was called."""
    body, appid = call.body or b"", call.app.appid

    def fits(text: bytes) -> bool:
        return is_genuine(key.algorithm, key.public_key, key.sn, text, signature)

    host = call.header("Host")
    addresses = (OFFICIAL_ADDRESS, f"http://{host}", f"https://{host}")
    for address in dict.fromkeys(addresses):
        if fits(text_to_sign(address + call.path, appid, timestamp, body)):
            return address + call.path
    mistake = likely_mistake(call, key, timestamp, signature, fits)
    raise Refused(40234, f"the signature is not that of key {key.sn} over this request{mistake}")


def _opened(
    call: Call, key: SymmetricKey, url: str, timestamp: str, seconds: int
) -> dict[str, Any]:
    appid = call.app.appid
    additional = additional_data(url, appid, timestamp, key.sn)
    try:
        fields = object_in(open_sealed(key.algorithm, key.key, call.body or b"", additional))
    except CannotOpen as error:
        raise Refused(
            40235, f"key {key.sn} with {additional.decode()!r} does not open the body: {error}"
        ) from error
    if not isinstance(fields.get("_n"), str) or not fields["_n"]:
        raise Refused(40235, "_n, a random text, is missing from what was encrypted")
    for name, wanted in (("_appid", appid), ("_timestamp", seconds)):
        if fields.get(name) != wanted:
            raise Refused(40235, f"{name} is {fields.get(name)!r}, the header says {wanted!r}")
    return {name: value for name, value in fields.items() if name not in _SECURITY_FIELDS}


def _sealed(world: World, call: Call, key: SymmetricKey, url: str, answer: Answer) -> Answer:
    """Return an answer encrypted and signed; a picture stays as it is (assumed)."""
    headers = dict(answer.headers)
    if not headers["Content-Type"].startswith("application/json"):
        return answer
    appid, now = call.app.appid, int(world.clock.now(call.app.appid))
    draw = world.identifiers.random_bytes(60, "signed answer", call.rid)
    fields = {
        "_n": draw[:16].hex(),
        "_appid": appid,
        "_timestamp": now,
        **msgspec.json.decode(answer.body),
    }
    body = seal(
        key.algorithm,
        key.key,
        msgspec.json.encode(fields),
        additional_data(url, appid, now, key.sn),
        draw[16:28],
    )
    headers |= {
        "Content-Length": str(len(body)),
        "Wechatmp-Appid": appid,
        "Wechatmp-TimeStamp": str(now),
        "Wechatmp-Serial": platform.serial(),
        "Wechatmp-Signature": platform.sign(text_to_sign(url, appid, now, body), draw[28:]),
    }
    return msgspec.structs.replace(answer, headers=tuple(headers.items()), body=body)
