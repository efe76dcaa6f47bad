"""A folder with subjects to check."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from check_runs import BROKEN, BROKEN_SUBJECT, ODD, SAME, STARTED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "started.yaml").write_text(STARTED, "utf-8")
    (tmp_path / "broken.py").write_text(BROKEN, "utf-8")
    subject = BROKEN_SUBJECT.format(python=sys.executable, path="/login")
    (tmp_path / "broken.yaml").write_text(subject, "utf-8")
    (tmp_path / "same.py").write_text(SAME, "utf-8")
    (tmp_path / "same.yaml").write_text(subject.replace("broken.py", "same.py"), "utf-8")
    (tmp_path / "odd.py").write_text(ODD, "utf-8")
    return tmp_path
