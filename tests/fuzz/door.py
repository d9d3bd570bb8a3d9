"""Door: the command line in a process of its own, forked from one that has everything imported, so that many fit."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

HANGS = 180.0
"""Seconds after which a command is taken to hang, however busy the machine."""
MEMORY = 6 * 2**30


@dataclass(frozen=True)
class Told:
    """What a command left behind; `code` is None where it hung, and negative where a signal ended it."""

    code: int | None
    out: str
    err: str


def ask(words: list[str], folder: Path) -> Told:
    """Run ``bubbles`` in a folder."""
    out, err = folder.with_name(folder.name + ".out"), folder.with_name(folder.name + ".err")
    child = os.fork()
    if child == 0:
        _be_the_command(words, folder, out, err)
    until = time.monotonic() + HANGS
    status: int | None = None
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        time.sleep(0.005)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        status = None
    told = Told(
        None if status is None else os.waitstatus_to_exitcode(status),
        out.read_bytes().decode("utf-8", errors="surrogateescape"),
        err.read_bytes().decode("utf-8", errors="surrogateescape"),
    )
    out.unlink()
    err.unlink()
    return told


def _be_the_command(words: list[str], folder: Path, out: Path, err: Path) -> None:
    code = 99
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (int(HANGS), int(HANGS) + 5))
        os.chdir(folder)
        for number, path in ((1, out), (2, err)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
        from interface.cli import main

        sys.argv = ["bubbles", *words]
        main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 98
    except BaseException:
        traceback.print_exc()
        code = 97
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
