"""What WeChat holds for risky: texts, pictures and sounds."""

from __future__ import annotations

import hashlib
from typing import Any, Literal

from wxsim.world import events
from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.outbox import Outbox
from wxsim.world.records import App, Counter, Record, User
from wxsim.world.switches import DAY, Switches
from wxsim.world.tables import Table
from wxsim.world.users import Users

Suggestion = Literal["pass", "review", "risky"]

# Documented: msg_sec_check.
FINE = 100
OTHER = 21000
LABELS = (FINE, 10001, 20001, 20002, 20003, 20006, 20008, 20012, 20013, OTHER)

# Words nobody needs to be offended by, one for most labels, and the sentence
# that WeChat's page of version 1 gives as its example of a risky text.
RISKY_WORDS = {
    "代开发票": 10001,
    "色情": 20002,
    "赌博": 20006,
    "刷单返利": 20008,
    "特3456书yuuo莞6543李zxcz蒜7782法fgnv级": 20002,
}

# Documented: the user has visited the app in the last two hours.
VISIT_LASTS = 2 * 3600

# What a media check answers by push where it cannot fetch the file (documented).
DOWNLOAD_FAILED = -1008


class Judgement(Record, frozen=True, kw_only=True):
    """What comes of a check.

    Attributes:
        label: the kind of risk; 100 is none.
        words: the risky words that were found, each with its label.
    """

    suggest: Suggestion = "pass"
    label: int = FINE
    words: tuple[tuple[str, int], ...] = ()


class Safety:
    """Content checks. What is risky is decided by words, or by the app's ``content_verdict``."""

    def __init__(self, ground: Ground, users: Users, outbox: Outbox) -> None:
        self._repeats = Table(ground.store, "media_checks", Counter)
        self._users = users
        self._outbox = outbox
        self._clock = ground.clock
        self._identifiers = ground.identifiers

    def visitor(self, app: App, openid: str) -> User:
        """Return the user that a check is about.

        A visit is a wx.login (assumed: the simulator sees no other).

        Raises:
            Refused: 40003 no such openid, 43104 another app's, 61010 no visit
                in the last two hours.
        """
        user = self._users.find(openid)
        if user is None:
            raise Refused(40003, f"no app here knows anybody by the openid {openid!r}")
        if user.appid != app.appid:
            raise Refused(43104, f"{user.person} has that openid in {user.appid}, not {app.appid}")
        now = self._clock.now(app.appid)
        if user.visited_at is None or now - user.visited_at > VISIT_LASTS:
            raise Refused(
                61010, f"{user.person} has not called wx.login in {app.appid} for two hours"
            )
        return user

    def check_media(self, app: App, user: User | None, url: str, rid: str) -> str:
        """Begin to check a picture or a sound, and return the trace_id.

        The result waits in the outbox for ``media_check_delay`` seconds. The
        file is not fetched: the words of its address decide, and an address
        that is not of the web cannot be fetched (assumed).

        Args:
            app: who asks.
            user: about whom; None in version 1, whose result has another form.
            url: where the file is.
            rid: the request.

        Raises:
            Refused: 87020 the same file was checked ``media_check_repeats`` times today.
        """
        self._count_repeat(app, url)
        due = self._clock.now(app.appid) + app.switches.media_check_delay
        trace_id = self._identifiers.trace_id(rid)
        found = url.startswith(("http://", "https://"))
        judgement = judge(app.switches, url)
        openid = "" if user is None else user.openid
        told = (
            _first_version(judgement, found=found)
            if user is None
            else _second_version(judgement, found=found)
        )
        event = events.media_checked(app, openid, due, trace_id, told)
        self._outbox.add(app.appid, openid, event, due)
        return trace_id

    def _count_repeat(self, app: App, url: str) -> None:
        limit = app.switches.media_check_repeats
        if not limit:
            return
        day = int(self._clock.now(app.appid) // DAY)
        digest = hashlib.blake2b(url.encode(), digest_size=16).hexdigest()
        key = f"{app.appid}/{day}/{digest}"
        self._repeats.add(key, Counter(), ttl=2 * DAY)
        counted = self._repeats.change(
            key, Counter(), lambda counter: Counter(count=counter.count + 1)
        )
        if counted.count > limit:
            raise Refused(
                87020, f"check {counted.count} of {url} today; media_check_repeats is {limit}"
            )


def judge(switches: Switches, *texts: str) -> Judgement:
    """Judge texts as one.

    Args:
        switches: of the app; its ``content_verdict`` may decide without looking.
        texts: whatever there is to read.
    """
    verdict = switches.content_verdict
    if verdict == "pass":
        return Judgement()
    if verdict != "by-words":
        return Judgement(suggest=verdict, label=OTHER)
    words = tuple(
        (word, label)
        for word, label in _words(switches).items()
        if any(word in text for text in texts)
    )
    return Judgement(suggest="risky", label=words[0][1], words=words) if words else Judgement()


def details(judgement: Judgement) -> list[dict[str, Any]]:
    """Return what WeChat says of each way in which it looked (documented by example)."""
    first = {
        "strategy": "content_model",
        "errcode": 0,
        "suggest": judgement.suggest,
        "label": judgement.label,
        "prob": 90,
    }
    return [first] + [
        {
            "strategy": "keyword",
            "errcode": 0,
            "suggest": "risky",
            "label": label,
            "level": 90,
            "keyword": word,
        }
        for word, label in judgement.words
    ]


def _words(switches: Switches) -> dict[str, int]:
    words = dict(RISKY_WORDS)
    for entry in switches.risky_words:
        word, _, label = entry.rpartition(":")
        if word and label.isdecimal() and int(label) in LABELS:
            words[word] = int(label)
        elif entry:
            words[entry] = OTHER
    return words


def _second_version(judgement: Judgement, *, found: bool) -> dict[str, Any]:
    if not found:
        return {"version": 2, "detail": [], "errcode": DOWNLOAD_FAILED, "errmsg": "download failed"}
    return {
        "version": 2,
        "detail": details(judgement)[:1],
        "errcode": 0,
        "errmsg": "ok",
        "result": {"suggest": judgement.suggest, "label": judgement.label},
    }


def _first_version(judgement: Judgement, *, found: bool) -> dict[str, Any]:
    # Documented: version 1, which counts in unsigned numbers.
    return {
        "isrisky": int(found and judgement.suggest == "risky"),
        "extra_info_json": "",
        "status_code": 0 if found else DOWNLOAD_FAILED % (1 << 32),
    }
