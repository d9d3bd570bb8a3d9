"""Answer: what a decision comes to in words: the advice, what speaks against it, and what a search found."""

from __future__ import annotations

from typing import Any

from experiments.analyses.decision.cost_effectiveness import CostEffectiveness
from experiments.analyses.decision.figures import points
from experiments.analyses.decision.method import Decision, Judged
from experiments.analyses.decision.requirements import Requirement
from experiments.analyses.decision.search import Searched
from experiments.analyses.decision.value_of_information import FEWEST, FEWEST_WORLDS, MECHANISMS, PLACES
from experiments.analyses.decision.verdict import Lead
from experiments.analyses.discovery.cases import Condition
from experiments.analyses.discovery.wording import conditions_in_words, joined, value_in_words
from experiments.presentation.voice import Voice
from experiments.presentation.words import in_lower_case, listed, measure_in_words, money, name_in_words, set_in_words
from scenarios.costs.money import BASE
from simulation.parameters import PROCESSES, groups
from simulation.results import measures

FLIPS_TOLD = 3
ALIKE_TOLD = 3
LEARNT_TOLD = 2


def findings(found: Decision, searched: Searched | None, voice: Voice) -> list[str]:
    """Return the advice, what speaks against it, and what a search found."""
    said = [advice_in_words(found, voice)]
    said.append(" ".join(doubts_in_words(found, voice)))
    said.append(" ".join(worth_in_words(found, voice)))
    said.append(" ".join(learning_in_words(found, voice)))
    said.append(enough_in_words(found, voice))
    if searched:
        said.append(_searched(found, searched, voice))
    return [paragraph for paragraph in said if paragraph]


def advice_in_words(found: Decision, voice: Voice) -> str:
    """Return what to do, and what is beside it."""
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
        return " ".join([stay, *unpaid_in_words(found, voice)])
    if verdict.kind == "not_enough":
        return " ".join([_not_enough(found, voice), *unpaid_in_words(found, voice)])
    own = found.packages[verdict.advised or ""]
    return " ".join(
        [
            voice.plain(
                "decision.advice",
                name=own.name,
                regret=points(voice, own.regret_mean),
                worst=points(voice, own.regret_most),
                best=voice.percent(own.unbeaten.mean or 0.0),
                gain=points(voice, own.gain.mean.mean),
                reference=found.reference,
                low=points(voice, own.gain.low),
                high=points(voice, own.gain.high),
            ),
            *_price(found, own, voice),
            *last_points_in_words(found, voice),
            *(alike_in_words(lead, found, voice) for lead in verdict.alike[:ALIKE_TOLD]),
            *unpaid_in_words(found, voice),
            *_one_more(found, own, voice),
        ]
    )


def _not_enough(found: Decision, voice: Voice) -> str:
    """Return that nothing is good enough in half of the cases, and what comes nearest."""
    asked = [one for one in found.requirements if not one.is_usual]
    words = {"name": found.reference, "requirements": ", ".join(requirement_in_words(one, voice) for one in asked)}
    leader = found.packages[found.verdict.leader or ""]
    words |= {"leader": leader.name, "gain": points(voice, leader.gain.mean.mean)}
    if not found.verdict.nearest_meets:
        return voice.plain("decision.advice_never_enough", **words)
    share = voice.percent(found.verdict.nearest_meets)
    return voice.plain("decision.advice_not_enough", nearest=found.verdict.nearest or "", share=share, **words)


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


def last_points_in_words(found: Decision, voice: Voice) -> list[str]:
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
    key = "first_save" if own.high is not None and own.high < 0.0 else "first_points"
    return [said, voice.plain(f"decision.{key}", over=last.over, cost=money(voice, own.mean))]


def alike_in_words(lead: Lead, found: Decision, voice: Voice) -> str:
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


def unpaid_in_words(found: Decision, voice: Voice) -> list[str]:
    """Return what would gain more, and keeps the budget in too few cases."""
    said: list[str] = []
    for name in found.verdict.unpaid:
        own, asked = found.packages[name], found.verdict.rules.budget_share
        digits = 1 if voice.percent(own.affords) == voice.percent(asked) else 0  # never 90%, short of 90%
        said.append(
            voice.plain(
                "decision.unpaid",
                name=name,
                gain=points(voice, own.gain.mean.mean),
                reference=found.reference,
                share=voice.percent(own.affords, digits),
                asked=voice.percent(asked, digits),
                needed=money(voice, found.budget_kept(name), is_needed=True),
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


def doubts_in_words(found: Decision, voice: Voice) -> list[str]:
    """Return what speaks for another package, where the advice flips, and where it fails."""
    if found.advised is None or len(found.packages) - len(found.verdict.unpaid) < 2:
        return []
    if found.verdict.kind == "not_enough":  # others gain more, as was said, and are not good enough
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
    elif own.regret_mean == min(one.regret_mean for one in found.packages.values() if one.affords >= share):
        said.append(voice.plain("decision.no_flips"))  # of the best on average: else another one is better already
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


def worth_in_words(found: Decision, voice: Voice) -> list[str]:
    """Return from which price of a point on each package is worth most, and which is at what a point is worth."""
    own = found.economics
    if own is None:
        return []
    if len(own.places) < 2:
        return [voice.plain("decision.worth_of_one", name=one.package) for one in own.places if own.worth is not None]
    said = _prices(own, voice)
    chosen = own.worth_most()
    if chosen is None or own.worth is None:
        return said
    share = own.at_worth[own.places.index(chosen)]
    worth = voice.plain(
        "decision.worth",
        worth=money(voice, own.worth),
        name=chosen.package,
        share=voice.percent(share.mean or 0.0),
        low=voice.percent(share.low or 0.0),
        high=voice.percent(share.high or 0.0),
    )
    return [*said, worth]


def _prices(own: CostEffectiveness, voice: Voice) -> list[str]:
    """Return from which price of a point on each package on the frontier is worth most on average."""
    first, *later = own.line
    steps = [(place.package, place.each) for place in later if place.each is not None]
    if not steps or len(steps) < len(later):
        return []
    listed = "; ".join(
        voice.plain(
            "decision.price_from" if each.low is not None else "decision.price_from_open",
            name=name,
            price=money(voice, each.mean or 0.0),
        )
        for name, each in steps
    )
    return [voice.plain("decision.prices", first=first.package, listed=listed)]


def learning_in_words(found: Decision, voice: Voice) -> list[str]:
    """Return what is worth learning before deciding: in what counts as gain, and in money where a point has a worth."""
    own, matters = found.learning, found.verdict.rules.matters
    payable = 0 if found.economics is None else len(found.economics.places)
    if own is None:
        return _not_learnt(found, voice) if payable > 1 else []
    worth_learning = own.worth_learning(matters)[:LEARNT_TOLD]
    said = [
        voice.plain(
            "decision.learn_first" if place == 0 else "decision.learn_next",
            what=unknown_in_words(one.name, voice),
            choice=own.choice,
            gain=points(voice, one.value.mean),
            low=points(voice, one.value.low),
            high=points(voice, one.value.high),
            changes=voice.percent(one.changes),
        )
        for place, one in enumerate(worth_learning)
    ]
    if not said:
        said = [voice.plain("decision.learn_nothing", matters=points(voice, matters))]
    most = own.everything
    ends = {name: points(voice, end) for name, end in (("most", most.mean), ("low", most.low), ("high", most.high))}
    said.append(voice.plain("decision.learn_most", choice=own.choice, **ends))
    return [*said, *_learning_in_money(found, voice)]


def _not_learnt(found: Decision, voice: Voice) -> list[str]:
    """Return why nothing was looked for: what was asked for decides, or there are too few cases."""
    if found.verdict.kind == "not_enough":
        return [voice.plain("decision.learn_not_asked"), *_learning_in_money(found, voice)]
    return [voice.plain("decision.learn_too_few", fewest=FEWEST, worlds=FEWEST_WORLDS)]


def _learning_in_money(found: Decision, voice: Voice) -> list[str]:
    """Return about what finding out would be worth, where it was said what a point is worth."""
    own, economics = found.learning_in_money, found.economics
    if own is None or economics is None or economics.worth is None:
        return []
    worth = money(voice, economics.worth)
    best = own.worth_learning(100.0 * economics.worth * found.verdict.rules.matters)[:1]
    if not best:
        most = money(voice, own.everything.mean or 0.0)
        return [voice.plain("decision.learn_money_nothing", worth=worth, most=most, choice=own.choice)]
    value = best[0].value
    return [
        voice.plain(
            "decision.learn_money",
            what=unknown_in_words(best[0].name, voice),
            choice=own.choice,
            worth=worth,
            gain=money(voice, value.mean or 0.0),
            low=money(voice, value.low or 0.0),
            high=money(voice, value.high or 0.0),
        )
    ]


def unknown_in_words(name: str, voice: Voice) -> str:
    """Return what may be learnt, as a sentence names it: a mechanism, a number of the places, or all of either."""
    if name in (MECHANISMS, PLACES):
        return voice.plain(f"decision.unknown_{name}")
    if name in groups():
        return voice.plain("decision.unknown_mechanism", concept=in_lower_case(voice.plain(f"concepts.{name}.name")))
    return name_in_words(voice, name)


def _flip(flip: Any, voice: Voice) -> str:
    return voice.plain(
        "decision.flip_above" if flip.rival_wins_above else "decision.flip_below",
        value=value_in_words(voice, flip.parameter, flip.value),
        low=value_in_words(voice, flip.parameter, flip.low),
        high=value_in_words(voice, flip.parameter, flip.high),
        parameter=name_in_words(voice, flip.parameter),
        rival=flip.rival,
    )


def enough_in_words(found: Decision, voice: Voice) -> str:
    """Return which packages meet most often everything that was asked for, or what is usually asked if nobody did."""
    requirements = ", ".join(requirement_in_words(one, voice) for one in found.requirements)
    is_usual = any(one.is_usual for one in found.requirements)
    kind = "asked" if not is_usual else "usual" if found.budget is None else "usual_and_budget"
    most = max(package.meets.mean or 0.0 for package in found.packages.values())
    best = [package.name for package in found.packages.values() if (package.meets.mean or 0.0) == most]
    names = listed([voice.plain("brief.quoted", name=name) for name in best], voice)
    said = voice.plain(f"decision.enough_{kind}", requirements=requirements)
    key = "enough_most" if most else "enough_none"
    return f"{said} {voice.plain(f'decision.{key}', names=names, share=voice.percent(most))}"


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
    sets = voice.listed([set_in_words(voice, one) for one in first.sets])
    return f"{said} {voice.plain('decision.search_settings', sets=sets)}"
