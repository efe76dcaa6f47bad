"""What the login server may be told, and what it says of what it may not."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from wxsim.loginserver import LoginServerConfig, create_login_server

WHO = {"WECHAT_APPID": "wx0123456789abcdef", "WECHAT_SECRET": "5ec4e7"}


def test_an_appid_and_a_secret_are_enough() -> None:
    config = LoginServerConfig.from_environment(WHO)
    assert config == LoginServerConfig("wx0123456789abcdef", "5ec4e7")
    assert config.wechat_base_url == "https://api.weixin.qq.com"
    assert config.session_lifetime == 7 * 24 * 60 * 60


def test_every_setting_can_come_from_the_environment() -> None:
    config = LoginServerConfig.from_environment(
        WHO
        | {
            "WECHAT_BASE_URL": "http://127.0.0.1:8080/",
            "WECHAT_TIMEOUT": "1.5",
            "LOGIN_DATABASE": "people.sqlite3",
            "LOGIN_SESSION_LIFETIME": "60",
            "LOGIN_PROFILE_MAX_AGE": "inf",
        }
    )
    assert config == LoginServerConfig(
        appid="wx0123456789abcdef",
        secret="5ec4e7",
        wechat_base_url="http://127.0.0.1:8080/",
        database="people.sqlite3",
        session_lifetime=60,
        wechat_timeout=1.5,
        profile_max_age=math.inf,
    )


@pytest.mark.parametrize("variable", sorted(WHO))
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_variable_is_named(variable: str, value: str | None) -> None:
    environ = {name: text for name, text in WHO.items() if name != variable}
    if value is not None:
        environ[variable] = value
    with pytest.raises(ValueError, match=f"{variable} is not set"):
        LoginServerConfig.from_environment(environ)


def test_a_number_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match=r"WECHAT_TIMEOUT is 'soon'.*number of seconds"):
        LoginServerConfig.from_environment(WHO | {"WECHAT_TIMEOUT": "soon"})


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("appid", ""),
        ("secret", ""),
        ("database", ""),
        ("wechat_base_url", "api.weixin.qq.com"),
        ("wechat_base_url", "http://"),
        ("wechat_base_url", "ftp://api.weixin.qq.com"),
        ("wechat_base_url", "http://127.0.0.1:99999"),
        ("wechat_base_url", "http://["),
        ("session_lifetime", 0),
        ("wechat_timeout", -1),
        ("wechat_timeout", math.inf),
        ("profile_max_age", math.nan),
    ],
)
def test_a_setting_that_cannot_work_is_refused_at_once(setting: str, value: Any) -> None:
    with pytest.raises(ValueError, match=setting):
        LoginServerConfig(**({"appid": "wx1", "secret": "5ec4e7"} | {setting: value}))


def test_a_printed_config_does_not_show_the_secret() -> None:
    assert "5ec4e7" not in repr(LoginServerConfig.from_environment(WHO))


def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "missing" / "people.sqlite3")
    config = LoginServerConfig("wx1", "5ec4e7", database=nowhere)
    with pytest.raises(ValueError, match=r"missing.*folder that exists"):
        create_login_server(config)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam, this is no database.\n" * 100, encoding="utf-8")
    with pytest.raises(ValueError, match=r"letter\.txt.*not a database"):
        create_login_server(LoginServerConfig("wx1", "5ec4e7", database=str(letter)))
