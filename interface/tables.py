"""Tables: a comparison for the terminal, a scenario a row, every number with its 95% interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from experiments.comparison import Comparison
from experiments.statistics import Contrast, Estimate
from interface.language import say
from interface.output import print_table, print_text, print_title
from interface.story import localised, unsigned_zero

REGIMES = ("regime.fizzle", "regime.bubble", "regime.partial", "regime.spread", "regime.fading", "regime.theatre")
MOST_PROCESSES = 2
"""Processes that have room in a line of the terminal; the report and the files have all."""


def print_comparison(found: Comparison) -> None:
    """Print gains over the twin, regimes, and contrasts with the reference."""
    first = next(iter(found.scenarios.values())).settings
    print_title(
        say(
            "compare.title",
            scenarios=len(found.scenarios),
            replicates=found.replicates,
            seed=found.seed,
            teams=first.places.teams,
            months=first.months,
        )
    )
    click.echo()
    lead = first.processes[0]
    gains = (f"direct_gain.{lead}", f"spillover_gain.{lead}", "reach", f"efficacy_gain.{lead}")
    changes = (*(f"coverage.{process}" for process in first.processes[:MOST_PROCESSES]), "theatre", "safety")
    _print(found, "compare.gains", gains, lambda name, measure: _interval(found.estimates[name][measure]))
    _print(found, "compare.regimes", REGIMES, lambda name, measure: _share(found.estimates[name][measure]))
    others = [name for name in found.scenarios if name != found.reference]
    title = say("compare.changes", reference=found.reference)
    rows = [(name, *(_contrast(found.contrast(name, measure)) for measure in changes)) for name in others]
    print_table((say("column.scenario"), *(say_measure(measure) for measure in changes)), rows, title=title)
    if found.uncertainty == "plausible":
        print_text(say("compare.doubt"))
    print_text(say("compare.note"))
    _print_checks(found)


def _print(found: Comparison, title: str, measures: Sequence[str], cell: Callable[[str, str], str]) -> None:
    rows = [(name, *(cell(name, measure) for measure in measures)) for name in found.scenarios]
    print_table((say("column.scenario"), *(say_measure(m) for m in measures)), rows, title=say_title(title))


def say_title(key: str) -> str:
    """Return a table's title."""
    return {"compare.gains": say("compare.gains"), "compare.regimes": say("compare.regimes")}[key]


def say_measure(name: str) -> str:
    """Return a measure's heading."""
    field, _, process = name.partition(".")
    by_process = {
        "direct_gain": say("measure.direct_gain", process=process.upper()),
        "spillover_gain": say("measure.spillover_gain", process=process.upper()),
        "efficacy_gain": say("measure.efficacy_gain", process=process.upper()),
        "coverage": say("measure.coverage", process=process.upper()),
    }
    by_name = {
        "reach": say("measure.reach"),
        "regime.fizzle": say("measure.fizzle"),
        "regime.bubble": say("measure.bubble"),
        "regime.partial": say("measure.partial"),
        "regime.spread": say("measure.spread"),
        "regime.fading": say("measure.fading"),
        "regime.theatre": say("measure.theatre_flag"),
        "theatre": say("measure.theatre"),
        "safety": say("measure.safety"),
    }
    return by_name.get(name) or by_process[field]


def _number(share: float) -> str:
    return localised(unsigned_zero(f"{100 * share:.1f}"))


def _interval(estimate: Estimate | Contrast) -> str:
    if estimate.mean is None:
        return "-"
    if estimate.low is None or estimate.high is None:
        return _number(estimate.mean)
    apart = "; " if localised(".") == "," else ", "
    return f"{_number(estimate.mean)} [{_number(estimate.low)}{apart}{_number(estimate.high)}]"


def _share(estimate: Estimate) -> str:
    return "-" if estimate.mean is None else f"{100 * estimate.mean:.0f}%"


def _contrast(contrast: Contrast) -> str:
    return _interval(contrast)


def _print_checks(found: Comparison) -> None:
    """Say for each pair with the reference whether it was identical for as long as it should have been."""
    lead = next(iter(found.scenarios.values())).settings.processes[0]
    saved = [c.variance_saved for c in found.contrasts if c.measure == f"coverage.{lead}"]
    known = [share for share in saved if share is not None]
    if known and min(known) >= 0.0:
        least, most = (f"{100 * share:.0f}" for share in (min(known), max(known)))
        if least == most:
            print_text(say("compare.saved_one", percent=least, process=lead.upper()))
        else:
            print_text(say("compare.saved", percent=least, most=most, process=lead.upper()))
    for pair in found.identical_before:
        if not pair.identical:
            replicate, month = pair.first_broken or (0, 0)
            print_text(say("compare.broken", a=pair.a, b=pair.b, replicate=replicate, month=month))
    if found.is_consistent:
        print_text(say("compare.identical", pairs=len(found.identical_before), runs=found.replicates))
