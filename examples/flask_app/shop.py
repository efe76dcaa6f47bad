"""A Flask back end: login, and a profile that is believed only when it is signed.

Its configuration says where WeChat is; ``test_shop.py`` puts the simulator there.

Run it: ``pip install wxsim flask requests pytest``, then ``pytest`` in this folder.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

import requests
from flask import Flask, Response, abort, current_app, jsonify, request


def create_app(**config: str) -> Flask:
    """Return the shop.

    Args:
        config: WECHAT_APPID and WECHAT_SECRET, and WECHAT_BASE_URL in tests.
    """
    app = Flask(__name__)
    app.config.from_mapping({"WECHAT_BASE_URL": "https://api.weixin.qq.com", **config})
    # Who is logged in, by the token the Mini Program got. A real shop keeps it in Redis.
    app.extensions["logins"] = {}
    app.add_url_rule("/login", view_func=log_in, methods=["POST"])
    app.add_url_rule("/profile", view_func=save_profile, methods=["PUT"])
    return app


def log_in() -> Response:
    """Exchange the code of a wx.login for a token of ours."""
    config = current_app.config
    query = {
        "appid": config["WECHAT_APPID"],
        "secret": config["WECHAT_SECRET"],
        "js_code": request.get_json()["code"],
        "grant_type": "authorization_code",
    }
    try:
        url = f"{config['WECHAT_BASE_URL']}/sns/jscode2session"
        session = requests.get(url, params=query, timeout=1).json()
    except requests.RequestException:
        abort(503)
    if session.get("errcode"):
        abort(401)
    token = secrets.token_urlsafe()
    current_app.extensions["logins"][token] = session
    return jsonify(token=token)


def save_profile() -> Response:
    """Take what wx.getUserInfo gave, if the session_key signed it."""
    login: dict[str, Any] | None = current_app.extensions["logins"].get(
        request.headers.get("X-Token")
    )
    if login is None:
        abort(401)
    info = request.get_json()
    signed = hashlib.sha1(
        (info["rawData"] + login["session_key"]).encode(), usedforsecurity=False
    ).hexdigest()
    if not hmac.compare_digest(signed, info["signature"]):
        # Another login has replaced the session_key: the Mini Program has to log in again.
        abort(409)
    return jsonify(openid=login["openid"], nickname=info["userInfo"]["nickName"])
