"""Pairs: two versions of the engine, and C, timed in turn: ``python -m benchmarks.engines --against PATH``.

Each is a process of its own and waits until it is asked. In a round all are asked, one after the other, for the least
time of a few blocks, in new memory each round; every other round in reverse. A ratio is taken within a round, so that
what else the machine does falls on both sides alike. Where a process's code and memory came to lie is worth some
percent for as long as it lives: all are started anew every few rounds, and an interval counts starts, not rounds. This
version is timed twice: its ratio to itself says how far chance goes. Where every region has rules of its own, it is
set against the other version, which has none.
"""

from __future__ import annotations

import itertools
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.yardsticks.native import compiler

ROOT = Path(__file__).parents[1]
ENGINE = Path("simulation/engine/compiled/ensemble.py")
ROUNDS, STARTS, BLOCKS = 60, 12, 3
THIS, AGAIN, OTHER, C = "this version", "this version again", "the other version", "C of this version"
REGIONS, OF_REGIONS = "rules by region", "rules by region to the other version"
"""This version where every region has rules of its own; and its times as a multiple of the other version's without."""


class OtherVersionError(Exception):
    """A folder that cannot be timed."""


class Ratio(NamedTuple):
    """How one way's times stand to another's, within rounds: median and interval by starts, if there are several."""

    median: float
    low: float
    high: float
    tenth: float
    ninetieth: float
    of_least: float


def ratio(ours: Sequence[float], theirs: Sequence[float], starts: int = 1) -> Ratio:
    """Return the median ratio with its 95% interval by ranks, tenth and ninetieth percentile, and that of the least.

    Parameters
    ----------
    ours, theirs : sequence of float
        Times by round; those of one start lie side by side.
    starts : int
        How often the processes were started. With several, ranks are those of the starts' medians.
    """
    by_round = [a / b for a, b in zip(ours, theirs, strict=True)]
    each, rounds = sorted(by_round), len(by_round)
    counted = each
    if starts > 1:
        ends = [rounds * start // starts for start in range(starts + 1)]
        counted = sorted(statistics.median(by_round[a:b]) for a, b in itertools.pairwise(ends))
    first = max(0, math.floor(len(counted) / 2 - 0.98 * math.sqrt(len(counted))) - 1)
    tenth = rounds // 10
    return Ratio(
        median=statistics.median(counted),
        low=counted[first],
        high=counted[-1 - first],
        tenth=each[tenth],
        ninetieth=each[-1 - tenth],
        of_least=min(ours) / min(theirs),
    )


def version_of(checkout: Path) -> str:
    """Return a checkout's commit, and whether its model was changed since."""

    def git(*arguments: str) -> str:
        asked = subprocess.run(["git", "-C", str(checkout), *arguments], capture_output=True, text=True, check=False)
        return asked.stdout.strip()

    commit = git("rev-parse", "--short", "HEAD")
    changed = git("status", "--porcelain", "--", "simulation", "scenarios")
    return f"commit {commit}{', changed since' if changed else ''}" if commit else "no commit known"


class Timed:
    """One way in a process of its own."""

    def __init__(self, checkout: Path, script: str, *arguments: str) -> None:
        self.checkout = checkout
        self.process = subprocess.Popen(
            [sys.executable, "-P", str(ROOT / "benchmarks" / script), *arguments],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def found_in(self) -> Path:
        """Return where it found the model, once that is compiled."""
        return Path(self._answer())

    def timed(self, asked: object) -> float:
        """Return the time of what is asked for, such as the least of so many blocks."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{asked}\n")
        self.process.stdin.flush()
        return float(self._answer())

    def end(self) -> None:
        """End the process."""
        self.process.communicate()

    def _answer(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        if not line:
            said = [line for line in self.process.communicate()[1].splitlines() if line.strip()] or ["none"]
            raise OtherVersionError(f"The engine in {self.checkout} could not be timed. Its last words: {said[-1]}")
        return line


def checked(other: Path) -> Path:
    """Return the folder of another version, if it is one."""
    other = other.resolve()
    if not (other / ENGINE).is_file():
        raise OtherVersionError(
            f"{other} has no {ENGINE}. Name the folder of a checkout of another version, which "
            "`git worktree add FOLDER COMMIT` makes."
        )
    return other


def timed_in_turn(other: Path, scenario: str, months: int, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Return each way's time in every round, in nanoseconds for a team, process and month.

    Parameters
    ----------
    other : Path
        The folder of a checkout of another version.
    scenario : str
        One that both versions have; of the default size.
    months : int
        Months that both live.
    rounds : int
        In all; the processes are started up to twelve times for them.
    """
    other, starts = checked(other), starts_of(rounds)
    ways = {OTHER: ("compiled", other), THIS: ("compiled", ROOT), AGAIN: ("compiled", ROOT), REGIONS: ("regions", ROOT)}
    if compiler():
        ways[C] = ("c", ROOT)
    found: dict[str, list[float]] = {way: [] for way in ways}
    ends = [rounds * start // starts for start in range(starts + 1)]
    for first, last in itertools.pairwise(ends):
        for name, times in _timed_from_one_start(ways, (scenario, str(months)), last - first).items():
            found[name] += times
    return found


def starts_of(rounds: int, most: int = STARTS) -> int:
    """Return how often the processes are started for so many rounds."""
    return min(most, rounds)


def _timed_from_one_start(
    ways: Mapping[str, tuple[str, Path]], asked: tuple[str, str], rounds: int
) -> dict[str, list[float]]:
    started: dict[str, Timed] = {}
    found: dict[str, list[float]] = {way: [] for way in ways}
    try:
        for name, (way, checkout) in ways.items():
            started[name] = Timed(checkout, "blocks.py", way, *asked)
            if name == AGAIN:
                continue
            place = started[name].found_in()
            if not place.is_relative_to(checkout):
                raise OtherVersionError(f"The model was looked for in {checkout} and found in {place}.")
        started[AGAIN].found_in()
        for each in range(rounds):
            for name in list(ways) if each % 2 == 0 else list(ways)[::-1]:
                found[name].append(started[name].timed(BLOCKS))
    finally:
        for timed in started.values():
            timed.end()
    return found


def ratios(found: Mapping[str, Sequence[float]]) -> dict[str, Ratio]:
    """Return this version's ratio to each of the others, and to itself; with rules by region to the other version."""
    starts = starts_of(len(found[THIS]))
    own = {name: ratio(found[THIS], times, starts) for name, times in found.items() if name not in (THIS, REGIONS)}
    return own | ({OF_REGIONS: ratio(found[REGIONS], found[OTHER], starts)} if REGIONS in found else {})


def in_lines(found: Mapping[str, Sequence[float]]) -> list[str]:
    """Return times and ratios as lines of text."""
    lines = [f"{'':22}{'least ns':>10}{'median ns':>11}"]
    lines += [f"{name:22}{min(times):10.2f}{statistics.median(times):11.2f}" for name, times in found.items()]
    rounds = len(found[THIS])
    starts = starts_of(rounds)
    lines.append(f"this version's time as a multiple, {rounds} rounds in {starts} starts, least of {BLOCKS} blocks:")
    lines.append(f"{'':38}{'median':>8}  {'95% interval':16}{'tenth to ninetieth':20}{'of the least':>12}")
    for name, one in ratios(found).items():
        interval, spread = f"[{one.low:.3f}, {one.high:.3f}]", f"{one.tenth:.3f} to {one.ninetieth:.3f}"
        lines.append(f"{name:38}{one.median:8.3f}  {interval:16}{spread:20}{one.of_least:12.3f}")
    return lines
