"""Whom a request is about, as far as it tells by itself, right or wrong."""

from __future__ import annotations

from wxsim.server_api.call import Call, text_of
from wxsim.server_api.route import Route
from wxsim.world import World


def appid_of(world: World, route: Route | None, call: Call) -> str:
    """Return the appid that a call names, or whose access_token it carries; empty if neither.

    The app's own clock and faults go by it, before the call is judged.
    """
    if route is not None and route.needs_token:
        token = world.tokens.find(call.parameter("access_token"))
        return "" if token is None else token.appid
    appid = call.parameter("appid")
    if not appid and call.body:
        body = call.json_object() or {}
        appid = text_of(body.get("appid")) or text_of(body.get("component_appid"))
    if not appid:
        grant = world.web_grants.of_token(call.parameter("access_token"))
        return "" if grant is None else grant.appid
    return appid


def person_of(world: World, call: Call) -> str:
    """Return the name of the person whose code or openid a call carries; empty if none."""
    code = world.codes.find(call.parameter("js_code"))
    if code is not None:
        return code.person
    web_code = world.web_codes.find(call.parameter("code"))
    if web_code is not None:
        return web_code.person
    grant = world.web_grants.of_token(call.parameter("access_token")) or world.web_grants.find(
        call.parameter("refresh_token")
    )
    if grant is not None:
        return grant.person
    body = call.json_object() or {}
    phone_code = world.phones.find(text_of(body.get("code")))
    if phone_code is not None:
        return phone_code.person
    openid = call.parameter("openid") or text_of(body.get("openid")) or text_of(body.get("touser"))
    user = world.users.find(openid)
    return "" if user is None else user.person
