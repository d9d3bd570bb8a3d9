"""Amounts for the terminal: in what they are printed, and what one run costs by year."""

from __future__ import annotations

from experiments.runs.accounts import PAYERS, Accounts
from interface.language import chosen_language, say
from interface.numbers import localised, whole
from interface.output import print_table
from scenarios.costs.money import Money, scale_of
from scenarios.vocabulary import text_of


def print_years(accounts: Accounts, money: Money) -> None:
    """Print what one run costs by year, and who pays."""
    paid, discounted = accounts.by_year(discounted=False)[0], accounts.by_year(discounted=True)[0]
    columns = (paid, discounted, *(own[0] for own in accounts.years_by_payer().values()))
    scale = scale_of(float(paid.sum()))
    heads = [text_of(chosen_language(), "calendar.year.short"), say("compare.paid"), say("compare.discounted")]
    heads += [text_of(chosen_language(), f"costs.{payer}.short") for payer in PAYERS]
    rows = [
        (year.name, *(whole(float(own[place]) / scale) for own in columns)) for place, year in enumerate(accounts.years)
    ]
    rows.append((say("run.cost_total"), *(whole(float(own.sum()) / scale) for own in columns)))
    words = {"unit": unit_of(money, scale), "rate": percent_of(accounts.rate)}
    print_table(heads, rows, title=say("run.cost_years", **words))


def unit_of(money: Money, scale: float) -> str:
    """Return in what amounts are printed."""
    label = money.label(chosen_language())
    return label if scale == 1.0 else say("compare.thousand", money=label)


def percent_of(rate: float) -> str:
    """Return a rate in percent, without the sign."""
    return localised(f"{100.0 * rate:.3g}")
