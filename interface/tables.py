"""Tables: a comparison for the terminal, a scenario a row, every number with its 95% interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from experiments.analyses.comparison.method import Comparison
from experiments.analyses.comparison.thirds import Thirds
from experiments.analyses.story.report import too_few_months
from experiments.analyses.story.report import voice_of as voice_of_runs
from experiments.runs.reported import REGIME_SHARES, ends_before_mentoring
from experiments.statistics.intervals import CensoredMedian, Contrast, Estimate
from interface.by_place import print_by_place
from interface.costs import print_costs
from interface.language import chosen_language, say
from interface.numbers import in_points, localised, marks
from interface.output import print_dates, print_table, print_text, print_title
from scenarios.vocabulary import in_lower_case, meaning_in, measure_in, month_in, process_in
from simulation.results import FLAGS

IN_PERCENT = ("reach",)
"""Measures that stand in percent among others in points."""
MOST_PROCESSES = 2
"""Processes that have room in a line of the terminal; the report and the files have all."""
FIFTHS = ("lowest_fifth", "fifths_gap", "lowest_fifth_gain", "fifths_gap_gain")
"""Who is left behind: the fifths of people at both ends, and what mentoring did to them."""


def print_comparison(found: Comparison, report: Path | None = None) -> None:
    """Print gains over the twin, regimes, who is left behind, contrasts with the reference, and where a report is."""
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
    print_dates(found.calendar, first.months)
    click.echo()
    lead = first.processes[0]
    gains = (f"late_direct_gain.{lead}", f"spillover_gain.{lead}", "reach", f"direct_gain.{lead}")
    fifths = tuple(f"{field}.{lead}" for field in FIFTHS)
    changes = (*(f"coverage.{process}" for process in first.processes[:MOST_PROCESSES]), "theatre", "safety")
    _print(found, "compare.gains", gains, lambda name, measure: _interval(found.estimates[name][measure]))
    for title, measures in (("compare.regimes", REGIME_SHARES), ("compare.flags", tuple(FLAGS))):
        _print(found, title, measures, lambda name, measure: _share_interval(found.estimates[name][measure]))
    _print_head_starts(found)
    _print(found, "compare.left_behind", fifths, lambda name, measure: _interval(found.estimates[name][measure]))
    others = [name for name in found.scenarios if name != found.reference]
    title = say("compare.changes", reference=found.reference)
    rows = [(name, *(_contrast(found.contrast(name, measure)) for measure in changes)) for name in others]
    print_table((say("column.scenario"), *(say_measure(measure) for measure in changes)), rows, title=title)
    if found.thirds is not None:
        _print_thirds(found.thirds)
    print_by_place(found)
    print_costs(found)
    for scenario in found.scenarios.values():
        if ends_before_mentoring(scenario.settings):
            print_text(too_few_months(scenario, voice_of_runs(chosen_language()).dated(found.calendar)))
    if found.uncertainty == "plausible":
        print_text(say("compare.doubt"))
    print_text(say("compare.note"))
    if any(scenario.settings.waves for scenario in found.scenarios.values()):
        print_text(say("compare.waves"))
    _print_checks(found)
    if report is not None:
        click.echo(say("compare.report", file=report))


def _print(found: Comparison, title: str, measures: Sequence[str], cell: Callable[[str, str], str]) -> None:
    rows = [(name, *(cell(name, measure) for measure in measures)) for name in found.scenarios]
    print_table((say("column.scenario"), *(say_measure(m) for m in measures)), rows, title=say_title(title))


def say_title(key: str) -> str:
    """Return a table's title."""
    return {
        "compare.gains": say("compare.gains"),
        "compare.regimes": say("compare.regimes"),
        "compare.flags": say("compare.flags"),
        "compare.left_behind": say("compare.left_behind"),
    }[key]


def say_measure(name: str) -> str:
    """Return a measure's heading."""
    words = measure_in(chosen_language(), name, "short") or name
    return f"{words} %" if name in IN_PERCENT else words


def _print_head_starts(found: Comparison) -> None:
    """Print how much earlier the coached and the uncoached were there, where anybody was: a median, and who is open."""
    groups = ("coached", "uncoached")
    medians = {name: [of[f"head_start.{group}"] for group in groups] for name, of in found.medians.items()}
    if not any(one.defined for own in medians.values() for one in own):
        return
    rows = [
        (name, *(cell for one in own for cell in (_median(one), _share_interval(one.open))))
        for name, own in medians.items()
    ]
    heads = [cell for group in groups for cell in (say(f"groups.{group}.short"), say("compare.open"))]
    print_table((say("column.scenario"), *heads), rows, title=say("compare.ahead"))
    print_text(say("compare.ahead_note"))
    click.echo()


def _median(found: CensoredMedian) -> str:
    """Return a median in months; what lies beyond the end of the runs is called so."""
    if not found.defined:
        return "-"
    bounds = [say("compare.beyond") if value is None else f"{value:.0f}" for value in (found.low, found.high)]
    middle = say("compare.beyond") if found.median is None else f"{found.median:.0f}"
    if found.defined == 1 or bounds[0] == bounds[1] == middle:
        return middle
    return f"{middle} {marks().interval(*bounds)}"


def _print_thirds(thirds: Thirds) -> None:
    """Print regimes and spread where a value is low, and where it is high."""
    outside = [measure for measure in thirds.measures if measure not in REGIME_SHARES]
    for title, measures, cell in (
        (say("compare.by", name=thirds.parameter), REGIME_SHARES, _share_interval),
        (say("compare.by_gains", name=thirds.parameter), outside, _interval),
    ):
        rows: list[tuple[str, ...]] = []
        for name in thirds.low.estimates:
            for words, third in ((say("compare.by_low", name=name), thirds.low), (_high(name), thirds.high)):
                rows.append((words, *(cell(third.estimates[name][measure]) for measure in measures)))
        print_table((say("column.scenario"), *(say_measure(measure) for measure in measures)), rows, title=title)
    meaning = meaning_in(chosen_language(), thirds.parameter) or ""
    words = {"name": thirds.parameter, "meaning": in_lower_case(meaning)}
    low, high = (
        say("compare.by_range", low=_value(third.lowest), high=_value(third.highest))
        for third in (thirds.low, thirds.high)
    )
    runs = {"low_runs": thirds.low.runs, "high_runs": thirds.high.runs}
    print_text(say("compare.by_note", low=low, high=high, sets=thirds.low.sets, **runs, **words))
    click.echo()


def _high(name: str) -> str:
    return say("compare.by_high", name=name)


def _value(value: float) -> str:
    return localised(f"{value:.3g}")


def _share_interval(estimate: Estimate) -> str:
    """Return a share of runs in whole percent, with its interval."""
    if estimate.mean is None:
        return "-"
    if estimate.low is None or estimate.high is None:
        return f"{100 * estimate.mean:.0f}"
    low, high = f"{100 * abs(estimate.low):.0f}", f"{100 * estimate.high:.0f}"
    return f"{100 * estimate.mean:.0f} {marks().interval(low, high)}"


def _interval(estimate: Estimate | Contrast) -> str:
    return in_points(estimate.mean, estimate.low, estimate.high)


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
            print_text(say("compare.saved_one", percent=least, process=process_in(chosen_language(), lead)))
        else:
            print_text(say("compare.saved", percent=least, most=most, process=process_in(chosen_language(), lead)))
    for pair in found.identical_before:
        if not pair.identical:
            replicate, month = pair.first_broken or (0, 0)
            when = month_in(chosen_language(), month, found.calendar)
            print_text(say("compare.broken", a=pair.a, b=pair.b, replicate=replicate, month=when))
    if found.is_consistent:
        print_text(say("compare.identical", pairs=len(found.identical_before), runs=found.identical_before[0].runs))
