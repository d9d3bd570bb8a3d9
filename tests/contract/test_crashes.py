"""What once crashed is one message with the promised exit code: formats, names, signals, schedulers, little memory."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from experiments.runs.sweep.files import checked_bytes, read_checked
from interface.cli import main
from scenarios.load import load
from simulation.errors import SimulationError

BUBBLES = [sys.executable, "-m", "interface"]
HANGS = 240
HEAD = 'question = "Does it?"\nscenarios = ["baseline"]\nreplicates = 40\nmeasures = ["coverage.ccs"]\n'
STUDY = HEAD + 'size = "classroom"\n'
Ran = tuple[int, str, str]
Do = Callable[..., Ran]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("swept")
    (folder / "study.toml").write_text(STUDY)
    with pytest.raises(SystemExit) as left:
        main(["sweep", str(folder / "study.toml"), "--store", str(folder / "s"), "--chunk", "10", "--quiet"])
    assert left.value.code == 0
    return folder


@pytest.fixture
def do(swept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Do:
    shutil.copytree(swept, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(list(words))
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return int(left.value.code or 0), out, err

    return run


@pytest.mark.parametrize("value", ['["classroom"]', "{ a = 1 }", "[[1]]", "2024-01-01", "nan"])
@pytest.mark.parametrize("name", ["size", "design", "seed", "months", "points", "rows"])
def test_a_field_of_a_study_of_another_type(do: Do, name: str, value: str) -> None:
    Path("study.toml").write_text(HEAD + f"{name} = {value}\n")
    code, _, err = do("sweep", "./study.toml", "--store", "new")
    assert code == 2 and err.startswith("Error: ./study.toml:5: ") and err.count("\n") == 1, err


@pytest.mark.parametrize("size", [["classroom"], {"a": 1}, {"classroom"}, 3])
def test_a_size_of_another_type_from_python(size: Any) -> None:
    with pytest.raises(SimulationError, match=r"--size is .*Allowed: classroom, default, national"):
        load("baseline", size=size)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere such a name cannot be made")
@pytest.mark.parametrize("command", ["check", "show", "run", "compare", "new", "sweep", "discover", "sensitivity"])
def test_a_name_that_is_no_text(tmp_path: Path, command: str) -> None:
    file = os.fsdecode(b"./f\xff.toml")
    (tmp_path / file).write_text('question = "?"\nbased_on = "baseline"\n')
    words = {
        "compare": ["baseline", file, "--report", "r.html", "--out", "o"],
        "new": ["mine", "--from", file],
        "sweep": [file, "--store", "s"],
    }
    done = subprocess.run(
        [*BUBBLES, command, *words.get(command, [file])], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 2 and done.stdout == ""
    assert "it is no text in UTF-8" in done.stderr and done.stderr.count("\n") == 1
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(SimulationError, match="no text in UTF-8"):
        load(str(tmp_path / file))


# Another format -------------------------------------------------------------------------------------------------


def rewritten(path: str, change: Callable[[dict[str, Any]], object]) -> None:
    value = read_checked(Path(path))
    change(value)
    Path(path).write_bytes(checked_bytes(value))


STUDIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "format 2": lambda study: study["specification"].update(format=2),
    "no format": lambda study: study["specification"].pop("format"),
    "no key": lambda study: study.pop("key"),
    "no specification": lambda study: study.pop("specification"),
    "no provenance": lambda study: study.pop("provenance"),
    "a field more": lambda study: study["specification"].update(weather="rain"),
    "rows of words": lambda study: study["specification"].update(rows=[["x"]]),
    "no chunks": lambda study: study.update(chunk_size=0),
    "nothing": lambda study: study.clear(),
}


@pytest.mark.parametrize("change", STUDIES)
def test_a_store_of_another_format_is_refused_in_one_message(do: Do, change: str) -> None:
    rewritten("s/study.json", STUDIES[change])
    for words in (["status"], ["verify"], ["export", "--to", "x.csv"], ["expand", "--replicates", "50"]):
        code, _, err = do(words[0], "--store", "s", *words[1:])
        assert code == 2 and "it was written in another format" in err and "Allowed: format 1." in err, err
    assert do("sweep", "./study.toml", "--store", "s")[0] == 2


@pytest.mark.parametrize("name", ["failed", "content_sha256", "rows", "study", "bytes"])
def test_a_mark_of_another_format_is_damaged_and_made_again(do: Do, name: str) -> None:
    rewritten("s/marks/c000001.ok.json", lambda mark: mark.pop(name))
    for command in ("status", "verify"):
        code, out, _ = do(command, "--store", "s")
        assert code == 1 and f"was written in another format: it lacks {name}" in out
    assert do("sweep", "./study.toml", "--store", "s")[0] == 0
    assert do("verify", "--store", "s")[0] == 0


def test_a_seal_of_another_format_is_damaged_and_made_again(do: Do) -> None:
    rewritten("s/sealed.json", lambda seal: seal.clear())
    for command in ("status", "verify"):
        code, out, _ = do(command, "--store", "s")
        assert code == 1 and "sealed.json was written in another format" in out and "Complete" not in out
    assert do("sweep", "./study.toml", "--store", "s")[0] == 0
    assert do("verify", "--store", "s")[0] == 0


# Signals --------------------------------------------------------------------------------------------------------

SLOW = """
import sys, time
from simulation.engine.compiled import ensemble
simulate = ensemble.simulate_runs
def slow(runs, **options):
    print("at work", file=sys.stderr, flush=True)
    time.sleep(0.5)
    return simulate(runs, **options)
ensemble.simulate_runs = slow
from interface.cli import main
main(sys.argv[1:])
"""
SLOW_EXPORT = """
import sys, time
from experiments.runs.sweep.store import Store
tables = Store.tables
def slow(store):
    for table in tables(store):
        print("at work", file=sys.stderr, flush=True)
        time.sleep(0.5)
        yield table
Store.tables = slow
from interface.cli import main
main(sys.argv[1:])
"""
WORK = {
    "sweep": (SLOW, ("sweep", "./study.toml", "--store", "new", "--chunk", "4")),
    "discover": (SLOW, ("discover", "./study.toml", "--store", "new", "--measure", "coverage.ccs", "--above", "0.5")),
    "compare": (SLOW, ("compare", "baseline", "aligned", "--size", "classroom", "--replicates", "400")),
    "export": (SLOW_EXPORT, ("export", "--store", "s", "--to", "x.csv")),
}


def at_work(work: str, folder: Path, *more: str) -> subprocess.Popen[str]:
    code, words = WORK[work]
    started = subprocess.Popen(
        [sys.executable, "-c", code, *words, *more],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert started.stderr
    while "at work" not in (line := started.stderr.readline()):
        assert line, "it left before it was at work"
    return started


@pytest.mark.skipif(os.name != "posix", reason="other signals elsewhere")
@pytest.mark.parametrize("apart", [0.0, 0.05, 0.3])
@pytest.mark.parametrize("work", WORK)
def test_whoever_is_interrupted_twice_leaves_in_order(do: Do, work: str, apart: float) -> None:
    started = at_work(work, Path())
    for _ in range(3):
        started.send_signal(signal.SIGINT)
        time.sleep(apart)
    _, err = started.communicate(timeout=HANGS)
    assert started.returncode == 3, err
    assert "Traceback" not in err and "Exception ignored" not in err, err


@pytest.mark.skipif(os.name != "posix", reason="other signals elsewhere")
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_an_export_that_is_told_to_stop_leaves_nothing_behind(do: Do, ending: str) -> None:
    before = sorted(path.name for path in Path().iterdir())
    started = at_work("export", Path(), "--to", f"x.{ending}")
    started.send_signal(signal.SIGTERM)
    assert started.communicate(timeout=HANGS) and started.returncode == 3
    assert sorted(path.name for path in Path().iterdir()) == before
    started = at_work("export", Path(), "--to", f"x.{ending}")
    while not [path for path in Path().iterdir() if path.name.endswith(".tmp")]:
        assert started.poll() is None
    started.kill()
    started.communicate()
    assert any(path.name.endswith(".tmp") for path in Path().iterdir())
    assert do("export", "--store", "s", "--to", f"x.{ending}")[0] == 0
    assert not [path for path in Path().iterdir() if path.name.endswith(".tmp")]


# The machine ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(), "has not enough memory"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "has not enough memory"),
        (MemoryError(), "has not enough memory"),
        (ImportError("libarrow.so: failed to map segment"), "A part of the program cannot be loaded"),
        (RuntimeError("can't start new thread"), "lets no more threads be started"),
        (EOFError("Ran out of input"), "machine code that is kept cannot be read"),
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    "words",
    [
        ("run", "baseline"),
        ("compare", "baseline", "aligned"),
        ("compare", "baseline", "aligned", "--uncertainty", "none"),
    ],
)
def test_little_memory_is_no_fault_of_standard_output(
    do: Do, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str, words: tuple[str, ...]
) -> None:
    from simulation.engine.compiled import ensemble

    def out(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr(ensemble, "simulate_runs", out)
    code, _, err = do(*words)
    assert code == 2 and said in err and "standard output" not in err


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.slow
@pytest.mark.parametrize("who", ["scheduler", pytest.param("worker and scheduler", marks=pytest.mark.thorough)])
def test_a_scheduler_that_dies_is_told_in_one_message(do: Do, who: str) -> None:
    pytest.importorskip("distributed", reason="Dask, which --cluster needs, is not installed")
    address, own = f"tcp://127.0.0.1:{free_port()}", [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    port = address.rpartition(":")[2]
    scheduler = subprocess.Popen([*own, "--host", "127.0.0.1", "--port", port, "--no-dashboard"], **quiet)  # type: ignore[call-overload]
    worker = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"],
        **quiet,  # type: ignore[call-overload]
    )
    Path("long.toml").write_text(re.sub("replicates = 40", "replicates = 20000", STUDY))
    words = ["sweep", "./long.toml", "--store", "new", "--chunk", "20", "--cluster", address, "--quiet"]
    driver = subprocess.Popen([*BUBBLES, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + HANGS
        while not list(Path("new/marks").glob("*")) and driver.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        if who != "scheduler":
            worker.kill()
        scheduler.kill()
        _, err = driver.communicate(timeout=HANGS)
    finally:
        for one in (driver, worker, scheduler):
            one.kill()
            one.wait()
    assert driver.returncode == 2, err
    assert err.startswith("Error: --cluster is 'tcp://") and err.count("\n") == 1, err
    assert "What was stored before is safe" in err
    assert json.loads(do("status", "--store", "new", "--json")[1])["stored"] > 0
