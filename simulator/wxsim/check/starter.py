"""The subject file that `wxsim check init` writes."""

from __future__ import annotations

from wxsim.check.guessing import Guess

_BODY = """\
# How wxsim speaks to your login server: `wxsim check FILE`, `wxsim replay --server FILE`.
# Every text may hold ${{…}}; what stands for what is told where it may be used.

# Where the server is. ${{port}} is a free port where `start` below is used.
base_url: {base_url}

# How it is started. Without this it must be running, and call WeChat at
# http://127.0.0.1:8700 with the appid and secret that `wxsim app list` shows.
# start:
#   command: python app.py            # or a list: [node, server.js]
#   cwd: .                            # relative to this file
#   env:                              # what your server reads its settings from
#     WECHAT_BASE_URL: ${{wechat}}      # in place of https://api.weixin.qq.com
#     WECHAT_APPID: ${{appid}}
#     WECHAT_SECRET: ${{secret}}
#     PORT: ${{port}}
#   ready: /                          # any answer here means that it is up
#   within: 30                        # seconds

# Where further workers of the same server listen, if it has more than one.
# workers: [http://127.0.0.1:3001]

# What it states about its sessions, and is held to.
# sessions:
#   seconds: 2                        # how long one lives when started with env besides
#   env: {{SESSION_SECONDS: "2"}}
#   login_again: ends                 # or keeps: what a new login does to the old session

# How a good answer looks, by place: status, header.NAME, cookie.NAME or body.…
ok:
  status: {{between: [200, 299]}}

calls:
  # ${{code}} is what wx.login gave. `gives` says where the session token is in the
  # answer; places go on through JSON inside JSON.
  login:
    method: {method}
    path: {path}
    {where}: {{{parameter}: "${{code}}"}}
    gives: {{session: {session}}}

  # What the server has not got, leave out: the checks that need it are skipped.
  # profile:                          # what wx.getUserInfo gave
  #   path: /api/profile
  #   headers: {{Authorization: "Bearer ${{session}}"}}
  #   json: {{rawData: "${{rawData}}", signature: "${{signature}}",
  #          encryptedData: "${{encryptedData}}", iv: "${{iv}}"}}
  #   gives: {{nickName: body.nickName}}
  # phone:                            # what the phone-number button gave
  #   path: /api/phone
  #   headers: {{Authorization: "Bearer ${{session}}"}}
  #   json: {{code: "${{phoneCode}}"}}
  # me:                               # who am I
  #   method: GET
  #   path: /api/me
  #   headers: {{Authorization: "Bearer ${{session}}"}}
  #   gives: {{userId: body.id}}
"""

STARTER = _BODY.format(
    base_url="http://127.0.0.1:3000",
    method="POST",
    path="/api/login",
    where="json",
    parameter="code",
    session="body.token",
)


def starter_for(url: str, found: Guess) -> str:
    """Return the file for a server whose login was found."""
    return _BODY.format(
        base_url=url.rstrip("/"),
        method=found.method,
        path=found.path,
        where=found.where,
        parameter=found.parameter,
        session=found.session,
    )
