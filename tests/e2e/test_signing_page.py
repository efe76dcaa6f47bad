"""The client on the page about signing works, against a simulator on a socket."""

from __future__ import annotations

import ast
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wxsim.testing import Simulator
from wxsim_cli.group import cli

PAGE = (Path(__file__).parents[2] / "docs" / "signing.md").read_text("utf-8")
CLIENT, EXAMPLE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_of_the_page_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Simulator(start=time.time(), frozen=False) as simulator:
        app = simulator.world.apps.get(None)
        words = ["app", "keys", app.appid, "--new", "--format", "json", "--url", simulator.url]
        made = CliRunner().invoke(cli, words)
        assert made.exit_code == 0
        (tmp_path / "keys.json").write_text(made.stdout, "utf-8")
        monkeypatch.chdir(tmp_path)
        user = simulator.world.sessions.login(app, simulator.world.people.get("alice"))
        token = simulator.world.tokens.fetch(app, "").value
        names: dict[str, Any] = {"openid": user.openid, "token": token}

        exec(CLIENT, names)
        exec(EXAMPLE.replace("http://127.0.0.1:8700", simulator.url), names)
        answer = ast.literal_eval(capsys.readouterr().out)

        refused = names["call"](simulator.url, "/wxa/getuserriskrank", token, names["keys"], {})

    assert answer["errmsg"] == "getuserriskrank succ"
    assert refused["errcode"] == 47001
    assert json.loads(made.stdout)["appid"] == answer["_appid"]
