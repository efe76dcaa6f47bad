"""From a request to its answer, without any web framework."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from wxsim.server_api.answer import Answer, Raw
from wxsim.server_api.bearings import appid_of, person_of
from wxsim.server_api.call import Call, GetHeader, no_headers
from wxsim.server_api.delivery import spoiled, undone
from wxsim.server_api.journal import Journal, answer_in_words, body_in_words
from wxsim.server_api.route import Route
from wxsim.server_api.routes import ROUTES_BY_PATH
from wxsim.server_api.signed import open_if_signed
from wxsim.server_api.wire import refusal, success
from wxsim.world import Refused, StoreError, World
from wxsim.world.faults import UNDONE

_log = logging.getLogger(__name__)

# Under load every request fails alike while a store is away: one line in so
# many seconds tells it.
_SECONDS_BETWEEN_REPORTS = 60


class ServerApi:
    """Door 1: answers as api.weixin.qq.com does.

    Args:
        world: decides.
        journal: remembers what was asked and answered.
    """

    def __init__(self, world: World, journal: Journal) -> None:
        self.world = world
        self.journal = journal
        self._reported = ("", 0.0)

    def answer(
        self,
        *,
        method: str,
        path: str,
        query_string: bytes,
        body: bytes | None,
        client_ip: str,
        header: GetHeader = no_headers,
        content_type: str = "",
        client_port: str = "",
        user_agent: str = "",
    ) -> Answer:
        """Answer one request. Never raises and never answers anything but WeChat's JSON.

        Unless a fault strikes: then the answer may be anything, and its
        ``delivery`` says how it reaches the caller.

        Args:
            method: in capitals.
            path: decoded; any path at all, unknown ones get 40066.
            query_string: undecoded, without the question mark.
            body: None where it was larger than the server takes.
            client_ip: for whitelists.
            header: returns a header by its name, or the empty text.
            content_type: of the body; only bodies of several parts are read by it.
            client_port: for the journal.
            user_agent: for the journal.
        """
        world = self.world
        call = Call(
            method=method,
            path=path,
            query_string=query_string,
            body=body,
            client_ip=client_ip,
            client_port=client_port,
            user_agent=user_agent,
            journal=self.journal,
            paths=ROUTES_BY_PATH,
            header=header,
            content_type=content_type,
        )
        route = ROUTES_BY_PATH.get(path)
        errcode, why = 0, ""
        now, fault = 0.0, None
        try:
            world.timekeeping.refresh()
            call.appid = appid_of(world, route, call)
            now = world.clock.now(call.appid)
            call.rid = world.identifiers.rid(now)
            fault = world.faults.strike(path, call.appid, partial(person_of, world, call))
            if fault is not None and fault.kind in UNDONE:
                answer = undone(fault, now)
            else:
                answer = success(path, now, self._decide(route, call))
                if call.seal is not None:
                    answer = call.seal(answer)
        except Refused as refused:
            errcode, why = refused.errcode, refused.why
            answer = self._refusal(route, call, now, refused)
        except StoreError as failure:
            errcode, why = -1, f"the store failed: {failure}"
            now = self._named(call, now)
            self._report(why, now)
            answer = self._refusal(route, call, now, Refused(-1, why))
        except Exception:  # noqa: BLE001  # our own bug must look like WeChat's, never like Flask's
            _log.exception("%s %s failed inside the simulator", method, path)
            errcode, why = -1, "the simulator itself failed: see its log"
            now = self._named(call, now)
            answer = self._refusal(route, call, now, Refused(-1, why))
        if fault is not None:
            answer = spoiled(fault, now, answer)
        if errcode:
            world.ledger.write(
                "refused", f"{path}: {why}", rid=call.rid, errcode=errcode, appid=call.appid
            )
        self.journal.write(
            at=now,
            rid=call.rid,
            method=method,
            path=path,
            query=query_string.decode("ascii", "replace"),
            body=body_in_words(body or b"", content_type),
            client_ip=client_ip,
            client_port=client_port,
            user_agent=user_agent,
            appid=call.appid,
            status=answer.status,
            headers=answer.headers,
            answer=answer_in_words(answer.body, answer.headers),
            errcode=errcode,
            why=why,
            fault="" if fault is None else fault.in_words,
        )
        return answer

    def _named(self, call: Call, now: float) -> float:
        """Give a call that failed too early to have one its time and rid; return the time."""
        if not call.rid:
            now = self.world.clock.now()
            call.rid = self.world.identifiers.rid(now)
        return now

    def _report(self, why: str, now: float) -> None:
        """Log a failure that its cause explains, unless it was said a moment ago."""
        said, at = self._reported
        if why != said or now - at >= _SECONDS_BETWEEN_REPORTS:
            self._reported = (why, now)
            _log.error("%s", why)

    def _decide(self, route: Route | None, call: Call) -> dict[str, Any] | Raw:
        world = self.world
        if route is None:
            raise Refused(40066, f"WeChat has no path {call.path!r}, or this simulator not yet")
        if route.needs_token:
            call.token_app = world.tokens.app_of(call.parameter("access_token"))
        if "GET" not in route.methods and call.method not in route.methods:
            raise Refused(43002, f"{call.path} takes POST, not {call.method}")
        if call.token_app is not None:
            world.quotas.count(call.token_app, call.path, route.too_fast)
        if route.signable:
            open_if_signed(world, call)
        return route.handler(world, call)

    def _refusal(self, route: Route | None, call: Call, now: float, refused: Refused) -> Answer:
        if route is None:
            return refusal(call.path, now, call.rid, refused, client_ip=call.client_ip)
        hinted = refused.errcode in route.hinted
        answer = refusal(
            call.path,
            now,
            call.rid,
            refused,
            client_ip=call.client_ip,
            text=route.texts.get(refused.errcode),
            hint=self.world.identifiers.hint(call.rid) if hinted else "",
            besides=route.besides.get(refused.errcode),
        )
        if call.seal is not None and call.app.switches.refusals_encrypted:
            return call.seal(answer)
        return answer
