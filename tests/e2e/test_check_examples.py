"""Login servers by other hands, in other frameworks, checked as they stand in the docs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from needs import program

# What it needs is set up once, by one worker of pytest -n.
pytestmark = pytest.mark.xdist_group("check-examples")

CHECKED = Path(__file__).parents[2] / "docs" / "checked"


@pytest.fixture
def express(tmp_path: Path) -> Path:
    """The Express server with what npm brings it."""
    npm = program("npm")
    folder = shutil.copytree(
        CHECKED / "express", tmp_path / "express", ignore=shutil.ignore_patterns("node_modules")
    )
    install = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock"]
    ran = subprocess.run(
        install, cwd=folder, capture_output=True, text=True, timeout=180, check=False
    )
    if ran.returncode != 0 and not os.environ.get("WXSIM_REQUIRE_ALL"):
        pytest.skip("npm cannot fetch Express here")
    assert ran.returncode == 0, ran.stderr
    return Path(folder)


@pytest.fixture
def weapp_auth(tmp_path: Path) -> Path:
    """The project around django-weapp-auth, in a virtual environment as its README makes it."""
    if sys.version_info >= (3, 12):
        pytest.skip("Django 3.2, which django-weapp-auth needs, runs on Python 3.11 at the latest")
    folder = Path(
        shutil.copytree(
            CHECKED / "django-weapp-auth",
            tmp_path / "weapp",
            ignore=shutil.ignore_patterns("venv", "__pycache__"),
        )
    )
    pip = ["venv/bin/pip", "install", "--disable-pip-version-check", "--quiet"]
    for command in (
        [sys.executable, "-m", "venv", "venv"],
        [*pip, "-r", "requirements.txt"],
        [*pip, "--no-deps", "django-weapp-auth==1.0.7"],
    ):
        ran = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=300, check=False
        )
        if ran.returncode != 0 and not os.environ.get("WXSIM_REQUIRE_ALL"):
            pytest.skip("pip cannot fetch django-weapp-auth and what it needs here")
        assert ran.returncode == 0, ran.stderr
    return folder


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    # `python` in a subject is the one that runs the tests.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [sys.executable, "-m", "wxsim_cli", "check", "subject.yaml", *options],
        cwd=folder,
        env={**os.environ, "PATH": path, "GITHUB_ACTIONS": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def check(folder: Path) -> str:
    ran = run(folder)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.splitlines()[-1]


def test_the_express_server_passes_what_it_has_calls_for(express: Path) -> None:
    assert re.fullmatch(r"56 passed, 0 failed, 9 skipped", check(express))


def test_the_fastapi_server_passes_what_it_has_calls_for(tmp_path: Path) -> None:
    folder = shutil.copytree(CHECKED / "fastapi", tmp_path / "fastapi")

    assert check(Path(folder)) == "54 passed, 0 failed, 11 skipped"


def test_the_django_server_passes_what_it_has_calls_for(tmp_path: Path) -> None:
    folder = shutil.copytree(CHECKED / "django", tmp_path / "django")

    assert check(Path(folder)) == "64 passed, 0 failed, 1 skipped"


def test_django_weapp_auth_does_right_and_wrong_what_its_page_says(weapp_auth: Path) -> None:
    page = (weapp_auth / "README.md").read_text("utf-8")
    told = set(re.findall(r"(?m)^\| ([a-z]+\.[a-z0-9-]+) \|", page))

    ran = run(weapp_auth, "--format", "json")

    report = json.loads(ran.stdout)
    assert {one["id"] for one in report["checks"] if one["state"] == "failed"} == told
    assert f"{report['passed']} checks pass" in page
    assert f"{report['failed']} checks fail, {report['forgiven']} more as a warning" in page
    assert f"{report['skipped']} checks were skipped" in page


def test_the_go_server_passes_what_it_has_calls_for(tmp_path: Path) -> None:
    go = shutil.which("go")
    if go is None:
        pytest.skip("Go is not installed here, and CI does not ask for it")
    folder = Path(shutil.copytree(CHECKED / "go", tmp_path / "go"))
    subprocess.run([go, "build", "-o", "server", "."], cwd=folder, timeout=180, check=True)

    assert check(folder) == "46 passed, 0 failed, 19 skipped"


def test_the_java_server_passes_what_it_has_calls_for(tmp_path: Path) -> None:
    compiler = shutil.which("javac")
    if compiler is None:
        pytest.skip("Java is not installed here, and CI does not ask for it")
    folder = Path(shutil.copytree(CHECKED / "java", tmp_path / "java"))
    subprocess.run([compiler, "Server.java"], cwd=folder, timeout=180, check=True)

    assert check(folder) == "46 passed, 0 failed, 19 skipped"
