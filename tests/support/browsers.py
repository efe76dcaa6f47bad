"""A Chromium without a window, for the tests that need a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver

SECONDS = 20


@contextmanager
def chromium_without_a_window(profile: Path) -> Iterator[webdriver.Chrome]:
    """Open a browser that sees this machine alone.

    Where there is none the test is skipped; with WXSIM_REQUIRE_ALL set, as CI
    does, it fails.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        missing = "Chromium and its chromedriver are not both installed here"
        if os.environ.get("WXSIM_REQUIRE_ALL"):
            pytest.fail(f"{missing}, and WXSIM_REQUIRE_ALL asks for them")
        pytest.skip(missing)
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (
        "--headless=new",
        # Its sandbox does not start for root, as which CI runs; it meets our pages alone.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-proxy-server",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--window-size=800,900",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(argument)
    with pytest.MonkeyPatch.context() as patched:
        # Whatever proxy this machine has, it does not know the driver.
        patched.setenv("NO_PROXY", "localhost,127.0.0.1")
        patched.setenv("no_proxy", "localhost,127.0.0.1")
        opened = webdriver.Chrome(options, webdriver.ChromeService(driver))
        opened.set_page_load_timeout(SECONDS)
        try:
            yield opened
        finally:
            opened.quit()
