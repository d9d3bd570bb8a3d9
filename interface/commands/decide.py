"""``bubbles decide``: which package to try when mechanisms and places are uncertain, and a search for packages."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from interface import options
from interface.language import chosen_language, say
from interface.making import check_report_folder, make_runs, print_findings
from interface.output import print_json, print_table


@click.command(epilog="Example: bubbles decide baseline aligned --size classroom --cases 16 --quiet")
@click.argument("names", nargs=-1, required=True, metavar="NAME NAME...")
@click.option("--cases", type=int, default=64, show_default=True, help="Worlds in which packages are tried.")
@click.option(
    "--uncertainty",
    type=click.Choice(["both", "plausible", "context"]),
    default="both",
    show_default=True,
    help="What differs between cases: plausible sets of the mechanisms, what places are like, or both.",
)
@click.option("--replicates", type=click.IntRange(1, 100_000), default=4, show_default=True, help="In each case.")
@click.option("--measure", metavar="NAME", help="What counts as gain, over the first scenario; coverage if not given.")
@click.option(
    "--require", "requires", multiple=True, metavar="NAME>=NUMBER", help="What is good enough; may be repeated."
)
@click.option(
    "--budget", type=options.Number(), metavar="USD", help="Most that a package may cost over the first scenario."
)
@click.option("--search", "searches", is_flag=True, help="Search for packages too, starting from the first scenario.")
@click.option("--levers", metavar="NAMES", help="Levers that the search moves, with commas between.")
@click.option("--generations", type=click.IntRange(1, 1000), default=12, show_default=True, help="Of the search.")
@options.analysis
def decide(
    names: tuple[str, ...],
    cases: int,
    uncertainty: str,
    replicates: int,
    measure: str | None,
    requires: tuple[str, ...],
    budget: float | None,
    searches: bool,
    levers: str | None,
    generations: int,
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
    """Compare packages of rules in many uncertain worlds, and say which to try; the first is the reference.

    For each package: how often it is the best, how far it may fall short, how often it is good enough, what a point
    of coverage costs, the gap between coached and uncoached people, and where the advice flips. With --store, a
    folder, what was stopped goes on.
    """
    from experiments.analyses.comparison.method import check_comparable
    from experiments.analyses.decision import cases_of, plan_of_packages
    from experiments.analyses.decision import decide as judge
    from experiments.analyses.decision.method import check_budget, measures_for
    from experiments.analyses.decision.report import as_json as as_object
    from experiments.analyses.decision.report import findings, voice_of
    from experiments.analyses.decision.requirements import Requirement, requirements_of
    from scenarios.load import load_all
    from simulation.streams import run_key

    run_key(seed)
    packages = load_all(names, size=size, months=months, sets=sets)
    check_comparable(list(packages.values()), replicates, bands=False)
    processes = next(iter(packages.values())).settings.processes
    gain = _measure(measure, processes)
    requirements = requirements_of(requires, processes)
    check_budget(budget)
    if budget is not None:
        requirements = (*requirements, Requirement("extra_cost", False, budget))
    asked = _levers(levers, searches)
    options.refuse_idle("--generations", acts=searches, because="without --search. Allowed: with it")
    check_report_folder(report, store)
    worlds = cases_of(cases, uncertainty, seed)  # type: ignore[arg-type]
    plan = plan_of_packages(packages, worlds, measures_for(gain, requirements), replicates=replicates, seed=seed)
    runs = make_runs(plan, "packages", store and store / "packages", threads, quiet)
    found = judge(runs, list(packages), worlds, gain, requirements, budget=budget, seed=seed)
    searched = None
    if searches:
        reference = next(iter(packages.values()))
        searched = _search(reference, gain, budget, asked, generations, uncertainty, seed, store, threads, quiet)
    voice = voice_of(chosen_language())
    written: list[Path] = []
    if report is not None:
        from experiments.analyses.decision.report import page_of
        from experiments.presentation.page import Fact, write_outputs

        facts = [
            Fact(voice.plain("fact.runs"), voice.number(plan.runs)),
            Fact(voice.plain("fact.seed"), seed),
            Fact(voice.plain("fact.model"), plan.model, is_code=True),
        ]
        command = _command(click.get_current_context())
        page = page_of(found, searched, voice, uncertainty=uncertainty, command=command, facts=facts)
        written = write_outputs(report, page, voice)
    if as_json:
        print_json(as_object(found, searched, voice))
        return 0
    if not quiet:
        _print_packages(found, voice)
    said = findings(found, searched, voice)
    print_findings(said[:1] if quiet else said, written)
    return 0


def _measure(asked: str | None, processes: tuple[str, ...]) -> str:
    from experiments.runs.reported import check_measure

    return f"coverage.{processes[0]}" if asked is None else check_measure(asked, processes)


def _levers(text: str | None, searches: bool) -> Any:
    from experiments.analyses.decision.search import levers_named
    from experiments.presentation.figures.style import harness
    from simulation.errors import SimulationError

    if text is not None and not searches:
        raise SimulationError("--levers is given without --search, which moves them. Add --search, or leave it out.")
    if searches:
        harness("pymoo")
    return levers_named([name.strip() for name in text.split(",")] if text else [])


def _search(
    reference: Any,
    measure: str,
    budget: float | None,
    levers: Any,
    generations: int,
    uncertainty: str,
    seed: int,
    store: Path | None,
    threads: int | None,
    quiet: bool,
) -> Any:
    from experiments.analyses.decision import cases_of
    from experiments.analyses.decision.search import search

    def make(plan: Any, name: str) -> Any:
        return make_runs(plan, f"search, {name}", store and store / name.replace(" ", "-"), threads, quiet)

    some = cases_of(8, uncertainty, seed)  # type: ignore[arg-type]
    fresh = cases_of(24, uncertainty, seed + 1)[8:]  # type: ignore[arg-type]
    return search(
        reference,
        some,
        fresh,
        make,
        measure=measure,
        budget=budget,
        levers=levers,
        generations=generations,
        seed=seed,
    )


def _command(context: click.Context) -> str:
    """Return the command that makes the page again: everything that was given."""
    from click.core import ParameterSource

    words = ["bubbles", "decide", *context.params["names"]]
    for parameter in context.command.params:
        name = parameter.name or ""
        if name == "names" or context.get_parameter_source(name) != ParameterSource.COMMANDLINE:
            continue
        value = context.params.get(name)
        option = parameter.opts[0]
        if isinstance(value, tuple):
            for one in value:
                words += [option, str(one)]
        elif isinstance(value, bool):
            words.append(option)
        elif value is not None:
            words += [option, str(value)]
    return shlex.join(words)


def _print_packages(found: Any, voice: Any) -> None:
    from experiments.analyses.decision.figures import points

    def cost(own: Any) -> str:
        if own.cost_per_point is None:
            return "-"
        if (own.cost_per_point.high or 0.0) < 0.0:
            return voice.plain("decision.saves_money")
        return voice.number(own.cost_per_point.mean)

    rows = [
        (
            own.name,
            "-"
            if own.name == found.reference
            else f"{points(voice, own.gain.mean.mean)} ({points(voice, own.gain.low)}; {points(voice, own.gain.high)})",
            voice.percent(own.best.mean or 0.0),
            f"{points(voice, own.regret_mean)}; {points(voice, own.regret_most)}",
            voice.percent(own.meets.mean or 0.0),
            cost(own),
            points(voice, own.equity.mean.mean),
        )
        for own in found.packages.values()
    ]
    heads = [say("column.package"), say("decide.gain"), say("decide.best"), say("decide.regret")]
    heads += [say("decide.meets"), say("decide.cost"), say("decide.equity")]
    title = say("decide.title", packages=len(rows), cases=len(found.cases), reference=found.reference)
    print_table(heads, rows, title=title)
