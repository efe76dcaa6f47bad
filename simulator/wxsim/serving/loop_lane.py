"""The Server API on an event loop: the fast lane of ``wxsim serve``."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from wxsim.server_api.call import MAX_BODY_BYTES
from wxsim.server_api.dispatch import ServerApi
from wxsim.server_api.routes import ROUTES_BY_PATH
from wxsim.serving.delivery import deliver_on_loop
from wxsim.serving.wsgi_threads import WsgiThreads, read_body

if TYPE_CHECKING:
    from wxsim.serving.rsgi import Proto, Scope


class LoopLane:
    """An RSGI application that answers the paths of the table itself and passes on the rest.

    An answer takes less time than handing it to a thread would, and threads
    that share one interpreter hold each other up. So all answers are made on
    the loop, unless the store may wait for a disk or a network.

    It asks the same :class:`ServerApi` as :class:`FastLane` and Flask do, so
    the three answer alike to the byte; a property test holds them to it.

    Args:
        rest: what answers everything else.
        api: what answers the table.
        executor: threads for a store that may wait.
    """

    def __init__(self, rest: WsgiThreads, api: ServerApi, executor: Executor) -> None:
        self._rest = rest
        self._api = api
        self._executor = executor if api.world.store.may_wait else None

    async def __call__(self, scope: Scope, proto: Proto) -> None:
        """Answer one request."""
        path = scope.path
        if path not in ROUTES_BY_PATH:
            await self._rest(scope, proto)
            return
        body = await read_body(scope, proto, MAX_BODY_BYTES + 1)
        if body is None:
            proto.response_empty(HTTPStatus.BAD_REQUEST, [])
            return
        method = scope.method.upper()
        client_ip, _, client_port = scope.client.rpartition(":")
        ask = partial(
            self._api.answer,
            method=method,
            path=path,
            query_string=scope.query_string.encode(),
            body=body if len(body) <= MAX_BODY_BYTES else None,
            client_ip=client_ip.strip("[]"),
            client_port=client_port,
            user_agent=scope.headers.get("user-agent", ""),
        )
        if self._executor is None:
            answer = ask()
        else:
            answer = await asyncio.get_running_loop().run_in_executor(self._executor, ask)
        if answer.delivery is not None:
            answer = await deliver_on_loop(answer, answer.delivery, scope, proto)
        if method == "HEAD":
            proto.response_empty(answer.status, answer.headers)
        else:
            proto.response_bytes(answer.status, answer.headers, answer.body)
