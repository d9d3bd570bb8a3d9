"""What the contract tests share: the real command line, run as a user runs it, or warm."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.warm import Done, done_warm

INSTALLED = Path(sys.executable).with_name("bubbles")
COMMAND = [str(INSTALLED)] if INSTALLED.exists() else [sys.executable, "-m", "interface"]
HANGS = 240
"""Seconds after which a command is taken to hang, however busy the machine."""


Bubbles = Callable[..., Done]


@pytest.fixture
def bubbles(tmp_path: Path) -> Bubbles:
    """Run ``bubbles`` in an empty folder; with an environment of its own in a new process, as that acts on imports."""

    def run(*arguments: str, **environment: str) -> Done:
        if not environment:
            return done_warm(arguments, tmp_path, {k: v for k, v in os.environ.items() if k != "COLUMNS"}, HANGS)
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
