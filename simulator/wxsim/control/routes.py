"""The control door as a table: the one place where its requests are named.

Flask is mounted from it, and the OpenAPI document is generated from it.
"""

from __future__ import annotations

from typing import Any

from wxsim.control import (
    apps,
    clock,
    components,
    faults,
    happened,
    keys,
    messages,
    oauth,
    payments,
    people,
    pushes,
    server_api,
    sessions,
    worlds,
)
from wxsim.control.about import About, about
from wxsim.control.route import Parameter, Route
from wxsim.diagnosis import Expectation, Explanation, Story, Verdict
from wxsim.faults import NewFault
from wxsim.push.verify import Verified
from wxsim.registration import NewApp, NewPerson, NewTemplate
from wxsim.server_api.journal import Exchange
from wxsim.world import App, Fault, Person
from wxsim.world.components import Standing
from wxsim.world.inbox import Message
from wxsim.world.ledger import Entry
from wxsim.world.outbox import Delivery
from wxsim.world.payments import Payment
from wxsim.world.push_log import Push
from wxsim.world.push_settings import PushSettings
from wxsim.world.snapshots import SnapshotInfo
from wxsim.world.switches import SwitchDescription
from wxsim.world.templates import Template
from wxsim.world.web_codes import WebCode

_AFTER = Parameter(name="after", about="only entries of a greater number", kind="integer")
_APP = Parameter(name="app", about="an appid")
_PERSON = Parameter(name="person", about="a person's name")
_SINCE = Parameter(name="since", about="a mark", kind="integer")
_ABOUT = Parameter(
    name="about",
    about="a rid, code, access_token, session_key, signature, openid or name; the last refusal "
    "when left out",
)
_CALLS = (
    *(one for one in happened.JOURNAL_FILTER if one.name in ("app", "path", "errcode")),
    _SINCE,
)


def _get(
    path: str, summary: str, handler: Any, answer: Any, *query: Parameter, **more: Any
) -> Route:
    return Route(
        method="GET",
        path=path,
        summary=summary,
        handler=handler,
        answer=answer,
        query=query,
        **more,
    )


def _does(method_and_path: str, summary: str, handler: Any, answer: Any, **more: Any) -> Route:
    method, path = method_and_path.split(" ")
    return Route(method=method, path=path, summary=summary, handler=handler, answer=answer, **more)


_CREATED = 201

ROUTES = (
    _get("/", "name, version, seed, time", about, About, stored=False),
    # Apps and people.
    _get("/apps", "every app, oldest first", apps.list_apps, list[App]),
    _does(
        "POST /apps",
        "adds an app; every field is optional",
        apps.add_app,
        App,
        body=NewApp,
        status=_CREATED,
    ),
    _get("/apps/{appid}", "one app", apps.show_app, App, finds=True),
    _does(
        "PATCH /apps/{appid}",
        "changes what an app is, and where its pages may send people",
        apps.change_app,
        App,
        body=apps.AppChange,
        finds=True,
    ),
    _does(
        "PATCH /apps/{appid}/switches",
        "sets switches of an app; null goes back to the default",
        apps.change_switches,
        App,
        body=dict[str, Any],
        finds=True,
    ),
    _get(
        "/apps/{appid}/keys",
        "the keys with which an app signs and encrypts, and the platform's certificate",
        keys.show_keys,
        keys.KeysShown,
        finds=True,
    ),
    _does(
        "PUT /apps/{appid}/keys/symmetric",
        "sets the key that encrypts; one is made up when none is given",
        keys.set_symmetric_key,
        keys.KeysShown,
        body=keys.NewSymmetricKey,
        finds=True,
    ),
    _does(
        "PUT /apps/{appid}/keys/public",
        "sets the key that an app's signatures are held against",
        keys.set_public_key,
        keys.KeysShown,
        body=keys.NewPublicKey,
        finds=True,
    ),
    _get(
        "/switches",
        "every switch: default, choices, evidence",
        apps.list_switches,
        list[SwitchDescription],
        stored=False,
    ),
    _get("/people", "everybody, oldest first", people.list_people, list[Person]),
    _does(
        "POST /people", "adds a person", people.add_person, Person, body=NewPerson, status=_CREATED
    ),
    _get("/people/{name}", "one person", people.show_person, Person, finds=True),
    _does(
        "PATCH /people/{name}",
        "changes a person; risk_rank 4 blocks them",
        people.change_person,
        Person,
        body=people.PersonChange,
        finds=True,
    ),
    _does(
        "PUT /consent",
        "what a person answered to a scope; granted: null forgets it",
        people.set_consent,
        dict[str, bool],
        body=people.Answered,
        finds=True,
    ),
    _does(
        "POST /payments",
        "lets a person pay, for getpaidunionid",
        payments.pay,
        Payment,
        body=payments.NewPayment,
        status=_CREATED,
        finds=True,
    ),
    # Messages.
    _get(
        "/apps/{appid}/templates",
        "an app's templates of subscribe messages",
        messages.list_templates,
        list[Template],
        finds=True,
    ),
    _does(
        "POST /apps/{appid}/templates",
        "gives an app a template",
        messages.add_template,
        Template,
        body=NewTemplate,
        status=_CREATED,
        finds=True,
    ),
    _does(
        "PATCH /apps/{appid}/templates/{template_id}",
        "bans a template, or lifts the ban",
        messages.change_template,
        Template,
        body=messages.TemplateChange,
        finds=True,
    ),
    _does(
        "DELETE /apps/{appid}/templates/{template_id}",
        "takes a template from an app",
        messages.remove_template,
        Template,
        finds=True,
    ),
    _get(
        "/people/{name}/messages",
        "the latest 100 messages a person has received",
        messages.list_messages,
        list[Message],
        _APP,
        finds=True,
    ),
    _get(
        "/people/{name}/subscriptions",
        "what a person lets an app send",
        messages.show_subscriptions,
        messages.SubscriptionsShown,
        _APP,
        finds=True,
    ),
    _get(
        "/outbox",
        "what waits to be pushed to the servers of apps",
        messages.list_outbox,
        list[Delivery],
        _APP,
        finds=True,
    ),
    # Pushes to the servers of apps.
    _get(
        "/apps/{appid}/push",
        "where an app's messages and events are pushed to, and how",
        pushes.show_settings,
        PushSettings,
        finds=True,
    ),
    _does(
        "PATCH /apps/{appid}/push",
        "sets where an app's messages and events are pushed to, and how",
        pushes.change_settings,
        PushSettings,
        body=pushes.SettingsChange,
        finds=True,
    ),
    _get(
        "/push/events",
        "every message and event that can be pushed",
        pushes.list_pushable,
        list[pushes.PushableShown],
        stored=False,
    ),
    _does(
        "POST /push",
        "pushes a message or event now",
        pushes.send,
        Push,
        body=pushes.NewPush,
        status=_CREATED,
        finds=True,
    ),
    _does("POST /push/due", "tries all pushes that are due", pushes.send_due, list[Push]),
    _does(
        "POST /push/verify",
        "asks a server for the echostr, as WeChat does before it takes an address",
        pushes.verify_address,
        Verified,
        body=pushes.Verify,
    ),
    _get(
        "/pushes",
        "the pushes of the last day, each with its tries",
        pushes.list_pushes,
        list[Push],
        _APP,
        _AFTER,
    ),
    _get("/pushes/{number}", "one push with its tries", pushes.show_push, Push, finds=True),
    _does(
        "POST /pushes/{number}/resend",
        "pushes the same once more",
        pushes.resend,
        Push,
        status=_CREATED,
        finds=True,
    ),
    # The clock.
    _get(
        "/clock",
        "what time it is, and for which apps it is another",
        clock.show_clock,
        clock.ClockShown,
    ),
    _does(
        "POST /clock/advance",
        "moves the clock by 5m",
        clock.advance,
        clock.ClockShown,
        body=clock.Advance,
        finds=True,
    ),
    _does(
        "POST /clock/freeze",
        "stops the clock",
        clock.freeze,
        clock.ClockShown,
        body=clock.FreezeAt,
        finds=True,
    ),
    _does(
        "POST /clock/resume",
        "lets the clock run on",
        clock.resume,
        clock.ClockShown,
        body=clock.Whose,
        finds=True,
    ),
    _does(
        "POST /clock/set",
        "sets the clock",
        clock.set_to,
        clock.ClockShown,
        body=clock.SetTo,
        finds=True,
    ),
    _does(
        "POST /clock/reset",
        "goes back to the machine's time, or an app's to the world's",
        clock.reset_clock,
        clock.ClockShown,
        body=clock.Whose,
        finds=True,
    ),
    # What goes wrong.
    _get("/faults", "the faults that wait for their calls", faults.list_faults, list[Fault]),
    _does(
        "POST /faults",
        "lets something go wrong",
        faults.add_fault,
        Fault,
        body=NewFault,
        status=_CREATED,
        finds=True,
    ),
    Route(
        method="DELETE",
        path="/faults",
        summary="takes every fault away, or those of an app",
        handler=faults.clear_faults,
        answer=faults.Cleared,
        query=(_APP,),
        finds=True,
    ),
    _does(
        "DELETE /faults/{number}", "takes one fault away", faults.remove_fault, Fault, finds=True
    ),
    _get(
        "/sessions",
        "a person's session_keys in an app",
        sessions.show_session,
        sessions.SessionShown,
        _APP,
        _PERSON,
        finds=True,
    ),
    _does(
        "POST /sessions/expire",
        "ends a person's session",
        sessions.expire_session,
        sessions.SessionShown,
        body=sessions.OfPerson,
        finds=True,
    ),
    _does(
        "POST /sessions/renew",
        "gives a person a new session_key",
        sessions.renew_session,
        sessions.SessionShown,
        body=sessions.OfPerson,
        finds=True,
    ),
    _does(
        "POST /tokens/revoke",
        "ends an app's access_tokens",
        sessions.revoke_tokens,
        sessions.Revoked,
        body=sessions.Revoke,
        finds=True,
    ),
    # Pages and third-party platforms.
    _does(
        "POST /oauth/codes",
        "a web page's code, without the page",
        oauth.make_code,
        WebCode,
        body=oauth.NewWebCode,
        status=_CREATED,
        finds=True,
    ),
    _get("/oauth/visitor", "whose WeChat pages are opened in", oauth.show_visitor, Person),
    _does(
        "PUT /oauth/visitor",
        "opens pages in somebody else's WeChat",
        oauth.set_visitor,
        Person,
        body=oauth.NewVisitor,
        finds=True,
    ),
    _get(
        "/components/{component}",
        "a third-party platform's ticket, and for whom it may act",
        components.show_component,
        Standing,
        finds=True,
    ),
    _does(
        "POST /components/{component}/ticket",
        "makes another component_verify_ticket",
        components.make_ticket,
        Standing,
        finds=True,
    ),
    _does(
        "PUT /components/{component}/apps/{appid}",
        "lets a third-party platform act for an app",
        components.authorise,
        Standing,
        finds=True,
    ),
    _does(
        "DELETE /components/{component}/apps/{appid}",
        "lets it act for the app no longer",
        components.unauthorise,
        Standing,
        finds=True,
    ),
    # What happened.
    _get(
        "/journal",
        "the latest 1,000 exchanges of the Server API, each refusal with its reason",
        happened.read_journal,
        list[Exchange],
        *happened.JOURNAL_FILTER,
        finds=True,
        of_process=True,
    ),
    _get(
        "/journal.har",
        "the same as an HTTP archive, for a browser's developer tools",
        happened.read_har,
        dict[str, Any],
        *happened.JOURNAL_FILTER,
        finds=True,
        of_process=True,
    ),
    _get(
        "/ledger",
        "the latest 10,000 events: codes, keys, tokens, refusals",
        happened.read_ledger,
        list[Entry],
        _AFTER,
        stored=False,
        of_process=True,
    ),
    _get(
        "/why",
        "the story behind a refusal",
        happened.tell_why,
        Story,
        _ABOUT,
        finds=True,
        of_process=True,
    ),
    _get(
        "/errcodes",
        "every errcode explained",
        happened.list_errcodes,
        list[Explanation],
        stored=False,
    ),
    _get(
        "/errcodes/{errcode}",
        "one errcode explained",
        happened.explain_errcode,
        Explanation,
        finds=True,
        stored=False,
    ),
    _does(
        "POST /marks",
        "takes a mark, from which assertions count",
        happened.take_mark,
        happened.Mark,
        stored=False,
        of_process=True,
    ),
    _get(
        "/calls",
        "calls and how many",
        happened.list_calls,
        happened.Calls,
        *_CALLS,
        finds=True,
        of_process=True,
    ),
    _does(
        "POST /assertions",
        "holds what was called against what was expected",
        happened.assert_calls,
        Verdict,
        body=Expectation,
        finds=True,
        of_process=True,
    ),
    _get(
        "/server-api/openapi.json",
        "the Server API as an OpenAPI document",
        server_api.describe,
        dict[str, Any],
        stored=False,
    ),
    # Whole worlds.
    _does("POST /reset", "goes back to the seed data, at once", worlds.reset_world, About),
    _get("/snapshots", "the snapshots, oldest first", worlds.list_snapshots, list[SnapshotInfo]),
    _does("PUT /snapshots/{name}", "keeps everything as it is", worlds.save_snapshot, SnapshotInfo),
    _does(
        "POST /snapshots/{name}/restore",
        "goes back to a snapshot",
        worlds.restore_snapshot,
        SnapshotInfo,
        finds=True,
    ),
    _does(
        "DELETE /snapshots/{name}",
        "forgets a snapshot",
        worlds.delete_snapshot,
        SnapshotInfo,
        finds=True,
    ),
)
