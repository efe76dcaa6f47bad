"""What the command line says of itself, and how it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import click
import msgspec
import pytest
from click.testing import CliRunner

from wxsim.device.apis import APIS
from wxsim.registration import NewApp, NewPerson
from wxsim.version import __version__
from wxsim.world.switches import describe_switches
from wxsim_cli.commands.app_add import command as app_add
from wxsim_cli.commands.person_add import command as person_add
from wxsim_cli.exits import EXIT_CODES
from wxsim_cli.group import cli
from wxsim_cli.lazy import LazyGroup
from wxsim_cli.wx_apis import WX_APIS


def commands(group: LazyGroup, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command, sub-groups among them."""
    for name in group.table:
        yield (*words, name)
        command = group.get_command(click.Context(group), name)
        if isinstance(command, LazyGroup):
            yield from commands(command, (*words, name))


EVERY_COMMAND = [pytest.param(words, id=" ".join(words)) for words in commands(cli)]


def found(words: tuple[str, ...]) -> tuple[LazyGroup, click.Command]:
    """Return a command and the group it is in."""
    group: click.Command = cli
    for word in words:
        assert isinstance(group, LazyGroup)
        parent, command = group, group.get_command(click.Context(group), word)
        assert command is not None
        group = command
    return parent, group


def help_of(*words: str) -> str:
    result = CliRunner().invoke(cli, [*words, "--help"], prog_name="wxsim")
    assert result.exit_code == 0, result.output
    return result.stdout


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wxsim_cli", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("words", EVERY_COMMAND)
def test_the_short_help_in_the_table_is_the_first_line_of_the_commands_own(
    words: tuple[str, ...],
) -> None:
    group, command = found(words)
    assert command.help is not None
    assert group.table[words[-1]].help == command.help.splitlines()[0]


@pytest.mark.parametrize("words", EVERY_COMMAND)
def test_every_help_teaches_with_an_example(words: tuple[str, ...]) -> None:
    _, examples = help_of(*words).split("Examples:\n", 1)
    assert f"    wxsim {' '.join(words)}" in examples


@pytest.mark.parametrize("words", [pytest.param((), id="wxsim"), *EVERY_COMMAND])
def test_no_help_shows_the_marks_that_are_meant_for_click(words: tuple[str, ...]) -> None:
    shown = help_of(*words)
    assert "\\b" not in shown
    assert "\b" not in shown


def test_help_loads_click_and_nothing_else() -> None:
    script = (
        "import sys; before = set(sys.modules)\n"
        "from wxsim_cli.main import main\n"
        "sys.argv = ['wxsim', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "new = set(sys.modules) - before\n"
        "print(*sorted({name for name in new\n"
        "    if name.partition('.')[0] not in sys.stdlib_module_names\n"
        "    and name.partition('.')[0] != 'click'}), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True
    )
    assert result.stderr.split() == [
        "wxsim_cli",
        "wxsim_cli.exits",
        "wxsim_cli.group",
        "wxsim_cli.lazy",
        "wxsim_cli.main",
    ]


def test_help_takes_less_than_five_times_the_cpu_of_an_empty_program() -> None:
    resource = pytest.importorskip("resource", reason="counts a child's CPU time")

    def cpu(*arguments: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used: float = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return used

    rounds = [(cpu("-c", "pass"), cpu("-m", "wxsim_cli", "--help")) for _ in range(10)]
    empty, help_ = (min(times) for times in zip(*rounds, strict=True))
    assert help_ < 5 * empty


def test_the_short_option_for_help_works_everywhere() -> None:
    for words in ((), ("code",), ("person", "add")):
        result = CliRunner().invoke(cli, [*words, "-h"], prog_name="wxsim")
        assert result.stdout == help_of(*words)


def test_the_version_is_printed() -> None:
    result = run("--version")
    assert (result.stdout, result.returncode) == (f"wxsim {__version__}\n", 0)


def test_the_help_documents_exit_codes_the_variable_and_completion() -> None:
    shown = help_of()
    for code, meaning in EXIT_CODES.items():
        assert f"{code:<5}{meaning}\n" in shown
    assert "WXSIM_URL" in shown
    assert "_WXSIM_COMPLETE=bash_source" in shown


@pytest.mark.parametrize(
    ("words", "there_is"),
    [
        (("serv",), "there is replay, run, serve, exec, login-server, code, wx"),
        (("app", "remove"), "there is list, show, add, "),
    ],
)
def test_an_unknown_command_is_answered_with_those_there_are(
    words: tuple[str, ...], there_is: str
) -> None:
    result = CliRunner().invoke(cli, list(words))
    assert result.exit_code == 2
    assert f"there is no command '{words[-1]}'; {there_is}" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("wxsim log", ["login-server"]),
        ("wxsim person ", ["list", "show", "add", "block", "unblock", "inbox"]),
        ("wxsim wx getUser", ["getUserInfo", "getUserProfile"]),
        ("wxsim app list --sh", ["--show-secrets"]),
    ],
)
def test_bash_completes_commands_options_and_wx_calls(line: str, completed: list[str]) -> None:
    words = line.split(" ")
    result = run(_WXSIM_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    assert result.stderr == ""
    assert [entry.partition(",")[2] for entry in result.stdout.split()] == completed


def test_zsh_and_fish_get_a_completion_script() -> None:
    assert "compdef" in run(_WXSIM_COMPLETE="zsh_source").stdout
    assert "complete --no-files --command wxsim" in run(_WXSIM_COMPLETE="fish_source").stdout


def test_the_wx_calls_that_help_names_are_those_of_the_simulator() -> None:
    assert list(WX_APIS) == list(APIS)
    shown = help_of("wx")
    assert all(api in shown for api in APIS)


def test_every_field_of_a_new_person_is_an_option() -> None:
    options = {parameter.name for parameter in person_add.params}
    assert options == {*field_names(NewPerson), "count", "seed", "url"}


def test_every_field_of_a_new_app_is_an_option() -> None:
    options = {parameter.name for parameter in app_add.params}
    # Templates have commands of their own.
    assert options == {*field_names(NewApp), "url"} - {"templates"}


def test_the_help_of_app_add_names_every_switch_and_its_default() -> None:
    shown = help_of("app", "add")
    assert all(f"  {switch.name}=" in shown for switch in describe_switches())
    assert "session_key_min_age=86400 " in shown


def field_names(kind: type[msgspec.Struct]) -> set[str]:
    return {field.name for field in msgspec.structs.fields(kind)}
