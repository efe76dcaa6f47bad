"""A login server in FastAPI, as one would write it. wxsim checks it.

pip install fastapi uvicorn httpx && wxsim check subject.yaml
"""

from __future__ import annotations

import os
import secrets
import time
from typing import Annotated

import httpx
import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

WECHAT = os.environ.get("WECHAT_BASE_URL", "https://api.weixin.qq.com")
APPID, SECRET = os.environ["WECHAT_APPID"], os.environ["WECHAT_SECRET"]
SESSION_SECONDS = float(os.environ.get("SESSION_SECONDS", "604800"))

app = FastAPI()
users: dict[str, dict[str, str]] = {}
sessions: dict[str, tuple[str, float]] = {}
token: dict[str, str] = {}


@app.exception_handler(RequestValidationError)
async def refuse(_request: Request, _error: RequestValidationError) -> JSONResponse:
    """Refuse what does not fit. FastAPI's own answer is a 500 where a body is no UTF-8."""
    return JSONResponse({"detail": "this request does not fit"}, status_code=400)


class Code(BaseModel):
    """What wx.login or the phone-number button gave."""

    code: Annotated[str, Field(min_length=1, max_length=512)]


async def ask_wechat(
    method: str, path: str, params: dict[str, str], body: object = None
) -> dict[str, object]:
    """Ask WeChat and return its answer, whatever it says."""
    try:
        async with httpx.AsyncClient(base_url=WECHAT, timeout=2, trust_env=False) as client:
            answer = (await client.request(method, path, params=params, json=body)).json()
    except (httpx.HTTPError, ValueError):
        raise HTTPException(502, "WeChat does not answer; try again") from None
    return dict(answer)


async def phone_number(code: str) -> str:
    """Exchange the code of the phone-number button, fetching a token where one is needed."""
    for attempt in range(2):
        if "value" not in token:
            body = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
            fetched = await ask_wechat("POST", "/cgi-bin/stable_token", {}, body)
            token["value"] = str(fetched["access_token"])
        answer = await ask_wechat(
            "POST",
            "/wxa/business/getuserphonenumber",
            {"access_token": token["value"]},
            {"code": code},
        )
        if answer.get("errcode") in {40001, 42001} and attempt == 0:
            token.clear()
            continue
        if answer.get("errcode"):
            raise HTTPException(401, "press the button again")
        info = answer.get("phone_info")
        if isinstance(info, dict):
            return str(info["purePhoneNumber"])
        break
    raise HTTPException(503, "WeChat is busy; try again")


def signed_in(authorization: Annotated[str, Header()] = "") -> dict[str, str]:
    """Return whose session a request bears."""
    openid, ends_at = sessions.get(authorization.removeprefix("Bearer "), ("", 0.0))
    if ends_at < time.time():
        raise HTTPException(401, "log in first")
    return users[openid]


User = Annotated[dict[str, str], Depends(signed_in)]


@app.post("/login")
async def login(sent: Code) -> dict[str, str]:
    """Exchange a code for a session."""
    answer = await ask_wechat(
        "GET",
        "/sns/jscode2session",
        {
            "appid": APPID,
            "secret": SECRET,
            "js_code": sent.code,
            "grant_type": "authorization_code",
        },
    )
    openid = answer.get("openid")
    if not isinstance(openid, str):
        status = 401 if answer.get("errcode") in {40029, 40163} else 503
        raise HTTPException(status, "call wx.login again" if status == 401 else "try again later")
    users.setdefault(openid, {"id": secrets.token_hex(8)})
    session = secrets.token_urlsafe(32)
    sessions[session] = openid, time.time() + SESSION_SECONDS
    return {"session": session}


@app.get("/me")
async def me(user: User) -> dict[str, str]:
    """Tell people who they are."""
    return user


@app.post("/phone")
async def phone(sent: Code, user: User) -> dict[str, str]:
    """Store a phone number."""
    user["phone"] = await phone_number(sent.code)
    return user


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="warning")
