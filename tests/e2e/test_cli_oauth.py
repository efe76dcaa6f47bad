"""`wxsim oauth`, `wxsim component` and what `wxsim app` says of pages."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from wxsim_cli.group import cli


@pytest.fixture
def wxsim(platform):
    def run(*words, exit_code=0):
        result = CliRunner().invoke(cli, list(words), env={"WXSIM_URL": platform.url})
        assert result.exit_code == exit_code, result.output
        return result.output

    return run


@pytest.fixture
def account(world):
    return world.apps.add(kind="official_account")


@pytest.fixture
def component(world):
    return world.apps.add(kind="component")


def test_an_app_is_added_with_its_kind_and_domains(wxsim):
    text = wxsim(
        *("app", "add", "--kind", "website", "--redirect-domain", "localhost"),
        *("--redirect-domain", "shop.example:8080"),
    )

    assert "kind              website" in text
    assert "redirect_domains  localhost, shop.example:8080" in text


def test_an_app_becomes_another_kind_and_keeps_the_rest(wxsim, world, account):
    wxsim("app", "set", account.appid, "--redirect-domain", "shop.example")
    text = wxsim("app", "set", account.appid, "--kind", "website")

    changed = world.apps.get(account.appid)
    assert (changed.kind, changed.redirect_domains) == ("website", ("shop.example",))
    assert changed.secret not in text


def test_nothing_to_change_is_a_mistake(wxsim, account):
    assert "give --kind or --redirect-domain" in wxsim("app", "set", account.appid, exit_code=2)


@pytest.mark.parametrize("domain", ["http://shop.example", "shop.example/back", ""])
def test_an_address_is_no_domain(wxsim, account, domain):
    text = wxsim("app", "set", account.appid, "--redirect-domain", domain, exit_code=2)

    assert "write the host alone" in text


def test_a_code_is_printed_and_nothing_else(wxsim, world, account):
    printed = wxsim("oauth", "code", "--app", account.appid, "--person", "bob")

    assert world.web_codes.find(printed.strip()).person == "bob"


def test_a_code_tells_all_about_itself_as_json(wxsim, account):
    words = ["--scope", "snsapi_userinfo", "--snapshot", "--format", "json"]

    code = json.loads(wxsim("oauth", "code", "--app", account.appid, *words))

    assert (code["scope"], code["snapshot"], code["person"]) == ("snsapi_userinfo", True, "alice")


def test_a_mini_program_has_no_pages(wxsim):
    assert "register it as one of official_account" in wxsim("oauth", "code", exit_code=2)


def test_the_visitor_is_shown_and_set(wxsim, world):
    assert wxsim("oauth", "visitor") == "alice\n"
    assert wxsim("oauth", "visitor", "carol") == "carol\n"
    assert world.visitors.get().name == "carol"
    assert "there is alice" in wxsim("oauth", "visitor", "nobody", exit_code=2)


def test_a_component_is_given_tickets_and_apps(wxsim, component, account):
    ticket = wxsim("component", "ticket", component.appid).strip()
    said = wxsim("component", "authorise", component.appid, account.appid)

    assert ticket.startswith("ticket@@@")
    assert said == f"{component.appid} acts for {account.appid}\n"
    shown = wxsim("component", "show", component.appid)
    assert account.appid in shown
    assert ticket in shown
    wxsim("component", "unauthorise", component.appid, account.appid)
    standing = json.loads(wxsim("component", "show", component.appid, "--format", "json"))
    assert standing["acts_for"] == []


def test_what_is_no_component_is_told_so(wxsim, account):
    assert "kind component" in wxsim("component", "ticket", account.appid, exit_code=2)


def test_secrets_of_pages_are_masked_in_the_journal(wxsim, world, client, component):
    body = {"component_appid": component.appid, "component_appsecret": component.secret}
    client.post("/cgi-bin/component/api_component_token", json=body)
    client.get("/sns/oauth2/refresh_token?refresh_token=verysecret&component_access_token=as-well")

    journal = wxsim("journal", "--format", "json")

    for secret in (component.secret, "verysecret", "as-well"):
        assert secret not in journal
