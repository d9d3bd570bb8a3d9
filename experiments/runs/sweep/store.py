"""Store: a folder of chunks, each committed whole with its hashes, that any number of drivers may fill at once.

``study.json``, ``expansion-001.json``, ...: what is to be run. ``chunks/c000123.parquet``: the runs of a chunk.
``marks/c000123.ok.json``: that they are all there, and their hashes; only this file counts. ``sealed.json``: that the
store is complete, and the hash of everything. Each JSON file carries its own SHA-256.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from experiments.runs.model import model_digest
from experiments.runs.sweep.chunks import (
    ContentHash,
    Failure,
    Made,
    StoredValues,
    content_of,
    failures_of,
    first_difference,
    without_failures,
)
from experiments.runs.sweep.design import Row
from experiments.runs.sweep.errors import FailedRunsError, NonDeterminismError, StoreError
from experiments.runs.sweep.files import (
    CHUNKS,
    MARKS,
    SEALED,
    STUDY,
    DamagedFileError,
    checked_bytes,
    publish,
    read_checked,
    replace,
    sweep_out,
    told,
)
from experiments.runs.sweep.plan import FORMAT, Chunk, Plan, expansion_as_json, plan_from_json
from experiments.runs.sweep.row_file import MOST_ROWS
from experiments.runs.sweep.study import MOST_REPLICATES
from scenarios.costs.money import Money
from scenarios.load import money_of_texts
from simulation.parameters import REPLACED, plain_whole

_EXPANSION = re.compile(r"expansion-(\d{3})\.json")
_CHUNK = re.compile(r"c(\d{6,})\.parquet")
_MARK = re.compile(r"c(\d{6,})\.ok\.json")
_OF_A_STORE = {
    "": re.compile(r"study\.json|sealed\.json|chunks|marks|expansion-\d{3}\.json"),
    CHUNKS: _CHUNK,
    MARKS: _MARK,
}
"""What a store has, by the folder inside it; hidden files that are no Parquet are nobody's data."""
OF_A_MARK = {
    "study": str,
    "chunk": int,
    "first_run": int,
    "stop_run": int,
    "rows": int,
    "bytes": int,
    "file_sha256": str,
    "content_sha256": str,
    "failed": list,
}
OF_A_SEAL = {"studies": list, "failed": int, "content_sha256": str}
"""What is read of a mark and of a seal."""
MOST_EXPANSIONS = 999


class Problem(NamedTuple):
    """Something in a store that is not as it was written."""

    file: str
    chunk: int | None
    reason: str
    is_foreign: bool = False
    """Whether it is a file that no driver wrote: never read, and nothing is missing for it."""


@dataclass(frozen=True)
class Committed:
    """What is known of the chunks of a store.

    Attributes
    ----------
    chunks : dict of int to dict
        Of each good chunk: what its ``.ok.json`` says.
    problems : list of Problem
    expected : dict of int to str
        Content hashes of damaged chunks, where those are still known.
    """

    chunks: dict[int, dict[str, Any]]
    problems: list[Problem]
    expected: dict[int, str]


@dataclass(frozen=True)
class Standing:
    """How a store stands: complete is what is there and good, whatever a seal says.

    Attributes
    ----------
    problems : list of Problem
        Those of the chunks, and a seal that says more than there is.
    stored, runs : int
        Runs that are there, of all that there are to be.
    failed : list of dict
        Runs that raised an error: ``run`` and ``error``.
    has_all : bool
        Whether every chunk is there and good, be it that runs failed.
    seal : dict or None
        Only where every chunk is there.
    """

    chunks: dict[int, dict[str, Any]]
    problems: list[Problem]
    stored: int
    runs: int
    failed: list[dict[str, Any]]
    has_all: bool
    seal: dict[str, Any] | None

    @property
    def is_complete(self) -> bool:
        """Whether every run is there and good, sealed, and none failed."""
        is_good = all(problem.is_foreign for problem in self.problems)
        return self.has_all and self.seal is not None and not self.failed and is_good


class Store:
    """A store that exists, and the plan of its runs."""

    def __init__(self, folder: Path, plan: Plan, about: dict[str, Any]) -> None:
        self.folder = folder
        self.plan = plan
        self.about = about
        """Provenance: scenarios as text, versions, commit, platform."""
        self.expected: dict[int, str] = {}

    @cached_property
    def money(self) -> Money:
        """The money of the prices that its runs have, by the texts of their scenarios."""
        return money_of_texts(self.about.get("scenarios", {}))

    # Files ------------------------------------------------------------------------------------------------

    def parquet(self, number: int) -> Path:
        """Return the path of a chunk's runs."""
        return self.folder / CHUNKS / f"c{number:06d}.parquet"

    def ok(self, number: int) -> Path:
        """Return the path of a chunk's mark that it is complete."""
        return self.folder / MARKS / f"c{number:06d}.ok.json"

    # Committing -------------------------------------------------------------------------------------------

    def commit(self, made: Made, seconds: float) -> bool:
        """Put a chunk into the store; return False if another driver has put the same there before.

        Raises
        ------
        NonDeterminismError
            If what is there, or was, is different.
        """
        from experiments.runs.sweep.provenance import versions
        from experiments.runs.sweep.table import parquet_bytes

        chunk, content = made.chunk, made.content
        expected = self.expected.get(chunk.number)
        if expected not in (None, content):
            raise self._different(
                chunk, f"one of the runs {chunk.first_run} to {chunk.stop_run - 1}, such as", chunk.first_run
            )
        failures = made.failures
        data = parquet_bytes(self.plan, chunk, made.columns, self.money)
        path = self.parquet(chunk.number)
        is_first = publish(path, data)
        if not is_first:
            data, content, failures = self._agreeing(made, path, data)
        mark = {
            "study": chunk.key,
            "chunk": chunk.number,
            "first_run": chunk.first_run,
            "stop_run": chunk.stop_run,
            "rows": chunk.stop_run - chunk.first_run,
            "bytes": len(data),
            "file_sha256": hashlib.sha256(data).hexdigest(),
            "content_sha256": content,
            "failed": [{"run": failure.run, "error": failure.error} for failure in failures],
            "seconds": round(seconds, 3),
            **versions(),
        }
        if not publish(self.ok(chunk.number), checked_bytes(mark)):
            is_first = False
            self._agree_on_mark(chunk, mark)
        self.expected.pop(chunk.number, None)
        return is_first

    def _agreeing(self, made: Made, path: Path, data: bytes) -> tuple[bytes, str, tuple[Failure, ...]]:
        """Return bytes, content and failures of the file that is there already, when it says the same.

        Where it is damaged it is written anew; where a run failed in one attempt and not in the other, with that run.
        """
        from experiments.runs.sweep.table import columns_of, parquet_bytes, table_from

        try:
            there = path.read_bytes()
            if there == data:
                return there, made.content, made.failures
            columns = columns_of(table_from(there, path.name))
        except (DamagedFileError, FileNotFoundError):
            replace(path, data)
            return data, made.content, made.failures
        best = without_failures(columns, made.columns)
        if best is None:
            place, column = first_difference(made.columns, columns) or (0, "the columns")
            raise self._different(made.chunk, f"{column} of", made.chunk.first_run + place)
        content = content_of(best)
        if content != content_of(columns):
            there = parquet_bytes(self.plan, made.chunk, best, self.money)
            replace(path, there)
        return there, content, failures_of(best)

    def _agree_on_mark(self, chunk: Chunk, mark: dict[str, Any]) -> None:
        path = self.ok(chunk.number)
        try:
            there = self._mark(chunk.number)
        except (DamagedFileError, FileNotFoundError):
            replace(path, checked_bytes(mark))
            return
        if there["content_sha256"] != mark["content_sha256"] and not there["failed"]:
            run = chunk.first_run
            raise self._different(chunk, f"one of the runs {run} to {chunk.stop_run - 1}, such as", run)
        if there["file_sha256"] != mark["file_sha256"]:  # of a file that has been replaced
            replace(path, checked_bytes(mark))

    def _different(self, chunk: Chunk, what: str, run: int) -> NonDeterminismError:
        return NonDeterminismError(
            f"{self.parquet(chunk.number)}: {what} {self.plan.described(run)} came out differently the second time. "
            "The store is left as it was. Run that command twice and compare the digests: if they differ, a rule is "
            "not deterministic; if not, the machine or the file is at fault: delete the chunk to make it again."
        )

    # Reading ----------------------------------------------------------------------------------------------

    def committed(self, *, deep: bool) -> Committed:
        """Return the chunks that are complete, and what is wrong; deep: every byte of them is read."""
        chunks: dict[int, dict[str, Any]] = {}
        problems: list[Problem] = []
        expected: dict[int, str] = {}
        with told(self.folder):
            numbers = self._numbers(problems)
            for number in sorted(numbers):
                if not self.ok(number).exists():
                    continue
                try:
                    chunks[number] = self._checked_mark(number, expected, deep=deep)
                except (DamagedFileError, FileNotFoundError) as problem:
                    name = self.parquet(number).name
                    reason = "is missing" if isinstance(problem, FileNotFoundError) else str(problem)
                    problems.append(Problem(name, number, reason))
        return Committed(chunks, problems, expected)

    def _numbers(self, problems: list[Problem]) -> set[int]:
        """Return the numbers of chunks of which files are there, and add what does not belong into the folders."""
        numbers: set[int] = set()
        for place, known in _OF_A_STORE.items():
            folder = self.folder / place
            for path in sorted(folder.iterdir() if folder.is_dir() else ()):
                if path.name.startswith(".") and path.suffix != ".parquet":
                    continue
                name = f"{place}/{path.name}" if place else path.name
                found = known.fullmatch(path.name)
                if not found or (place and int(found[1]) >= self.plan.chunks):
                    problems.append(Problem(name, None, "is no file of this study", is_foreign=True))
                elif place and path.is_dir():
                    problems.append(Problem(name, int(found[1]), "is a folder, where a file belongs"))
                elif place:
                    numbers.add(int(found[1]))
        return numbers - {problem.chunk for problem in problems if problem.chunk is not None}

    def _checked_mark(self, number: int, expected: dict[int, str], *, deep: bool) -> dict[str, Any]:
        mark, chunk = self._mark(number), self.plan.chunk(number)
        own = (chunk.key, chunk.number, chunk.first_run, chunk.stop_run)
        if (mark["study"], mark["chunk"], mark["first_run"], mark["stop_run"]) != own:
            raise DamagedFileError(f"{self.ok(number).name} belongs to another chunk or study")
        if not mark["failed"]:  # runs that failed may come out the next time
            expected[number] = mark["content_sha256"]
        path = self.parquet(number)
        if path.stat().st_size != mark["bytes"]:
            raise DamagedFileError(f"has {path.stat().st_size} bytes, not {mark['bytes']}")
        if deep and hashlib.sha256(path.read_bytes()).hexdigest() != mark["file_sha256"]:
            raise DamagedFileError("is not as it was written: its SHA-256 is another")
        expected.pop(number, None)
        return mark

    def _mark(self, number: int) -> dict[str, Any]:
        """Return what a chunk's mark says; one that lacks something is of another format."""
        mark = read_checked(self.ok(number))
        lacking = [name for name in OF_A_MARK if not isinstance(mark.get(name), OF_A_MARK[name])]
        if lacking:
            raise DamagedFileError(f"{self.ok(number).name} was written in another format: it lacks {lacking[0]}")
        return mark

    def standing(self, *, deep: bool) -> Standing:
        """Return how the store stands; deep: every byte of its chunks is read."""
        return self._standing(self.committed(deep=deep))

    def _standing(self, found: Committed) -> Standing:
        problems = list(found.problems)
        has_all = len(found.chunks) == self.plan.chunks
        seal = None
        try:
            seal = self.sealed()
        except DamagedFileError as problem:
            problems.append(Problem(SEALED, None, str(problem)))
        if seal is not None and not has_all:
            problems.append(Problem(SEALED, None, "says that all runs are there, and some are missing"))
        return Standing(
            chunks=found.chunks,
            problems=problems,
            stored=sum(mark["rows"] for mark in found.chunks.values()),
            runs=self.plan.runs,
            failed=[failure for number in sorted(found.chunks) for failure in found.chunks[number]["failed"]],
            has_all=has_all,
            seal=seal if has_all else None,
        )

    def sealed_standing(self) -> Standing:
        """Read every byte, seal the store if all is there, and return how it stands.

        Raises
        ------
        NonDeterminismError
            If it is sealed already, with other runs.
        """
        found = self.committed(deep=True)
        if len(found.chunks) == self.plan.chunks:
            self.seal(found)
        return self._standing(found)

    def check_all_there(self, *, deep: bool = False) -> Standing:
        """Refuse a store of which runs are missing; return how it stands.

        Raises
        ------
        StoreError
        """
        standing = self.standing(deep=deep)
        if not standing.has_all:
            damaged = sum(problem.chunk is not None for problem in standing.problems)
            raise StoreError(
                f"{self.folder}: {standing.stored:,} of {standing.runs:,} runs are there. Allowed: all of them, a "
                f"complete store ({len(standing.chunks)} of {self.plan.chunks} chunks are good, {damaged} damaged). "
                "The command that began the store, given again with the same --store, makes the rest."
            )
        return standing

    def check_none_failed(self, *, deep: bool = False) -> None:
        """Refuse a store of which runs are missing or failed, as whoever computes anything from all of them must.

        Raises
        ------
        StoreError
            FailedRunsError where runs failed.
        """
        failed = self.check_all_there(deep=deep).failed
        if failed:
            raise failed_runs(self.plan, failed, f"{self.folder}: ")

    def columns(self, number: int) -> dict[str, StoredValues]:
        """Return the columns of a chunk."""
        from experiments.runs.sweep.table import columns_of

        return columns_of(self.table(number))

    def table(self, number: int) -> Any:
        """Return the Arrow table of a chunk.

        Raises
        ------
        StoreError
            If it is not as it was written.
        """
        from experiments.runs.sweep.table import table_from

        path = self.parquet(number)
        try:
            mark = self._mark(number)
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() != mark["file_sha256"]:
                raise DamagedFileError(f"{path.name} is not as it was written")
            return table_from(data, path.name)
        except (DamagedFileError, FileNotFoundError) as problem:
            raise StoreError(
                f"{self.folder}: {problem}. Allowed: files as they were written. `bubbles sweep` with the study and "
                "--store makes the chunk again."
            ) from None

    def tables(self) -> Iterator[Any]:
        """Return the Arrow tables of all chunks, in their order."""
        for number in range(self.plan.chunks):
            yield self.table(number)

    def content(self) -> str:
        """Return the SHA-256 of all runs in their order, the same however they were cut into chunks."""
        whole = ContentHash()
        for number in range(self.plan.chunks):
            whole.add(self.columns(number))
        return whole.hexdigest()

    # Mending and sealing ----------------------------------------------------------------------------------

    def drop(self, problems: Sequence[Problem]) -> None:
        """Remove damaged chunks, so that they are made again."""
        for problem in problems:
            if problem.chunk is None:
                continue
            for path in (self.ok(problem.chunk), self.parquet(problem.chunk)):
                if path.is_dir():
                    raise StoreError(
                        f"{path}: it is a folder, where a file of the store belongs. Allowed: that file, or nothing. "
                        "Remove the folder, then give the same command again: it makes the chunk."
                    )
                path.unlink(missing_ok=True)

    def sealed(self) -> dict[str, Any] | None:
        """Return the seal of a complete store, None if there is none for what is asked for now.

        Raises
        ------
        DamagedFileError
        """
        try:
            seal = read_checked(self.folder / SEALED)
        except FileNotFoundError:
            return None
        if not all(isinstance(seal.get(name), kind) for name, kind in OF_A_SEAL.items()):
            raise DamagedFileError(f"{SEALED} was written in another format")
        return seal if seal["studies"] == self.plan.keys else None

    def seal(self, committed: Committed) -> dict[str, Any]:
        """Say that everything is there, with the hash of it all.

        Raises
        ------
        NonDeterminismError
            If it is sealed already, with another hash.
        """
        seal = {
            "studies": self.plan.keys,
            "runs": self.plan.runs,
            "chunks": self.plan.chunks,
            "failed": sum(len(mark["failed"]) for mark in committed.chunks.values()),
            "content_sha256": self.content(),
        }
        try:
            there = self.sealed()
        except DamagedFileError:
            there = None
        if there is not None and there != seal and not seal["failed"] < there["failed"]:
            raise NonDeterminismError(
                f"{self.folder / SEALED}: the runs are no longer those that were sealed "
                f"({there['content_sha256'][:12]} then, {seal['content_sha256'][:12]} now). "
                "`bubbles verify --recompute` finds the run that differs."
            )
        if there != seal:
            replace(self.folder / SEALED, checked_bytes(seal))
        return seal

    # Expanding --------------------------------------------------------------------------------------------

    def expanded(self, replicates: int) -> Store:
        """Return the store with more replicates asked for; none that is there is made again.

        Raises
        ------
        StoreError
            If there are more already.
        """
        have = self.plan.replicates
        asked, number = replicates, plain_whole(replicates)
        replicates = -1 if number is None else number
        if replicates == have:
            return self
        if not have < replicates <= MOST_REPLICATES:
            raise StoreError(
                f"--replicates is {asked!r:.40}. Allowed: more than the {have} that {self.folder} has, in all, up to "
                f"{MOST_REPLICATES:,}. Runs are never taken away; choose a larger number."
            )
        return self._with(self.plan.extended(replicates)).expanded(replicates)  # another driver may have been first

    def with_rows(self, rows: Sequence[Row]) -> Store:
        """Return the store with those of some rows asked for that it lacks; none that is there is made again."""
        there = set(self.plan.rows)
        lacking = [row for row in dict.fromkeys(rows) if row not in there]
        if not lacking:
            return self
        if len(there) + len(lacking) > MOST_ROWS:
            raise StoreError(
                f"{self.folder}: it would have {len(there) + len(lacking):,} rows. Allowed: at most {MOST_ROWS:,}. "
                "Take fewer."
            )
        return self._with(self.plan.with_rows(lacking)).with_rows(rows)

    def _with(self, plan: Plan) -> Store:
        """Write down an expansion, unless another driver has written one meanwhile, and return the store as it is."""
        path = self.folder / f"expansion-{len(plan.segments) - 1:03d}.json"
        if len(plan.segments) > MOST_EXPANSIONS:
            raise StoreError(
                f"{self.folder}: it has been expanded {MOST_EXPANSIONS} times. Allowed: no more. Begin a store anew "
                "with all rows and replicates."
            )
        from experiments.runs.sweep.provenance import origin

        with told(path):
            if not path.exists():
                self._check_that_none_is_lost(plan)
            publish(path, checked_bytes({**expansion_as_json(plan), "provenance": origin()}))
        return open_store(self.folder)

    def _check_that_none_is_lost(self, plan: Plan) -> None:
        """Refuse an expansion where runs of another one lie, whose file was damaged or is gone."""
        segment = plan.segments[-1]
        for path in sorted((self.folder / MARKS).glob("c*.ok.json")):
            found = _MARK.fullmatch(path.name)
            if not found or int(found[1]) < segment.first_chunk:
                continue
            with contextlib.suppress(DamagedFileError, FileNotFoundError):
                if self._mark(int(found[1]))["study"] != segment.key:
                    raise StoreError(
                        f"{self.folder}: {path.name} is of an expansion whose own file is damaged or gone, and this "
                        "expansion is another one. Allowed: the same as before, which brings its runs back. Ask for "
                        "that first; or delete that chunk and those behind it."
                    )


def failed_runs(plan: Plan, failed: Sequence[Mapping[str, Any]], where: str = "") -> FailedRunsError:
    """Return the error of whoever needs all runs, and some failed."""
    first = failed[0]
    return FailedRunsError(
        f"{where}{len(failed):,} of {plan.runs:,} runs raised an error, first {plan.described(first['run'])}: "
        f"{first['error']}. Allowed: none, for nothing is computed from runs of which some are missing. Give the "
        "command that made them again, which tries them again; where the rules fail on them, leave out what makes "
        "them fail."
    )


# Opening ---------------------------------------------------------------------------------------------------


def parquet_files(folder: str | Path) -> list[str]:
    """Return the Parquet files of a complete store, for whoever reads Parquet: pandas, polars, DuckDB.

    Each run is there once, whatever else lies beside: only files that the store's marks name, each compared with its
    SHA-256.

    Raises
    ------
    StoreError
        If runs are missing or damaged; FailedRunsError where runs failed.
    """
    store = open_store(Path(folder))
    store.check_none_failed(deep=True)
    return [str(store.parquet(number)) for number in range(store.plan.chunks)]


def open_store(folder: Path, *, mends: bool = False) -> Store:
    """Return the store in a folder.

    Parameters
    ----------
    mends : bool
        Whether to remove the last expansion if its file is damaged, because it is about to be asked for again.

    Raises
    ------
    StoreError
        If there is none, or what it says of its study is damaged.
    """
    path = folder / STUDY
    with told(path):
        try:
            stored = read_checked(path)
            further = _expansions(folder, mends)
        except FileNotFoundError:
            raise StoreError(
                f"{folder}: there is no store. Name the folder of one, or start one with "
                "`bubbles sweep STUDY --store DIR`."
            ) from None
        except NotADirectoryError:
            raise StoreError(f"{folder}: it is not a folder. Name the folder of a store.") from None
        except DamagedFileError as problem:
            remedy = "`bubbles sweep` with its study" if STUDY in str(problem) else "`bubbles expand` as before"
            raise StoreError(f"{folder}: {problem}. {remedy} and this --store writes it anew.") from None
    try:
        written = stored["specification"]["format"]
        if written != FORMAT:
            raise _other_format(folder, f"its format is {written!r:.20}")
        if not all(isinstance(one["chunk_size"], int) and one["chunk_size"] > 0 for one in (stored, *further)):
            raise _other_format(folder, "chunks have no size")
        plan, about = plan_from_json(stored, further), dict(stored["provenance"])
        is_same = plan.keys == [stored["key"], *(e["study"] for e in further)]
        is_same = is_same and plan.specification(plan.segments[0]) == stored["specification"]
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        what = f"it lacks something, or has it otherwise ({type(error).__name__}: {error!s:.80})"
        raise _other_format(folder, what) from None
    if not is_same:
        raise _other_format(folder, "it says more or else than this version knows")
    return Store(folder, plan, about)


def _other_format(folder: Path, what: str) -> StoreError:
    return StoreError(
        f"{folder}: it was written in another format: {what}. Allowed: format {FORMAT}. Use the version that wrote it, "
        "or another folder."
    )


def _expansions(folder: Path, mends: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number in range(1, MOST_EXPANSIONS + 1):
        path = folder / f"expansion-{number:03d}.json"
        try:
            found.append(read_checked(path))
        except FileNotFoundError:
            break
        except DamagedFileError:
            if not mends or (folder / f"expansion-{number + 1:03d}.json").exists():
                raise
            path.unlink()
            break
    return found


def places_of(folder: Path) -> tuple[Path, ...]:
    """Return the folders of a store."""
    return folder, folder / CHUNKS, folder / MARKS


def tidy(folder: Path) -> None:
    """Remove what drivers that were killed have left behind."""
    for place in places_of(folder):
        sweep_out(place)


def check_one_store(source: object, store: object) -> None:
    """Refuse a second store beside one that is analysed.

    Raises
    ------
    StoreError
    """
    if store is not None:
        raise StoreError(f"{source} is a store, and --store names another. Allowed: one of them. Leave --store out.")


def check_model(store: Store) -> None:
    """Refuse to go on with a store that other rules began, or to read anything out of its runs by today's.

    Raises
    ------
    StoreError
    """
    today = model_digest()
    if store.plan.model != today:
        commit = store.about.get("commit")
        then = f" (commit {commit[:12]})" if commit else ""
        raise StoreError(
            f"{store.folder}: its runs were made by the model {store.plan.model[:12]}{then}, and today's sources are "
            f"{today[:12]}. Allowed: one model in a store. Go back to those sources to go on, or name another folder "
            f"to begin again; status, verify and export work as before.{_replaced_since(store.plan)}"
        )


def _replaced_since(plan: Plan) -> str:
    """Return what has taken the place of parameters that a plan has and that are gone, in words."""
    there = dict.fromkeys([*(column.parameter.name for column in plan.columns), *plan.settings[0].values])
    told = [f"{name} was replaced by {REPLACED[name].by}" for name in there if name in REPLACED]
    return f" Since then {'; '.join(told)}." if told else ""
