"""``bubbles sensitivity``: which levers and mechanisms decide a result, with the noise taken out."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from interface import options
from interface.language import chosen_language, say
from interface.making import check_report_folder
from interface.notice import announce_compiling
from interface.output import print_json, print_table, print_text
from interface.progress import ProgressLine
from simulation.errors import SimulationError

METHODS = ("sobol", "morris", "pawn", "rbd-fast", "delta")
GROUPINGS = ("none", "kind", "concept")
CHECKS = {"sobol": ("rbd-fast", "pawn")}
"""Methods that look at the same runs beside another."""
DEFAULT = ("regime.spread", "spillover_gain", "reach")
INTERRUPTED = 3
MOST_LISTED = 12


@click.command(epilog="Example: bubbles sensitivity levers --points 16 --measure reach")
@click.argument("study", required=False)
@click.option("--measure", "measures", multiple=True, metavar="NAME", help="What to explain; may be repeated.")
@click.option("--method", type=click.Choice(METHODS), default="sobol", show_default=True)
@click.option("--points", type=click.IntRange(1), help="Base points or trajectories; those of the study if not given.")
@click.option("--replicates", type=click.IntRange(1), help="Runs of each row; those of the study if not given.")
@click.option("--pairs", is_flag=True, help="Sobol': second order too, for about twice the runs.")
@click.option(
    "--groups", type=click.Choice(GROUPINGS), default="none", show_default=True, help="Move inputs of a group at once."
)
@click.option("--plausible", is_flag=True, help="Vary which plausible set of mechanisms holds, as one more input.")
@click.option("--scenario", metavar="NAME", help="Which scenario of the study or store.")
@options.months_of_study
@options.runs_folder
@options.report_folder
@options.threads
@options.language
@options.as_json
@options.quiet
def sensitivity(
    study: str | None,
    measures: tuple[str, ...],
    method: str,
    points: int | None,
    replicates: int | None,
    pairs: bool,
    groups: str,
    plausible: bool,
    scenario: str | None,
    months: int | None,
    store: Path | None,
    report: Path | None,
    threads: int | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Tell which inputs decide a result, and how sure that is.

    STUDY is the path of a study, or one that comes with the model; what it varies is varied all at once. Without
    STUDY, the runs of --store are analysed as they are. With both, the same command again goes on where it stopped.
    Chance is told from the replicates and taken out of every index.
    """

    if study is None and store is None:
        raise SimulationError(
            "There is neither a study nor a store. Allowed: either or both. Name a study, or --store DIR."
        )
    if study is None and (points or replicates or pairs or plausible or months or groups != "none"):
        raise SimulationError(
            "--points, --replicates, --pairs, --plausible, --groups and --months say how runs are made, and without "
            "STUDY none are. Allowed: with a study. Name it, or leave them out."
        )
    options.refuse_idle(
        "--threads", acts=study is not None, because="without STUDY, as no runs are made. Allowed: with one"
    )
    check_report_folder(report, store)
    given = {"--points": points, "--replicates": replicates, "--scenario": scenario, "--months": months}
    command = _command(study, measures, method, given, pairs, groups, plausible, store, report)
    try:
        if study is None:
            results = _stored(store, scenario)
        else:
            results = _made(
                study,
                months,
                store,
                threads,
                quiet,
                method=method,
                points=points,
                replicates=replicates,
                grouping=groups,
                second_order=pairs,
                scenario=scenario,
                with_calibration=plausible,
                measures=measures,
            )
    except KeyboardInterrupt:
        click.echo(say("making.stored", folder=store) if store else say("sensitivity.lost"), err=True)
        return INTERRUPTED
    found, checks, problems = _analysed(results, measures, method)
    if report is not None:
        from experiments.analyses.sensitivity.report import page_of, voice_of
        from experiments.presentation.page import write_outputs

        voice = voice_of(chosen_language())
        write_outputs(report, page_of(results, found, checks, problems, voice, command), voice)
    if as_json:
        print_json(_as_object(results, found, checks, problems, store))
    elif not quiet:
        _print(found, problems, report)
    return 0


def _stored(store: Path | None, scenario: str | None) -> Any:
    from experiments.analyses.sensitivity.study import results_of
    from experiments.runs.sweep.store import check_model, open_store

    assert store is not None
    opened = open_store(store)
    check_model(opened)
    return results_of(opened, scenario)


def _made(study: str, months: int | None, store: Path | None, threads: int | None, quiet: bool, **asked: Any) -> Any:
    from experiments.analyses.sensitivity.study import asked_of, run
    from experiments.runs.sweep.study import load_study

    prepared = asked_of(load_study(study, months=months), **asked)
    announce_compiling("compiled", quiet)
    line = ProgressLine(is_quiet=quiet)
    with line:
        return run(prepared, store, threads=threads, tell=line.tell)


def _analysed(results: Any, measures: tuple[str, ...], method: str) -> tuple[list[Any], list[Any], list[str]]:
    """Return indices of every measure, what other methods say, and what could not be analysed."""
    from experiments.analyses.sensitivity.errors import ConstantError, SensitivityError

    lead = results.plan.settings[0].processes[0]
    known = results.measures
    asked = measures or tuple(
        name for name in (m if "." in m or m == "reach" else f"{m}.{lead}" for m in DEFAULT) if name in known
    )
    if not asked:
        raise SensitivityError(
            f"No measure was asked for, and these runs have none of {', '.join(DEFAULT)}. Name one with --measure: "
            f"{', '.join(known[:8])}."
        )
    found: list[Any] = []
    problems: list[str] = []
    for name in _in_months(asked, known, results):
        try:
            found.append(results.analysed(name, method))
        except ConstantError as error:
            problems.append(str(error))
    if not found:
        raise SensitivityError(problems[0])
    further = CHECKS.get(method, ()) if results.design is not None and results.design.grouping == "none" else ()
    checks = [results.analysed(found[0].measure, other) for other in further]
    return found, checks, problems


def _in_months(asked: tuple[str, ...], known: list[str], results: Any) -> list[str]:
    """Return measures, a series without a month standing for all of its months that are stored."""
    from experiments.runs.sweep.series import expanded

    settings = results.plan.settings[0]
    names: list[str] = []
    for name in asked:
        months = [one for one in known if one.partition("@")[0] == name and one != name]
        names += months or expanded(name, settings.processes, settings.months) or [name]
    return list(dict.fromkeys(names))


def _command(
    study: str | None,
    measures: tuple[str, ...],
    method: str,
    given: dict[str, object],
    pairs: bool,
    groups: str,
    plausible: bool,
    store: Path | None,
    report: Path | None,
) -> str:
    words = ["bubbles", "sensitivity", *([study] if study else [])]
    for measure in measures:
        words += ["--measure", measure]
    words += ["--method", method]
    for name, value in given.items():
        words += [name, str(value)] if value is not None else []
    words += ["--pairs"] if pairs else []
    words += ["--groups", groups] if groups != "none" else []
    words += ["--plausible"] if plausible else []
    for name, place in (("--store", store), ("--report", report)):
        words += [name, str(place)] if place is not None else []
    return shlex.join(words)


def _as_object(
    results: Any, found: list[Any], checks: list[Any], problems: list[str], store: Path | None
) -> dict[str, Any]:
    return {
        "store": str(store) if store else None,
        "scenario": results.plan.names[results.scenario],
        "rows": len(results.plan.rows),
        "replicates": results.plan.replicates,
        "runs": results.plan.runs,
        "seed": results.plan.seed,
        "model": results.plan.model,
        "problems": problems,
        "measures": {one.measure: _one_as_object(one) for one in found},
        "checks": {one.method: {one.measure: _one_as_object(one)} for one in checks},
    }


def _one_as_object(found: Any) -> dict[str, Any]:
    def number(value: float) -> float | None:
        return float(value) if value == value and abs(value) != float("inf") else None

    def entries(names: list[str], index: Any, without: Any) -> dict[str, Any]:
        return {
            name: {
                "value": number(index.value[place]),
                "low": number(index.low[place]),
                "high": number(index.high[place]),
                **({} if without is None else {"uncorrected": number(without[place])}),
            }
            for place, name in enumerate(names)
        }

    inputs = list(found.names)
    return {
        "method": found.method,
        "points": found.points,
        "noise": found.noise._asdict(),
        "ranking": [found.names[place] for place in found.ranking],
        "not_told_from_nothing": found.unsure,
        "indices": {
            name: entries(
                [" x ".join(pair) for pair in found.pairs] if name == "second" else inputs,
                index,
                found.uncorrected.get(name),
            )
            for name, index in found.indices.items()
        },
        "advice": vars(found.advice),
    }


def _print(found: list[Any], problems: list[str], report: Path | None) -> None:
    from experiments.analyses.sensitivity.report import finding, terminal_table, voice_of

    voice = voice_of(chosen_language())
    for one in found:
        title, heads, rows = terminal_table(one, voice)
        print_table(heads, rows[:MOST_LISTED], title=title)
        print_text(_plain(finding(one, [], voice)))
        click.echo()
    for problem in problems:
        print_text(problem)
    if report is not None:
        click.echo(say("making.report", file=report / "report.html"))


def _plain(words: object) -> str:
    from markupsafe import Markup

    return Markup(str(words)).striptags()
