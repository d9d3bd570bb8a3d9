"""Page of a decision: the advice first, the table of a minister, where it flips, and what a search found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.analyses.decision.figures import money, pictures_of, points
from experiments.analyses.decision.method import Decision, Judged, Spread
from experiments.analyses.decision.requirements import Requirement
from experiments.analyses.decision.search import Found, Searched
from experiments.analyses.decision.verdict import ENOUGH, Lead
from experiments.analyses.discovery.cases import Condition
from experiments.analyses.discovery.wording import TEXTS as OF_DISCOVERY
from experiments.analyses.discovery.wording import conditions_in_words, joined, value_in_words
from experiments.presentation.blocks import Cell, Table
from experiments.presentation.page import Fact, Page, plain_table
from experiments.presentation.voice import Voice
from experiments.presentation.words import measure_in_words, name_in_words
from experiments.runs.accounts import SAMPLED
from experiments.statistics.intervals import Estimate
from scenarios.costs.declared import eligible_of
from scenarios.costs.money import BASE
from simulation.parameters import PROCESSES
from simulation.results import measures

TEXTS = Path(__file__).resolve().parent / "texts"
FLIPS_TOLD = 3
ALIKE_TOLD = 3


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
        tables=_tables(found, searched, voice),
        method=method,
        limits=[voice.say(f"decision.limit_{name}") for name in ("prices", "packages", "probability")],
        facts=facts,
        command=command,
        data=frames_of(found, searched),
    )


# Findings ---------------------------------------------------------------------------------------------------


def findings(found: Decision, searched: Searched | None, voice: Voice) -> list[str]:
    """Return the advice, what speaks against it, and what a search found."""
    said = [_advice(found, voice)]
    said.append(" ".join(_doubts(found, voice)))
    said.append(_enough(found, voice))
    if searched:
        said.append(_searched(found, searched, voice))
    return [paragraph for paragraph in said if paragraph]


def _advice(found: Decision, voice: Voice) -> str:
    verdict, matters = found.verdict, points(voice, found.verdict.rules.matters)
    if verdict.kind == "unpayable":
        assert found.budget is not None
        share = voice.percent(verdict.rules.budget_share)
        return voice.plain("decision.no_advice", budget=money(voice, found.budget), share=share)
    if verdict.kind == "stay":
        others = [own for name, own in found.packages.items() if name != found.reference]
        if found.budget is not None and all(own.affords < verdict.rules.budget_share for own in others):
            share = voice.percent(verdict.rules.budget_share)
            budget = money(voice, found.budget)
            stay = voice.plain("decision.advice_only", name=found.reference, budget=budget, share=share)
        else:
            stay = voice.plain("decision.advice_reference", name=found.reference, matters=matters)
        return " ".join([stay, *_unpaid(found, voice)])
    if verdict.kind == "not_enough":
        return " ".join([_not_enough(found, voice), *_unpaid(found, voice)])
    own = found.packages[verdict.advised or ""]
    return " ".join(
        [
            voice.plain(
                "decision.advice",
                name=own.name,
                regret=points(voice, own.regret_mean),
                worst=points(voice, own.regret_most),
                best=voice.percent(own.best.mean or 0.0),
                gain=points(voice, own.gain.mean.mean),
                reference=found.reference,
                low=points(voice, own.gain.low),
                high=points(voice, own.gain.high),
            ),
            *_price(found, own, voice),
            *_last_points(found, voice),
            *(_alike(lead, found, voice) for lead in verdict.alike[:ALIKE_TOLD]),
            *_unpaid(found, voice),
            *_one_more(found, own, voice),
        ]
    )


def _not_enough(found: Decision, voice: Voice) -> str:
    """Return that nothing is good enough in half of the cases, and what comes nearest."""
    nearest = found.packages[found.verdict.nearest or ""]
    asked = {"name": found.reference, "requirements": _requirements_in_words(found, voice)}
    if not nearest.meets.mean:
        return voice.plain("decision.advice_never_enough", **asked)
    share = voice.percent(nearest.meets.mean)
    return voice.plain("decision.advice_not_enough", nearest=nearest.name, share=share, **asked)


def _price(found: Decision, own: Judged, voice: Voice) -> list[str]:
    """Return what a point costs over the reference."""
    cost = own.cost_per_point
    if cost is None or cost.mean is None:
        return []
    of = {"name": own.name, "reference": found.reference, "cost": money(voice, cost.mean)}
    kind = "pays" if found.measure.startswith("coverage") else "pays_of"
    if cost.low is None or cost.high is None:
        return [voice.plain(f"decision.{kind}_unbounded", **of)]
    if cost.high < 0.0:
        return [voice.plain("decision.saves", **of)]
    return [voice.plain(f"decision.{kind}", low=money(voice, cost.low), high=money(voice, cost.high), **of)]


def _last_points(found: Decision, voice: Voice) -> list[str]:
    """Return what the last points of the package to try cost, over the one before it."""
    last = found.verdict.last
    if last is None or last.each.mean is None:
        return []
    of = {"gain": points(voice, last.gain), "over": last.over, "each": money(voice, last.each.mean)}
    if last.each.low is None or last.each.high is None:
        said = voice.plain("decision.last_points_unbounded", **of)
    else:
        low, high = money(voice, last.each.low), money(voice, last.each.high)
        said = voice.plain("decision.last_points", low=low, high=high, **of)
    own = found.packages[last.over].cost_per_point
    if own is None or own.mean is None:
        return [said]
    return [said, voice.plain("decision.first_points", over=last.over, cost=money(voice, own.mean))]


def _alike(lead: Lead, found: Decision, voice: Voice) -> str:
    """Return that a package is alike to the one to try, and what it costs beside it."""
    gain, matters = lead.gain, found.verdict.rules.matters
    of: dict[str, str] = {"rival": lead.over, "name": found.verdict.advised or ""}
    if lead.is_none:
        said = voice.plain("decision.alike_same", **of)
    else:
        ends = [end for end in (gain.low, gain.high) if end is not None]
        is_small = len(ends) == 2 and max(map(abs, ends)) < matters
        of |= {"gain": points(voice, gain.mean), "low": points(voice, gain.low), "high": points(voice, gain.high)}
        key = "alike_small" if is_small else "alike_open" if len(ends) == 2 else "alike_unbounded"
        said = voice.plain(f"decision.{key}", matters=points(voice, matters), **of)
    if money(voice, abs(lead.cost)) == money(voice, 0.0):
        return f"{said} {voice.plain('decision.alike_cost_same')}"
    key = "alike_cheaper" if lead.cost > 0.0 else "alike_dearer"
    return f"{said} {voice.plain(f'decision.{key}', rival=lead.over, cost=money(voice, abs(lead.cost)))}"


def _unpaid(found: Decision, voice: Voice) -> list[str]:
    """Return what would gain more, and keeps the budget in too few cases."""
    said: list[str] = []
    for name in found.verdict.unpaid:
        own = found.packages[name]
        said.append(
            voice.plain(
                "decision.unpaid",
                name=name,
                gain=points(voice, own.gain.mean.mean),
                reference=found.reference,
                share=voice.percent(own.affords),
                asked=voice.percent(found.verdict.rules.budget_share),
            )
        )
    return said


def _one_more(found: Decision, own: Judged, voice: Voice) -> list[str]:
    """Return what one more person covered costs, where anybody said who is eligible."""
    people, cost = found.people_a_point, own.cost_per_point
    if people is None:
        return []
    if cost is None or cost.mean is None or cost.low is None or cost.high is None:
        return [voice.plain("decision.one_more_unsettled")]
    if cost.high < 0.0:
        return []
    amounts = {"cost": cost.mean, "low": cost.low, "high": cost.high}
    shown = {name: money(voice, amount / people) for name, amount in amounts.items()}
    return [voice.plain("decision.one_more", **shown)]


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


def _doubts(found: Decision, voice: Voice) -> list[str]:
    if found.advised is None or len(found.packages) - len(found.verdict.unpaid) < 2:
        return []
    said: list[str] = []
    own = found.packages[found.advised]
    often, worst = found.packages[found.most_often], found.packages[found.least_worst]
    share = found.verdict.rules.budget_share
    if often.name != own.name and often.affords >= share:
        best = voice.percent(often.best.mean or 0.0)
        said.append(voice.plain("decision.other_often", name=often.name, best=best))
    if worst.name != own.name and worst.affords >= share and worst.regret_most < own.regret_most:
        said.append(voice.plain("decision.other_worst", name=worst.name, worst=points(voice, worst.regret_most)))
    if found.flips:
        listed = "; ".join(_flip(flip, voice) for flip in found.flips[:FLIPS_TOLD])
        said.append(voice.plain("decision.flips", listed=listed))
    else:
        said.append(voice.plain("decision.no_flips"))
    failing = found.failing
    if failing is None:
        return said
    rival = voice.plain("decision.any_other" if found.budget is None else "decision.any_paid")
    if failing.share == 0.0:
        said.append(voice.plain("decision.never_fails", rival=rival))
    elif failing.box is None:
        said.append(voice.plain("decision.fails", rival=rival, share=voice.percent(failing.share)))
    else:
        conditions = {name: Condition(name, "") for name in failing.box.columns}
        said.append(
            voice.plain(
                "decision.fails_where",
                rival=rival,
                share=voice.percent(failing.share),
                conditions=joined(voice, conditions_in_words(voice, failing.box.limits, conditions)),
                density=voice.percent(failing.box.density),
            )
        )
    return said


def _flip(flip: Any, voice: Voice) -> str:
    return voice.plain(
        "decision.flip_above" if flip.rival_wins_above else "decision.flip_below",
        value=value_in_words(voice, flip.parameter, flip.value),
        low=value_in_words(voice, flip.parameter, flip.low),
        high=value_in_words(voice, flip.parameter, flip.high),
        parameter=name_in_words(voice, flip.parameter),
        rival=flip.rival,
    )


def _enough(found: Decision, voice: Voice) -> str:
    requirements = _requirements_in_words(found, voice)
    best = max(found.packages.values(), key=lambda package: package.meets.mean or 0.0)
    if not best.meets.mean:
        return voice.plain("decision.nobody_good_enough", requirements=requirements)
    share = voice.percent(best.meets.mean)
    return voice.plain("decision.good_enough", requirements=requirements, name=best.name, share=share)


def _requirements_in_words(found: Decision, voice: Voice) -> str:
    return ", ".join(requirement_in_words(one, voice) for one in found.requirements)


def requirement_in_words(one: Requirement, voice: Voice) -> str:
    """Return a requirement as a sentence names it: ``a gain of 3 points or more``."""
    units = {measure.name: measure.unit for measure in measures(PROCESSES)}
    unit = units.get(one.name, "coverage share" if one.name == "gain" else "")
    if one.name == "extra_cost" or BASE.label() == unit:
        bound = money(voice, one.bound)
    elif unit == "coverage share":
        bound = voice.plain("decision.in_points", number=voice.exact(round(100.0 * one.bound, 6)))
    elif unit == "share":
        bound = voice.percent(one.bound)
    else:
        bound = voice.exact(one.bound)
    own = f"decision.what_{one.name}"
    what = voice.plain(own) if voice.knows(own) else measure_in_words(voice, one.name)
    return voice.plain(f"decision.{'at_least' if one.is_least else 'at_most'}", what=what, bound=bound)


def _searched(found: Decision, searched: Searched, voice: Voice) -> str:
    numbers = {"levers": len(searched.levers), "tried": len(searched.tried)}
    if not searched.front:
        assert found.budget is not None
        return voice.plain("decision.search_none", budget=money(voice, found.budget), **numbers)
    first, last = searched.front[0], searched.front[-1]
    budget = "" if found.budget is None else voice.plain("decision.search_budget", budget=money(voice, found.budget))
    said = voice.plain(
        "decision.search",
        budget=budget,
        least=points(voice, last.gain),
        cheap=money(voice, last.cost),
        most=points(voice, first.gain),
        dear=money(voice, first.cost),
        **numbers,
    )
    return f"{said} {voice.plain('decision.search_settings', sets=', '.join(first.sets))}"


# Tables -----------------------------------------------------------------------------------------------------


def _tables(found: Decision, searched: Searched | None, voice: Voice) -> list[Table]:
    tables = [_minister(found, voice), _requirements(found, voice)]
    if found.flips:
        tables.append(_flips(found, voice))
    if searched and searched.front:
        tables.append(_front(searched, voice))
    return tables


def _minister(found: Decision, voice: Voice) -> Table:
    names = ["package", "gain", "best", "regret", "meets", "cost", "extra", "equity", "theatre"]
    if found.people_a_point is not None:
        names.insert(names.index("extra"), "one_more")
    names += ["affords"] if found.budget is not None else []
    rows = [_row(package, found, voice) for package in found.packages.values()]
    caption = voice.plain("decision.table_minister", cases=len(found.cases), reference=found.reference)
    return plain_table(caption, [voice.plain(f"decision.column_{name}") for name in names], rows)


def _row(own: Judged, found: Decision, voice: Voice) -> list[object]:
    def middle(spread: Spread, scale: float = 100.0, digits: int = 1) -> Cell:
        mean = spread.mean.mean
        if mean is None:
            return Cell("\N{EM DASH}", is_undefined=True)
        low, high = (voice.number(scale * end, digits) for end in (spread.low, spread.high))
        return Cell(voice.number(scale * mean, digits), [voice.plain("decision.below_80", low=low, high=high)])

    is_reference = own.name == found.reference
    cost: object = None
    if own.cost_per_point is not None and own.cost_per_point.mean is not None:
        low, high = own.cost_per_point.low, own.cost_per_point.high
        if low is None or high is None:
            cost = Cell(voice.number(own.cost_per_point.mean), [voice.plain("decision.below_unbounded")])
        elif high < 0.0:
            cost = voice.plain("decision.saves_money")
        else:
            interval = voice.plain("decision.below_interval", low=voice.number(low), high=voice.number(high))
            cost = Cell(voice.number(own.cost_per_point.mean), [interval])
    best_low, best_high = voice.percent(own.best.low or 0.0), voice.percent(own.best.high or 0.0)
    row: list[object] = [
        own.name,
        None if is_reference else middle(own.gain),
        Cell(
            voice.percent(own.best.mean or 0.0),
            [voice.plain("decision.below_interval", low=best_low, high=best_high)],
        ),
        Cell(
            points(voice, own.regret_mean),
            [voice.plain("decision.below_worst", worst=points(voice, own.regret_most))],
        ),
        voice.percent(own.meets.mean or 0.0),
        cost,
        None if is_reference else middle(own.cost, 0.001, 0),
        middle(own.equity),
        middle(own.theatre),
    ]
    if found.people_a_point is not None:
        row.insert(6, None if is_reference else _one_more_cell(found.people_a_point, own, voice))
    return [*row, voice.percent(own.affords)] if found.budget is not None else row


def _one_more_cell(people: float, own: Judged, voice: Voice) -> Cell:
    """Return what one more person covered costs; not settled where the gain may be nothing."""
    cost = own.cost_per_point
    if cost is None or cost.mean is None or cost.low is None or cost.high is None:
        return Cell(voice.plain("decision.not_settled"), is_undefined=True)
    if cost.high < 0.0:
        return Cell(voice.plain("decision.saves_money"))
    low, high = (voice.number(end / people) for end in (cost.low, cost.high))
    return Cell(voice.number(cost.mean / people), [voice.plain("decision.below_interval", low=low, high=high)])


def _requirements(found: Decision, voice: Voice) -> Table:
    heads = [voice.plain("decision.column_package"), *(requirement_in_words(one, voice) for one in found.requirements)]
    rows = [
        [own.name, *(voice.percent(own.each[str(one)]) for one in found.requirements)]
        for own in found.packages.values()
    ]
    return plain_table(voice.plain("decision.table_requirements"), heads, rows)


def _flips(found: Decision, voice: Voice) -> Table:
    heads = [voice.plain(f"decision.column_{name}") for name in ("parameter", "value", "rival", "range")]
    rows: list[list[object]] = []
    for flip in found.flips:
        low, high, least, most = (
            value_in_words(voice, flip.parameter, value) for value in (flip.low, flip.high, flip.least, flip.most)
        )
        key = "decision.above_value" if flip.rival_wins_above else "decision.below_value"
        value = voice.plain(key, value=value_in_words(voice, flip.parameter, flip.value))
        rows.append(
            [
                name_in_words(voice, flip.parameter),
                Cell(value, [voice.plain("decision.below_interval", low=low, high=high)]),
                flip.rival,
                voice.plain("decision.below_interval", low=least, high=most),
            ]
        )
    return plain_table(voice.plain("decision.table_flips"), heads, rows)


def _front(searched: Searched, voice: Voice) -> Table:
    """Return the front: what each package brings, and its levers as ``--set`` takes them."""
    front = searched.front
    heads = [voice.plain("decision.column_sets"), *(one.name for one in front)]

    def gain(one: Found) -> Cell:
        low, high = points(voice, one.gain_low), points(voice, one.gain_high)
        return Cell(points(voice, one.gain), [voice.plain("decision.below_80", low=low, high=high)])

    rows: list[list[object]] = [
        [voice.plain("decision.column_gain"), *(gain(one) for one in front)],
        [voice.plain("decision.column_equity"), *(points(voice, one.equity) for one in front)],
        [voice.plain("decision.column_extra"), *(voice.number(0.001 * one.cost) for one in front)],
    ]
    for place in range(len(searched.levers)):
        name = front[0].sets[place].partition("=")[0]
        rows.append([name, *(one.sets[place].partition("=")[2] for one in front)])
    return plain_table(voice.plain("decision.table_front", cases=searched.fresh_cases), heads, rows)


# Files ------------------------------------------------------------------------------------------------------


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
