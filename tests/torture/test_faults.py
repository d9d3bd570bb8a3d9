"""Faults on the real command line: killed, flipped, filled or raced, it gives the same runs, each once.

A short version runs with all tests, the full one with `make torture`.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas
import psutil
import pytest

from tests.torture.test_machine_code import flipped

REPLICATES = 60
RUNS = 2 * 2 * REPLICATES
CHUNK = 16
STUDY = f"""\
question = "Does it survive?"
scenarios = ["baseline", "aligned"]
size = "classroom"
seed = 11
replicates = {REPLICATES}
[levers]
bonus = {{ values = [0.1, 0.3] }}
"""
BUBBLES = [sys.executable, "-m", "interface"]
HANGS = 300
"""Seconds after which a command is taken to hang, however busy the machine."""
FULL = [pytest.mark.torture, pytest.mark.timeout(3600)]
SIZES = [pytest.param(6, id="short"), pytest.param(100, id="full", marks=FULL)]
BITS = [pytest.param(20, id="short"), pytest.param(1000, id="full", marks=FULL)]
ROOT_ONLY = "only root may mount and trace here"


def bubbles(folder: Path, *words: str, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*BUBBLES, *words], cwd=folder, capture_output=True, text=True, timeout=HANGS, check=False)
    assert expect is None or done.returncode == expect, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done


def sweep(folder: Path, store: str, *words: str) -> list[str]:
    return [*BUBBLES, "sweep", "./study.toml", "--store", store, "--chunk", str(CHUNK), "--threads", "1", *words]


def swept(folder: Path, store: str, *words: str, expect: int = 0) -> dict[str, Any]:
    done = bubbles(folder, *sweep(folder, store, "--json", *words)[len(BUBBLES) :], expect=expect)
    return json.loads(done.stdout) if done.stdout else {}


def every_run_once(store: Path) -> None:
    runs = pandas.concat(pandas.read_parquet(path) for path in sorted((store / "chunks").glob("c*.parquet")))
    assert sorted(runs["run"]) == list(range(RUNS))
    assert not runs.duplicated(["scenario", "row", "replicate"]).any()


def marks(store: Path) -> int:
    return len(list((store / "marks").glob("*.ok.json")))


def leftovers(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.name.endswith(".tmp")]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, float]:
    """Return a complete store, its hash, and how long its making took."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "study.toml").write_text(STUDY)
    start = time.perf_counter()
    made = swept(folder, "store")
    seconds = time.perf_counter() - start
    assert made["complete"]
    every_run_once(folder / "store")
    return folder / "store", made["content"], seconds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "study.toml").write_text(STUDY)
    return tmp_path


def copied(undisturbed: tuple[Path, str, float], folder: Path) -> Path:
    return Path(shutil.copytree(undisturbed[0], folder / "store", dirs_exist_ok=True))


@pytest.mark.parametrize("kills", SIZES)
def test_drivers_killed_at_any_moment(folder: Path, undisturbed: tuple[Path, str, float], kills: int) -> None:
    _, content, seconds = undisturbed
    dice = random.Random(kills)
    killed = at_work = 0
    store = folder / "store"
    while killed < kills:
        before = marks(store)
        driver = subprocess.Popen(
            sweep(folder, "store"), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if killed % 4:  # at work, some moment after its first commit
            while marks(store) == before and driver.poll() is None:
                time.sleep(0.001)
            time.sleep(dice.uniform(0.0, 0.05))
        else:
            time.sleep(dice.uniform(0.0, seconds))
        killed += driver.poll() is None
        driver.kill()
        driver.wait()
        at_work += before < marks(store) < RUNS // CHUNK
        if (store / "sealed.json").exists():
            assert swept(folder, "store")["content"] == content
            shutil.rmtree(store)
    assert swept(folder, "store")["content"] == content
    every_run_once(store)
    assert leftovers(store) == []
    print(f"{killed} drivers were killed, {at_work} of them at work, some chunks done and some not")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_driver_told_to_stop_says_how_to_go_on(
    folder: Path, undisturbed: tuple[Path, str, float], number: signal.Signals
) -> None:
    command = planted(AT_WORK, *sweep(folder, "store")[len(BUBBLES) :])
    driver = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not marks(folder / "store"):
        assert driver.poll() is None
        time.sleep(0.005)
    driver.send_signal(number)
    out, err = driver.communicate(timeout=HANGS)
    assert (driver.returncode, out.count("\n")) == (3, 1), out
    assert f"of {RUNS} runs are stored. The same command again goes on from there." in err
    assert "Traceback" not in err
    assert leftovers(folder / "store") == []
    done = swept(folder, "store")
    assert done["content"] == undisturbed[1]
    assert 0 < done["made"] < RUNS


@pytest.mark.parametrize("flips", BITS)
def test_flipped_bits_are_all_found(folder: Path, undisturbed: tuple[Path, str, float], flips: int) -> None:
    from experiments.runs.sweep.errors import StoreError
    from experiments.runs.sweep.store import open_store
    from experiments.runs.sweep.verify import verify

    store = copied(undisturbed, folder)
    dice = random.Random(flips)
    paths = sorted(path for path in store.rglob("*") if path.is_file())
    weights = [path.stat().st_size ** 0.5 for path in paths]
    missed: list[str] = []
    for _ in range(flips):
        path = dice.choices(paths, weights)[0]
        good = path.read_bytes()
        bit = dice.randrange(8 * len(good))
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        path.write_bytes(bad)
        try:
            if not verify(open_store(store)).problems:
                missed.append(f"{path.name}, bit {bit}")
        except StoreError as told:
            assert "not as it was written" in str(told)
        path.write_bytes(good)
    print(f"{flips} bits were flipped, one after the other, and {flips - len(missed)} found")
    assert missed == []
    assert verify(open_store(store)).content == undisturbed[1]
    for path in dice.sample(paths, 4):
        bad = bytearray(path.read_bytes())
        bad[len(bad) // 2] ^= 1
        path.write_bytes(bad)
    bubbles(folder, "verify", "--store", "store", expect=None)
    done = swept(folder, "store")
    assert done["content"] == undisturbed[1]
    assert done["made"] <= 4 * CHUNK
    every_run_once(store)


def test_truncated_deleted_and_swapped_files(folder: Path, undisturbed: tuple[Path, str, float]) -> None:
    store = copied(undisturbed, folder)
    chunk = {number: store / "chunks" / f"c{number:06d}.parquet" for number in range(9)}
    os.truncate(chunk[1], chunk[1].stat().st_size // 2)
    chunk[2].unlink()
    chunk[3].rename(store / "x")
    chunk[4].rename(chunk[3])
    (store / "x").rename(chunk[4])
    (store / "marks" / "c000005.ok.json").unlink()
    os.truncate(store / "marks" / "c000006.ok.json", 0)
    found = bubbles(folder, "verify", "--store", "store", expect=1)
    assert all(f"DAMAGED: c00000{number}.parquet" in found.stdout for number in (1, 2, 3, 4, 6))
    done = swept(folder, "store")
    assert done["content"] == undisturbed[1]
    assert done["made"] == 6 * CHUNK
    (store / "study.json").unlink()
    assert "there is no store" in bubbles(folder, "verify", "--store", "store", expect=2).stderr
    done = swept(folder, "store")
    assert (done["content"], done["made"]) == (undisturbed[1], 0)
    bubbles(folder, "verify", "--store", "store", "--recompute", "1")
    every_run_once(store)


def test_two_drivers_on_one_store(folder: Path, undisturbed: tuple[Path, str, float]) -> None:
    drivers = [
        subprocess.Popen(sweep(folder, "store", "--json"), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for driver in drivers:
        _, err = driver.communicate(timeout=HANGS)
        assert (driver.returncode, err) == (0, b"")
    assert swept(folder, "store")["content"] == undisturbed[1]
    every_run_once(folder / "store")
    assert leftovers(folder / "store") == []


@pytest.mark.parametrize("kills", [pytest.param(1, id="short"), pytest.param(20, id="full", marks=FULL)])
def test_workers_of_a_cluster_are_killed(folder: Path, undisturbed: tuple[Path, str, float], kills: int) -> None:
    pytest.importorskip("distributed", reason="Dask, which --cluster needs, is not installed")
    dice = random.Random(kills)
    killed = 0
    for _ in range(20 * kills):  # where the study is done before its worker is killed, once more
        shutil.rmtree(folder / "store", ignore_errors=True)
        driver = subprocess.Popen(
            [*sweep(folder, "store", "--json", "--cluster", "local"), "--threads", "2"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        while driver.poll() is None and not marks(folder / "store"):
            time.sleep(0.005)
        killed += is_killed(workers_of(driver.pid), dice)
        out, err = driver.communicate(timeout=HANGS)
        assert driver.returncode == 0, err.decode()
        assert json.loads(out)["content"] == undisturbed[1]
        every_run_once(folder / "store")
        assert leftovers(folder / "store") == []
        if killed == kills:
            break
    assert killed == kills


def workers_of(process: int) -> list[psutil.Process]:
    """Return the workers that a process started, directly or not."""
    found: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        for one in psutil.Process(process).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                found += [one] if any("spawn_main" in word for word in one.cmdline()) else []
    return found


def is_killed(workers: list[psutil.Process], dice: random.Random) -> bool:
    """Kill one of the workers; return False if none was there any more."""
    if not workers:
        return False
    with contextlib.suppress(psutil.Error):
        dice.choice(workers).kill()
        return True
    return False


PLANTED = """
import random, sys
from simulation.engine.compiled import ensemble
simulate = ensemble.simulate_runs
def planted(runs, **options):
    raw = simulate(runs, **options)
    {change}
    return raw
ensemble.simulate_runs = planted
from interface.cli import main
main(sys.argv[1:])
"""


AT_WORK = """
    from pathlib import Path
    while list(Path("store", "marks").glob("*.ok.json")):
        raw = simulate(runs, **options)
"""
"""Once a chunk is stored the next one takes for ever: the driver cannot be done before it is told to stop."""


def planted(change: str, *words: str) -> list[str]:
    """Return the command line with a change to what the engine gives."""
    return [sys.executable, "-c", PLANTED.format(change=change.strip()), *words]


def with_planted(folder: Path, change: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = planted(change, *words)
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=HANGS, check=False)


def test_a_rule_that_is_not_deterministic_is_named(folder: Path, undisturbed: tuple[Path, str, float]) -> None:
    store = copied(undisturbed, folder)
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    change = "raw.values[5, 30] += random.random()"
    found = with_planted(folder, change, "verify", "--store", "store", "--recompute", "1")
    assert found.returncode == 1
    assert "came out differently the second time" in found.stderr
    assert "replicate" in found.stderr and "bubbles run " in found.stderr
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before
    (store / "marks" / "c000002.ok.json").unlink()
    words = sweep(folder, "store")[len(BUBBLES) :]
    raced = with_planted(folder, change, *words)
    assert raced.returncode == 1
    assert "run 37 (scenario aligned, row 0, replicate 9, seed 11): bubbles run aligned" in raced.stderr
    assert swept(folder, "store")["content"] == undisturbed[1]


def test_a_run_that_raises_is_told_and_stops_no_other(folder: Path, undisturbed: tuple[Path, str, float]) -> None:
    change = "assert not any(r.key == ensemble.Run(r.settings, 11, 7).key for r in runs), 'planted'"
    done = with_planted(folder, change, *sweep(folder, "store", "--json")[len(BUBBLES) :])
    assert done.returncode == 1
    failed = json.loads(done.stdout)["failed"]
    assert [f["run"] for f in failed] == [28, 29, 30, 31]
    assert all(f["error"] == "AssertionError: planted" for f in failed)
    assert failed[0]["command"] == "bubbles run baseline --seed 11 --replicate 7 --size classroom --set bonus=0.1"
    assert done.stderr.count("FAILED: run") == 4
    every_run_once(folder / "store")
    assert "4 of 240 runs failed" in bubbles(folder, "verify", "--store", "store", expect=1).stderr
    again = swept(folder, "store")
    assert (again["content"], again["failed"], again["tried_again"]) == (undisturbed[1], [], 4)
    bubbles(folder, "verify", "--store", "store")


@pytest.mark.torture
@pytest.mark.parametrize("kind", ["o", "sha256"])
def test_damaged_machine_code_of_the_kernel_is_no_failure_of_a_run(
    folder: Path, undisturbed: tuple[Path, str, float], kind: str
) -> None:
    from simulation.engine.compiled import CACHE

    cache = folder / "cache"
    shutil.copytree(CACHE, cache / CACHE.name)
    for path in (cache / CACHE.name).rglob(f"simulate*.{kind}"):
        flipped(path)
    damaged = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    words = sweep(folder, "store", "--json")
    done = subprocess.run(words, cwd=folder, env=damaged, capture_output=True, text=True, timeout=HANGS, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["content"] == undisturbed[1]


LIMITED = """
import resource, sys
from interface.cli import main
from simulation.engine.compiled import ensemble
import experiments.runs.sweep.table
import os
import concurrent.futures.thread
import threading
count = int(sys.argv.pop(1))
start = threading.Thread.start
def limited(thread):
    global count
    count -= 1
    if count < 0:
        resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
        os.setuid(65534)
    start(thread)
threading.Thread.start = limited
main(sys.argv[1:])
"""


@pytest.mark.parametrize("threads", [1, 2, 6])
def test_a_limit_of_threads_is_no_failure_of_a_run(
    folder: Path, undisturbed: tuple[Path, str, float], threads: int
) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip(f"no limit to set: {ROOT_ONLY}")
    words = [sys.executable, "-c", LIMITED, str(threads), *sweep(folder, "store")[len(BUBBLES) :]]
    words[words.index("--threads") + 1] = "8"
    folder.chmod(0o777)
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=HANGS, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "lets no more threads be started" in done.stderr and "Give fewer --threads" in done.stderr
    failed = json.loads(bubbles(folder, "status", "--store", "store", "--json").stdout)["failed"]
    assert failed == 0
    assert swept(folder, "store")["content"] == undisturbed[1]


def test_a_full_disk_loses_nothing(folder: Path, undisturbed: tuple[Path, str, float]) -> None:
    small = folder / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(small)], capture_output=True, check=False
    ) if shutil.which("mount") and sys.platform == "linux" else None  # fmt: skip
    if mounted is None or mounted.returncode:
        pytest.skip(f"no small disk to fill: {ROOT_ONLY}")
    try:
        full = bubbles(folder, *sweep(folder, "small/store")[len(BUBBLES) :], expect=2)
        assert "No space left" in full.stderr
        assert "What was stored before is safe" in full.stderr
        assert leftovers(small) == []
        stored = json.loads(bubbles(folder, "status", "--store", "small/store", "--json").stdout)
        assert 0 < stored["stored"] < RUNS
        assert not stored["damaged"]
        subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)
        done = swept(folder, "small/store")
        assert done["content"] == undisturbed[1]
        assert done["made"] == RUNS - stored["stored"]
        every_run_once(small / "store")
    finally:
        subprocess.run(["umount", str(small)], check=True)


COMMIT = """
import pickle, sys
from pathlib import Path
import experiments.runs.sweep.provenance
import experiments.runs.sweep.table
from experiments.runs.sweep.store import open_store
from experiments.runs.sweep import chunks
experiments.runs.sweep.provenance.versions()
store = open_store(Path("store"))
made = chunks.Made(store.plan.chunk(4), pickle.loads(Path("columns").read_bytes()), ())
experiments.runs.sweep.table.parquet_bytes(store.plan, made.chunk, made.columns)
open("begin", "w").close()
store.commit(made, 0.0)
open("end", "w").close()
"""
EVERY_CALL = ()


@pytest.mark.parametrize(
    "calls",
    [pytest.param(("fsync", "link"), id="short"), pytest.param(EVERY_CALL, id="full", marks=FULL)],
)
def test_killed_at_a_system_call_of_a_commit(
    folder: Path, undisturbed: tuple[Path, str, float], calls: tuple[str, ...]
) -> None:
    import pickle

    from experiments.runs.sweep.store import open_store

    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    whole = copied(undisturbed, folder)
    columns = open_store(whole).columns(4)
    (folder / "columns").write_bytes(pickle.dumps(columns))
    (folder / "commit.py").write_text(COMMIT)
    for path in (whole / "chunks" / "c000004.parquet", whole / "marks" / "c000004.ok.json", whole / "sealed.json"):
        path.unlink()
    shutil.copytree(whole, folder / "without")
    command = [sys.executable, "commit.py"]

    def traced(*options: str) -> int:
        for name in ("begin", "end"):
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(whole)
        shutil.copytree(folder / "without", whole)
        run = ["strace", "-f", "-qq", "-o", "trace", *options, *command]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "ARROW_NUM_THREADS": "1"}
        return subprocess.run(run, cwd=folder, capture_output=True, check=False, env=environment).returncode

    if traced("-e", f"trace=openat,{','.join(calls)}" if calls else "trace=all"):
        pytest.skip(f"strace may not trace: {ROOT_ONLY}")
    lines = [line.split(maxsplit=1) for line in (folder / "trace").read_text().splitlines()]
    first = next(i for i, (_, text) in enumerate(lines) if '"begin"' in text)
    last = next(i for i, (_, text) in enumerate(lines) if '"end"' in text)
    process = lines[first][0]
    if not calls:
        inside = (text.partition("(")[0] for who, text in lines[first:last] if who == process)
        calls = tuple(dict.fromkeys(name for name in inside if name.isidentifier()))
    killed = 0
    for call in calls:
        at = [i for i, (who, text) in enumerate(lines) if who == process and text.startswith(f"{call}(")]
        for number, place in enumerate(at, 1):
            if not first < place < last:
                continue
            traced("-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}")
            if not (folder / "begin").exists() or (folder / "end").exists():
                continue  # calls before the commit are not always as many
            killed += 1
            found = open_store(whole).committed(deep=True)
            assert found.problems == []
            assert len(found.chunks) in (RUNS // CHUNK - 1, RUNS // CHUNK)
            if killed % 4 == 1:
                assert swept(folder, "store")["content"] == undisturbed[1]
                assert leftovers(whole) == []
                every_run_once(whole)
    print(f"killed at {killed} system calls of a commit: {', '.join(calls)}")
    assert killed >= 4
