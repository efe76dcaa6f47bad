"""The pages of a Mini Program, and the texts that name them."""

from __future__ import annotations

from typing import Literal, get_args

from wxsim.world.records import App

EnvVersion = Literal["release", "trial", "develop"]
ENV_VERSIONS: tuple[EnvVersion, ...] = get_args(EnvVersion)

_ASSUMED_HOME = "pages/index/index"


def home_page(app: App) -> str:
    """Return the page that opens where none is named: the first (documented: app.json)."""
    return app.switches.pages[0] if app.switches.pages else _ASSUMED_HOME


def is_released_page(app: App, page: str) -> bool:
    """Tell whether the released version has a page of that name."""
    pages = app.switches.pages
    if not app.switches.released or "?" in page:
        return False
    return page in pages if pages else not page.startswith("/")


def split_path(path: str) -> tuple[str, str]:
    """Return the page and the query of a path such as ``pages/a/a?id=1``."""
    page, _, query = path.partition("?")
    return page, query


def query_of(text: str) -> dict[str, str]:
    """Return a query by name as a page gets it: the values still encoded (documented)."""
    pairs = [pair.partition("=") for pair in text.split("&") if pair]
    return {name: value for name, _, value in pairs}
