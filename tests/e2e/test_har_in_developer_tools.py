"""`wxsim journal --har` opens in a browser's developer tools: Chromium's own importer reads it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import requests

from browsers import chromium_without_a_window
from commands import Wxsim, done

pytestmark = pytest.mark.xdist_group("browser")

# What Network, Import HAR does with a file.
IMPORT = """
const done = arguments[arguments.length - 1];
(async () => {
    const HAR = await import("/devtools/models/har/har.js");
    const root = new HAR.HARFormat.HARRoot(JSON.parse(arguments[0]));
    const requests = HAR.Importer.Importer.requestsFromHARLog(root.log);
    return Promise.all(requests.map(async (one) => ({
        method: one.requestMethod,
        url: one.url(),
        sent: await one.requestFormData(),
        status: one.statusCode,
        type: one.mimeType,
        content: (await one.requestContentData()).text,
    })));
})().then(done, (error) => done(String(error)));
"""


@pytest.fixture
def imported(wxsim: Wxsim, tmp_path: Path):
    """Write an archive and return the requests that developer tools make of it."""

    def read() -> Any:
        file = tmp_path / "calls.har"
        assert "Import HAR" in done(wxsim("journal", "--har", str(file)))
        with chromium_without_a_window(tmp_path / "chromium") as browser:
            # The browser serves its developer tools where it is driven from.
            address = browser.capabilities["goog:chromeOptions"]["debuggerAddress"]
            port = address.rpartition(":")[2]
            browser.get(f"http://127.0.0.1:{port}/devtools/models/har/har.js")
            return browser.execute_async_script(IMPORT, file.read_text("utf-8"))

    return read


def test_chromiums_developer_tools_import_the_archive(client_of_the_simulator, imported):
    ask = client_of_the_simulator
    token = json.loads(ask("GET", "/cgi-bin/token"))["access_token"]
    chinese = '{"path":"pages/index/index?名=中文"}'
    ask("POST", "/wxa/getwxacode", token, data=chinese.encode())
    ask("POST", "/cgi-bin/media/upload?type=image", token, files={"media": ("猫.exe", b"cat")})
    ask("GET", "/sns/jsCode2Session")

    shown = imported()

    assert isinstance(shown, list), shown
    assert [(one["method"], one["status"], one["type"]) for one in shown] == [
        ("GET", 200, "application/json; encoding=utf-8"),
        ("POST", 200, "image/jpeg"),
        ("POST", 200, "application/json; encoding=utf-8"),
        ("GET", 200, "text/plain"),
    ]
    fetched, code, uploaded, unknown = shown
    assert fetched["url"].startswith("https://api.weixin.qq.com/cgi-bin/token?appid=wx")
    assert token not in json.dumps(shown)
    assert code["sent"] == chinese
    assert '"errcode":40005' in uploaded["content"]
    assert '"errcode":40066' in unknown["content"]


@pytest.fixture
def client_of_the_simulator(wxsim: Wxsim):
    """Ask the simulator that the commands talk to, as an app's server does."""
    credentials = {
        "appid": "wx0123456789abcdef",
        "secret": "0123456789abcdef" * 2,
        "grant_type": "client_credential",
    }

    def ask(method: str, path: str, token: str = "", **more: Any) -> str:
        query = {"access_token": token} if token else credentials
        url = os.environ["WXSIM_URL"] + path
        return requests.request(method, url, params=query, timeout=10, **more).text

    return ask
