"""Numbers quoted in passing are those that the model gives now, or that the page they are quoted from says."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest

import simulation
from experiments.study.document import values_digest
from scenarios import load
from tests.docs.pages import ROOT

LIMITS = " ".join((ROOT / "docs" / "limits.md").read_text(encoding="utf-8").split())
VALIDATION = json.loads((ROOT / "docs" / "validation.json").read_text(encoding="utf-8"))
CLAIMS = {
    claim["name"]: claim
    for claim in json.loads((ROOT / "docs" / "study" / "claims.json").read_text(encoding="utf-8"))["claims"]
}


def quoted(pattern: str) -> tuple[float, ...]:
    """Return the numbers that the page of limits quotes in a sentence."""
    found = re.search(pattern, LIMITS)
    assert found, pattern
    return tuple(float(number) for number in found.groups())


def percent(share: float) -> int:
    return round(100.0 * share)


def plausible(fact: str) -> dict[str, Any]:
    return next(one for one in VALIDATION["plausible"] if one["name"] == fact)


def test_what_opening_the_gates_on_peers_does_is_as_quoted() -> None:
    """The highest spillover, reach and late spillover, with the gates on peers as they are and open."""
    (replicates,) = quoted(r"With the default set and (\d+) replicates of the default size")
    highest = quoted(r"highest spillover gain of `punitive-tied` rises from (0\.\d+) to (0\.\d+)")
    reach = quoted(r"and reach from (0\.\d+) to (0\.\d+)")
    late = quoted(r"last 12 months stays below (0\.\d+)")
    baseline = quoted(r"in `baseline` the highest rises from (0\.\d+) to (0\.\d+)")
    gates = ["identity.peer_gate=1", "practice.peer_gate=1"]
    for place, sets in enumerate(([], gates)):
        tied, own = (
            simulation.run(load(name, sets=sets), seed=1, replicates=int(replicates))
            for name in ("punitive-tied", "baseline")
        )
        assert tied.measure("spillover_highest.ccs").mean() == pytest.approx(highest[place], abs=0.0005)
        assert tied.measure("reach").mean() == pytest.approx(reach[place], abs=0.0005 if place == 0 else 0.005)
        assert tied.measure("spillover_gain.ccs").mean() < late[0]
        assert own.measure("spillover_highest.ccs").mean() == pytest.approx(baseline[place], abs=0.0005)


def test_shares_quoted_from_other_pages_are_theirs() -> None:
    of_sets, replicates = quoted(r"C4 holds in (\d+)% of the sets with (\d+) replicates")
    assert of_sets == percent(plausible("C4")["share_of_sets"]["mean"])
    assert replicates == VALIDATION["replicates_of_each_set"]
    ties = CLAIMS["ties"]["tests"][0]["frequency"]
    assert quoted(r"in (\d+)% with 12 others") == (percent(ties["mean"]),)
    assert quoted(r"whose intervals count that luck: (\d+)% to (\d+)%") == (percent(ties["low"]), percent(ties["high"]))
    assert quoted(r"holds with the default, and in (\d+)% of the plausible sets") == (
        percent(plausible("V3")["share_of_sets"]["mean"]),
    )
    assert quoted(r"does not fool teams \(N8\), in (\d+)%") == (
        percent(plausible("N8 secular trend")["share_of_sets"]["mean"]),
    )


def test_what_sets_differ_in_is_theirs_as_the_study_says() -> None:
    """A single set's tipping point is known far better than sets lie apart."""
    tipping = CLAIMS["tipping"]
    many = tipping["tests"][0]
    assert 4.0 * tipping["told"]["error_many"] < many["high"] - many["low"]


# What decides -----------------------------------------------------------------------------------------------

PAGE = " ".join((ROOT / "docs" / "what-decides.md").read_text(encoding="utf-8").split())
SHARES = json.loads((ROOT / "docs" / "what-decides.json").read_text(encoding="utf-8"))


def test_the_study_of_what_decides_is_of_the_model_as_it_is() -> None:
    """By its values, and by the golden digests of runs, which change whenever a result does."""
    golden = hashlib.sha256((ROOT / "tests" / "regression" / "golden.json").read_bytes()).hexdigest()
    said = "run the command of docs/what-decides.md with --json, and mend page, figures and what-decides.json"
    assert (SHARES["golden"], SHARES["values"]) == (golden, values_digest()), said


@pytest.mark.parametrize(
    ("measure", "name", "words"),
    [
        ("regime.spread", "calibration", r"spread most: which plausible set {} \(95% interval {} to {}\)"),
        ("regime.spread", "alignment", r"57%\), alignment {} \({} to {}\)"),
        ("regime.spread", "peer_exchange", r"peer exchange {} \({} to {}\)"),
        ("regime.spread", "coaching_targeting", r"how coached networks are chosen {} \({} to {}\)"),
        ("regime.spread", "coaching_coverage", r"share of networks that are coached {} \({} to {}\)"),
        ("spillover_gain.ccs", "calibration", r"the same two lead: which plausible set {} \({} to {}\)"),
        ("spillover_gain.ccs", "alignment", r"and alignment {} \({} to {}\), then"),
    ],
)
def test_a_share_and_its_interval_are_those_of_the_study(measure: str, name: str, words: str) -> None:
    found = re.search(words.format(*[r"(\d+)%"] * 3), PAGE)
    assert found, words
    index = SHARES["measures"][measure]["indices"]["total"][name]
    assert [int(number) for number in found.groups()] == [percent(index[end]) for end in ("value", "low", "high")]


def test_what_else_the_page_of_what_decides_says_is_so() -> None:
    spread = SHARES["measures"]["regime.spread"]
    total = {name: index["value"] for name, index in spread["indices"]["total"].items()}
    alone = sum(index["value"] for index in spread["indices"]["first"].values())
    assert f"make {percent(1.0 - alone)}% of it" in PAGE
    assert f"Chance is {percent(spread['noise']['of_run'])}% of the variance between single runs" in PAGE
    assert f"means of 8 replicates {percent(spread['noise']['of_mean'])}% is left" in PAGE
    assert f"{len(spread['not_told_from_nothing'])} of the {len(total) - 1} inputs cannot be told" in PAGE
    assert sorted(total.values(), reverse=True)[5] < 0.14, "the others below 14%"
    assert f"{SHARES['runs']:,} runs" in PAGE and f"{spread['advice']['points']:,} points, seven times" in PAGE
    spillover = SHARES["measures"]["spillover_gain.ccs"]["indices"]["total"]
    quoted_too = (("peer exchange", "peer_exchange"), ("time protected from administration", "protected_time"))
    for words, name in (*quoted_too, ("of coverage the team's practice decides", "ccs.attributability")):
        assert f"{words} {percent(spillover[name]['value'])}%" in PAGE
