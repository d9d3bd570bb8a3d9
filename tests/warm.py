"""Warm commands: `bubbles` in a process of its own each time, forked from one that has imported what commands need.

A new process of a command spends most of its time on imports. Tests whose subject is what a command says and writes do
without; those about the process itself (signals, what is imported, the environment) start it as a user does.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PRELOADED = ["tests.preloaded"]


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


def done_warm(arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str], hangs: float) -> Done:
    """Do a command in a folder, and return its exit code and what it printed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    with tempfile.TemporaryDirectory() as beside:
        files = [str(Path(beside) / name) for name in ("out", "err")]
        process = context.Process(target=_do, args=(arguments, str(folder), dict(environment), files))
        process.start()
        process.join(hangs)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutError(f"bubbles {' '.join(arguments)} hangs")
        out, err = (Path(file).read_bytes().decode() for file in files)
        return Done(process.exitcode, out, err)


def _do(arguments: tuple[str, ...], folder: str, environment: Mapping[str, str], files: list[str]) -> None:
    for number, file in enumerate(files, start=1):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["bubbles", *arguments]
    from interface.cli import main

    main(list(arguments))
