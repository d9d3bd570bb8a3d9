"""What the contract tests share: the real command line, run as a user runs it."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

INSTALLED = Path(sys.executable).with_name("bubbles")
COMMAND = [str(INSTALLED)] if INSTALLED.exists() else [sys.executable, "-m", "interface"]


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str
    seconds: float
    """Processor time; the time on the wall depends on what else the machine does."""


Bubbles = Callable[..., Done]


@pytest.fixture
def bubbles(tmp_path: Path) -> Bubbles:
    """Run ``bubbles`` in an empty folder."""

    def run(*arguments: str, **environment: str) -> Done:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=tmp_path,
            capture_output=True,
            env={**{k: v for k, v in os.environ.items() if k != "COLUMNS"}, **environment},
            timeout=60,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode(), seconds)

    return run
