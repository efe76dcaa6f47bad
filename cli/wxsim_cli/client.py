"""The device and control doors of a running simulator, over HTTP."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import click
import requests

from wxsim_cli.control_token import token_from_environment
from wxsim_cli.exits import BadInput, Unreachable

_TIMEOUT = 10

Json = dict[str, Any]


class Simulator:
    """One simulator, for as long as the ``with`` block lasts.

    Every method raises:

    * ``BadInput``: the simulator says that the request makes no sense, and
      what would;
    * ``Unreachable``: nobody answers, or somebody who is not wxsim.

    Args:
        url: where it listens.

        control_token: what it wants to hear; WXSIM_CONTROL_TOKEN's when None.

    Raises:
        BadInput: that is no HTTP address, or the token cannot be sent.
    """

    def __init__(self, url: str, control_token: str | None = None) -> None:
        if not _is_http_address(url):
            raise BadInput(
                f"{url!r} is no address of a simulator; give one like http://127.0.0.1:8700 "
                "with --url or in WXSIM_URL"
            )
        self.url = url.rstrip("/")
        self._session = requests.Session()
        # A proxy from the environment knows nothing of this machine's loopback.
        self._session.trust_env = False
        token = control_token or token_from_environment()
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def __enter__(self) -> Simulator:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    def about(self) -> Json:
        """Return what it says of itself: ``name``, ``version``, ``seed``, ``now``."""
        return self._object("GET", "/", having="seed")

    def apps(self) -> list[Json]:
        """Return every app, oldest first."""
        return self._objects("/apps", having="appid")

    def app(self, appid: str) -> Json:
        """Return one app."""
        return self._object("GET", f"/apps/{_segment('app', appid)}", having="appid")

    def add_app(self, app: Json) -> Json:
        """Register an app and return it, with all that was made up for it."""
        return self._object("POST", "/apps", app, having="appid")

    def change_app(self, appid: str, changes: Json) -> Json:
        """Change what an app is, and return it."""
        return self._object("PATCH", f"/apps/{_segment('app', appid)}", changes, having="appid")

    def people(self) -> list[Json]:
        """Return everybody, oldest first."""
        return self._objects("/people", having="name")

    def person(self, name: str) -> Json:
        """Return one person."""
        return self._object("GET", f"/people/{_segment('person', name)}", having="name")

    def add_person(self, person: Json) -> Json:
        """Add a person and return them, with all that was made up for them."""
        return self._object("POST", "/people", person, having="name")

    def change_person(self, name: str, changes: Json) -> Json:
        """Change fields of a person and return them."""
        return self._object("PATCH", f"/people/{_segment('person', name)}", changes, having="name")

    def change_switches(self, appid: str, changes: Json) -> Json:
        """Set switches of an app, None for a default, and return the app."""
        path = f"/apps/{_segment('app', appid)}/switches"
        return self._object("PATCH", path, changes, having="switches")

    def ask(self, method: str, path: str, /, *, having: str, **body: Any) -> Json:
        """Ask for an object.

        Args:
            method: of HTTP.
            path: below ``/_wxsim``, with its query; see :func:`query`.
            having: a field that a simulator's answer has.
            body: what is sent; what is None is left out, and nothing where ``method`` is GET.
        """
        given = {name: value for name, value in body.items() if value is not None}
        return self._object(method, path, None if method == "GET" else given, having=having)

    def ask_list(self, path: str, *, having: str) -> list[Json]:
        """Ask for a list of objects; the arguments are those of :meth:`ask`."""
        return self._objects(path, having=having)

    def wx(self, api: str, options: Json, *, app: str | None, person: str | None) -> Json:
        """Make a wx call on a person's phone.

        Args:
            api: its name, such as ``login``.
            options: the wx options.
            app: the appid of the Mini Program; the simulator's first when None.
            person: whose phone; the first person's when None.

        Returns:
            The wx result, good or bad; ``errMsg`` tells which.
        """
        asked = {"appid": app, "person": person}
        body = {**options, **{name: value for name, value in asked.items() if value is not None}}
        path = f"/device/{_segment('wx call', api)}"
        return self._object("POST", path, body, having="errMsg")

    def _object(self, method: str, path: str, body: Json | None = None, *, having: str) -> Json:
        answer = self._ask(method, path, body)
        if not isinstance(answer, dict) or having not in answer:
            raise self._somebody_else()
        return answer

    def _objects(self, path: str, *, having: str) -> list[Json]:
        answer = self._ask("GET", path)
        if not isinstance(answer, list):
            raise self._somebody_else()
        if not all(isinstance(entry, dict) and having in entry for entry in answer):
            raise self._somebody_else()
        return answer

    def _ask(self, method: str, path: str, body: Json | None = None) -> object:
        try:
            response = self._session.request(
                method,
                f"{self.url}/_wxsim{path}",
                json=body,
                timeout=_TIMEOUT,
                allow_redirects=False,
            )
        except requests.Timeout as error:
            raise Unreachable(
                f"{self.url} has not answered within {_TIMEOUT} seconds; is that a simulator?"
            ) from error
        except requests.ConnectionError as error:
            raise Unreachable(
                f"no simulator answers at {self.url}: start one with `wxsim serve`, "
                "or point WXSIM_URL at yours"
            ) from error
        except requests.RequestException as error:
            raise Unreachable(f"{self.url} cannot be asked: {error}") from error
        try:
            answer = json.loads(response.content)
        except ValueError as error:
            raise self._somebody_else() from error
        if "Wxsim-Note" in response.headers:
            click.echo(f"note: {response.headers['Wxsim-Note']}", err=True)
        if response.ok:
            return answer
        if isinstance(answer, dict) and {"error", "hint"} <= answer.keys():
            raise BadInput(f"{answer['error']}; {answer['hint']}")
        raise self._somebody_else()

    def _somebody_else(self) -> Unreachable:
        return Unreachable(
            f"something answers at {self.url}, but it is not wxsim: point WXSIM_URL or --url "
            "at your simulator, or start one with `wxsim serve`"
        )


def query(**parameters: object) -> str:
    """Return parameters as the end of a path; what is None is left out."""
    given = {name: value for name, value in parameters.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""


def person_path(name: str) -> str:
    """Return where a person is.

    Raises:
        BadInput: nobody can be called that.
    """
    return f"/people/{_segment('person', name)}"


def app_path(appid: str) -> str:
    """Return where an app is.

    Raises:
        BadInput: no app can be called that.
    """
    return f"/apps/{_segment('app', appid)}"


def templates_path(appid: str) -> str:
    """Return where the templates of an app are.

    Raises:
        BadInput: no app can be called that.
    """
    return f"/apps/{_segment('app', appid)}/templates"


def snapshot_path(name: str) -> str:
    """Return where a snapshot is.

    Raises:
        BadInput: no snapshot can be called that.
    """
    return f"/snapshots/{_segment('snapshot', name)}"


def component_path(component: str, app: str | None = None) -> str:
    """Return where a third-party platform is, or its right to act for an app.

    Raises:
        BadInput: no app can be called that.
    """
    path = f"/components/{_segment('app', component)}"
    return path if app is None else f"{path}/apps/{_segment('app', app)}"


def _is_http_address(url: str) -> bool:
    try:
        address = urlsplit(url)
        # Reading the port is what checks it.
        return address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def _segment(what: str, name: str) -> str:
    """Return a name as a part of a path.

    Raises:
        BadInput: no name can look like that.
    """
    if name in ("", ".", "..") or "/" in name or not name.isprintable():
        raise BadInput(f"there is no {what} {name!r}; names are letters, digits, '_', '-' and '.'")
    return quote(name, safe="")
