"""The four things a Mini Program asks of this server."""

import functools
import json

from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt

from accounts import wechat
from accounts.models import Account, Login
from accounts.wechat import Refused


def api(method):
    """Make a view of JSON in and JSON out, with refusals as their status."""

    def decorate(view):
        @csrf_exempt
        @functools.wraps(view)
        def answer(request):
            if request.method != method:
                return JsonResponse({"error": f"use {method}"}, status=405)
            try:
                return JsonResponse(view(request))
            except Refused as refusal:
                return JsonResponse({"error": refusal.message}, status=refusal.status)

        return answer

    return decorate


@api("POST")
def login(request):
    """Exchange the code of wx.login for a token."""
    (code,) = texts(request, "code")
    openid, session_key = wechat.code_to_session(code)
    account, _ = Account.objects.get_or_create(openid=openid)
    return {"token": Login.start(account, session_key)}


@api("GET")
def me(request):
    """Tell people who they are."""
    return shown(signed_in(request).account)


@api("POST")
def profile(request):
    """Store a profile that WeChat vouches for."""
    current = signed_in(request)
    names = ("rawData", "signature", "encryptedData", "iv")
    sent = dict(zip(names, texts(request, *names, longest=10_000), strict=True))
    data = wechat.open_profile(sent, current.session_key)
    current.account.nick_name = data.get("nickName", "")
    current.account.save()
    return shown(current.account)


@api("POST")
def phone(request):
    """Store a phone number."""
    current = signed_in(request)
    (code,) = texts(request, "code")
    current.account.phone = wechat.phone_number(code)
    current.account.save()
    return shown(current.account)


def signed_in(request):
    """Return the login that a request bears."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    current = Login.of(token)
    if current is None:
        raise Refused(401, "log in first")
    return current


def texts(request, *names, longest=512):
    """Return parameters of a JSON body that have to be texts."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused(400, "send JSON") from None
    values = [body.get(name) if isinstance(body, dict) else None for name in names]
    for name, value in zip(names, values, strict=True):
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            raise Refused(400, f"{name} must be a text of {longest} characters at most")
    return values


def shown(account):
    """Return what people see of their account; the openid is not among it."""
    return {"id": account.pk, "nickName": account.nick_name, "phone": account.phone}
