"""Costs of a comparison for the terminal: what scenarios cost, whom they reach, what one more person costs."""

from __future__ import annotations

import click

from experiments.analyses.comparison.costs import Costs, PerPerson
from experiments.analyses.comparison.method import Comparison
from experiments.runs.accounts import PAYERS
from experiments.statistics.intervals import Estimate
from interface.amounts import percent_of, unit_of
from interface.language import chosen_language, say
from interface.numbers import marks, whole
from interface.output import print_table, print_text
from scenarios.costs.declared import eligible_of
from scenarios.costs.money import scale_of
from scenarios.vocabulary import process_in, text_of


def print_costs(found: Comparison) -> None:
    """Print what each scenario costs and who pays, and what each costs over the reference."""
    costs, language = Costs(found), chosen_language()
    months = found.scenarios[found.reference].settings.months
    scale = scale_of(max(abs(costs.total(name, discounted=False).mean or 0.0) for name in found.scenarios))
    words = {"unit": unit_of(found.money, scale), "rate": percent_of(costs.rate), "months": months}
    heads = [say("column.scenario"), say("compare.discounted"), say("compare.paid"), say("compare.reform")]
    heads += [text_of(language, f"costs.{payer}.short") for payer in PAYERS]
    heads += [say("compare.covered")] if costs.eligible is not None else []
    rows: list[list[str]] = []
    for name in found.scenarios:
        shown = [costs.total(name), costs.total(name, discounted=False), costs.of_reform(name)]
        shown += costs.by_payer(name).values()
        row = [name, *(_mean(one, scale) for one in shown)]
        covered = costs.covered(name)
        rows.append(row if covered is None else [*row, _mean(covered, 1.0)])
    print_table(heads, rows, title=say("compare.costs", **words))
    heads = [say("column.scenario"), say("compare.discounted"), say("compare.paid")]
    heads += [say("compare.further"), say("compare.one_more")] if costs.eligible is not None else []
    rows = []
    for name in list(found.scenarios)[1:]:
        row = [name, _interval(costs.extra(name), scale), _interval(costs.extra(name, discounted=False), scale)]
        further = costs.further(name)
        if further is not None:
            row += [_interval(further, 1.0), _person(costs.per_person(name))]
        rows.append(row)
    process = process_in(language, found.lead)
    more = {"reference": found.reference, "process": process, "money": found.money.label(language)}
    over = say("compare.costs_over_only", **words, **more)
    if costs.eligible is not None:
        over = say("compare.costs_over", **words, **more)
    print_table(heads, rows, title=over)
    print_text(say("compare.costs_note"))
    if costs.eligible is None:
        print_text(say("compare.no_share", parameter=eligible_of(found.lead)))
    click.echo()


def _mean(found: Estimate, scale: float) -> str:
    return "-" if found.mean is None else whole(found.mean / scale)


def _interval(found: Estimate, scale: float) -> str:
    if found.mean is None or found.low is None or found.high is None:
        return _mean(found, scale)
    low, high = (whole(end / scale) for end in (found.low, found.high))
    return f"{_mean(found, scale)} {marks().interval(low, high)}"


def _person(one: PerPerson) -> str:
    if one.verdict == "costs" and one.cost is not None:
        return _interval(one.cost, 1.0)
    return say("compare.person_saves") if one.verdict == "saves" else _unpriced(one)


def _unpriced(one: PerPerson) -> str:
    if one.verdict == "same":
        return say("compare.person_same")
    return say("compare.person_loses") if one.verdict == "loses" else say("compare.person_unsettled")
