"""What a store says of itself is true: an error of the machine is no run's, and complete is what is there."""

from __future__ import annotations

import errno
import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
import pytest

from experiments.runs.sweep.files import checked_bytes, read_checked
from interface.cli import main
from simulation.engine.compiled import ensemble

STUDY = (
    'question = "What is stored?"\nscenarios = ["baseline", "aligned"]\nsize = "classroom"\nseed = 5\nreplicates = 8\n'
    'measures = ["reach", "regime", "coverage.ccs"]\n[levers]\nbonus = { values = [0.1, 0.2, 0.3] }\n'
)
RUNS = 2 * 3 * 8
SWEEP = ("sweep", "./study.toml", "--store", "s", "--chunk", "10", "--threads", "2")
Ran = tuple[int, str, str]
Do = Callable[..., Ran]


@pytest.fixture
def do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Do:
    """Give a command in a folder with a study, and return code, output and errors."""
    monkeypatch.chdir(tmp_path)
    Path("study.toml").write_text(STUDY, encoding="utf-8")

    def run(*words: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(list(words))
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return int(left.value.code or 0), out, err

    return run


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the digest of the runs as a good machine makes them."""
    folder = tmp_path_factory.mktemp("good")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["sweep", str(folder / "study.toml"), "--store", str(folder / "s"), "--quiet"])
    assert left.value.code == 0
    return read_checked(folder / "s" / "sealed.json")["content_sha256"]


def plant(monkeypatch: pytest.MonkeyPatch, change: Callable[[Any], object]) -> None:
    """Let `change` see the runs before the engine makes them: what it raises comes out of the engine."""
    simulate = ensemble.simulate_runs

    def planted(runs: Any, **options: Any) -> Any:
        change(runs)
        return simulate(runs, **options)

    monkeypatch.setattr(ensemble, "simulate_runs", planted)


def raising(error: BaseException) -> Callable[[Any], None]:
    def change(_: Any) -> None:
        raise error

    return change


def of_a_library(_: Any) -> None:
    """Raise where a damaged file of machine code does: inside the standard library."""
    json.loads("{")


def stored() -> list[str]:
    return sorted(path.name for folder in ("chunks", "marks") for path in Path("s", folder).glob("*"))


FAULTS_OF_THE_MACHINE = {
    "emptied machine code": raising(EOFError("Ran out of input")),
    "damaged machine code": raising(pickle.UnpicklingError("invalid load key")),
    "a library": of_a_library,
    "no thread": raising(RuntimeError("can't start new thread")),
    "import": raising(ImportError("libLLVM is not there")),
    "memory": raising(MemoryError()),
    "full disk under the cache": raising(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "the-cache")),
    "every run": raising(ValueError("anything")),
}


@pytest.mark.parametrize("fault", FAULTS_OF_THE_MACHINE)
def test_a_fault_of_the_machine_stops_the_driver_and_stores_nothing(
    do: Do, content: str, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    with monkeypatch.context() as bad:
        plant(bad, FAULTS_OF_THE_MACHINE[fault])
        code, out, err = do(*SWEEP)
        assert code == 2 and err.startswith("Error: ") and err.count("\n") == 1
        assert "What was stored before is safe" in err.replace("what", "What") and "FAILED" not in err
        assert " s: it cannot be read or written" not in err, "it is not the store's"
        assert stored() == []
        assert json.loads(do("status", "--store", "s", "--json")[1])["stored"] == 0
        for words in (("discover", "./study.toml"), ("sensitivity", "./study.toml", "--store", "other")):
            assert do(*words)[0] == 2
    code, out, _ = do(*SWEEP, "--json")
    assert code == 0 and json.loads(out)["content"] == content


@pytest.mark.parametrize("fault", ["emptied machine code", "no thread", "every run"])
def test_one_bad_machine_of_two_leaves_its_share_undone(
    do: Do, content: str, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    with monkeypatch.context() as bad:
        plant(bad, FAULTS_OF_THE_MACHINE[fault])
        assert do(*SWEEP, "--shard", "1/2")[0] == 2
    assert do(*SWEEP, "--shard", "2/2")[0] == 0
    status = json.loads(do("status", "--store", "s", "--json")[1])
    assert not status["complete"] and status["failed"] == 0 and 0 < status["stored"] < RUNS
    code, out, _ = do(*SWEEP, "--json")
    assert code == 0 and json.loads(out)["content"] == content


def test_an_error_that_does_not_come_again_is_no_failure(do: Do, content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[int] = []

    def change(runs: Any) -> None:
        attempts.append(len(runs))
        if len(attempts) % 3 == 1:
            raise ValueError("a flicker")

    plant(monkeypatch, change)
    code, out, _ = do(*SWEEP, "--json")
    assert code == 0 and json.loads(out)["content"] == content


def test_another_error_the_second_time_is_told_and_not_stored(do: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    poison = ensemble.Run(None, 5, 3).key  # type: ignore[arg-type]
    attempts: list[int] = []

    def change(runs: Any) -> None:
        if any(run.key == poison for run in runs):
            attempts.append(1)
            raise ValueError(f"attempt {len(attempts)}")

    plant(monkeypatch, change)
    code, _, err = do(*SWEEP)
    assert code == 1 and "raised one error (ValueError: attempt" in err and "the second time" in err
    assert "c000002.ok.json" not in stored()


def poisoned(runs: Any) -> None:
    """Raise where a run of replicate 3 is among them, as a rule would."""
    if any(run.key == ensemble.Run(run.settings, 5, 3).key for run in runs):
        raise ZeroDivisionError("a rule")


@pytest.fixture
def failed(do: Do, monkeypatch: pytest.MonkeyPatch) -> Do:
    """Return the command line in a folder with a store in which six runs failed."""
    with monkeypatch.context() as bad:
        plant(bad, poisoned)
        code, out, err = do(*SWEEP, "--json")
    told = json.loads(out)
    assert code == 1 and len(told["failed"]) == 6 and not told["complete"]
    assert "In all 6 of 48 runs failed" in err
    return do


@pytest.mark.parametrize(
    "words",
    [
        ("status", "--store", "s"),
        ("verify", "--store", "s"),
        ("export", "--store", "s", "--to", "runs.csv"),
        ("export", "--store", "s", "--to", "runs.nc", "--quiet"),
        ("discover", "s"),
        ("sensitivity", "--store", "s", "--method", "pawn"),
    ],
    ids=" ".join,
)
def test_whoever_reads_a_store_says_how_many_runs_failed(failed: Do, words: tuple[str, ...]) -> None:
    code, out, err = failed(*words)
    assert code == 1
    assert "6 of 48 runs" in err and "ZeroDivisionError: a rule" in err and "bubbles run" in err
    assert "Complete" not in out
    if words[0] in ("status", "verify"):
        found = json.loads(failed(*words, "--json")[1])
        assert (found["failed"], found["complete"]) == (6, False)
        assert found.get("good") is not True


def test_an_analysis_of_its_own_store_says_how_many_runs_failed(do: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(runs: Any) -> None:
        if any(run.key == ensemble.Run(run.settings, 1, 3).key for run in runs):
            raise ZeroDivisionError("a rule")

    small = ("--size", "classroom", "--store", "own")
    commands = [
        ("attribute", "aligned", "--loops", "identity,contagion", "--replicates", "6", *small),
        ("attribute", "aligned", "--loops", "identity,contagion", "--replicates", "6", *small[:2]),
        ("frontier", "alignment", "--replicates", "8", "--store", "f", *small[:2]),
        ("decide", "baseline", "aligned", "--cases", "4", "--replicates", "4", "--store", "d", *small[:2]),
    ]
    with monkeypatch.context() as bad:
        plant(bad, change)
        for words in commands:
            code, _, err = do(*words)
            assert code == 1 and "runs raised an error, first run" in err, (words, err)
    for words in commands:
        assert do(*words, "--quiet")[0] == 0, words


def test_failed_runs_are_tried_again_and_mended(failed: Do, content: str) -> None:
    before = {path: path.read_bytes() for path in Path("s").rglob("*.parquet")}
    code, out, err = failed(*SWEEP, "--json")
    told = json.loads(out)
    assert code == 0 and told["complete"] and told["content"] == content
    assert (told["tried_again"], told["failed"]) == (6, [])
    assert "6 runs that had failed before were tried again; 0 fail now." in err
    assert failed("verify", "--store", "s", "--recompute", "5")[0] == 0
    after = {path: path.read_bytes() for path in Path("s").rglob("*.parquet")}
    frame = pandas.read_parquet("s/chunks")
    assert sorted(frame["run"]) == list(range(RUNS)) and not frame["error"].dropna().tolist()
    assert before.keys() == after.keys() and any(before[path] != after[path] for path in before)


def test_runs_that_fail_again_stay_and_a_bad_machine_spoils_none(
    failed: Do, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in Path("s").rglob("*") if path.is_file()}
    with monkeypatch.context() as bad:
        plant(bad, poisoned)
        assert failed(*SWEEP)[0] == 1
    with monkeypatch.context() as bad:
        plant(bad, FAULTS_OF_THE_MACHINE["emptied machine code"])
        assert failed(*SWEEP)[0] == 2
    assert {path: path.read_bytes() for path in Path("s").rglob("*") if path.is_file()} == before
    assert json.loads(failed("expand", "--store", "s", "--replicates", "9", "--json")[1])["failed"] == []


# Complete is what is there --------------------------------------------------------------------------------------


def mark_removed() -> None:
    Path("s/marks/c000003.ok.json").unlink()


def marks_removed() -> None:
    for path in Path("s/marks").iterdir():
        path.unlink()


def chunk_dropped() -> None:
    for path in (Path("s/marks/c000001.ok.json"), Path("s/chunks/c000001.parquet")):
        path.unlink()


def chunk_removed() -> None:
    Path("s/chunks/c000001.parquet").unlink()


def chunk_truncated() -> None:
    os.truncate("s/chunks/c000001.parquet", 100)


def mark_emptied() -> None:
    Path("s/marks/c000002.ok.json").write_bytes(b"")


DAMAGES = [mark_removed, marks_removed, chunk_dropped, chunk_removed, chunk_truncated, mark_emptied]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_store_is_called_complete_only_where_everything_is_there(
    do: Do, content: str, damage: Callable[[], None]
) -> None:
    assert do(*SWEEP)[0] == 0
    assert json.loads(do("status", "--store", "s", "--json")[1])["content"] == content
    damage()
    for command in ("status", "verify"):
        code, out, _ = do(command, "--store", "s")
        assert code == 1 and "Complete" not in out, command
        told = json.loads(do(command, "--store", "s", "--json")[1])
        assert (told["complete"], told["content"]) == (False, None), command
    assert do("export", "--store", "s", "--to", "runs.csv")[0] == 2 and not Path("runs.csv").exists()
    code, out, _ = do(*SWEEP, "--json")
    assert code == 0 and json.loads(out)["content"] == content
    assert do("verify", "--store", "s")[0] == 0


def test_a_store_without_a_seal_or_with_more_asked_for_is_not_complete(do: Do) -> None:
    assert do(*SWEEP)[0] == 0
    Path("s/sealed.json").unlink()
    assert not json.loads(do("status", "--store", "s", "--json")[1])["complete"]
    assert do(*SWEEP)[0] == 0
    seal = read_checked(Path("s/sealed.json"))
    Path("s/sealed.json").write_bytes(checked_bytes({**seal, "content_sha256": "0" * 64}))
    code, out, _ = do("verify", "--store", "s")
    assert code == 1 and "sealed.json: was made of other runs" in out and "Complete" not in out
