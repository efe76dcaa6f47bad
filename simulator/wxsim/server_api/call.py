"""What a caller of the Server API sent."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

import msgspec

from wxsim.server_api.answer import Answer
from wxsim.server_api.journal import Journal
from wxsim.server_api.multipart import Part, read_multipart
from wxsim.server_api.query import query_of
from wxsim.world import App
from wxsim.world.records import Sender

# Larger bodies count as unreadable, however the simulator is served, but for
# the paths that take files; see Route.longest_body.
MAX_BODY_BYTES = 1 << 20

# Longer than that of any program; a browser's is cut.
KEPT_OF_AGENT = 100

# Enough of a body to recognise a form by, and too little to tell a secret.
_SHOWN_OF_BODY = 12

# Returns the header of a name, whatever its letters, or the empty text. A
# function, so that requests whose headers nobody reads pay nothing for them.
GetHeader = Callable[[str], str]


def no_headers(_name: str) -> str:
    """Return the headers of a request that has none."""
    return ""


class Call:
    """One request, free of any web framework.

    Attributes:
        method: in capitals.
        path: decoded, as it stands after the host.
        query_string: undecoded, without the question mark.
        body: None where it was larger than the server takes.
        client_ip: where it came from.
        client_port: empty where the server does not tell.
        user_agent: what sent it, by its own account.
        journal: what was asked and answered so far, for those who ask about that.
        paths: all that are answered, for those who ask about one.
        header: returns a header by its name.
        content_type: the header of that name; empty where there was none.
        appid: of the app it is about, as far as it tells: the one it names, or
            whose access_token it carries, dead or alive.
        rid: the id WeChat gives this request.
        token_app: whose access_token it carried, on paths that need one.
        query: the query parameters by name; see :func:`query_of`.
        seal: encrypts and signs the answer, where the request was encrypted and signed.
    """

    def __init__(
        self,
        *,
        method: str,
        path: str,
        query_string: bytes,
        body: bytes | None,
        client_ip: str,
        client_port: str,
        user_agent: str,
        journal: Journal,
        paths: Container[str],
        header: GetHeader,
        content_type: str,
    ) -> None:
        self.method = method
        self.path = path
        self.query_string = query_string
        self.body = body
        self.client_ip = client_ip
        self.client_port = client_port
        self.user_agent = user_agent
        self.journal = journal
        self.paths = paths
        self.header = header
        self.content_type = content_type
        self.rid = ""
        self.appid = ""
        self.token_app: App | None = None
        self.query = query_of(query_string)
        self.seal: Callable[[Answer], Answer] | None = None

    def parameter(self, name: str) -> str:
        """Return a query parameter, or the empty text where it is absent."""
        return self.query.get(name, "")

    @property
    def sender(self) -> Sender:
        """Where it came from, to be remembered with what it changes."""
        agent = self.user_agent[:KEPT_OF_AGENT]
        return Sender(ip=self.client_ip, port=self.client_port, user_agent=agent)

    @property
    def app(self) -> App:
        """The app whose access_token the call carries, on paths that need one."""
        assert self.token_app is not None, f"{self.path} needs no token"  # noqa: S101  # the dispatcher sets it on such paths
        return self.token_app

    def json_object(self) -> dict[str, Any] | None:
        """Return the body as a JSON object, or None where it is anything else."""
        if not self.body:
            return None
        try:
            decoded = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        return decoded if isinstance(decoded, dict) else None

    @property
    def why_no_object(self) -> str:
        """Why the body is not a JSON object, in plain words."""
        if self.body is None:
            what = "it is larger than any path takes"
        elif not self.body:
            what = "it is empty"
        else:
            what = f"it begins with {self.body[:_SHOWN_OF_BODY].decode('utf-8', 'replace')!r}"
        return f"the body is not a JSON object: {what}"

    def form_file(self, name: str) -> Part | None:
        """Return one part of a multipart body, or None where there is none of that name."""
        return read_multipart(self.content_type, self.body).get(name) if self.body else None


def text_of(value: object) -> str:
    """Return a JSON value where WeChat wants a text: absent and null are empty."""
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
