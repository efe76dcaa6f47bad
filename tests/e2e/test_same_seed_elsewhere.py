"""The same seed, clock and requests give the same bytes in another process."""

from __future__ import annotations

import requests

from served import serving

APP = {"appid": "wx0123456789abcdef", "secret": "0123456789abcdef" * 2}


def transcript(seed: str) -> list[tuple[str, bytes]]:
    """Freeze a simulator's clock, play with all three doors and note every answer."""
    with serving("--seed", seed) as server, requests.Session() as session:
        written: list[tuple[str, bytes]] = []

        def note(response: requests.Response) -> requests.Response:
            written.append((response.headers.get("Date", ""), response.content))
            return response

        def get(path: str, **query: str) -> None:
            note(session.get(server.url + path, params=query, timeout=10))

        def post(path: str, **body: object) -> requests.Response:
            return note(session.post(f"{server.url}/_wxsim/{path}", json=body, timeout=10))

        post("clock/freeze", at=1_700_000_000)
        post("apps")
        for _ in range(2):
            code = post("device/login", person="bob", appid=APP["appid"]).json()["code"]
            for _ in range(2):
                get("/sns/jscode2session", **APP, js_code=code, grant_type="authorization_code")
            post("device/getUserInfo", person="bob", appid=APP["appid"])
            get("/cgi-bin/token", **APP, grant_type="client_credential")
            get("/wxa/nothing")
            post("clock/advance", seconds=90_000)
        return written


def test_two_simulators_of_one_seed_answer_alike_to_the_byte() -> None:
    first, second, other = transcript("tea"), transcript("tea"), transcript("rice")
    assert first == second
    assert [date for date, _ in first] == [date for date, _ in other]
    # A code, its session, both refusals with their rids: nothing of another seed is the same.
    assert not {body for _, body in first[2:6]} & {body for _, body in other[2:6]}
