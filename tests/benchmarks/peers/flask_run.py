"""wxsim's application for ``flask run``."""

from __future__ import annotations

from wxsim.app import create_app
from wxsim.demo import demo_world

app = create_app(demo_world())
