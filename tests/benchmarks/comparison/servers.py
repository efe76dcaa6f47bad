"""The servers that are compared, each set up as its users would."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version as version_here
from pathlib import Path
from urllib.request import Request, urlopen

from comparison.installed import Installed
from wxsim.version import __version__

_CONFIGS = Path(__file__).parents[1] / "peers"
_SERVE = ("-m", "wxsim_cli", "serve", "--json")
_MOTO_BODY = b'{"session_key":"3q2+7wABAgMEBQYHCAkKCw==","openid":"oTPeD5bX0m4pXnJ9s8Y0kq2vWl3M"}'


@dataclass(frozen=True)
class Site:
    """Where one start of a server happens.

    Attributes:
        port: where it is to listen.
        second_port: for a server that has a door for its own settings, too.
        directory: for its files.
    """

    port: int
    second_port: int
    directory: Path

    def config(self, name: str) -> str:
        """Return the path of a copy of a configuration, with its places filled in."""
        text = (_CONFIGS / name).read_text("utf-8")
        text = text.replace("@PORT@", str(self.port)).replace("@DIR@", str(self.directory))
        copy = self.directory / name
        copy.write_text(text, "utf-8")
        return str(copy)


@dataclass(frozen=True, kw_only=True)
class Server:
    """One line of the table.

    Attributes:
        name: as it stands there.
        about: what runs.
        command: what starts it; raises Missing.
        version: of what; raises Missing.
        prepare: called with its address when it answers for the first time.
        spends_codes: it really exchanges codes, so that it needs fresh ones.
    """

    name: str
    about: str
    command: Callable[[Installed, Site], list[str]]
    version: Callable[[Installed], str]
    prepare: Callable[[str], None] | None = None
    spends_codes: bool = False


def config(name: str) -> str:
    """Return the path of a configuration that is used as it is."""
    return str(_CONFIGS / name)


def _wxsim(*options: str) -> Callable[[Installed, Site], list[str]]:
    def command(_: Installed, site: Site) -> list[str]:
        return [sys.executable, *_SERVE, "--port", str(site.port), *options]

    return command


def _compiled(installed: Installed, site: Site) -> list[str]:
    # -I: or a checkout on PYTHONPATH would be measured instead.
    return [installed.compiled_command("python"), "-I", *_SERVE, "--port", str(site.port)]


def _flask_run(_: Installed, site: Site) -> list[str]:
    return [
        *(sys.executable, "-m", "flask", "--app", config("flask_run.py")),
        *("run", "--host", "127.0.0.1", "--port", str(site.port)),
    ]


def _node(script: str, *, packages: bool) -> Callable[[Installed, Site], list[str]]:
    def command(installed: Installed, site: Site) -> list[str]:
        node = [installed.system_command("node")]
        if packages:
            # Fails here where they are missing; the environment names them to node.
            installed.npm_version("express")
        return [*node, config(script), str(site.port)]

    return command


def _python(script: str) -> Callable[[Installed, Site], list[str]]:
    def command(installed: Installed, site: Site) -> list[str]:
        return [installed.python_command("python"), config(script), str(site.port)]

    return command


def _mockoon(installed: Installed, site: Site) -> list[str]:
    start = [installed.npm_command("@mockoon/cli", "mockoon-cli"), "start"]
    return [*start, "--data", config("mockoon.json"), "--port", str(site.port)]


def _prism(installed: Installed, site: Site) -> list[str]:
    mock = [installed.npm_command("@stoplight/prism-cli", "prism"), "mock"]
    return [*mock, "--port", str(site.port), config("openapi.yaml")]


def _json_server(installed: Installed, site: Site) -> list[str]:
    return [
        *(installed.npm_command("json-server", "json-server"), "--host", "127.0.0.1"),
        *("--port", str(site.port), "--routes", config("json_server/routes.json")),
        config("json_server/db.json"),
    ]


def _mountebank(installed: Installed, site: Site) -> list[str]:
    return [
        *(installed.npm_command("mountebank", "mb"), "start", "--localOnly"),
        *("--port", str(site.second_port), "--configfile", site.config("mountebank.json")),
    ]


def _wiremock(installed: Installed, site: Site) -> list[str]:
    installed.system_command("java")
    start = [installed.npm_command("wiremock", "wiremock"), "--port", str(site.port)]
    return [*start, "--bind-address", "127.0.0.1", "--root-dir", config("wiremock")]


def _moto(installed: Installed, site: Site) -> list[str]:
    return [installed.python_command("moto_server"), "-H", "127.0.0.1", "-p", str(site.port)]


def _put_object(address: str) -> None:
    """Let moto's S3 have the answer as an object that anybody may read."""
    bucket, path = f"{address}/sns", f"{address}/sns/jscode2session"
    for url, body in ((bucket, b""), (path, _MOTO_BODY)):
        headers = {"x-amz-acl": "public-read", "Content-Type": "application/json"}
        with urlopen(Request(url, data=body, headers=headers, method="PUT")):
            pass


def _nginx(installed: Installed, site: Site) -> list[str]:
    return [installed.system_command("nginx"), "-c", site.config("nginx.conf")]


def _version_printed_by(*command: str) -> Callable[[Installed], str]:
    def version(installed: Installed) -> str:
        program = installed.system_command(command[0])
        ran = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
        found = re.search(r"\d+(\.\d+)+", ran.stdout + ran.stderr)
        return found[0] if found else "unknown"

    return version


def _uvicorn(_: Installed) -> str:
    return f"{__version__}, uvicorn {version_here('uvicorn')}"


def _compiled_version(installed: Installed) -> str:
    # Fails here where there is none. It was made from the same checkout.
    installed.compiled_command("python")
    return _uvicorn(installed)


def _flask(_: Installed) -> str:
    return f"{__version__}, Flask {version_here('flask')}"


WXSIM = Server(
    name="wxsim",
    about="`wxsim serve`: state, checks and journal on, every request a code of its own",
    command=_wxsim(),
    version=_uvicorn,
    spends_codes=True,
)
COMPILED = Server(
    name="wxsim, compiled",
    about="the same, installed with `WXSIM_COMPILE=1`",
    command=_compiled,
    version=_compiled_version,
    spends_codes=True,
)
NO_LANE = Server(
    name="wxsim, no fast lane",
    about="`wxsim serve --no-fast-lane`: Flask on the same server",
    command=_wxsim("--no-fast-lane"),
    version=_uvicorn,
    spends_codes=True,
)
FLASK_RUN = Server(
    name="flask run",
    about="wxsim's own application under Flask's development server",
    command=_flask_run,
    version=_flask,
    spends_codes=True,
)
MOCKOON = Server(
    name="mockoon-cli",
    about="one route of an environment file, `mockoon-cli start`",
    command=_mockoon,
    version=lambda installed: installed.npm_version("@mockoon/cli"),
)
PRISM = Server(
    name="prism",
    about="an OpenAPI document with an example, `prism mock`",
    command=_prism,
    version=lambda installed: installed.npm_version("@stoplight/prism-cli"),
)
JSON_SERVER = Server(
    name="json-server",
    about="db.json and a route to it",
    command=_json_server,
    version=lambda installed: installed.npm_version("json-server"),
)
WIREMOCK = Server(
    name="wiremock",
    about="one mapping; the jar that npm brings",
    command=_wiremock,
    version=lambda installed: installed.npm_version("wiremock"),
)
MOTO = Server(
    name="moto server",
    about="an S3 object of that path, read without credentials",
    command=_moto,
    version=lambda installed: installed.python_version("moto"),
    prepare=_put_object,
)
HTTPSERVER = Server(
    name="pytest-httpserver",
    about="`expect_request(…).respond_with_json(…)`",
    command=_python("pytest_httpserver_stub.py"),
    version=lambda installed: installed.python_version("pytest-httpserver"),
)
EXPRESS = Server(
    name="Express",
    about="`app.get(…)` with `response.json(…)`",
    command=_node("express.js", packages=True),
    version=lambda installed: installed.npm_version("express"),
)
MOUNTEBANK = Server(
    name="mountebank",
    about="one stub of one imposter, connections kept alive",
    command=_mountebank,
    version=lambda installed: installed.npm_version("mountebank"),
)
WAITRESS = Server(
    name="Flask, waitress",
    about="a Flask view that returns a constant",
    command=_python("flask_waitress.py"),
    version=lambda installed: installed.python_version("waitress"),
)
NODE = Server(
    name="node http",
    about="20 lines by hand",
    command=_node("node_http.js", packages=False),
    version=_version_printed_by("node", "--version"),
)
NGINX = Server(
    name="nginx",
    about="`return 200`: what loopback allows",
    command=_nginx,
    version=_version_printed_by("nginx", "-v"),
)

# Ours first, then the heavier before the lighter.
SERVERS = (
    *(WXSIM, COMPILED, NO_LANE, FLASK_RUN),
    *(MOTO, MOCKOON, PRISM, JSON_SERVER, WIREMOCK, HTTPSERVER),
    *(EXPRESS, MOUNTEBANK, WAITRESS, NODE, NGINX),
)
