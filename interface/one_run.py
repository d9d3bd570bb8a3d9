"""One run for the terminal: what happened, in a few sentences, with every measure and the digests."""

from __future__ import annotations

import click

from experiments.analyses.story import SingleRun, sentences
from interface.amounts import print_years
from interface.language import chosen_language, say
from interface.numbers import localised, percent, say_unit, whole
from interface.output import print_dates, print_table, print_text, print_title


def print_run(made: SingleRun, *, is_short: bool) -> None:
    """Print what happened in a run; a short account has no table of measures."""
    language, voice = chosen_language(), made.voice(chosen_language())
    print_title(say("run.title", name=made.scenario.name, seed=made.seed, replicate=made.replicate))
    if made.plausible_set is not None:
        print_text(say("run.plausible", name=made.plausible_set))
    print_text(made.scenario.question_es if language == "es" else made.scenario.question)
    print_dates(made.scenario.calendar, made.scenario.settings.months)
    for sentence in sentences(made, voice).values():
        print_text(sentence)
    click.echo()
    if not is_short:
        print_table((say("column.measure"), say("column.value"), say("column.unit")), measure_rows(made))
        _print_which_cost(made)
        print_years(made.accounts, made.scenario.costing.money)
    if made.ensemble.by_place is not None:
        from interface.by_place import print_places_of_run  # what compares scenarios comes with it

        print_places_of_run(made)
    click.echo(say("run.digest", digest=made.digest))
    click.echo(say("run.model", digest=made.model))
    if not is_short:
        for warning in made.account(language).warnings:
            print_text(str(warning))


def _print_which_cost(made: SingleRun) -> None:
    """Print what the measure of cost leaves out and the tables of costs count, where there is any."""
    reform = float(made.accounts.of_reform(discounted=False)[0])
    if round(reform):
        money = made.scenario.costing.money.label(chosen_language())
        paid = float(made.accounts.total(discounted=False)[0])
        print_text(say("run.which_cost", reform=whole(reform), paid=whole(paid), money=money))
        click.echo()


def measure_rows(made: SingleRun) -> list[tuple[str, str, str]]:
    """Return name, value and unit of every measure."""
    money = made.scenario.costing.money
    units = {
        measure.name: say_unit(measure.unit, money) for measure in made.ensemble.measures if measure.name != "regime"
    }
    rows: list[tuple[str, str, str]] = []
    for name, value in made.measures().items():
        unit = "" if name == "regime" else units[name]
        if value is None:
            rows.append((name, "-", unit))
        elif isinstance(value, str):
            rows.append((name, value, unit))
        elif unit == say("scales.percent.name"):
            rows.append((name, percent(value, 1), unit))
        else:
            rows.append((name, whole(value) if abs(value) >= 100 else localised(f"{value:.3g}"), unit))
    return rows
