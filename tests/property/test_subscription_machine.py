"""Any history of subscriptions: each grant is used exactly once, whoever asks when.

What /cgi-bin/message/subscribe/send answers is held against a model that counts.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.world import Clock

APPID = "wx0123456789abcdef"
SEND = "/cgi-bin/message/subscribe/send"
PEOPLE = ("alice", "bob")
TEMPLATES = ("first", "second")
LASTING = "lasting"


class SubscriptionMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        world = demo_world(clock=Clock(lambda: 1_763_845_200.0))
        self.app = world.apps.get(APPID)
        self.client = create_app(world).test_client()
        for name in (*TEMPLATES, LASTING):
            world.templates.add(
                self.app,
                title=name,
                content="{{thing1.DATA}}",
                template_id=name,
                long_term=name == LASTING,
            )
        self.openids = {
            name: world.users.of(self.app, world.people.get(name)).openid for name in PEOPLE
        }
        for name in PEOPLE:
            self.wx("login", name)
        query = {"appid": APPID, "secret": self.app.secret, "grant_type": "client_credential"}
        self.token = self.client.get("/cgi-bin/token", query_string=query).json["access_token"]
        self.left = Counter()
        self.kept = {}
        self.is_on = dict.fromkeys(PEOPLE, True)
        self.received = Counter()

    def wx(self, api, person, **options):
        body = {"appid": APPID, "person": person, **options}
        return self.client.post(f"/_wxsim/device/{api}", json=body).json

    def send(self, person, template, value):
        body = {"touser": self.openids[person], "template_id": template}
        body["data"] = {"thing1": {"value": value}}
        query = {"access_token": self.token}
        return json.loads(self.client.post(SEND, query_string=query, json=body).data)["errcode"]

    @rule(
        person=st.sampled_from(PEOPLE),
        template=st.sampled_from((*TEMPLATES, LASTING)),
        tap=st.sampled_from(["accept", "reject"]),
        always=st.booleans(),
    )
    def ask(self, person, template, tap, always):
        result = self.wx(
            "requestSubscribeMessage",
            person,
            tmplIds=[template],
            choices={template: tap},
            always=always,
        )

        if not self.is_on[person]:
            assert result["errCode"] == 20004
            return
        choice = self.kept.get((person, template), tap)
        assert result[template] == choice
        if always:
            self.kept[person, template] = choice
        if choice == "accept":
            self.left[person, template] += 1

    @rule(
        person=st.sampled_from(PEOPLE),
        template=st.sampled_from((*TEMPLATES, LASTING)),
        value=st.sampled_from(["乌龙", "", "赌博", "长" * 21]),
    )
    def write(self, person, template, value):
        errcode = self.send(person, template, value)

        if not self.is_on[person] or not self.left[person, template]:
            assert errcode == 43101
        elif value != "乌龙":
            assert errcode == (45168 if value == "赌博" else 47003)
        else:
            assert errcode == 0
            self.received[person] += 1
            if template != LASTING:
                self.left[person, template] -= 1

    @rule(
        person=st.sampled_from(PEOPLE),
        template=st.sampled_from(TEMPLATES),
        choice=st.sampled_from(["accept", "reject"]),
    )
    def switch(self, person, template, choice):
        self.wx("openSetting", person, subscriptionsSetting={"itemSettings": {template: choice}})

        self.kept[person, template] = choice
        if choice == "reject":
            self.left[person, template] = 0

    @rule(person=st.sampled_from(PEOPLE), is_on=st.booleans())
    def switch_all(self, person, is_on):
        self.wx("openSetting", person, subscriptionsSetting={"mainSwitch": is_on})
        self.is_on[person] = is_on

    @invariant()
    def people_received_what_was_sent(self):
        for person in PEOPLE:
            path = f"/_wxsim/people/{person}"
            assert len(self.client.get(f"{path}/messages").json) == self.received[person]
            shown = self.client.get(f"{path}/subscriptions?app={APPID}").json
            for template in TEMPLATES:
                assert shown["grants"].get(template, 0) == self.left[person, template]


TestSubscriptions = SubscriptionMachine.TestCase
TestSubscriptions.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize("grants", [1, 7])
def test_of_many_who_send_at_once_as_many_succeed_as_there_are_grants(backend, grants):
    template = backend.template()
    backend.login()
    for _ in range(grants):
        backend.subscribe(template)
    body = {"touser": backend.openid(), "template_id": template}
    body["data"] = {"thing1": {"value": "乌龙"}}
    query = {"access_token": backend.token()}
    all_ready = threading.Barrier(16)

    def send(_):
        client = backend.client.application.test_client()
        all_ready.wait()
        return client.post(SEND, query_string=query, json=body).json["errcode"]

    with ThreadPoolExecutor(16) as senders:
        answers = Counter(senders.map(send, range(16)))

    assert answers == {0: grants, 43101: 16 - grants}
    assert len(backend.inbox()) == grants
