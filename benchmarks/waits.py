"""Waits: what people wait for, in pairs with another version: ``python -m benchmarks.waits --against PATH``.

PATH is a checkout of the other version (``git worktree add PATH COMMIT`` makes one). Each version is a process of its
own, started anew every few rounds, since where its memory came to lie is worth some percent; in a round both do the
same case, one after the other, every other round in reverse. A ratio of processor times is taken within a round, and
given as the median with its 95% interval by ranks of the starts. First times of a start, which may compile, are not
counted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.cases import CASES
from benchmarks.machine import machine
from benchmarks.pairs import ROOT, OtherVersionError, Ratio, Timed, checked, ratio, starts_of, version_of
from benchmarks.record import record

ROUNDS, STARTS = 12, 6


def timed(other: Path, rounds: int, cases: Sequence[str]) -> dict[str, tuple[list[float], list[float]]]:
    """Return for each case the seconds of this version, and of the other, in every round."""
    found: dict[str, tuple[list[float], list[float]]] = {case: ([], []) for case in cases}
    starts = starts_of(rounds, STARTS)
    for start in range(starts):
        _timed_from_one_start(other, rounds * (start + 1) // starts - rounds * start // starts, found)
        print(f"start {start + 1} of {starts}", file=sys.stderr, flush=True)
    return found


def _timed_from_one_start(other: Path, rounds: int, found: dict[str, tuple[list[float], list[float]]]) -> None:
    ways = (Timed(ROOT, "cases.py"), Timed(other, "cases.py"))
    try:
        for way, checkout in zip(ways, (ROOT, other), strict=True):
            place = way.found_in()
            if not place.is_relative_to(checkout):
                raise OtherVersionError(f"The model was looked for in {checkout} and found in {place}.")
        for case, seconds in found.items():
            for each in range(rounds + 1):
                for which in (0, 1) if each % 2 == 0 else (1, 0):
                    took = ways[which].timed(case)
                    if each:
                        seconds[which].append(took)
    finally:
        for way in ways:
            way.end()


def in_line(case: str, one: Ratio, seconds: tuple[list[float], list[float]]) -> str:
    """Return a case as a line of text."""
    ours, theirs = (min(some) for some in seconds)
    return f"{case:58}{theirs:8.2f} s{ours:8.2f} s   {one.median:.3f} [{one.low:.3f}, {one.high:.3f}]"


def main(arguments: Sequence[str] | None = None) -> None:
    """Time the cases, print them and keep them."""
    parser = argparse.ArgumentParser("python -m benchmarks.waits", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--against", type=Path, metavar="PATH", required=True, help="checkout of the other version")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help="rounds (default: %(default)s)")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases that have this in their name")
    asked = parser.parse_args(arguments)
    cases = [case for case in CASES if asked.only in case]
    if asked.rounds < 1 or not cases:
        parser.error("--rounds are 1 or more, and --only is part of the name of a case.")
    print(f"machine: {machine()}")
    try:
        other = checked(asked.against)
        print(f"this version: {version_of(ROOT)}; the other: {version_of(other)}; processor time, the least")
        found = timed(other, asked.rounds, cases)
        starts = starts_of(asked.rounds, STARTS)
        print(f"{'':58}{'other':>10}{'this':>10}   ratio, 95% interval, {asked.rounds} rounds in {starts} starts")
        for case, seconds in found.items():
            print(in_line(case, ratio(*seconds, starts), seconds))
    except OtherVersionError as error:
        parser.error(f"--against: {error}")
    if cases == list(CASES):
        record(
            "waits",
            rounds=asked.rounds,
            versions={"this": version_of(ROOT), "other": version_of(other)},
            seconds={case: [min(some) for some in seconds] for case, seconds in found.items()},
            starts=starts,
            ratios={case: ratio(*seconds, starts)._asdict() for case, seconds in found.items()},
        )


if __name__ == "__main__":
    main()
