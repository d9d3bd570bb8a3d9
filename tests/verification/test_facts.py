"""Facts: with the default set and 200 paired seeds C1 to C8 hold, and the validation page is of this model.

What the model is validated by is on the page, whether it holds or not; here stands what must not break.
"""

from __future__ import annotations

import functools
import json

import numpy as np
import pytest

from experiments.validation import page
from experiments.validation.facts import book
from experiments.validation.verdicts import FactVerdict, found_for, verdicts_over_sets
from scenarios.plausible import plausible_sets
from simulation.context import ProcessParameters
from simulation.parameters import declared, fields_of, parameter_named

CALIBRATION = tuple(fact.name for fact in book().of_kind("calibration"))
TRIED_AGAIN = (*CALIBRATION, "V1", "V2", "N1 dose 0", "K2 learning off")
"""Facts that are run again to see whether the page is of this model: those that take few worlds."""
SOME_SETS = plausible_sets()[::16]


@functools.cache
def found() -> dict[str, FactVerdict]:
    return {verdict.fact.name: verdict for verdict in page.validated(over_sets=False, names=TRIED_AGAIN)}


@pytest.mark.parametrize("name", CALIBRATION)
def test_a_calibration_fact_holds_with_its_whole_interval(name: str) -> None:
    for part in found()[name].parts:
        estimate = part.estimate
        print(name, part.part.text, estimate)
        assert part.holds, (name, part.part.text, estimate)
        assert estimate.defined == page.REPLICATES


def test_calibration_facts_hold_in_the_plausible_sets() -> None:
    """Each set was accepted on other seeds; by its mean over a few replicates nearly all must hold here too."""
    facts = book().of_kind("calibration")
    runs = found_for(book(), facts, SOME_SETS, seed=5, replicates=8)
    for verdict in verdicts_over_sets(facts, runs, len(SOME_SETS)):
        assert verdict.share is not None and verdict.share.mean is not None
        assert verdict.share.mean >= 0.8, (verdict.fact.name, verdict.share)


def test_the_page_is_of_this_model() -> None:
    data = json.loads(page.DATA.read_text(encoding="utf-8"))
    assert data["made_with"] == page.digests(), "stale: run python -m experiments.validation.page"
    assert page.PAGE.read_text(encoding="utf-8") == page.written(data)
    by_name = {one["name"]: one for one in data["default"]}
    assert list(by_name) == [fact.name for fact in book().facts]
    for name, verdict in found().items():
        told = page.object_of(verdict)
        assert told["holds"] == by_name[name]["holds"], "stale: run python -m experiments.validation.page"
        for now, then in zip(told["parts"], by_name[name]["parts"], strict=True):
            assert now["estimate"]["mean"] == pytest.approx(then["estimate"]["mean"], abs=1e-12)


def test_ccs_and_anc_share_every_rule_and_rate() -> None:
    """Inference is real: what tells the processes apart is context and levers, never a mechanism."""
    for process in ("ccs", "anc"):
        for name in fields_of(ProcessParameters):
            assert parameter_named(f"{process}.{name}").kind in ("context", "lever")
    mechanisms = [name for name, parameter in declared().items() if parameter.kind == "mechanism"]
    assert not [name for name in mechanisms if name.startswith(("ccs.", "anc."))]


def test_the_default_set_is_in_the_midst_of_the_plausible_ones() -> None:
    """No parameter of the default lies outside the middle 90% of the sets."""
    account = json.loads(page.PLAUSIBLE.with_suffix(".json").read_text(encoding="utf-8"))
    default = next(one for one in plausible_sets() if one.name == account["default"])
    outside = [
        name
        for name, value in default.values.items()
        if not np.quantile([one.values[name] for one in plausible_sets()], 0.02)
        <= value
        <= np.quantile([one.values[name] for one in plausible_sets()], 0.98)
    ]
    assert len(outside) <= len(default.values) // 10, outside
