"""What the contract tests share: the real command line, run as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

INSTALLED = Path(sys.executable).with_name("bubbles")
COMMAND = [str(INSTALLED)] if INSTALLED.exists() else [sys.executable, "-m", "interface"]
HANGS = 240
"""Seconds after which a command is taken to hang, however busy the machine."""


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


Bubbles = Callable[..., Done]


@pytest.fixture
def bubbles(tmp_path: Path) -> Bubbles:
    """Run ``bubbles`` in an empty folder."""

    def run(*arguments: str, **environment: str) -> Done:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=tmp_path,
            capture_output=True,
            env={**{k: v for k, v in os.environ.items() if k != "COLUMNS"}, **environment},
            timeout=HANGS,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
