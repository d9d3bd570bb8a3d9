"""``bubbles frontier``: where gains begin to spread, along one lever or over two."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interface import options
from interface.language import chosen_language, say
from interface.making import check_report_folder, print_findings
from interface.notice import announce_compiling
from interface.output import print_json
from interface.progress import ProgressLine
from simulation.errors import SimulationError

if TYPE_CHECKING:
    from simulation.declarations import Parameter

INTERRUPTED = 3
LEVELS = {"reach": 0.5}
"""Levels of measures that are no events; of an event it is one half."""


@click.command(epilog="Example: bubbles frontier alignment --size classroom --replicates 40")
@click.argument("levers", nargs=-1, required=True, metavar="LEVER [LEVER2]")
@click.option("--scenario", default="baseline", show_default=True, help="Where everything else stands.")
@click.option("--measure", default="regime.spread", show_default=True, help="An event or a measure.")
@click.option("--level", type=options.Number(), help="What it is to cross: 0.5 for an event.")
@click.option("--replicates", type=click.IntRange(1, 100_000), help="Runs of each point: 200, or 4 under each set.")
@click.option(
    "--precision", type=options.Number(), default=0.01, show_default=True, help="Of one lever: a share of its range."
)
@click.option("--under", type=click.IntRange(2, 10_000), metavar="N", help="Under the first N plausible sets.")
@options.analysis
def frontier(
    levers: tuple[str, ...],
    scenario: str,
    measure: str,
    level: float | None,
    replicates: int | None,
    precision: float,
    under: int | None,
    seed: int,
    sets: tuple[str, ...],
    size: str | None,
    months: int | None,
    store: Path | None,
    threads: int | None,
    report: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Find where a probability crosses a level: the tipping point of one lever, the line over two.

    A LEVER is any number that `--set` takes, with a range if not its whole one: alignment, alignment:0.2:0.8,
    alignment@24:0:1. Along one lever the tipping point is bracketed by bisection; over two a map is drawn, finer
    where it changes. With --store the same command again goes on where it stopped.
    """
    from markupsafe import Markup

    from experiments.analyses.frontier import frontier_map, tipping_points
    from experiments.analyses.frontier.report import Told, voice_of
    from experiments.analyses.frontier.tipping import PRECISIONS
    from experiments.runs.checks import finite_number
    from experiments.runs.reported import is_yes_or_no

    check_report_folder(report, store)
    axes, worlds = _asked(levers, scenario, measure, replicates, under, seed, sets, size, months, store, threads)
    over_two = "over two levers, whose map is finer where it changes. Allowed: along one"
    options.refuse_idle("--precision", acts=len(axes) == 1, because=over_two)
    wanted = _level(measure, level, worlds.scenario.settings.processes)
    finite_number("precision", precision, *PRECISIONS)
    announce_compiling("compiled", quiet)
    line = ProgressLine(is_quiet=quiet)
    worlds.tell_to(line.tell)
    is_event = is_yes_or_no(measure)
    try:
        with line:
            found: Any = (
                tipping_points(worlds, axes[0], level=wanted, precision=precision, is_event=is_event, what=measure)
                if len(axes) == 1
                else frontier_map(worlds, *axes, level=wanted, is_event=is_event, what=measure)
            )
    except KeyboardInterrupt:
        click.echo(say("making.stored", folder=store) if store else say("sensitivity.lost"), err=True)
        return INTERRUPTED
    told = Told(worlds, voice_of(chosen_language()))
    given = {"--level": level, "--replicates": replicates, "--under": under, "--size": size, "--months": months}
    given |= {"--store": store, "--report": report, "--seed": seed}
    given |= {"--precision": precision} if len(axes) == 1 else {}
    page = told.page(found, _command(levers, scenario, measure, given, sets))
    written: list[Path] = []
    if report is not None:
        from experiments.presentation.page import write_outputs

        written = write_outputs(report, page, told.voice)
    if as_json:
        print_json(_as_object(found, worlds, measure))
    elif not quiet:
        print_findings([Markup(finding).striptags() for finding in page.findings], written)
    return 0


def _asked(
    levers: tuple[str, ...],
    name: str,
    measure: str,
    replicates: int | None,
    under: int | None,
    seed: int,
    sets: tuple[str, ...],
    size: str | None,
    months: int | None,
    store: Path | None,
    threads: int | None,
) -> tuple[list[Any], Any]:
    """Return the ranges of the levers, and what evaluates their values."""
    from experiments.analyses.frontier import Worlds
    from experiments.analyses.frontier.axis import FrontierError, axis_of
    from experiments.runs.sweep.row_file import same_twice
    from experiments.runs.sweep.variants import columns_named
    from scenarios.acting import tell_varied
    from scenarios.load import load
    from simulation.streams import run_key

    if len(levers) > 2 or len({lever.partition(":")[0] for lever in levers}) < len(levers):
        raise FrontierError(f"{len(levers)} levers are given. Allowed: one, or two different ones. Name them.")
    run_key(seed)
    scenario = load(name, size=size, months=months, sets=sets)
    axes: list[Any] = []
    for lever in levers:
        bare, *bounds = lever.split(":")
        column = columns_named([bare], scenario.settings)[0]
        axes.append(axis_of(column, *_bounds(lever, bounds, column.parameter)))
    tell_varied([axis.column.parameter.name for axis in axes], [scenario.settings])
    twice = same_twice([axis.column for axis in axes])
    if twice:
        raise FrontierError(f"{twice} Name another lever.")
    worlds = Worlds(
        scenario,
        tuple(axis.column for axis in axes),
        measure=measure,
        replicates=replicates or (4 if under else 200 if len(levers) == 1 else 100),
        seed=seed,
        sets=under or 0,
        folder=store,
        threads=threads,
        word=name,
    )
    return axes, worlds


def _bounds(lever: str, bounds: list[str], parameter: Parameter) -> tuple[float | None, float | None]:
    from scenarios.cells import has_marks, number_in

    if not bounds:
        return None, None
    try:
        low, high = (number_in(bound, parameter) if has_marks(bound) else float(bound) for bound in bounds)
    except ValueError:
        remedy = "Allowed: LEVER or LEVER:LOW:HIGH. Write alignment:0.2:0.8."
        raise SimulationError(f"{lever!r:.60} has no range. {remedy}") from None
    return low, high


def _level(measure: str, level: float | None, processes: tuple[str, ...]) -> float:
    from experiments.analyses.frontier.axis import checked_level
    from experiments.runs.reported import check_bound, is_yes_or_no

    is_event = is_yes_or_no(measure)
    if level is None and not is_event and measure not in LEVELS:
        raise SimulationError(f"{measure:.60} is a mean, and no level is given. Allowed: any number. Give --level.")
    wanted = LEVELS.get(measure, 0.5) if level is None else level
    check_bound("--level", measure, wanted, processes)
    return checked_level(wanted, is_event)


def _command(levers: tuple[str, ...], scenario: str, measure: str, given: dict[str, Any], sets: tuple[str, ...]) -> str:
    words = ["bubbles", "frontier", *levers, "--scenario", scenario, "--measure", measure]
    for name, value in given.items():
        words += [name, str(value)] if value is not None else []
    for one in sets:
        words += ["--set", one]
    return shlex.join(words)


def _as_object(found: Any, worlds: Any, measure: str) -> dict[str, Any]:
    common = {
        "scenario": worlds.scenario.name,
        "measure": measure,
        "level": found.level,
        "replicates": worlds.replicates,
        "sets": worlds.sets,
        "runs": worlds.runs,
        "seed": worlds.seed,
    }
    if hasattr(found, "crossings"):
        return {
            **common,
            "lever": found.axis.name,
            "crossings": [vars(crossing) for crossing in found.crossings],
            "is_precise": found.is_precise,
            "points": [{**vars(point), "side": point.side(found.level)} for point in found.points],
        }
    share, low, high = found.share_above()
    points = zip(found.places.tolist(), found.means.tolist(), found.above().tolist(), strict=True)
    return {
        **common,
        "levers": [found.x.name, found.y.name],
        "share_above": {"value": share, "low": low, "high": high},
        "points": [
            {
                found.x.name: found.x.low + x * (found.x.high - found.x.low),
                found.y.name: found.y.low + y * (found.y.high - found.y.low),
                "mean": mean,
                "share_of_samples_above": above,
            }
            for (x, y), mean, above in points
        ],
    }
