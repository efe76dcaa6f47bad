"""What the visitors of a Mini Program are like, as the datacube tells it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from wxsim.world import App, World
from wxsim.world.visits import Days

# Documented: the groups. Their weights are assumed.
_GENDERS = ("未知", "男", "女")
_AGES = ("17岁以下", "18-24岁", "25-29岁", "30-39岁", "40-49岁", "50岁以上")
_AGE_WEIGHTS = (5, 24, 25, 28, 12, 6)
_PLATFORMS = ("iPhone", "Android", "其他")
_PLATFORM_WEIGHTS = (42, 56, 2)
_DEVICES = ("iPhone 15", "HUAWEI Mate 60", "Xiaomi 14", "OPPO Find X7")
_DEVICE_WEIGHTS = (42, 24, 20, 14)
_PROVINCES = ("广东省", "浙江省", "江苏省", "北京市", "四川省")
_CITIES = ("广州", "杭州", "南京", "北京", "成都")
_PLACE_WEIGHTS = (34, 22, 18, 16, 10)
_GENDER_WEIGHTS = (4, 46, 50)


def portrait(world: World, app: App, days: Days, *, new: bool) -> dict[str, Any]:
    """Return how many visitors there were of each province, city, gender, age and phone.

    Of known visitors places and genders are their own; ages and phones nobody
    here has, so they are spread by weights.

    Args:
        world: where they came.
        app: whose visitors.
        days: when they came.
        new: newcomers alone.
    """
    figures = world.visits.figures(app, days)
    count = figures.newcomers if new else figures.visitors

    def spread(names: tuple[str, ...], weights: tuple[int, ...], label: str) -> dict[str, int]:
        parts = world.visits.spread(app, days, f"{label} {new}", count, weights)
        return dict(zip(names, parts, strict=True))

    if world.visits.known(app, days):
        people = world.visits.profiles(world.visits.visitors(app, days, new=new))
        provinces = dict(Counter(person.province or "未知" for person in people))
        cities = dict(Counter(person.city or "未知" for person in people))
        genders = dict(Counter(_GENDERS[person.gender] for person in people))
    else:
        provinces = spread(_PROVINCES, _PLACE_WEIGHTS, "provinces")
        cities = spread(_CITIES, _PLACE_WEIGHTS, "cities")
        genders = spread(_GENDERS, _GENDER_WEIGHTS, "genders")
    return {
        "province": _numbered(provinces),
        "city": _numbered(cities),
        "genders": [
            {"id": _GENDERS.index(name), "name": name, "value": value}
            for name, value in genders.items()
            if value
        ],
        "platforms": _numbered(spread(_PLATFORMS, _PLATFORM_WEIGHTS, "platforms")),
        # Documented by example: devices have no id.
        "devices": [
            {"name": name, "value": value}
            for name, value in spread(_DEVICES, _DEVICE_WEIGHTS, "devices").items()
            if value
        ],
        "ages": _numbered(spread(_AGES, _AGE_WEIGHTS, "ages")),
    }


def _numbered(counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"id": number, "name": name, "value": value}
        for number, (name, value) in enumerate(counts.items(), 1)
        if value
    ]
