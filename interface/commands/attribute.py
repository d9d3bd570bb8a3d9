"""``bubbles attribute``: which loops carry the gains, by cutting every combination of them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from interface import options
from interface.language import chosen_language
from interface.making import check_report_folder, make_runs, print_findings
from interface.output import print_json

LOOPS = "identity,mastery,safety_trust,contagion,authority_learning,shielding"


@click.command(epilog="Example: bubbles attribute aligned --size classroom --replicates 8 --quiet")
@click.argument("name")
@click.option("--loops", default=LOOPS, show_default=True, metavar="NAMES", help="Loops to cut, with commas between.")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help="What is shared out; may be repeated. Direct and spillover gain of the first process if not given.",
)
@click.option("--replicates", type=click.IntRange(1, 100_000), default=100, show_default=True, help="Of each cut.")
@click.option("--under", type=click.IntRange(2, 10_000), metavar="N", help="Under the first N plausible sets too.")
@options.analysis
def attribute(
    name: str,
    loops: str,
    measures: tuple[str, ...],
    replicates: int,
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
    """Share the gains of a scenario out over the loops that carry them.

    Every combination of the loops is cut, from the first month of mentoring on, under the same people, ties and
    shocks, and each loop gets its Shapley value. With --under, over so many plausible sets instead of replicates.
    """
    from experiments.analyses.attribution import attribute as share
    from experiments.analyses.attribution import plan_of_cuts
    from experiments.analyses.attribution.method import checked_loops
    from experiments.analyses.attribution.report import as_json as as_object
    from experiments.analyses.attribution.report import findings, page_of, voice_of
    from experiments.presentation.page import Fact, write_outputs
    from scenarios.load import load
    from simulation.streams import run_key

    run_key(seed)
    scenario = load(name, size=size, months=months, sets=sets)
    asked = checked_loops([loop.strip() for loop in loops.split(",")])
    shared = _measures(measures, scenario.settings.processes)
    check_report_folder(report, store)
    plan = plan_of_cuts(_worlds(scenario, under), asked, shared, replicates=replicates, seed=seed)
    runs = make_runs(plan, scenario.question, store, threads, quiet)
    found = share(runs, scenario.name, asked, shared, seed=seed)
    voice = voice_of(chosen_language())
    written: list[Path] = []
    if report is not None:
        words = ["bubbles", "attribute", name, "--loops", loops, "--replicates", str(replicates), "--seed", str(seed)]
        for one, values in (("--measure", measures), ("--set", sets)):
            for value in values:
                words += [one, value]
        given = {"--under": under, "--size": size, "--months": months, "--store": store, "--out": report}
        for one, value in given.items():
            words += [one, str(value)] if value is not None else []
        facts = [
            Fact(voice.plain("fact.scenario"), scenario.name),
            Fact(voice.plain("fact.runs"), voice.number(plan.runs)),
            Fact(voice.plain("fact.seed"), seed),
            Fact(voice.plain("fact.model"), plan.model, is_code=True),
        ]
        page = page_of(found, voice, replicates=replicates, command=shlex.join(words), facts=facts)
        written = write_outputs(report, page, voice)
    if as_json:
        print_json(as_object(found, voice))
    else:
        print_findings(findings(found, voice), written)
    return 0


def _measures(asked: tuple[str, ...], processes: tuple[str, ...]) -> tuple[str, ...]:
    from experiments.runs.reported import check_measures

    return check_measures(asked, processes) or (f"direct_gain.{processes[0]}", f"spillover_gain.{processes[0]}")


def _worlds(scenario: Any, under: int | None) -> dict[str, Any]:
    """Return the scenario as it is, or under so many plausible sets."""
    if under is None:
        return {scenario.name: scenario.settings}
    from scenarios.plausible import plausible_sets
    from scenarios.plausible import under as put_under
    from simulation.errors import SimulationError

    sets = plausible_sets()
    if under > len(sets):
        raise SimulationError(f"--under is {under}. Allowed: 2 to {len(sets)}, the plausible sets there are.")
    return {one.name: put_under(scenario, one) for one in sets[:under]}
