"""Who may know whom, and where time and chance may come from."""

import ast
from graphlib import CycleError, TopologicalSorter
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(find_spec("wxsim").origin).parent
FIXTURES = Path(find_spec("wxsim_fixtures").origin).parent
ROOTS = [ROOT, FIXTURES, Path(find_spec("wxsim_cli").origin).parent]

# What each part may import of this project, besides itself.
DOORS = {"wxsim.world", "wxsim.opendata", "wxsim.json_http", "wxsim.version"}
MAY_KNOW = {
    "opendata.py": set(),
    "jssdk.py": set(),
    "oauth": {"wxsim.world"},
    "signing": {"wxsim_fixtures"},
    "store": set(),
    "world": {"wxsim.store", "wxsim.opendata"},
    "server_api": {"wxsim.world", "wxsim.opendata", "wxsim.signing", "wxsim.version"},
    "device": {*DOORS, "wxsim.jssdk"},
    "control": {
        *(*DOORS, "wxsim.registration", "wxsim.server_api", "wxsim.diagnosis"),
        *("wxsim.resetting", "wxsim.faults", "wxsim.given", "wxsim.times", "wxsim.device"),
        *("wxsim.signing", "wxsim.push"),
    },
    "access.py": set(),
    "push": {"wxsim.world"},
    "diagnosis": {
        *("wxsim.world", "wxsim.opendata", "wxsim.server_api", "wxsim.version", "wxsim.times"),
    },
    "times.py": set(),
    "given.py": {"wxsim.times", "wxsim.world"},
    "faults.py": {"wxsim.given", "wxsim.times", "wxsim.world", "wxsim.server_api"},
    "registration.py": {"wxsim.world"},
    "json_http.py": {"wxsim.world", "wxsim.access"},
    "settings.py": set(),
    "hosts.py": set(),
    "serving": {"wxsim.server_api"},
    # It stands before the simulator, and knows only where that listens.
    "redirect": {"wxsim.serving", "wxsim.hosts"},
    "check": {
        *("wxsim.world", "wxsim.opendata", "wxsim.device", "wxsim.server_api", "wxsim.serving"),
        *("wxsim.app", "wxsim.demo", "wxsim.replay", "wxsim.loginserver", "wxsim_fixtures"),
    },
    "testing": {
        *("wxsim.world", "wxsim.server_api", "wxsim.serving", "wxsim.diagnosis"),
        *("wxsim.demo", "wxsim.settings", "wxsim.registration", "wxsim.resetting", "wxsim.app"),
        *("wxsim.faults", "wxsim.given", "wxsim.hosts"),
        # A person holds a phone, whose failures are those of the miniprogram's wx.
        *("wxsim.device", "wxsim.miniprogram", "wxsim.replay.masking", "wxsim.push"),
    },
    "intercepting.py": {"wxsim.testing"},
    "pytest_plugin.py": {"wxsim.testing"},
    "miniprogram": {"wxsim.opendata"},
    "javascript": {"wxsim.miniprogram"},
    "loginserver": {"wxsim.opendata"},
}
# Only these parts speak HTTP or know a web framework.
PURE = ["opendata.py", "jssdk.py", "signing", "store", "world", "registration.py"]
WEB = {"flask", "werkzeug", "waitress", "requests", "http", "urllib", "socket"}

# Same seed, same requests, same bytes: nothing here may look at the machine's
# clock or draw lots.
SEEDED = [
    "opendata.py",
    "signing",
    "store",
    "world",
    "server_api",
    "device",
    "control",
    "json_http.py",
]
SEEDED += ["oauth", "jssdk.py"]
# Not datetime: it also writes down times that the clock told.
FORBIDDEN_MODULES = {"random", "secrets", "uuid", "time"}
FORBIDDEN_CALLS = {
    *("time.time", "time.time_ns", "time.monotonic", "datetime.now", "datetime.utcnow"),
    *("datetime.today", "date.today", "os.urandom", "os.getrandom", "os.getpid"),
    *("hash", "id", "formatdate", "localtime"),
}


def sources(part):
    path = ROOT / part
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def imports(file):
    """Yield the dotted name of everything a module imports, at any depth of its code."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import hides where it leads"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(file):
    """Yield every call of a module: its dotted name, and how many arguments it has."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), len(node.args)


def below(name, packages):
    return any(name == package or name.startswith(package + ".") for package in packages)


@pytest.mark.parametrize("part", MAY_KNOW)
def test_a_part_knows_only_whom_it_may(part):
    allowed = {f"wxsim.{part.removesuffix('.py')}", *MAY_KNOW[part]}
    files = sources(part)

    assert files
    for file in files:
        strangers = {
            name
            for name in imports(file)
            if name.split(".")[0].startswith("wxsim") and not below(name, allowed)
        }
        assert not strangers, f"{file} imports {strangers}"


def test_no_modules_import_each_other_in_a_circle():
    modules = {dotted(root, file): file for root in ROOTS for file in root.rglob("*.py")}
    known = {
        module: {
            # Of `from a import b` a.b is meant where it is a module, and else a.
            target
            for name in imports(file)
            for target in [name if name in modules else name.rpartition(".")[0]]
            if target in modules
        }
        for module, file in modules.items()
    }

    try:
        TopologicalSorter(known).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' <- '.join(error.args[1])}")


def dotted(root, file):
    """Return the name that a file is imported by."""
    path = file.relative_to(root.parent).with_suffix("")
    return ".".join(path.parts).removesuffix(".__init__")


@pytest.mark.parametrize("part", PURE)
def test_the_world_and_what_it_stands_on_know_nothing_of_the_web(part):
    for file in sources(part):
        assert not {name.split(".")[0] for name in imports(file)} & WEB, file


# How long to wait for a lock is no time of the world's, and whose it is no chance.
OF_THE_MACHINE = {"lock.py"}


@pytest.mark.parametrize("part", SEEDED)
def test_time_comes_from_the_clock_and_chance_from_the_seed(part):
    for file in sources(part):
        if file.name in OF_THE_MACHINE:
            continue
        found = {name.split(".")[0] for name in imports(file)} & FORBIDDEN_MODULES
        assert not found, f"{file} imports {found}"
        for name, arguments in calls(file):
            # formatdate(now) writes a given time; formatdate() alone would look at the clock.
            dated = name.endswith("formatdate") and arguments > 0
            forbidden = any(name == call or name.endswith("." + call) for call in FORBIDDEN_CALLS)
            assert dated or not forbidden, f"{file} calls {name}"


def test_nothing_in_the_simulator_knows_the_command_line():
    for file in sources("."):
        assert not {name for name in imports(file) if name.startswith("wxsim_cli")}, file


# What decides, or reaches what is kept: a running simulator's are behind its doors.
BEHIND_THE_DOORS = {"World", "Store", "open_world", "create_app", "demo_world", "ServerApi"}


def test_a_command_asks_a_running_simulator_through_its_doors_alone():
    asking = {
        file: ast.parse(file.read_text(encoding="utf-8"))
        for file in (ROOTS[2] / "commands").glob("*.py")
        if "url_option" in file.read_text(encoding="utf-8")
    }
    assert len(asking) > 40
    for file, module in asking.items():
        named = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
        assert not named & BEHIND_THE_DOORS, file


def test_the_fixtures_know_nothing_of_the_simulator():
    for file in sorted(FIXTURES.rglob("*.py")):
        assert not {name for name in imports(file) if below(name, {"wxsim", "wxsim_cli"})}, file


@pytest.mark.parametrize("root", [ROOT, FIXTURES], ids=["wxsim", "wxsim_fixtures"])
def test_package_files_hold_reexports_alone(root):
    for file in root.rglob("__init__.py"):
        kinds = (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign)
        for statement in ast.parse(file.read_text(encoding="utf-8")).body:
            assert isinstance(statement, kinds), f"{file}:{statement.lineno}"
