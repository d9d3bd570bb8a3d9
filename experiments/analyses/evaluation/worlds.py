"""Worlds: what is true in the clusters of a study, month by month, with coaching and in the twin without.

Data sets come in blocks that lie side by side in the engine: those of one block share who is coached when, and nothing
else. Each has a seed and a plausible set of its own. A block is made whole, and can be kept in a folder.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.evaluation.accounts import RivalAccount
from experiments.analyses.evaluation.allocation import (
    WHO,
    WORLD,
    Allocation,
    drawn,
    generator_of,
    treated,
    waves_of,
)
from experiments.analyses.evaluation.design import Design, DesignError, Planted
from experiments.runs.model import model_digest
from experiments.runs.sweep.files import publish
from experiments.runs.value_uncertainty import set_of
from scenarios.load import Scenario
from scenarios.plausible import under
from simulation.mechanisms.candour import candour_between
from simulation.places import Places
from simulation.settings import Change, Settings, in_order

BLOCK = 16
"""Data sets that share who is coached when: as many as lie side by side in the engine."""
OF_PROCESS = ("coverage", "reported", "honest", "efficacy")
OF_TEAM = ("safety", "candour", "peers_candour")
QUANTITIES = (*OF_PROCESS, "safety", "candour")
"""What is kept of a cluster; candour is that of a team and of its peers, together: how far an example passes."""
RUN, TWIN, AS_BEFORE, TWIN_AS_BEFORE = range(4)
"""Worlds of a data set: with coaching and without; where regions draw other rules, both under the rules as before."""
Floats = NDArray[np.float32]


class Block(NamedTuple):
    """Some data sets, as they truly are.

    Attributes
    ----------
    allocation : Allocation
    months : ndarray of int, [month]
        Months that are known.
    values : ndarray, [data set, world, quantity, month, cluster]
        `RUN` and `TWIN`, and `AS_BEFORE` and `TWIN_AS_BEFORE` where regions draw rules; quantities as `QUANTITIES`.
    ties : ndarray, [data set, cluster]
        Share of the ties of a cluster's teams, out of it, that lead to clusters which are coached in the end.
    """

    allocation: Allocation
    months: NDArray[np.intp]
    values: Floats
    ties: Floats

    def of(self, quantity: str, world: int, months: Sequence[int] | NDArray[np.intp]) -> NDArray[np.float64]:
        """Return a quantity in some months, [data set, cluster, month]."""
        at = np.searchsorted(self.months, months)
        return np.moveaxis(self.values[:, world, QUANTITIES.index(quantity)][:, at], 1, 2).astype(np.float64)


def blocks_of(data_sets: int, first: int = 0) -> list[range]:
    """Return the data sets of each block, numbered from the first one's number on."""
    end = first + data_sets
    return [range(one, min(one + BLOCK, end)) for one in range(first, end, BLOCK)]


def known_months(designs: Sequence[Design]) -> NDArray[np.intp]:
    """Return the months that any of some designs of one shape has a figure of."""
    found: set[int] = set()
    for design in designs:
        found |= set(design.rounds) if design.source == "survey" else set(range(design.first, design.end))
    return np.array(sorted(found), dtype=np.intp)


def settings_of(design: Design, own: Allocation, settings: Settings, months: int) -> Settings:
    """Return settings under which the allocation is carried out, over so many months."""
    waves = waves_of(design, own, settings.places)
    window = {"mentoring_start": float(min(wave.start for wave in waves)), "mentoring_end": float(design.stop)}
    changes = in_order([*settings.changes, *_drawn_rules(design, own, settings.places)], settings.processes)
    kept = tuple(change for change in changes if change.month < months)
    return replace(
        settings,
        structure={**settings.structure, "months": months},
        values={**settings.values, **window},
        changes=kept,
        waves=waves,
    )


def _drawn_rules(design: Design, own: Allocation, places: Places) -> list[Change]:
    """Return what the rules of the regions that drew others change to."""
    regions = np.unique(own.region[own.ruled])
    networks = tuple(np.flatnonzero(np.isin(places.network_region, regions)).tolist())
    return [Change(design.start, name, value, networks) for name, value in design.rules]


def lived(
    design: Design,
    scenario: Scenario,
    months: NDArray[np.intp],
    some: range,
    seed: int,
    *,
    planted: Planted | None = None,
    account: RivalAccount | None = None,
) -> Block:
    """Return one block of data sets.

    Parameters
    ----------
    months : ndarray of int
        Months that are wanted, in their order.
    some : range
        Numbers of the data sets: a replicate each, under the plausible set of its number.
    planted : Planted, optional
        A world of known answer, in place of the model.
    account : RivalAccount, optional
        The account under which the world lives; the model's own, over its plausible sets, if not given.
    """
    places = scenario.settings.places
    own = drawn(design, places, generator_of(seed, WHO, some.start))
    if planted is not None:
        return _planted(design, own, places, planted, months, some, seed)
    lives = [under(scenario, set_of(one)) if account is None else account.settings(scenario, one) for one in some]
    return _simulated(design, own, lives, months, some, seed)


def _simulated(
    design: Design, own: Allocation, lives: Sequence[Settings], months: NDArray[np.intp], some: range, seed: int
) -> Block:
    as_before = [replace(design, rules=())] if design.rules else []
    made = [_worlds(one, own, lives, months, some, seed) for one in (design, *as_before)]
    return Block(own, months, np.concatenate([values for values, _ in made], axis=1), made[0][1])


def _worlds(
    design: Design,
    own: Allocation,
    lives: Sequence[Settings],
    months: NDArray[np.intp],
    some: range,
    seed: int,
) -> tuple[Floats, Floats]:
    """Return the values of a run and its twin, as those of a block, and ties."""
    from simulation.engine.compiled.ensemble import Run, Workspace
    from simulation.engine.compiled.layout import At

    last = int(months[-1]) + 1
    runs = [Run(settings_of(design, own, one, last), seed, number) for one, number in zip(lives, some, strict=True)]
    first = runs[0].settings
    space = Workspace(first)
    space.fill(runs)
    rows = _rows_of(space, first, design.process)
    of_cluster = _means_of(first.places, design.unit, own.units)
    starts = int(first.values["mentoring_start"])
    values = np.empty((len(some), 2, len(QUANTITIES), len(months), len(own.units)), dtype=np.float32)
    known = 0
    for at, month in enumerate(months.tolist()):
        space.simulate(known, month + 1)
        known = month + 1
        for world, place in ((RUN, At.RUN), (TWIN, At.TWIN if month >= starts else At.RUN)):
            states = _passed_on(_world(space, place)[rows])
            values[:, world, :, at] = np.moveaxis(of_cluster @ states, 2, 0)[: len(some)]
    ties = np.stack(
        [_share_of_ties(space.team_ties(lane), first.places, design.unit, own) for lane in range(len(some))]
    )
    return values, ties.astype(np.float32)


def _world(space: Any, place: Any) -> NDArray[np.float64]:
    """Return the states of a world, [row, lane]."""
    from simulation.engine.compiled.layout import At

    at = space.layout.at
    return space.w[at[place] : at[place] + at[At.WORLD]].reshape(-1, space.width)


def _rows_of(space: Any, settings: Settings, process: str) -> NDArray[np.intp]:
    """Return where `OF_PROCESS` and `OF_TEAM` stand among the states of a world, [state, team]."""
    from simulation.results import Trace
    from simulation.state import ProcessState, TeamState

    order = space.layout.digest_order()
    places = Trace(settings, np.arange(len(order), dtype=np.float64)[None], np.empty((0, 0), dtype=np.int64))
    number = settings.processes.index(process)
    found = [places.of(ProcessState, name)[0][:, number] for name in OF_PROCESS]
    found += [places.of(TeamState, name)[0] for name in OF_TEAM]
    return order[np.stack(found).astype(np.intp)]


def _passed_on(states: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the quantities from the states, [quantity, team, lane]: candour is own by that of the peers."""
    own: Any = states[-2:-1]
    peers: Any = states[-1:]
    return np.concatenate([states[:-2], candour_between(own, peers)])


def _means_of(places: Places, unit: str, units: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return what makes means over the teams of each cluster, [cluster, team]."""
    of_team = np.array(places.by(unit).of_team)
    inside = (of_team[None, :] == units[:, None]) * 1.0
    return inside / inside.sum(axis=1, keepdims=True)


def _share_of_ties(ties: NDArray[np.int64], places: Places, unit: str, own: Allocation) -> NDArray[np.float64]:
    of_team = np.array(places.by(unit).of_team)
    coached = np.isin(of_team, own.units[own.ever])
    own_place, there = of_team[:, None], np.where(ties >= 0, of_team[ties], -1)
    leads = (ties >= 0) & (there != own_place)
    leads_there = leads & coached[np.maximum(ties, 0)]
    found = [leads_there[of_team == one].sum() / max(leads[of_team == one].sum(), 1) for one in own.units]
    return np.array(found)


def _planted(
    design: Design,
    own: Allocation,
    places: Places,
    planted: Planted,
    months: NDArray[np.intp],
    some: range,
    seed: int,
) -> Block:
    """Return worlds of known answer: cluster and time effects, and a gain at once."""
    clusters = len(own.units)
    number = 4 if design.rules else 2
    values = np.empty((len(some), number, len(QUANTITIES), len(months), clusters), dtype=np.float32)
    ties = np.empty((len(some), clusters), dtype=np.float32)
    coached = treated(design, own.starts, months).T
    years_after = np.maximum(months - design.stop, 0)[:, None] / 12.0
    gain = planted.effect * coached * (1.0 - planted.fading) ** years_after
    for place, one in enumerate(some):
        generator = generator_of(seed, WORLD, one)
        ties[place] = np.clip(own.saturation + generator.normal(0.0, 0.1, clusters), 0.0, 1.0)
        level = planted.level + planted.between * generator.standard_normal(clusters)
        noise = planted.over_time * generator.standard_normal((len(months), clusters))
        twin = level + planted.trend * (months[:, None] - design.start) / 12.0 + noise
        since = (months >= design.start)[:, None]
        spill = planted.spillover * own.saturation * since * (1.0 - coached)
        ruled = own.ruled * since
        as_before = twin + gain + spill
        run = as_before + ruled * (planted.rules + planted.interaction * coached)
        for world, truth in enumerate((run, twin + ruled * planted.rules, as_before, twin)[:number]):
            reports = truth + planted.theatre * coached * (world in (RUN, AS_BEFORE))
            kept = np.clip(np.stack([truth, reports, *[truth] * (len(QUANTITIES) - 2)]), 0.0, 1.0)
            values[place, world] = kept
    return Block(own, months, values, ties)


# Kept --------------------------------------------------------------------------------------------------------


def digest_of(
    design: Design,
    scenario: Scenario,
    months: NDArray[np.intp],
    seed: int,
    planted: Planted | None,
    account: RivalAccount | None = None,
) -> str:
    """Return the SHA-256 of everything that blocks of a shape depend on."""
    settings = scenario.settings
    told = [
        *(model_digest(), design.shape, design.process, months.tolist(), seed, planted and vars(planted)),
        *(QUANTITIES, account and account.told),
        *(dict(settings.structure), dict(settings.values), [vars(change) for change in settings.changes]),
        *(vars(settings.places), sorted(name for name, one in scenario.sources.items() if one.status == "chosen")),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


class Kept:
    """A folder of blocks, each a file that is there whole or not at all: what was stopped goes on from there."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def block(self, name: str, make: Callable[[], Block]) -> Block:
        """Return a block from the folder, or make it and keep it."""
        if self.folder is None:
            return make()
        path = self.folder / f"{name}.npz"
        if path.is_file():
            found = self._read(path)
            if found is not None:
                return found
            path.unlink()
        made = make()
        self.folder.mkdir(parents=True, exist_ok=True)
        publish(path, _bytes_of(made))
        return made

    def _read(self, path: Path) -> Block | None:
        """Return a block, or None if a bit of it is not as it was written."""
        data = path.read_bytes()
        if hashlib.sha256(data[:-32]).digest() != data[-32:]:
            return None
        with np.load(io.BytesIO(data[:-32]), allow_pickle=False) as one:
            own = Allocation(*(one[name] for name in Allocation._fields))
            return Block(own, one["months"], one["values"], one["ties"])


def _bytes_of(block: Block) -> bytes:
    file = io.BytesIO()
    np.savez(file, **block.allocation._asdict(), months=block.months, values=block.values, ties=block.ties)
    data = file.getvalue()
    return data + hashlib.sha256(data).digest()


def check_kept(folder: Path | None) -> None:
    """Refuse a folder of other files for the blocks.

    Raises
    ------
    DesignError
    """
    if folder is None or not folder.exists():
        return
    if not folder.is_dir() or any(path.suffix not in (".npz", ".tmp") for path in folder.iterdir()):
        raise DesignError(
            f"{folder!s:.200}: it holds other files than the worlds of an evaluation. Allowed: a new folder, or one "
            "that an earlier `bubbles evaluate` filled. Name another."
        )


def all_blocks(
    design: Design,
    scenario: Scenario,
    months: NDArray[np.intp],
    data_sets: int,
    seed: int,
    *,
    planted: Planted | None,
    kept: Kept,
    threads: int,
    tell: Callable[[int], None],
    account: RivalAccount | None = None,
) -> list[Block]:
    """Return every block of a shape; `tell` hears how many data sets are done."""
    digest = digest_of(design, scenario, months, seed, planted, account)[:24]
    first = 0 if account is None else account.first

    def make(some: range) -> Block:
        name = f"{digest}-{some.start:06d}-{len(some):02d}"
        made = kept.block(name, lambda: lived(design, scenario, months, some, seed, planted=planted, account=account))
        tell(len(some))
        return made

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(make, blocks_of(data_sets, first)))
