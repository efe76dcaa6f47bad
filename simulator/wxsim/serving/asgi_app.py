"""The simulator on an event loop: what `wxsim serve` serves."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING

from wxsim.server_api.dispatch import ServerApi
from wxsim.server_api.routes import ROUTES_BY_PATH, longest_body
from wxsim.serving.delivery import deliver_on_loop
from wxsim.serving.wsgi_threads import WsgiThreads, body_of, send_answer

if TYPE_CHECKING:
    from wxsim.serving.asgi import Receive, Scope, Send


class AsgiApp:
    """An ASGI application that answers the paths of the table itself and passes on the rest.

    It asks the same :class:`ServerApi` as Flask does, so the two answer alike
    to the byte; a property test holds them to it.

    Args:
        rest: what answers everything else.
        api: what answers the table.
        executor: threads for a store that may wait.

    Attributes:
        api: as it was given.
    """

    def __init__(self, rest: WsgiThreads, api: ServerApi, executor: Executor) -> None:
        self.api = api
        self._rest = rest
        self._executor = executor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["path"] not in ROUTES_BY_PATH:
            await self._rest(scope, receive, send)
            return
        longest = longest_body(scope["path"])
        body = await body_of(receive, longest + 1)
        if body is None:
            return
        client_ip, client_port = scope["client"] or ("", "")
        headers = dict(scope["headers"])

        def header(name: str) -> str:
            return str(headers.get(name.lower().encode("latin-1"), b"").decode("latin-1"))

        method = scope["method"].upper()
        ask = partial(
            self.api.answer,
            method=method,
            path=scope["path"],
            query_string=scope["query_string"],
            body=body if len(body) <= longest else None,
            client_ip=client_ip,
            header=header,
            content_type=header("content-type"),
            client_port=str(client_port),
            user_agent=header("user-agent"),
        )
        if self.api.world.store.may_wait:
            answer = await asyncio.get_running_loop().run_in_executor(self._executor, ask)
        else:
            answer = ask()
        if answer.delivery is not None:
            answer = await deliver_on_loop(answer, answer.delivery, scope, receive)
        shown = b"" if method == "HEAD" else answer.body
        await send_answer(send, answer.status, answer.headers, shown)
