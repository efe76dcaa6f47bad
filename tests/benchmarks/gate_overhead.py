"""What a login costs through the gate of `wxsim exec`, against the plain port.

Prints both and their ratio; the rounds alternate, so that a busy machine troubles
both alike.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import requests

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.redirect.authority import open_authority
from wxsim.redirect.gate import Gate
from wxsim.redirect.outside import Outside
from wxsim.serving.local_server import LocalServer

APPID, SECRET = "wx0123456789abcdef", "0123456789abcdef" * 2


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=400, help="default: 400")
    asked = parser.parse_args()
    world = demo_world()
    app, alice = world.apps.get(APPID), world.people.get("alice")
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalServer(create_app(world)) as server,
    ):
        authority, _ = open_authority(Path(folder))
        with Gate(server.url, authority, Outside()) as gate:
            plain, led = requests.Session(), requests.Session()
            plain.trust_env = led.trust_env = False
            led.proxies = {"https": gate.url}
            led.verify = str(authority.path)

            def exchange(session: requests.Session, base: str) -> float:
                query = {"appid": APPID, "secret": SECRET, "grant_type": "authorization_code"}
                query["js_code"] = world.codes.issue(app, alice).code
                begun = time.perf_counter()
                answer = session.get(f"{base}/sns/jscode2session", params=query, timeout=10)
                took = time.perf_counter() - begun
                assert "openid" in answer.json()
                return took

            roads = {
                "plain port, kept alive": lambda: exchange(plain, server.url),
                "gate, kept alive": lambda: exchange(led, "https://api.weixin.qq.com"),
                "plain port, new connection": lambda: fresh(plain, server.url),
                "gate, new connection": lambda: fresh(led, "https://api.weixin.qq.com"),
            }

            def fresh(session: requests.Session, base: str) -> float:
                session.close()
                return exchange(session, base)

            took: dict[str, list[float]] = {road: [] for road in roads}
            for number in range(asked.rounds):
                for road, run in roads.items():
                    took[road].append(run())
                if sys.stderr.isatty():
                    print(f"\r{number + 1}/{asked.rounds}", end="", file=sys.stderr)
            plain.close()
            led.close()
    medians = {road: statistics.median(times) for road, times in took.items()}
    for road, median in medians.items():
        print(f"{road:28} {median * 1000:6.2f} ms")
    kept, new = (
        medians[f"gate, {how}"] / medians[f"plain port, {how}"]
        for how in ("kept alive", "new connection")
    )
    print(f"gate / plain: {kept:.2f} kept alive, {new:.2f} with a new connection each time")


if __name__ == "__main__":
    main()
