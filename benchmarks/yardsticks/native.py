"""Native: the C yardstick, built with gcc, run and checked."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.yardsticks.c_source import CSource
from simulation import network, start, state, streams
from simulation.context import ProcessParameters
from simulation.engine.compiled.ensemble import Run
from simulation.mechanisms import shapes
from simulation.observables import ledgers, spans, windows
from simulation.parameters import Mechanisms, declared
from simulation.phases import (
    accounts,
    authority,
    care,
    climate,
    contract,
    learning,
    managers,
    measurement,
    policy,
    practice,
    turnover,
)
from simulation.results import Trace, state_blocks
from simulation.settings import Settings

WIDTH = 16
"""Runs side by side; with 8 gcc's vectors are half as good, with 32 no better."""

FLAGS = (
    *("-std=gnu11", "-O3", "-march=native", "-mprefer-vector-width=512", "-shared", "-fPIC"),
    # The bits of Python: no fused multiply-add. Exceptions and errno, which nobody reads, may be forgotten.
    *("-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"),
)

RULES = (
    *(streams.cell_of, streams.uniform, streams.normal, shapes.occurs, shapes.positive),
    *(network.tie_away, network.tie_near, network.tie_now, network.share_of_each),
    *(network.order_key, network.comes_before),
    *(start.logic_at_start, start.authority_at_start, start.newcomers_identity, start.manager_at_start),
    *(start.team_at_start, start.process_at_start, contract.ends_quarter, contract.ends_year),
    *(policy.policy_of_month, policy.process_policy_of_month, policy.visit_of_manager, turnover.turnover_of_manager),
    *(turnover.turnover_of_team, turnover.turnover_of_process, authority.view_with_team, authority.view_with_network),
    *(authority.month_of_authority, managers.month_of_manager, climate.climate_of_team, practice.effort_of_team),
    *(practice.claim_on_team, practice.practice_of_process, care.care_of_process, measurement.measurement_of_process),
    *(learning.learning_of_process, learning.mastery_with_process, contract.shortfall_of_process),
    *(contract.contract_of_team, contract.targets_of_process, accounts.account_of_month, accounts.account_with_team),
    *(windows.windows_of_month, ledgers.is_coached, ledgers.ledger_of_team),
    *(ledgers.gains_with_team, ledgers.levels_with_team, ledgers.ledger_of_run),
    *(ledgers.identity_with_manager, ledgers.coached_of_month, ledgers.uncoached_of_month),
)
ROWS = (
    *(Mechanisms, ProcessParameters, *state.STATES, windows.Windows, ledgers.TeamLedger),
    *(ledgers.MonthLedger, ledgers.RunLedger, ledgers.IdentityLedger, spans.GroupMonth),
)


def c_source() -> str:
    """Return the whole C source: numbers, rules, loop."""
    numbers = [f"#define W {WIDTH}", f"#define MEMBERS {streams.MEMBERS}"]
    numbers += [f"#define D_{decision.name} {decision.value}" for decision in streams.Decision]
    loop = (Path(__file__).parent / "loop.c").read_text(encoding="utf-8")
    return "\n".join(numbers) + "\n" + CSource(RULES, ROWS).text + loop


def compiler() -> str | None:
    """Return where a C compiler is, if there is one."""
    return shutil.which(os.environ.get("CC", "gcc"))


@cache
def library() -> Any:
    """Return the compiled yardstick."""
    source = c_source()
    with tempfile.TemporaryDirectory() as folder:
        file, built = Path(folder) / "yardstick.c", Path(folder) / "yardstick.so"
        file.write_text(source, encoding="utf-8")
        subprocess.run([str(compiler()), *FLAGS, str(file), "-o", str(built), "-lm"], check=True)
        loaded = ctypes.CDLL(str(built))
    loaded.simulate.argtypes = [ctypes.c_void_p]
    loaded.simulate.restype = ctypes.c_int
    return loaded


class Study(ctypes.Structure):
    """What the C loop takes, in the order in which it declares it."""

    _fields_ = (
        *((name, ctypes.c_int64) for name in ("regions", "networks", "teams", "processes", "months", "ties")),
        *((name, ctypes.c_int64) for name in ("changes", "parting", "has_fixed_ties")),
        *((name, ctypes.c_void_p) for name in ("first_network", "first_team", "region_of", "network_of")),
        *((name, ctypes.c_void_p) for name in ("population", "baseline", "named_place", "fixed_ties")),
        ("named", ctypes.c_double),
        *((name, ctypes.c_void_p) for name in ("keys", "changed", "p", "history", "ledgers")),
    )


class Block:
    """Up to 16 runs of one structure, ready for C."""

    def __init__(self, runs: Sequence[Run], *, with_history: bool = False) -> None:
        settings, places = runs[0].settings, runs[0].settings.places
        filled = [runs[min(lane, len(runs) - 1)] for lane in range(WIDTH)]
        self.settings, k = settings, len(settings.processes)
        rows = {name: row for row, name in enumerate(declared(settings.processes))}
        changes = max(len(run.settings.changes) for run in filled)
        changed = np.full((changes, 3, WIDTH), -1.0)
        for lane, run in enumerate(filled):
            for place, change in enumerate(run.settings.changes):
                changed[place, :, lane] = change.month, rows[change.name], change.value
        named = [float(places.named.index(n)) if n in places.named else -1.0 for n in range(places.networks)]
        fixed = [(*team, *(-1,) * settings.ties)[: settings.ties] for team in places.team_ties or ()]
        self.values = np.array([list(run.settings.values.values()) for run in filled]).T.copy()
        self.history = np.zeros((2, settings.months + 1, self.rows_of_world() if with_history else 0))
        self.ledgers = np.zeros((k, len(ledgers.RunLedger._fields), WIDTH))
        self.arrays: dict[str, NDArray[Any]] = {
            "first_network": np.array([places.networks_of(r)[0] for r in range(places.regions)] + [places.networks]),
            "first_team": np.array([places.teams_of(n)[0] for n in range(places.networks)] + [places.teams]),
            "region_of": np.array(places.network_region),
            "network_of": np.array(places.team_network),
            "population": np.array(places.population),
            "baseline": np.array(places.baselines),
            "named_place": np.array(named),
            "fixed_ties": np.array(fixed, dtype=float),
            "keys": np.array([run.key for run in filled], dtype=np.uint64),
            "changed": changed,
            "p": self.values.copy(),
            "ledgers": self.ledgers,
        }
        pointers = {name: array.ctypes.data for name, array in self.arrays.items()}
        self.study = Study(
            regions=places.regions,
            networks=places.networks,
            teams=places.teams,
            processes=k,
            months=settings.months,
            ties=settings.ties,
            changes=changes,
            parting=min(settings.months, *(int(run.settings.values["mentoring_start"]) for run in filled)),
            has_fixed_ties=places.team_ties is not None,
            named=float(len(places.named)),
            history=self.history.ctypes.data if with_history else None,
            **pointers,
        )

    def rows_of_world(self) -> int:
        """Return how many quantities one world has."""
        return sum(len(b.state._fields) * int(np.prod(b.shape)) for b in state_blocks(self.settings))

    def simulate(self) -> None:
        """Run the block; parameters that a dated change moved are set back first."""
        self.arrays["p"][:] = self.values
        if library().simulate(ctypes.byref(self.study)):
            raise MemoryError("no memory for the C yardstick")

    def states(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return every state of the first run and of its twin, [moment, place], places in the order of the digest."""
        ordered = self.history[:, :, digest_order(self.settings)]
        return ordered[0], ordered[1]


def digest_order(settings: Settings) -> NDArray[np.int64]:
    """Return where each place of the digest lies among the rows of a world in C: agent by agent there."""
    blocks = {block.state: block for block in state_blocks(settings)}
    order: list[NDArray[np.int64]] = []
    # Which states lie together agent by agent, processes behind their agent.
    groups: tuple[tuple[type[Any], ...], ...] = (
        (state.PolicyState,),
        (state.ProcessPolicyState,),
        (state.AccountState,),
        (state.AuthorityState, state.AuthorityProcessState),
        (state.ManagerState,),
        (state.TeamState, state.ProcessState),
    )
    first = 0
    for group in groups:
        agents = int(blocks[group[0]].shape[0]) if blocks[group[0]].shape else 1
        k = len(settings.processes)
        inner = [len(kind._fields) * (k if place else 1) for place, kind in enumerate(group)]
        step = sum(inner)
        for place, kind in enumerate(group):
            fields, of_agent = len(kind._fields), sum(inner[:place])
            by_process = np.arange(k if place else 1) * fields
            rows = first + np.arange(agents)[None, :, None] * step + of_agent + by_process[None, None, :]
            order.append((rows + np.arange(fields)[:, None, None]).ravel())
        first += agents * step
    return np.concatenate(order)


def trace_in_c(run: Run) -> tuple[Trace, Trace]:
    """Return every state of a run, and of its twin, as C makes them; ties are not noted."""
    block = Block([run], with_history=True)
    block.simulate()
    ties = np.zeros((0, 0), dtype=np.int64)
    own, twin = block.states()
    return Trace(run.settings, own, ties), Trace(run.settings, twin, ties)


def c_ns(settings: Settings, repeats: int = 5, blocks: int = 20) -> float:
    """Return C's best time in ns per team, process and month, one core, twins and ledgers of gains included."""
    made = [Block([Run(settings, 1, b * WIDTH + lane) for lane in range(WIDTH)]) for b in range(blocks)]
    made[0].simulate()
    best = float("inf")
    for _ in range(repeats):
        began = time.process_time()
        for block in made:
            block.simulate()
        best = min(best, time.process_time() - began)
    return best / (blocks * WIDTH) / simulated(settings, with_twin=True) * 1e9


def simulated(settings: Settings, with_twin: bool) -> int:
    """Return how many teams, processes and months one run simulates; a twin is simulated from mentoring on."""
    months = settings.months
    if with_twin:
        months += settings.months - min(settings.months, int(settings.values["mentoring_start"]))
    return settings.places.teams * len(settings.processes) * months
