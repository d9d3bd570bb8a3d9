"""Two versions are timed in pairs: the ratios are right, and what cannot be timed is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks import engines, page, pairs
from benchmarks.pairs import (
    AGAIN,
    OTHER,
    REGIONS,
    ROOT,
    THIS,
    OtherVersionError,
    in_lines,
    ratio,
    ratios,
    timed_in_turn,
)
from benchmarks.yardsticks.native import compiler


def test_a_ratio_is_taken_within_a_round() -> None:
    # The machine became ten times slower half-way: the ratio of every round is still 1.1.
    theirs = [10.0] * 30 + [100.0] * 30
    found = ratio([1.1 * ns for ns in theirs], theirs)
    assert found == pytest.approx((1.1,) * 6)


def test_spread_and_interval_are_those_of_the_rounds() -> None:
    found = ratio([float(n) for n in range(100, 0, -1)], [1.0] * 100)
    assert found.median == 50.5
    # Ranks 40 and 61 of a hundred have the median between them in 96 samples of 100, the next inner ones in 94.
    assert (found.low, found.high) == (40.0, 61.0)
    assert (found.tenth, found.ninetieth) == (11.0, 90.0)
    assert found.of_least == 1.0


def test_an_interval_counts_starts() -> None:
    # Three rounds of each of twelve starts, which lie at 1.00 to 1.11, each with one round that was disturbed.
    own = [value for start in range(12) for value in (1.0 + start / 100, 1.0 + start / 100, 9.0)]
    found = ratio(own, [1.0] * 36, starts=12)
    assert found.median == pytest.approx(1.055) and (found.low, found.high) == pytest.approx((1.01, 1.10))
    assert ratio([2.0, 4.0], [1.0, 1.0], starts=1).median == 3.0


def test_one_round_has_a_ratio_too() -> None:
    assert ratio([3.0], [2.0]) == (1.5,) * 6


def test_a_version_is_timed_against_itself_and_c() -> None:
    found = timed_in_turn(ROOT, "aligned-tied", months=26, rounds=2)
    assert list(found) == [OTHER, THIS, AGAIN, REGIONS, *([pairs.C] if compiler() else [])]
    assert all(len(times) == 2 and min(times) > 0.0 for times in found.values())
    # The same engine in three processes: nowhere near this bound, however busy the machine.
    assert 0.2 < ratios(found)[OTHER].of_least < 5.0
    assert any(line.startswith(OTHER) for line in in_lines(found))


def test_a_folder_without_an_engine_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        engines.main(["--against", str(tmp_path)])
    said = capsys.readouterr().err
    assert "--against" in said and f"{tmp_path} has no simulation/engine/compiled/ensemble.py" in said
    assert "git worktree add" in said


def test_no_rounds_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        engines.main(["--against", str(ROOT), "--rounds", "0"])
    assert "--rounds 0: allowed are 1 or more" in capsys.readouterr().err


def test_an_engine_that_does_not_start_is_named_with_its_last_words(tmp_path: Path) -> None:
    place = tmp_path / pairs.ENGINE
    place.parent.mkdir(parents=True)
    for folder in (place.parent, place.parent.parent, tmp_path / "simulation"):
        (folder / "__init__.py").touch()
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    place.write_text("raise ImportError('another age')\n")
    with pytest.raises(OtherVersionError, match=rf"{tmp_path.name} could not be timed. Its last words: \w+"):
        timed_in_turn(tmp_path, "aligned-tied", months=26, rounds=1)


def test_the_page_says_what_was_measured_in_pairs() -> None:
    one = ratio([1.05, 1.05], [1.0, 1.0])._asdict()
    known = page.recorded()
    known["pairs"] = {
        "machine": known["engines"]["machine"],
        "day": "2026-11-27",
        "months": 144,
        "rounds": 2,
        "starts": 2,
        "versions": {"this": "commit new", "other": "commit old"},
        "ratios": {OTHER: one},
    }
    said = page.page(known)
    assert "this one: commit new; the other: commit old), 2 rounds in 2 starts over 144 months" in said
    assert f"| {OTHER} | 1.050 | 1.050 to 1.050 | 1.050 |" in said
