"""Ask: the many runs of a study in one call, in a store that loses none."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.runs.progress import Tell, told
from experiments.runs.sweep.driver import Executor, InProcess, Outcome, Shard, drive
from experiments.runs.sweep.errors import StoreError
from experiments.runs.sweep.given import AskedStudy
from experiments.runs.sweep.plan import Plan, plan_of
from experiments.runs.sweep.provenance import about
from experiments.runs.sweep.starting import start_store
from experiments.runs.sweep.store import Standing, Store
from experiments.runs.sweep.study import Study, load_study
from simulation.engine.run import check_engine
from simulation.errors import SimulationError
from simulation.parameters import shown

if TYPE_CHECKING:
    import pandas
    import xarray


@dataclass(frozen=True, eq=False)
class Swept:
    """The runs of a study in their store, and what the sweep did.

    Attributes
    ----------
    store : Store
        Where the runs are.
    outcome : Outcome
        What was made, mended and tried again.
    """

    store: Store
    outcome: Outcome

    @property
    def standing(self) -> Standing:
        """What the store had when the sweep ended."""
        return self.outcome.standing

    @property
    def failed(self) -> list[dict[str, Any]]:
        """Runs that raised an error, each with it, and the command that makes it again."""
        plan = self.store.plan
        return [{**one, "command": plan.command(plan.address(one["run"]))} for one in self.outcome.failed]

    def as_json(self) -> dict[str, Any]:
        """Return everything, as ``bubbles sweep --json`` prints it."""
        done, seal = self.outcome, self.outcome.seal
        return {
            "store": str(self.store.folder),
            "studies": self.store.plan.keys,
            "runs": self.store.plan.runs,
            "stored": done.stored,
            "made": done.made,
            "seconds": done.seconds,
            "mended": [problem._asdict() for problem in done.mended],
            "failed": self.failed,
            "tried_again": done.tried_again,
            "complete": done.standing.is_complete,
            "content": seal and seal["content_sha256"],
        }

    def to_pandas(self) -> pandas.DataFrame:
        """Return every stored run: parameters and measures, a row each."""
        import pyarrow

        return pyarrow.concat_tables(list(self.store.tables())).to_pandas()

    def to_xarray(self) -> xarray.Dataset:
        """Return the runs as a dataset over scenario, row and replicate, with units and meanings.

        Where rows are crossed with plausible sets, `plausible` is a dimension too.

        Raises
        ------
        StoreError
            If runs are lacking.
        """
        from experiments.runs.sweep.export import to_xarray

        return to_xarray(self.store)

    def __repr__(self) -> str:
        stored, runs = f"{self.outcome.stored:,}", f"{self.store.plan.runs:,}"
        failed = f", {len(self.outcome.failed):,} failed" if self.outcome.failed else ""
        return f"<Swept: {stored} of {runs} runs in {self.store.folder}{failed}>"


def sweep(
    study: AskedStudy,
    store: str | os.PathLike[str],
    *,
    months: int | None = None,
    threads: int | None = None,
    cluster: str | None = None,
    shard: Shard | str | None = None,
    chunk: int | None = None,
    tell: Tell | None = None,
    **fields: Any,
) -> Swept:
    """Make the runs of a study, each with its twin, into a store; what was stopped goes on, what failed is tried again.

    Parameters
    ----------
    study : str, path, dict or DataFrame
        The path of a TOML file, the name of a study that comes with the model, the fields of a study as a dict
        (``rows`` may be a data frame), or a data frame of its rows: a column for each parameter.
    store : str or path
        Its folder: a new one, or one that this study has begun.
    months : int, optional
        Months simulated, where not as many as the study says.
    threads : int, optional
        One for each processor if not given.
    cluster : str, optional
        Dask workers instead of threads: ``"local"``, or a scheduler, such as ``"tcp://host:8786"``.
    shard : str, optional
        The I-th of N parts only, as ``"1/3"``.
    chunk : int, optional
        Runs stored together, in a new store.
    tell : callable, optional
        Told how far the runs are; a line on a terminal or in a notebook if not given.
    **fields
        Beside a data frame of rows the other fields of the study: ``question``, ``scenarios``, ``replicates``, and, if
        need be, ``size``, ``seed``, ``plausible`` and ``measures``.

    Raises
    ------
    SimulationError
        If anything is wrong with what is asked, before any run. Runs that fail raise nothing: see `Swept.failed`.
    """
    check_engine("compiled", threads)
    part = shard_of(shard) if isinstance(shard, str) else shard
    if part is not None:
        part.check()
    asked = load_study(study, months=months, **fields)
    plan = plan_of(asked, chunk, part.of if part else 1)
    if not isinstance(store, (str, os.PathLike)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise StoreError(f"store is {shown(store)}. Allowed: the path of a folder. Name one.")
    executor = executor_of(threads, cluster)
    begun = started(asked, plan, Path(store), chunk)
    return Swept(begun, drive(begun, executor, shard=part, tell=told(tell)))


def started(study: Study, plan: Plan, folder: Path, chunk: int | None) -> Store:
    """Return the store of a study, a new one or the one that is there.

    Raises
    ------
    StoreError, SimulationError
        If the folder holds anything else, or keeps another number of runs together than was asked for.
    """
    begun = start_store(folder, plan, about(study))
    kept = begun.plan.segments[0].chunk_size
    if chunk not in (None, kept):
        raise SimulationError(
            f"--chunk is {chunk}, and {folder} keeps {kept} runs together since it was begun. Allowed: {kept} there. "
            "Leave it out, or name a new folder."
        )
    return begun


def executor_of(threads: int | None, cluster: str | None) -> Executor:
    """Return what makes chunks: threads of this process, or the workers of a cluster."""
    if cluster is None:
        return InProcess(threads)
    from experiments.runs.sweep.cluster import OnCluster

    return OnCluster(cluster, threads)


def shard_of(text: str | None) -> Shard | None:
    """Return a shard from ``"I/N"``.

    Raises
    ------
    SimulationError
    """
    if text is None:
        return None
    form = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
    if not form or not 1 <= int(form[1]) <= int(form[2]):
        raise SimulationError(f"--shard is {text[:40]!r}. Allowed: I/N with I from 1 to N. Write --shard 1/3.")
    return Shard(int(form[1]), int(form[2]))
