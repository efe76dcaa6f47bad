"""A Django back end in one file: login into Django's own session.

The setting WECHAT_BASE_URL says where WeChat is; ``test_bookshop.py`` puts the
simulator there with ``override_settings``.

Run it: ``pip install wxsim django requests pytest``, then ``pytest`` in this folder.
"""

from __future__ import annotations

import json
import os

import requests
from django import setup
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

settings.configure(
    ALLOWED_HOSTS=["testserver", "localhost"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
    ROOT_URLCONF=__name__,
    SECRET_KEY=os.environ.get("SECRET_KEY", "only for trying it out"),
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    WECHAT_APPID=os.environ.get("WECHAT_APPID", ""),
    WECHAT_BASE_URL=os.environ.get("WECHAT_BASE_URL", "https://api.weixin.qq.com"),
    WECHAT_SECRET=os.environ.get("WECHAT_SECRET", ""),
)
setup()


@csrf_exempt
@require_POST
def log_in(request: HttpRequest) -> HttpResponse:
    """Exchange the code of a wx.login, and remember who it is."""
    query = {
        "appid": settings.WECHAT_APPID,
        "secret": settings.WECHAT_SECRET,
        "js_code": json.loads(request.body)["code"],
        "grant_type": "authorization_code",
    }
    try:
        url = f"{settings.WECHAT_BASE_URL}/sns/jscode2session"
        answer = requests.get(url, params=query, timeout=1).json()
    except requests.RequestException:
        return JsonResponse({"error": "WeChat cannot be reached; try again"}, status=503)
    if answer.get("errcode") == 45011:
        return JsonResponse({"error": "too many logins; wait a minute"}, status=429)
    if answer.get("errcode"):
        return JsonResponse({"error": "log in again"}, status=401)
    # The cookie is signed, not secret: the session_key has no place in it.
    request.session["openid"] = answer["openid"]
    return JsonResponse({"ok": True})


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Tell who is logged in."""
    return JsonResponse({"openid": request.session.get("openid")})


urlpatterns = [path("login", log_in), path("me", me)]
