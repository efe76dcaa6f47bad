"""What of ``app.json`` matters to a program's JavaScript."""

from __future__ import annotations

from typing import Any

import msgspec


class Package(msgspec.Struct, frozen=True):
    """A subpackage: pages below a folder of their own."""

    root: str = ""
    pages: list[str] = []


class Tab(msgspec.Struct, frozen=True, rename="camel"):
    """An entry of the tab bar."""

    page_path: str = ""


class TabBar(msgspec.Struct, frozen=True):
    """The bar below the pages."""

    list_: list[Tab] = msgspec.field(name="list", default_factory=list)


class AppJson(msgspec.Struct, frozen=True, rename="camel"):
    """``app.json``; what is not named here is not looked at (documented: global configuration)."""

    pages: list[str] = []
    entry_page_path: str | None = None
    subpackages: list[Package] = []
    # Documented: both spellings are taken.
    sub_packages: list[Package] = []
    tab_bar: TabBar | None = None
    network_timeout: dict[str, Any] = {}

    @property
    def all_pages(self) -> list[str]:
        """Every page, those of subpackages included, in order."""
        found = [page.strip("/") for page in self.pages]
        for package in (*self.subpackages, *self.sub_packages):
            found += [f"{package.root.strip('/')}/{page.strip('/')}" for page in package.pages]
        return found

    @property
    def tabs(self) -> list[str]:
        """The pages of the tab bar."""
        return (
            [] if self.tab_bar is None else [tab.page_path.strip("/") for tab in self.tab_bar.list_]
        )

    @property
    def first_page(self) -> str | None:
        """The page that opens first, or None where there is none."""
        pages = [self.entry_page_path or "", *self.all_pages]
        return next((page.strip("/") for page in pages if page), None)

    @property
    def timeouts(self) -> dict[str, float]:
        """The timeouts of network APIs, in milliseconds, by API."""
        given = self.network_timeout.items()
        return {api: value for api, value in given if isinstance(value, (int, float))}
