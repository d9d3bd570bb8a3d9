"""Directions: of every share that may count as gain it is declared once whether more or less of it is better."""

from __future__ import annotations

from experiments.analyses.decision.ask import SHARES
from experiments.runs.reported import GOOD, REGIME_SHARES, good_direction
from simulation.parameters import PROCESSES
from simulation.results import FLAGS, measures


def test_every_share_has_one_direction() -> None:
    shares = [own.name for own in measures(PROCESSES) if own.unit in SHARES]
    assert [name for name in (*shares, *REGIME_SHARES, *FLAGS) if good_direction(name) is None] == []
    declared = [name for names in GOOD.values() for name in names]
    assert len(declared) == len(set(declared)), "one measure, one direction"


def test_every_direction_is_of_a_measure() -> None:
    known = {own.name for own in measures(PROCESSES)} | {*REGIME_SHARES, *FLAGS}
    bases = known | {name.partition(".")[0] for name in known if not name.startswith("regime.")}
    assert [name for names in GOOD.values() for name in names if name not in bases] == []


def test_what_is_lost_or_only_reported_is_no_gain() -> None:
    assert {good_direction(name) for name in ("theatre", "equity_gap", "fifths_gap.ccs", "regime.theatre")} == {"less"}
    assert {good_direction(name) for name in ("coverage.anc", "safety.coached", "regime.spread")} == {"more"}
    assert good_direction("cost") is None
