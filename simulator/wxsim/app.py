"""One Flask application out of the three doors."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from wxsim.control import control_door
from wxsim.device import device_door
from wxsim.json_http import guard_own_doors, handle_world_errors, json_answer
from wxsim.oauth import open_weixin
from wxsim.server_api import Journal, ServerApi
from wxsim.server_api.call import MAX_BODY_BYTES
from wxsim.serving.fast_lane import FastLane
from wxsim.serving.flask_mount import answer, mount
from wxsim.world import World


def create_app(world: World, *, fast_lane: bool = True, control_token: str | None = None) -> Flask:
    """Return the simulator as a WSGI application.

    Args:
        world: what it knows; see :func:`wxsim.demo.demo_world` for one with
            apps and people in it.
        fast_lane: answer the Server API in front of Flask, several times
            faster and alike to the byte.
        control_token: what everybody below ``/_wxsim`` must bear; without one
            these doors are for this machine alone.
    """
    return make_app(ServerApi(world, Journal()), fast_lane=fast_lane, control_token=control_token)


def make_app(api: ServerApi, *, fast_lane: bool = True, control_token: str | None = None) -> Flask:
    """Return the simulator around a Server API that somebody else looks into as well.

    Args:
        api: the Server API; the other doors work on its world and journal.
        fast_lane: as for :func:`create_app`.
        control_token: likewise.
    """
    app = three_doors(api, control_token)
    if fast_lane:
        app.wsgi_app = FastLane(app.wsgi_app, api)  # type: ignore[method-assign]  # Flask's documented way to wrap itself
    return app


def three_doors(api: ServerApi, control_token: str | None = None) -> Flask:
    """Return the Flask application that answers all three doors by itself.

    Args:
        api: the Server API; the other doors work on its world and journal.
        control_token: as for :func:`create_app`.
    """
    app = Flask("wxsim", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    # WeChat redirects nobody to a tidier path: a wrong path is a wrong path.
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = True
    app.url_map.redirect_defaults = False
    mount(app, api)
    app.register_blueprint(device_door(api.world))
    app.register_blueprint(control_door(api.world, api.journal))
    app.register_blueprint(open_weixin(api.world))
    handle_world_errors(app)
    guard_own_doors(app, control_token)

    @app.errorhandler(HTTPException)
    def no_html(error: HTTPException) -> Response:
        """Answer what no route takes: as WeChat does, or plainly below ``/_wxsim``."""
        if isinstance(error, InternalServerError) and error.original_exception is not None:
            # Answering is what failed: a second time would do everything twice.
            raise error.original_exception
        if not request.path.startswith("/_wxsim"):
            return answer(api)
        paths = sorted({rule.rule for rule in app.url_map.iter_rules() if "_wxsim" in rule.rule})
        refused = json_answer(
            {
                "error": f"{request.method} {request.path}: {error.code} {error.name}",
                "hint": f"there is {', '.join(paths)}",
            },
            error.code or 500,
        )
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            refused.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return refused

    return app
