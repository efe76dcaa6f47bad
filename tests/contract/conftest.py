"""What the tests of several contracts share."""

from __future__ import annotations

import pytest

from stories import JSCODE
from wxsim.diagnosis import why


@pytest.fixture
def journal(app):
    return app.wsgi_app.api.journal


@pytest.fixture
def tell(world, journal):
    return lambda about="last": why(world, journal, about)


@pytest.fixture
def exchange_from(client, backend):
    """Exchange a code from some machine, with some program."""

    def exchange(code, address="127.0.0.1", port="50000", agent="requests/2", app=None):
        app = app or backend.app
        client.get(
            JSCODE,
            query_string={
                "appid": app.appid,
                "secret": app.secret,
                "js_code": code,
                "grant_type": "authorization_code",
            },
            environ_base={"REMOTE_ADDR": address, "REMOTE_PORT": port},
            headers={"User-Agent": agent},
        )

    return exchange
