"""Report of a decision: its page, its frames and its JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.analyses.decision.answer import findings
from experiments.analyses.decision.cost_effectiveness import CostEffectiveness, Place
from experiments.analyses.decision.figures import pictures_of, points
from experiments.analyses.decision.method import Decision, Judged, Spread
from experiments.analyses.decision.search import Searched
from experiments.analyses.decision.tables import tables_of
from experiments.analyses.decision.value_of_information import Learnt, ValueOfInformation
from experiments.analyses.decision.verdict import ENOUGH
from experiments.analyses.discovery.wording import TEXTS as OF_DISCOVERY
from experiments.presentation.page import Fact, Page
from experiments.presentation.voice import Voice
from experiments.presentation.words import measure_in_words
from experiments.runs.accounts import SAMPLED
from experiments.statistics.intervals import Estimate

TEXTS = Path(__file__).resolve().parent / "texts"


def voice_of(language: str) -> Voice:
    """Return the voice that speaks of decisions."""
    return Voice(language, OF_DISCOVERY, TEXTS)


def page_of(
    found: Decision,
    searched: Searched | None,
    voice: Voice,
    data: Mapping[str, pd.DataFrame],
    *,
    uncertainty: str,
    command: str,
    facts: Sequence[Fact] = (),
) -> Page:
    """Return the page of a decision whose packages are called as sentences call them; `data` has them as asked for."""
    method = [
        voice.say(
            "decision.method_cases_once" if found.replicates == 1 else "decision.method_cases",
            replicates=found.replicates,
        ),
        voice.say(
            "decision.method_regret",
            share=voice.percent(found.verdict.rules.budget_share),
            matters=points(voice, found.verdict.rules.matters),
            enough=voice.percent(ENOUGH),
        ),
        voice.say("decision.method_cost"),
        *_accounting(found, voice),
        voice.say("decision.method_flips"),
    ]
    if searched:
        method.append(
            voice.say(
                "decision.method_search",
                generations=searched.generations,
                size=searched.size,
                cases=searched.cases,
                fresh=searched.fresh_cases,
            )
        )
    if found.learning is not None:
        method.append(voice.say("decision.method_learning", number=len(found.learning.unknowns)))
    return Page(
        heading=voice.plain("decision.heading"),
        lead=voice.say(
            "decision.lead",
            number=len(found.packages),
            cases=len(found.cases),
            uncertain=voice.plain(f"decision.{uncertainty}"),
            replicates=found.replicates,
            measure=measure_in_words(voice, found.measure),
            reference=found.reference,
        ),
        findings=findings(found, searched, voice),
        pictures=pictures_of(found, searched, voice),
        tables=tables_of(found, searched, voice),
        method=method,
        limits=[voice.say(f"decision.limit_{name}") for name in ("prices", "packages", "probability")],
        facts=facts,
        command=command,
        data=data,
    )


def _accounting(found: Decision, voice: Voice) -> list[object]:
    if found.accounting is None:
        return []
    sampled = voice.number(min(len(found.cases), SAMPLED))
    said: list[object] = [
        voice.say("decision.method_accounting", rate=voice.rate(found.accounting.rate), sampled=sampled)
    ]
    if found.people_a_point is None and found.measure.startswith("coverage."):
        said.append(voice.say("decision.one_more_unknown"))
    return said


def frames_of(found: Decision, searched: Searched | None) -> dict[str, pd.DataFrame]:
    """Return everything as tables, in full precision."""
    packages = pd.DataFrame([_flat(package, found.people_a_point) for package in found.packages.values()])
    cases = pd.DataFrame(
        [
            {
                "case": case.name,
                "set": case.plausible.name if case.plausible else "",
                "package": name,
                "gain": found.gains[i, j],
                "extra_cost": found.costs[i, j],
                "equity_gap": found.equity[i, j],
                **case.context,
            }
            for j, case in enumerate(found.cases)
            for i, name in enumerate(found.packages)
        ]
    )
    frames = {"packages": packages, "cases": cases}
    if found.economics is not None:
        frames |= _economics_frames(found.economics)
    for name, learning in (("learning", found.learning), ("learning_in_money", found.learning_in_money)):
        if learning is not None:
            frames[name] = pd.DataFrame([_learnt(own) for own in learning.unknowns])
    if found.flips:
        frames["flips"] = pd.DataFrame([flip._asdict() for flip in found.flips])
    if searched and searched.front:
        rows = [
            {"package": o.name, "gain": o.gain, "equity_gap": o.equity, "extra_cost": o.cost, **o.values}
            for o in searched.front
        ]
        frames["front"] = pd.DataFrame(rows)
        frames["tried"] = pd.DataFrame(searched.tried, columns=["gain", "equity_gap", "extra_cost"])
    return frames


def _economics_frames(found: CostEffectiveness) -> dict[str, pd.DataFrame]:
    """Return where packages stand, and in what share of cases each is worth most at each price of a point."""
    frames = {"cost_effectiveness": pd.DataFrame([_place(own, found) for own in found.places])}
    curve = found.acceptability
    if curve is not None:
        rows = [
            {"package": own.package, "worth": price, **_ends("worth_most", share)}
            for own, shares in zip(found.places, curve.shares, strict=True)
            for price, share in zip(curve.prices, shares, strict=True)
        ]
        frames["acceptability"] = pd.DataFrame(rows)
    return frames


def _place(own: Place, found: CostEffectiveness) -> dict[str, Any]:
    """Return where one package stands."""
    each = own.each or Estimate(None, None, None, 0)
    at_worth = {} if found.worth is None else _ends("worth_most", found.at_worth[found.places.index(own)])
    return {
        "package": own.package,
        "gain": own.gain,
        "extra_cost_discounted": own.cost,
        "standing": own.standing,
        "by": ", ".join(own.by),
        "over": own.over or "",
        **_ends("cost_of_each_point", each),
        **at_worth,
    }


def _learnt(own: Learnt) -> dict[str, Any]:
    """Return what choosing by one unknown would gain."""
    return {
        "unknown": own.name,
        **_ends("value", own.value),
        "changes": own.changes,
        "stands_out": own.is_settled,
        "members": " ".join(own.members),
    }


def _learning_as_json(found: ValueOfInformation | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "choice": found.choice,
        **_ends("everything", found.everything),
        "unknowns": [_learnt(own) for own in found.unknowns],
    }


def _economics_as_json(found: CostEffectiveness | None) -> dict[str, Any] | None:
    if found is None:
        return None
    chosen = found.worth_most()
    return {
        "worth": found.worth,
        "worth_most": None if chosen is None else chosen.package,
        "packages": [_place(own, found) for own in found.places],
    }


def _flat(own: Judged, people: float | None) -> dict[str, Any]:
    def spread(name: str, value: Spread) -> dict[str, Any]:
        mean = value.mean
        return {
            name: mean.mean,
            f"{name}_low": mean.low,
            f"{name}_high": mean.high,
            f"{name}_10%": None if np.isnan(value.low) else value.low,
            f"{name}_90%": None if np.isnan(value.high) else value.high,
        }

    cost = own.cost_per_point
    return {
        "package": own.name,
        **spread("gain", own.gain),
        "best": own.best.mean,
        "best_low": own.best.low,
        "best_high": own.best.high,
        "unbeaten": own.unbeaten.mean,
        "unbeaten_low": own.unbeaten.low,
        "unbeaten_high": own.unbeaten.high,
        "regret_mean": own.regret_mean,
        "regret_most": own.regret_most,
        "meets": own.meets.mean,
        **{f"meets {text}": share for text, share in own.each.items()},
        "cost_per_point": cost.mean if cost else None,
        "cost_per_point_low": cost.low if cost else None,
        "cost_per_point_high": cost.high if cost else None,
        **({} if people is None else _of_one_more(cost, people)),
        **spread("extra_cost", own.cost),
        **spread("equity_gap", own.equity),
        **spread("theatre", own.theatre),
        "within_budget": own.affords,
    }


def _of_one_more(cost: Estimate | None, people: float) -> dict[str, Any]:
    """Return what one more person covered costs; nothing where that is not settled."""
    is_settled = cost is not None and cost.low is not None and cost.high is not None
    ends = (cost.mean, cost.low, cost.high) if cost is not None and is_settled else (None, None, None)
    names = ("cost_per_person", "cost_per_person_low", "cost_per_person_high")
    return {name: None if end is None else end / people for name, end in zip(names, ends, strict=True)}


def _verdict_as_json(found: Decision) -> dict[str, Any]:
    verdict = found.verdict
    return {
        "kind": verdict.kind,
        "leader": verdict.leader,
        "matters": verdict.rules.matters,
        "budget_share": verdict.rules.budget_share,
        "alike": [
            {"over": lead.over, **_ends("lead", lead.gain), "same": lead.is_none, "extra_cost": lead.cost}
            for lead in verdict.alike
        ],
        "unpaid": list(verdict.unpaid),
        "nearest": verdict.nearest,
        "last_points": None
        if verdict.last is None
        else {"over": verdict.last.over, "gain": verdict.last.gain, **_ends("cost", verdict.last.each)},
    }


def _ends(name: str, estimate: Estimate) -> dict[str, float | None]:
    return {name: estimate.mean, f"{name}_low": estimate.low, f"{name}_high": estimate.high}


def as_json(found: Decision, told: Decision, searched: Searched | None, voice: Voice) -> dict[str, Any]:
    """Return what ``--json`` prints; `told` has the packages as sentences call them."""
    box = found.failing.box if found.failing else None
    return {
        "reference": found.reference,
        "measure": found.measure,
        "cases": len(found.cases),
        "replicates": found.replicates,
        "budget": found.budget,
        "advised": found.advised,
        "verdict": _verdict_as_json(found),
        "most_often_best": found.most_often,
        "least_worst": found.least_worst,
        "findings": findings(told, searched, voice),
        "discount_rate": None if found.accounting is None else found.accounting.rate,
        "packages": {name: _flat(package, found.people_a_point) for name, package in found.packages.items()},
        "cost_effectiveness": _economics_as_json(found.economics),
        "learning": _learning_as_json(found.learning),
        "learning_in_money": _learning_as_json(found.learning_in_money),
        "flips": [flip._asdict() for flip in found.flips],
        "fails": None
        if found.failing is None
        else {
            "share": found.failing.share,
            "where": None if box is None else [limit._asdict() for limit in box.limits],
        },
        "search": None
        if searched is None
        else {
            "tried": len(searched.tried),
            "front": [{**vars(one), "sets": list(one.sets)} for one in searched.front],
        },
    }
