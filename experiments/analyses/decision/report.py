"""Report of a decision: its page, its frames and its JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.analyses.decision.answer import findings
from experiments.analyses.decision.figures import pictures_of, points
from experiments.analyses.decision.method import Decision, Judged, Spread
from experiments.analyses.decision.search import Searched
from experiments.analyses.decision.tables import tables_of
from experiments.analyses.decision.verdict import ENOUGH
from experiments.analyses.discovery.wording import TEXTS as OF_DISCOVERY
from experiments.presentation.page import Fact, Page
from experiments.presentation.voice import Voice
from experiments.runs.accounts import SAMPLED
from experiments.statistics.intervals import Estimate
from scenarios.costs.declared import eligible_of

TEXTS = Path(__file__).resolve().parent / "texts"


def voice_of(language: str) -> Voice:
    """Return the voice that speaks of decisions."""
    return Voice(language, OF_DISCOVERY, TEXTS)


def page_of(
    found: Decision,
    searched: Searched | None,
    voice: Voice,
    *,
    uncertainty: str,
    command: str,
    facts: Sequence[Fact] = (),
) -> Page:
    """Return the page."""
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
    return Page(
        heading=voice.plain("decision.heading"),
        lead=voice.say(
            "decision.lead",
            number=len(found.packages),
            cases=len(found.cases),
            uncertain=voice.plain(f"decision.{uncertainty}"),
            replicates=found.replicates,
            measure=found.measure,
            reference=found.reference,
        ),
        findings=findings(found, searched, voice),
        pictures=pictures_of(found, searched, voice),
        tables=tables_of(found, searched, voice),
        method=method,
        limits=[voice.say(f"decision.limit_{name}") for name in ("prices", "packages", "probability")],
        facts=facts,
        command=command,
        data=frames_of(found, searched),
    )


def _accounting(found: Decision, voice: Voice) -> list[object]:
    if found.accounting is None:
        return []
    sampled = voice.number(min(len(found.cases), SAMPLED))
    said: list[object] = [
        voice.say("decision.method_accounting", rate=voice.rate(found.accounting.rate), sampled=sampled)
    ]
    if found.people_a_point is None and found.measure.startswith("coverage."):
        said.append(voice.say("decision.one_more_unknown", parameter=eligible_of(found.measure.partition(".")[2])))
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


def as_json(found: Decision, searched: Searched | None, voice: Voice) -> dict[str, Any]:
    """Return what ``--json`` prints."""
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
        "findings": findings(found, searched, voice),
        "discount_rate": None if found.accounting is None else found.accounting.rate,
        "packages": {name: _flat(package, found.people_a_point) for name, package in found.packages.items()},
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
