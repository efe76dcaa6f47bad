"""The gate: one port to which every road to api.weixin.qq.com leads.

It is a proxy for the programs that know of proxies (CONNECT, and whole URLs in
the request line), and a TLS server for those that were led here by name. What
is meant for a faked host is decrypted and handed to the simulator's plain port;
everything else goes the way it would have gone without the gate.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import Counter
from threading import Event, Thread
from types import TracebackType
from urllib.parse import urlsplit

from wxsim.hosts import FAKED_HOSTS, is_faked
from wxsim.redirect.authority import Authority
from wxsim.redirect.leaves import server_context
from wxsim.redirect.outside import NoWay, Outside, Streams, authorization
from wxsim.serving.sockets import listen

_TLS_HELLO = 0x16
_MAX_HEAD_BYTES = 64 << 10
_CHUNK = 64 << 10
_HEAD_SECONDS = 60
_WAITING_CLIENTS = 512
_PORTS = {"http": 80, "https": 443}


class Gate:
    """Stands open from the moment it is made until :meth:`stop`.

    Args:
        upstream: URL of the simulator, ``http://127.0.0.1:8700``.
        authority: signs what the gate shows.
        outside: the way to all other hosts.
        port: where it stands; 0 for any free one.

    Attributes:
        let_in: how many connections for each faked host have been handed on.
        refused: the hosts that nobody could reach through it, and why.

    Raises:
        PortTaken: the port cannot be had.
    """

    def __init__(
        self, upstream: str, authority: Authority, outside: Outside, port: int = 0
    ) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.let_in: Counter[str] = Counter()
        self.refused: dict[str, str] = {}
        self._outside = outside
        self._tls = server_context(authority, self._unknown_name)
        self._listener = listen("127.0.0.1", port)
        self._listener.listen(_WAITING_CLIENTS)
        self._listener.settimeout(0)
        self.port: int = self._listener.getsockname()[1]
        # Not the default loop of Windows, which cannot look at bytes without taking them.
        self._loop = asyncio.SelectorEventLoop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = Event()
        self._thread = Thread(target=self._run, name="gate", daemon=True)
        self._thread.start()
        self._open.wait()

    @property
    def url(self) -> str:
        """Its address as a proxy."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Close it and everything that goes through it."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._accepting.cancel)
            self._thread.join()

    def __enter__(self) -> Gate:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _unknown_name(self, name: str) -> None:
        self.refused.setdefault(name, "it was led here by name, and is not WeChat's")

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._accepting = self._loop.create_task(self._accept())
        try:
            self._loop.run_until_complete(self._accepting)
        except asyncio.CancelledError:
            pass
        finally:
            self._listener.close()
            for task in self._tasks:
                task.cancel()
            gathered = asyncio.gather(*self._tasks, return_exceptions=True)
            self._loop.run_until_complete(gathered)
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _accept(self) -> None:
        self._open.set()
        while True:
            client, _ = await self._loop.sock_accept(self._listener)
            task = self._loop.create_task(self._serve(client))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _serve(self, client: socket.socket) -> None:
        client.settimeout(0)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await self._lead(client, FAKED_HOSTS[0])
        except (OSError, ssl.SSLError, asyncio.TimeoutError):
            # Whoever left, or does not trust the certificate, knows best why.
            pass
        finally:
            client.close()

    async def _lead(self, client: socket.socket, host: str) -> None:
        """Find out what a connection wants, and see it there.

        Args:
            client: not read from yet.
            host: whom it means, if it does not say.
        """
        first = await self._look(client)
        if not first:
            return
        if first[0] == _TLS_HELLO:
            await self._hand_on(await self._decrypted(client), host)
            return
        head = await self._head(client)
        method, target, version = _request_line(head)
        if method == "CONNECT":
            await self._connect(client, target)
        elif "://" in target:
            await self._forward(client, head, method, target, version)
        elif is_faked(_host_header(head)):
            await self._hand_on(await self._streams(client), _host_header(head), head)
        else:
            await self._refuse(
                client, 400, "this is a gate for programs' calls to WeChat, started by wxsim exec"
            )

    async def _connect(self, client: socket.socket, target: str) -> None:
        host, _, port = target.rpartition(":")
        host = host.strip("[]")
        if is_faked(host):
            await self._loop.sock_sendall(client, b"HTTP/1.1 200 Connection established\r\n\r\n")
            await self._lead(client, host)
            return
        try:
            streams = await self._outside.connect(host, int(port))
        except (NoWay, ValueError) as error:
            await self._turn_away(client, host or target, str(error))
            return
        await self._loop.sock_sendall(client, b"HTTP/1.1 200 Connection established\r\n\r\n")
        await _join(await self._streams(client), streams)

    async def _forward(
        self, client: socket.socket, head: bytes, method: str, target: str, version: str
    ) -> None:
        """Pass on a request whose line has a whole URL, as proxies of plain HTTP get it."""
        parts = urlsplit(target)
        host = parts.hostname or ""
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        rest = head.partition(b"\r\n")[2]
        if is_faked(host):
            line = f"{method} {path} {version}\r\n".encode("latin-1")
            # Also https://, which old clients ask for in the clear.
            await self._hand_on(await self._streams(client), host, line + rest)
            return
        if parts.scheme != "http":
            why = f"a URL of {parts.scheme}:// wants CONNECT, which keeps it secret"
            await self._turn_away(client, host or target, why)
            return
        try:
            streams, proxy = await self._outside.connect_plain(host, parts.port or 80)
        except (NoWay, ValueError) as error:
            await self._turn_away(client, host or target, str(error))
            return
        line = f"{method} {target if proxy else path} {version}\r\n".encode("latin-1")
        extra = authorization(proxy).encode("latin-1") if proxy else b""
        # The next request of this connection may be for another host.
        streams[1].write(line + extra + b"Connection: close\r\n" + _without_connection(rest))
        await _join(await self._streams(client), streams)

    async def _hand_on(self, client: Streams, host: str, head: bytes = b"") -> None:
        """Let the simulator talk with a client.

        Args:
            client: what it says from here on.
            host: whom it means.
            head: what it has said before.
        """
        self.let_in[host.lower()] += 1
        try:
            streams = await asyncio.open_connection(*self._upstream)
        except OSError:
            client[1].close()
            raise
        streams[1].write(head)
        await _join(client, streams)

    async def _turn_away(self, client: socket.socket, host: str, why: str) -> None:
        self.refused.setdefault(host, why)
        names = " and ".join(FAKED_HOSTS[:2])
        await self._refuse(
            client, 502, f"{host}: {why}\nThe gate of wxsim itself answers for {names} only."
        )

    async def _refuse(self, client: socket.socket, status: int, text: str) -> None:
        body = f"{text}\n".encode()
        phrase = "Bad Gateway" if status == 502 else "Bad Request"
        head = (
            f"HTTP/1.1 {status} {phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        await self._loop.sock_sendall(client, head.encode() + body)

    async def _look(self, client: socket.socket) -> bytes:
        """Return what has come of a connection, without taking it."""
        ready = self._loop.create_future()

        def come() -> None:
            if not ready.done():
                ready.set_result(None)

        self._loop.add_reader(client, come)
        try:
            await asyncio.wait_for(ready, _HEAD_SECONDS)
        finally:
            self._loop.remove_reader(client)
        return client.recv(_MAX_HEAD_BYTES, socket.MSG_PEEK)

    async def _head(self, client: socket.socket) -> bytes:
        """Take the head of a request, and no byte more."""
        seen = 0
        while True:
            come = await self._look(client)
            end = come.find(b"\r\n\r\n")
            if end >= 0:
                return client.recv(end + 4)
            if not come or len(come) >= _MAX_HEAD_BYTES:
                raise ConnectionError("no head of a request")
            if len(come) == seen:
                # Nothing new: what is there makes the socket readable at once.
                await asyncio.sleep(0.01)
            seen = len(come)

    async def _streams(self, client: socket.socket) -> Streams:
        # A copy, which asyncio closes in its own time.
        return await asyncio.open_connection(sock=client.dup())

    async def _decrypted(self, client: socket.socket) -> Streams:
        reader = asyncio.StreamReader(_CHUNK, self._loop)
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await self._loop.connect_accepted_socket(
            lambda: protocol, client.dup(), ssl=self._tls
        )
        return reader, asyncio.StreamWriter(transport, protocol, reader, self._loop)


async def _join(one: Streams, other: Streams) -> None:
    """Carry bytes both ways until both sides have said all."""
    try:
        await asyncio.gather(_pump(one[0], other[1]), _pump(other[0], one[1]))
    finally:
        one[1].close()
        other[1].close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    except OSError:
        # One side broke off: so shall the other.
        writer.close()
        return
    if writer.can_write_eof():
        writer.write_eof()
    else:
        writer.close()


def _request_line(head: bytes) -> tuple[str, str, str]:
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    if len(words) != 3:
        raise ConnectionError("no request of HTTP")
    method, target, version = words
    return method, target, version


def _host_header(head: bytes) -> str:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"host":
            return value.strip().decode("latin-1").partition(":")[0]
    return ""


def _without_connection(lines: bytes) -> bytes:
    hop_by_hop = (b"connection:", b"proxy-connection:", b"keep-alive:", b"proxy-authorization:")
    return b"\r\n".join(
        line for line in lines.split(b"\r\n") if not line.lower().startswith(hop_by_hop)
    )
