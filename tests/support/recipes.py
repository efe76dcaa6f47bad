"""Ways in which a good request is refused, for every family's table of refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from wxsim.world import Fault

# From a maker of backends, which takes switches, and a path.
Recipe = Callable[[Callable[..., Any], str], TestResponse]
Recipes = dict[tuple[str, int], Recipe]


def spoiled(person: str = "alice", **changes: Any) -> Recipe:
    """Send a request that is good but for ``changes``."""
    return lambda make, path: make().send(path, person, **changes)


def in_an_app_with(**switches: Any) -> Recipe:
    return lambda make, path: make(**switches).send(path)


def by_fault(errcode: int) -> Recipe:
    """Let WeChat refuse on purpose what no state of the simulator's makes it refuse."""

    def recipe(make: Callable[..., Any], path: str) -> TestResponse:
        backend = make()
        request = backend.request(path)
        backend.world.faults.add(Fault(path=path, errcode=errcode))
        sent: TestResponse = request.send()
        return sent

    return recipe


def after(seconds: float, **changes: Any) -> Recipe:
    """Send a request that was prepared ``seconds`` ago."""

    def recipe(make: Callable[..., Any], path: str) -> TestResponse:
        backend = make()
        request = backend.request(path).change(**changes)
        backend.world.clock.advance(seconds)
        sent: TestResponse = request.send()
        return sent

    return recipe


def by_get(make: Callable[..., Any], path: str) -> TestResponse:
    request = make().request(path)
    request.method = "GET"
    sent: TestResponse = request.send()
    return sent


def with_body(data: bytes) -> Recipe:
    """Send a good request with another body."""

    def recipe(make: Callable[..., Any], path: str) -> TestResponse:
        request = make().request(path)
        sent: TestResponse = request.client.post(path, query_string=request.query, data=data)
        return sent

    return recipe


def token_recipes(path: str) -> Recipes:
    return {
        (path, 40001): spoiled(access_token="97_made-up"),
        (path, 41001): spoiled(access_token=None),
        (path, 42001): after(7200),
    }


def body_recipes(path: str) -> Recipes:
    return {
        (path, 43002): by_get,
        (path, 44002): with_body(b""),
        (path, 47001): with_body(b"code=a"),
    }
