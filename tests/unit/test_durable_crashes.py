"""A data directory whose process dies before any of its steps on files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# In a process of its own, for it forks. Python tells an audit hook of every
# step on a file (except writing into one that is open) before it is taken.
PROGRAM = """
import itertools, os, sys
from pathlib import Path
from wxsim.store.durable import DurableStore

STEPS = ("open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "os.listdir")


def live(path, instant, told):
    taken = itertools.count(1)

    def die(event, details):
        if event in STEPS and str(path) in str(details[0]) and next(taken) == instant:
            os._exit(1)

    sys.addaudithook(die)
    for life in range(2):
        store = DurableStore(path, lambda: 0.0)
        for number in range(3):
            store.put("t", "counter", b"%d" % (3 * life + number))
            os.write(told, b".")
            store.add("t", f"{life} {number}", b"1")
            store.delete("t", f"{life} {number - 1}")
            store.compact()
        store.close()
    os._exit(0)


for instant in itertools.count(1):
    path = Path(sys.argv[1], str(instant))
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        live(path, instant, writing)
    os.close(writing)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    told = len(os.read(reading, 100))
    os.close(reading)
    store = DurableStore(path, lambda: 0.0)
    counter = int(store.get("t", "counter") or -1)
    assert counter in (told - 1, told), (instant, counter, told)
    others = {key for key, _ in store.scan("t")} - {"counter"}
    assert len(others) <= 3, (instant, others)
    store.compact()
    store.close()
    left = sorted(file.name.split("-")[0] for file in path.iterdir())
    assert left == ["ledger", "lock", "snapshot"], (instant, left)
    if not ended:
        print(instant)
        break
"""


def test_before_whichever_step_the_process_dies_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) > 60
