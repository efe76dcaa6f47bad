"""What can be said of a new app or person, in a file or over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from wxsim.world import App, InvalidValue, Person, Switches, World
from wxsim.world.records import AppKind
from wxsim.world.templates import Template, require_template


class NewTemplate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A template of subscribe messages to be; the title and the content suffice.

    Attributes:
        title: what the person reads above the message.
        content: lines such as ``订单号:{{character_string1.DATA}}``.
        template_id: made up when omitted.
        example: the content with values in it.
        long_term: one grant is good for any number of messages.
        enum_values: what an ``enum_string`` keyword may say, by keyword.
    """

    title: str
    content: str
    template_id: str | None = None
    example: str = ""
    long_term: bool = False
    enum_values: dict[str, tuple[str, ...]] = {}


class NewApp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An app to be; everything is optional.

    Attributes:
        open_account: any name; apps that give the same one share unionids.
        templates: what it may send once people have subscribed.
        kind: what it is; ``component`` is a third-party platform.
        redirect_domains: the hosts its web pages may send people back to.
    """

    appid: str | None = None
    secret: str | None = None
    name: str = ""
    open_account: str | None = None
    switches: Switches = Switches()
    templates: list[NewTemplate] = []
    kind: AppKind = "mini_program"
    redirect_domains: tuple[str, ...] = ()


class NewPerson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person to be; the name suffices.

    Attributes:
        name: what developers call the person, also the nickname if none is given.
        phone: digits without the country code; made up when empty.
    """

    name: str
    nickname: str = ""
    gender: int = 0
    language: str = "zh_CN"
    city: str = ""
    province: str = ""
    country: str = ""
    avatar_url: str = ""
    real_name: str = ""
    address: str = ""
    phone: Annotated[str, Meta(pattern=r"^[0-9]*\Z")] = ""
    country_code: Annotated[str, Meta(pattern=r"^[0-9]{1,4}\Z")] = "86"
    risk_rank: int = 0


class Registrations(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of apps and people."""

    apps: list[NewApp] = []
    people: list[NewPerson] = []


def register_app(world: World, new: NewApp) -> App:
    """Add an app to a world, with all its templates or not at all.

    Raises:
        InvalidValue, AlreadyThere: as :meth:`Apps.add` and :meth:`Templates.add` do.
        Unknown: there is no person of the name in ``devtools_codes``.
    """
    if new.switches.devtools_codes:
        world.people.get(new.switches.devtools_codes)
    _require_templates(new.templates)
    app = world.apps.add(
        appid=new.appid,
        secret=new.secret,
        name=new.name,
        open_account=new.open_account,
        switches=new.switches,
        kind=new.kind,
        redirect_domains=new.redirect_domains,
    )
    for template in new.templates:
        register_template(world, app, template)
    return app


def _require_templates(templates: list[NewTemplate]) -> None:
    ids: set[str] = set()
    for one in templates:
        require_template(title=one.title, content=one.content, template_id=one.template_id)
        if one.template_id is None:
            continue
        if one.template_id in ids:
            raise InvalidValue(
                f"two of the templates have the id {one.template_id}",
                "choose another id, or none to get one made",
            )
        ids.add(one.template_id)


def register_template(world: World, app: App, new: NewTemplate) -> Template:
    """Give an app a template.

    Raises:
        InvalidValue, AlreadyThere: as :meth:`Templates.add` does.
    """
    return world.templates.add(app, **msgspec.structs.asdict(new))


def register_person(world: World, new: NewPerson) -> Person:
    """Add a person to a world.

    Raises:
        InvalidValue, AlreadyThere: as :meth:`People.add` does.
    """
    fields = msgspec.structs.asdict(new)
    return world.people.add(Person(**{**fields, "nickname": new.nickname or new.name}))


def read_registrations(path: Path) -> Registrations:
    """Read a YAML or JSON file of apps and people.

    Raises:
        InvalidValue: the file cannot be read or does not fit.
    """
    # YAML takes 20 ms to import, and only those who bring a file need it.
    from msgspec import yaml  # noqa: PLC0415  # see above

    try:
        return yaml.decode(path.read_bytes(), type=Registrations)
    except OSError as error:
        raise InvalidValue(f"{path} cannot be read: {error.strerror}", "check the path") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidValue(
            f"{path} does not fit: {error}", "write apps: and people:, each a list"
        ) from error
