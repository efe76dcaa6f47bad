"""A FastAPI back end: login with async ``httpx2``, settings as a dependency.

``test_clinic.py`` gives it settings in which WeChat is the simulator.

Run it: ``pip install wxsim fastapi httpx2 pytest``, then ``pytest`` in this folder.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Annotated, Any

import httpx2
from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel


@dataclass(frozen=True)
class Settings:
    """Who we are, and where WeChat is."""

    appid: str
    secret: str
    base_url: str = "https://api.weixin.qq.com"


def settings() -> Settings:
    """Return the settings of production."""
    return Settings(os.environ["WECHAT_APPID"], os.environ["WECHAT_SECRET"])


class Login(BaseModel):
    """What the Mini Program sends after wx.login."""

    code: str


class Patient(BaseModel):
    """Who logged in."""

    openid: str
    unionid: str | None = None


app = FastAPI()


@app.post("/login")
async def log_in(login: Login, ours: Annotated[Settings, Depends(settings)]) -> Patient:
    """Exchange the code of a wx.login."""
    query = {
        "appid": ours.appid,
        "secret": ours.secret,
        "js_code": login.code,
        "grant_type": "authorization_code",
    }
    try:
        async with httpx2.AsyncClient(base_url=ours.base_url, timeout=1) as wechat:
            response = await wechat.get("/sns/jscode2session", params=query)
        answer: dict[str, Any] = response.json()
    except (httpx2.HTTPError, ValueError):
        raise HTTPException(503, "WeChat cannot be reached; try again") from None
    if answer.get("errcode") == 40226:
        raise HTTPException(403, "WeChat has blocked this account")
    if answer.get("errcode"):
        raise HTTPException(401, "log in again")
    return Patient(openid=answer["openid"], unionid=answer.get("unionid"))
