"""Exchange the js_code in JS_CODE at WeChat's own address, with the HTTP client named."""

import asyncio
import http.client
import os
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable

HOST = "api.weixin.qq.com"
PATH = "/sns/jscode2session?" + urllib.parse.urlencode(
    {
        "appid": os.environ["APPID"],
        "secret": os.environ["SECRET"],
        "js_code": os.environ["JS_CODE"],
        "grant_type": "authorization_code",
    }
)
URL = f"https://{HOST}{PATH}"


def by_requests() -> str:
    import requests

    return requests.get(URL, timeout=10).text


def by_httpx() -> str:
    import httpx

    return httpx.get(URL).text


def by_httpx_async() -> str:
    import httpx

    async def get() -> str:
        async with httpx.AsyncClient() as client:
            return (await client.get(URL)).text

    return asyncio.run(get())


def by_aiohttp() -> str:
    import aiohttp

    async def get() -> str:
        async with aiohttp.ClientSession() as session, session.get(URL) as response:
            return await response.text()

    return asyncio.run(get())


def by_aiohttp_on_uvloop() -> str:
    import uvloop

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    return by_aiohttp()


def by_urllib() -> str:
    with urllib.request.urlopen(URL, timeout=10) as response:
        return response.read().decode()


def by_urllib3() -> str:
    import urllib3

    return urllib3.PoolManager().request("GET", URL).data.decode()


def by_http_client() -> str:
    connection = http.client.HTTPSConnection(HOST, timeout=10)
    connection.request("GET", PATH)
    return connection.getresponse().read().decode()


CLIENTS: dict[str, Callable[[], str]] = {
    "requests": by_requests,
    "httpx": by_httpx,
    "httpx-async": by_httpx_async,
    "aiohttp": by_aiohttp,
    "aiohttp-uvloop": by_aiohttp_on_uvloop,
    "urllib": by_urllib,
    "urllib3": by_urllib3,
    "http.client": by_http_client,
}

print(CLIENTS[sys.argv[1]]())
