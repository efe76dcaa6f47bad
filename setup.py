"""Compiles the modules that every request runs through, for whoever asks for it.

``WXSIM_COMPILE=1 pip install .`` has mypyc, which comes with mypy, turn them into
C. They do the same as the Python they are made from, at half the CPU time; see
docs/benchmarks.md. Without the variable nothing is compiled, and no compiler needed.
Everything else about the package stands in setup.cfg.
"""

from __future__ import annotations

import os
import sys

from setuptools import setup

# What a jscode2session runs through. No module with a msgspec.Struct in it:
# mypyc would lose the Struct's options.
COMPILED = [
    "simulator/wxsim/server_api/bearings.py",
    "simulator/wxsim/server_api/call.py",
    "simulator/wxsim/server_api/dispatch.py",
    "simulator/wxsim/server_api/journal.py",
    "simulator/wxsim/server_api/login.py",
    "simulator/wxsim/server_api/query.py",
    "simulator/wxsim/server_api/wire.py",
    "simulator/wxsim/serving/fast_protocol.py",
    "simulator/wxsim/store/durable.py",
    "simulator/wxsim/store/memory.py",
    "simulator/wxsim/world/apps.py",
    "simulator/wxsim/world/clock.py",
    "simulator/wxsim/world/codes.py",
    "simulator/wxsim/world/identifiers.py",
    "simulator/wxsim/world/ledger.py",
    "simulator/wxsim/world/people.py",
    "simulator/wxsim/world/quotas.py",
    "simulator/wxsim/world/sessions.py",
    "simulator/wxsim/world/tables.py",
    "simulator/wxsim/world/users.py",
    "simulator/wxsim/world/world.py",
]

# mypyc reads the types of what these modules import.
TYPES = ["mypy>=1.19", "cryptography", "httptools", "msgspec", "uvicorn"]

if os.environ.get("WXSIM_COMPILE") != "1":
    setup()
elif {"egg_info", "dist_info", "sdist"} & set(sys.argv):
    # Only asked what the package is, and what its building takes.
    setup(setup_requires=TYPES)
else:
    from mypyc.build import mypycify

    os.environ["MYPYPATH"] = "simulator"
    setup(
        ext_modules=mypycify(
            ["--config-file=", "--follow-imports=silent", "--ignore-missing-imports", *COMPILED],
            opt_level="3",
        )
    )
