"""Tables: a comparison for the terminal, a scenario a row, every number with its 95% interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from experiments.comparison import Comparison
from experiments.statistics import Contrast, Estimate
from interface.language import say
from interface.output import print_table, print_text, print_title
from interface.story import localised, unsigned_zero

GAINS = ("direct_gain.ccs", "spillover_gain.ccs", "reach", "efficacy_gain.ccs")
REGIMES = ("regime.fizzle", "regime.bubble", "regime.partial", "regime.spread", "regime.fading", "regime.theatre")
CHANGES = ("coverage.ccs", "coverage.anc", "theatre", "safety")


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
    _print(found, "compare.gains", GAINS, lambda name, measure: _interval(found.estimates[name][measure]))
    _print(found, "compare.regimes", REGIMES, lambda name, measure: _share(found.estimates[name][measure]))
    others = [name for name in found.scenarios if name != found.reference]
    title = say("compare.changes", reference=found.reference)
    rows = [(name, *(_contrast(found.contrast(name, measure)) for measure in CHANGES)) for name in others]
    print_table((say("column.scenario"), *(say_measure(measure) for measure in CHANGES)), rows, title=title)
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
    return {
        "direct_gain.ccs": say("measure.direct_gain_ccs"),
        "spillover_gain.ccs": say("measure.spillover_gain_ccs"),
        "reach": say("measure.reach"),
        "efficacy_gain.ccs": say("measure.efficacy_gain_ccs"),
        "regime.fizzle": say("measure.fizzle"),
        "regime.bubble": say("measure.bubble"),
        "regime.partial": say("measure.partial"),
        "regime.spread": say("measure.spread"),
        "regime.fading": say("measure.fading"),
        "regime.theatre": say("measure.theatre_flag"),
        "coverage.ccs": say("measure.coverage_ccs"),
        "coverage.anc": say("measure.coverage_anc"),
        "theatre": say("measure.theatre"),
        "safety": say("measure.safety"),
    }[name]


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
    saved = [c.variance_saved for c in found.contrasts if c.measure == "coverage.ccs" and c.variance_saved is not None]
    if saved:
        least, most = (f"{100 * share:.0f}" for share in (min(saved), max(saved)))
        if least == most:
            print_text(say("compare.saved_one", percent=least))
        else:
            print_text(say("compare.saved", percent=least, most=most))
    for pair in found.identical_before:
        if not pair.identical:
            replicate, month = pair.first_broken or (0, 0)
            print_text(say("compare.broken", a=pair.a, b=pair.b, replicate=replicate, month=month))
    if found.is_consistent:
        print_text(say("compare.identical", pairs=len(found.identical_before), runs=found.replicates))
