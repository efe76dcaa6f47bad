"""wx.request, wx.uploadFile and wx.downloadFile: up to ten at a time, as on a phone."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from queue import Empty, Queue
from threading import Thread
from typing import Any

from wxsim.javascript.roads import Roads
from wxsim.miniprogram.domains import origin_of
from wxsim.miniprogram.messages import Failure
from wxsim.miniprogram.network import USER_AGENT, Network
from wxsim.miniprogram.outcome import Outcome, failed

# Documented: ten for request, uploadFile and downloadFile together; the rest queues.
_AT_ONCE = 10

_ABORTED = Failure("fail abort", None, "observed")
_NO_FILE = Failure("fail file not found", None, "assumed", hint="there is no {path} on this phone")

TRAFFIC_APIS = ("downloadFile", "request", "uploadFile")


@dataclass(frozen=True)
class Arrived:
    """A request that has ended."""

    id: int
    outcome: Outcome


class Traffic:
    """The requests that are on their way.

    Args:
        roads: where they lead.
        referer: sent with every request.
    """

    def __init__(self, roads: Roads, referer: str) -> None:
        self._roads = roads
        self._referer = referer
        self._workers: list[Thread] = []
        self._waiting: Queue[Callable[[Network], None] | None] = Queue()
        self._arrived: Queue[Arrived] = Queue()
        self._under_way: dict[int, str] = {}
        # A phone has a picture to choose.
        self._files: dict[str, bytes] = {"wxfile://tmp_image.png": _PIXEL}
        self._perform: dict[str, Callable[[Network, str, Mapping[str, Any]], Outcome]] = {
            "request": _request,
            "uploadFile": self._upload,
            "downloadFile": self._download,
        }

    @property
    def busy(self) -> bool:
        """Whether a request is under way."""
        return bool(self._under_way)

    def send(self, number: int, api: str, options: Mapping[str, Any]) -> None:
        """Send a request; it comes back from :meth:`wait`."""
        self._under_way[number] = api
        if len(self._workers) < min(len(self._under_way), _AT_ONCE):
            # One that hangs must not keep the process from ending.
            worker = Thread(target=self._work, name="wx.request", daemon=True)
            self._workers.append(worker)
            worker.start()
        self._waiting.put(lambda network: self._finish(network, number, api, options))

    def abort(self, number: int) -> Outcome | None:
        """Give a request up, and return how it ends; None if it has ended already."""
        api = self._under_way.pop(number, None)
        return None if api is None else failed(api, _ABORTED)

    def wait(self, seconds: float) -> Arrived | None:
        """Wait for a request to end; None when none did in that time."""
        try:
            arrived = self._arrived.get(timeout=max(seconds, 0.0))
        except Empty:
            return None
        # Whoever was given up is not heard of again.
        return arrived if self._under_way.pop(arrived.id, None) else None

    def close(self) -> None:
        """Close the connections; what is still under way is not waited for."""
        for _ in self._workers:
            self._waiting.put(None)
        if not self._under_way:
            for worker in self._workers:
                worker.join()

    def _work(self) -> None:
        network = Network(referer=self._referer, user_agent=USER_AGENT, domains=self._roads)
        with closing(network):
            while job := self._waiting.get():
                job(network)

    def _finish(self, network: Network, number: int, api: str, options: Mapping[str, Any]) -> None:
        try:
            outcome = self._lead(network, api, options)
        except Exception as error:  # noqa: BLE001  # a thread's error would be heard by nobody
            outcome = Outcome({"errMsg": f"{api}:fail {error}"})
        self._arrived.put(Arrived(number, outcome))

    def _lead(self, network: Network, api: str, options: Mapping[str, Any]) -> Outcome:
        url = options.get("url")
        if isinstance(url, str):
            target, refused = self._roads.lead(url)
            if refused is not None:
                return failed(api, refused, origin=origin_of(url))
            options = {**options, "url": target}
        return self._perform[api](network, api, options)

    def _upload(self, network: Network, api: str, options: Mapping[str, Any]) -> Outcome:
        path = str(options.get("filePath"))
        data = _PIXEL if path.startswith(_CHOSEN) else self._files.get(path)
        if data is None:
            return failed(api, _NO_FILE, path=path)
        boundary = secrets.token_hex(16)
        body = _multipart(boundary, options, PurePosixPath(path).name, data)
        header = {
            **(options.get("header") or {}),
            "content-type": f"multipart/form-data; boundary={boundary}",
        }
        sent = {**options, "method": "POST", "header": header, "data": body, "dataType": "text"}
        outcome = network.request(api, sent)
        return _with_fields(outcome, "data", "statusCode", "errMsg", "errno")

    def _download(self, network: Network, api: str, options: Mapping[str, Any]) -> Outcome:
        outcome = network.request(api, {**options, "responseType": "arraybuffer"})
        if not outcome.ok:
            return outcome
        wanted = options.get("filePath")
        path = str(wanted) if wanted else f"wxfile://tmp_{secrets.token_hex(8)}"
        self._files[path] = outcome.result["data"]
        field = "filePath" if wanted else "tempFilePath"
        kept = _with_fields(outcome, "statusCode", "errMsg")
        return replace(kept, result={field: path, **kept.result})


def _request(network: Network, api: str, options: Mapping[str, Any]) -> Outcome:
    return network.request(api, options)


def _with_fields(outcome: Outcome, *names: str) -> Outcome:
    fields = {name: outcome.result[name] for name in names if name in outcome.result}
    return replace(outcome, result=fields)


def _multipart(boundary: str, options: Mapping[str, Any], file: str, content: bytes) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (options.get("formData") or {}).items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{options.get("name", "file")}"; '
        f'filename="{file}"\r\nContent-Type: application/octet-stream\r\n\r\n'
    )
    return b"".join([*parts, head.encode(), content, f"\r\n--{boundary}--\r\n".encode()])


# What the avatar button gives (see wxsim.device.portrait).
_CHOSEN = "http://tmp/"
# The smallest PNG: one transparent point.
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)
