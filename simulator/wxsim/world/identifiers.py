"""Every identifier and every random byte, from one seed.

An identifier is a function of the seed and of what it identifies, not of the
order in which threads came by: the third code of alice in one app is the same
in every run with the same seed, whatever else happened meanwhile. The forms
are those measured on real samples; where a form is a guess, it says so.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import itertools
import string
import struct


def _table(alphabet: str) -> bytes:
    """Return what turns a random byte into a letter of an alphabet.

    Where the alphabet's length does not divide 256, some letters come a little
    more often. Nobody guards a secret with these.
    """
    return bytes(ord(alphabet[byte % len(alphabet)]) for byte in range(256))


_BASE62 = _table(string.digits + string.ascii_uppercase + string.ascii_lowercase)
_BASE64URL = _table(string.digits + string.ascii_uppercase + string.ascii_lowercase + "-_")
_LETTERS = _table(string.ascii_letters)
_DIGITS = _table(string.digits)
_CODE_SECOND = _table(string.digits + "d")
_CODE_THIRD = _table("13")

# Every request needs a rid, and one draw makes several for the price of one.
_RIDS_PER_DRAW = 8
# Clears the highest bit of each of a draw's groups of 4 bytes.
_BELOW_HALF = int.from_bytes(b"\x7f\xff\xff\xff" * 16, "big")


# The rids of one second begin alike.
@functools.lru_cache(maxsize=16)
def _in_hex(second: int) -> str:
    return f"{second:08x}-"


class Identifiers:
    """Makes identifiers of WeChat's forms from a seed.

    Args:
        seed: any text; the same seed gives the same identifiers.
        instance: tells simulators apart that share one world, or follow each
            other in it, so that no two requests get the same rid.
    """

    def __init__(self, seed: str, instance: int = 1) -> None:
        self.seed = seed
        self._instance = instance
        self._key = hashlib.blake2b(seed.encode(), digest_size=32).digest()
        self._requests = itertools.count()
        # The draw whose rids are being given out. Two threads may both make the
        # next one, and make the same.
        self._rids: tuple[int, list[str]] = (-1, [])
        # Every exchange of a bound app gives the unionid anew.
        self._unionid = functools.lru_cache(maxsize=10_000)(self._make_unionid)

    def restart(self) -> None:
        """Give rids from the first one again."""
        self._requests = itertools.count()

    def appid(self, number: int) -> str:
        """Return ``wx`` and 16 lowercase hex digits (observed)."""
        return "wx" + self._bytes(8, "appid", number).hex()

    def secret(self, appid: str, number: int = 1) -> str:
        """Return the AppSecret of an app: 32 lowercase hex digits (observed)."""
        return self._bytes(16, "secret", appid, number).hex()

    def original_id(self, appid: str) -> str:
        """Return an app's original id: ``gh_`` and 12 hex digits (observed)."""
        return "gh_" + self._bytes(6, "original id", appid).hex()

    def openid(self, appid: str, person: str) -> str:
        """Return the openid of a person in an app.

        28 characters; characters 2 to 6 are the same throughout one app (observed).
        """
        return (
            "o"
            + self._text(5, _BASE64URL, "openid prefix", appid)
            + self._text(22, _BASE64URL, "openid", appid, person)
        )

    def unionid(self, open_account: str, person: str) -> str:
        """Return the unionid of a person throughout one Open Platform account.

        28 characters starting ``o`` (observed); the shared prefix is assumed
        to work as it does in an openid.
        """
        return self._unionid(open_account, person)

    def login_code(self, openid: str, number: int) -> str:
        """Return the js_code of a user's ``number``-th wx.login.

        32 letters and digits: ``0``, then 0-9 or d, then 1 or 3 (observed in
        all 14 samples).
        """
        draw = self._bytes(31, "code", openid, number)
        letters = (
            draw[:1].translate(_CODE_SECOND),
            draw[1:2].translate(_CODE_THIRD),
            draw[2:].translate(_BASE62),
        )
        return "0" + b"".join(letters).decode()

    def phone_code(self, openid: str, number: int) -> str:
        """Return the code of a phone-number button: 64 lowercase hex digits (documented)."""
        return self._bytes(32, "phone code", openid, number).hex()

    def plugin_code(self, openid: str, number: int) -> str:
        """Return the code of a wx.pluginLogin: 64 lowercase hex digits (documented)."""
        return self._bytes(32, "plugin code", openid, number).hex()

    def openpid(self, appid: str, person: str) -> str:
        """Return the openpid of a person in a plugin: 28 characters starting ``G`` (documented)."""
        return "G" + self._text(27, _BASE64URL, "openpid", appid, person)

    def template_id(self, appid: str, number: int) -> str:
        """Return the id of an app's template: 43 characters (documented by example)."""
        return self._text(43, _BASE64URL, "template", appid, number)

    def message_id(self, appid: str, number: int) -> int:
        """Return the id of a message: 64 bits, too many for a JavaScript number (observed)."""
        drawn = int.from_bytes(self._bytes(8, "message", appid, number), "big")
        return (drawn & ((1 << 60) - 1)) | (1 << 60)

    def trace_id(self, rid: str) -> str:
        """Return the id of the check that a request began: like a rid (documented by example)."""
        drawn = self._bytes(8, "trace", rid)
        second, third = struct.unpack(">II", drawn)
        return f"{rid[:8]}-{second & 0x7FFFFFFF:08x}-{third & 0x7FFFFFFF:08x}"

    def push_token(self, appid: str) -> str:
        """Return a token for an app's pushes: 16 letters and digits."""
        return self._text(16, _BASE62, "push token", appid)

    def encoding_aes_key(self, appid: str) -> str:
        """Return an EncodingAESKey: 43 letters and digits (documented)."""
        return self._text(43, _BASE62, "encoding aes key", appid)

    def push_nonce(self, *labels: str | int) -> str:
        """Return the nonce of a push: a number of 9 or 10 digits (documented by example)."""
        drawn = int.from_bytes(self._bytes(4, "push nonce", *labels), "big")
        return str(100_000_000 + drawn % 2_000_000_000)

    def echostr(self, *labels: str | int) -> str:
        """Return what a server has to send back: 19 digits (documented by example)."""
        drawn = int.from_bytes(self._bytes(8, "echostr", *labels), "big")
        return str(10**18 + drawn % (9 * 10**18))

    def push_random(self, *labels: str | int) -> str:
        """Return what precedes an encrypted push: 16 hex digits (documented by example)."""
        return self._bytes(8, "push random", *labels).hex()

    def web_code(self, openid: str, number: int) -> str:
        """Return the code of a page's ``number``-th authorisation; its form is a js_code's."""
        return self.login_code(f"web {openid}", number)

    def web_token(self, kind: str, owner: str, number: int = 1) -> str:
        """Return a token of a web authorisation: 107 characters (observed in 2017).

        Args:
            kind: ``access`` or ``refresh``.
            owner: the code or the token that it follows from.
            number: counts those of one owner.
        """
        return self._text(107, _BASE64URL, "web token", kind, owner, number)

    def qr_uuid(self, number: int) -> str:
        """Return what the ``number``-th QR code to log in by carries: 16 letters and digits."""
        return self._text(16, _BASE62, "qr login", number)

    def ticket(self, appid: str, kind: str, number: int) -> str:
        """Return a ticket of ``/cgi-bin/ticket/getticket``: 86 characters (observed)."""
        return self._text(86, _BASE64URL, "ticket", appid, kind, number)

    def component_secret(self, kind: str, appid: str, number: int) -> str:
        """Return what a third-party platform is given under ``kind``, by a number.

        A pre_auth_code has 64 characters (documented by example), a
        component_access_token 107 and a component_verify_ticket 96 (assumed).
        """
        length = {"pre_auth_code": 64, "component_access_token": 107}.get(kind, 96)
        return self._text(length, _BASE64URL, kind, appid, number)

    def session_key(self, openid: str, generation: int) -> str:
        """Return a session_key: base64 of 16 bytes, 24 characters (observed)."""
        return base64.b64encode(self._bytes(16, "session_key", openid, generation)).decode()

    def access_token(self, appid: str, space: str, number: int) -> str:
        """Return an access_token: a number, ``_``, and 136 characters in all (observed)."""
        # The number climbs by about one a month: 66_ in 2023-03, 80_ in 2024-05.
        # One fixed number is enough here.
        return "97_" + self._text(133, _BASE64URL, "access_token", appid, space, number)

    def link_ticket(self, appid: str, number: int, length: int) -> str:
        """Return what stands for the target in an app's ``number``-th link.

        Letters and digits (documented samples: 11 in schemes and URL links, 15 in short links).
        """
        return self._text(length, _BASE62, "link", appid, number)

    def card_id(self, appid: str, number: int) -> str:
        """Return the id of the ``number``-th card of an app in a chat: 16 letters and digits."""
        return self._text(16, _BASE62, "card", appid, number)

    def share_ticket(self, appid: str, person: str, number: int) -> str:
        """Return the shareTicket of a person's ``number``-th opening with one.

        Five groups of hex digits, as a UUID has them (assumed).
        """
        drawn = self._bytes(16, "share ticket", appid, person, number).hex()
        return "-".join([drawn[:8], drawn[8:12], drawn[12:16], drawn[16:20], drawn[20:]])

    def open_gid(self, appid: str, group: str) -> str:
        """Return the openGId of a group in an app: 29 characters starting ``tG`` (observed)."""
        return "tG" + self._text(27, _BASE64URL, "group", appid, group)

    def temporary_file(self, openid: str) -> str:
        """Return the name of a picture on somebody's phone: 32 letters and digits (assumed)."""
        return self._text(32, _BASE62, "temporary file", openid)

    def media_id(self, appid: str, number: int) -> str:
        """Return the media_id of an app's ``number``-th upload: 64 characters (observed)."""
        return self._text(64, _BASE64URL, "media", appid, number)

    def iv(self, session_key: str, plaintext: str) -> str:
        """Return the iv for one encryptedData: base64 of 16 bytes.

        It follows from what is encrypted, so reading a profile changes nothing
        in the world, and two different texts never share an iv.
        """
        return base64.b64encode(self._bytes(16, "iv", session_key, plaintext)).decode()

    def phone(self, person: str) -> str:
        """Return a mainland mobile number of the range 170, which resellers use."""
        return "170" + self._text(8, _DIGITS, "phone", person)

    def rid(self, now: float) -> str:
        """Return the id of the next request.

        Three groups of 8 hex digits, the first the Unix time, the others below
        0x80000000 (observed in 13 samples).
        """
        block, place = divmod(next(self._requests), _RIDS_PER_DRAW)
        drawn, rids = self._rids
        if drawn != block:
            draw = int.from_bytes(self._bytes(64, "rid", self._instance, block), "big")
            groups = (draw & _BELOW_HALF).to_bytes(64, "big").hex("-", 4)
            rids = [groups[start : start + 17] for start in range(0, len(groups), 18)]
            self._rids = (block, rids)
        return _in_hex(int(now)) + rids[place]

    def hint(self, rid: str) -> str:
        """Return the ``hint`` that some ``/wxa/business`` errors carry beside the rid.

        8 letters, ``-``, 6 letters or digits (observed: 8 to 10 and 5 to 7).
        """
        return (
            self._text(8, _LETTERS, "hint head", rid)
            + "-"
            + self._text(6, _BASE62, "hint tail", rid)
        )

    def fraction(self, *labels: str | int) -> float:
        """Return a number from 0 up to 1, for what happens with some probability."""
        return int.from_bytes(self._bytes(7, *labels), "big") / (1 << 56)

    def random_bytes(self, count: int, *labels: str | int) -> bytes:
        """Return ``count`` bytes, 64 at most, for what nobody should guess in real life.

        Args:
            count: how many.
            labels: what they are for; the same labels give the same bytes.
        """
        return self._bytes(count, *labels)

    def _make_unionid(self, open_account: str, person: str) -> str:
        return (
            "o"
            + self._text(5, _BASE64URL, "unionid prefix", open_account)
            + self._text(22, _BASE64URL, "unionid", open_account, person)
        )

    def _bytes(self, count: int, *labels: str | int) -> bytes:
        """Return ``count`` bytes (64 at most) that follow from the seed and the labels."""
        # Lengths go in too, so that ("ab", "c") and ("a", "bc") differ.
        message = "".join([f"{len(str(label))}:{label}" for label in labels])
        return hashlib.blake2b(message.encode(), digest_size=count, key=self._key).digest()

    def _text(self, count: int, table: bytes, *labels: str | int) -> str:
        if count <= 64:
            return self._bytes(count, *labels).translate(table).decode()
        return self._text(64, table, *labels) + self._text(count - 64, table, *labels, "on")
