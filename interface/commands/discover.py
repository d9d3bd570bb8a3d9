"""``bubbles discover``: the conditions under which gains spread, as one sentence."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from interface import options
from interface.language import chosen_language, say
from interface.making import check_report_folder, make_runs, print_findings
from interface.output import print_json


@click.command(epilog="Example: bubbles discover when-spread --measure regime.spread --resamples 2 --quiet")
@click.argument("source", metavar="STUDY|STORE")
@click.option(
    "--measure", default="regime.spread", show_default=True, help="What is looked for: a regime or a measure."
)
@click.option("--above", type=options.Number(), help="For a measure that is a number: this much or more.")
@click.option("--below", type=options.Number(), help="For a measure that is a number: this much or less.")
@click.option("--leave-out-undefined", is_flag=True, help="Leave out cases in which the measure is undefined.")
@click.option(
    "--resamples",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="Random halves in which it is looked for again.",
)
@options.seed
@options.months_of_study
@options.runs_folder
@options.threads
@options.report_folder
@options.language
@options.as_json
@options.quiet
def discover(
    source: str,
    measure: str,
    above: float | None,
    below: float | None,
    leave_out_undefined: bool,
    resamples: int,
    seed: int,
    months: int | None,
    store: Path | None,
    threads: int | None,
    report: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Say under which conditions something happens: a box by PRIM, a tree by CART, both sought again in halves.

    STUDY is the path of a TOML file or a study that comes with the model; its runs are made, in --store if given,
    where they are not lost. STORE is the folder of a complete store. --seed is that of the halves.
    """
    from experiments.analyses.discovery import discover as find
    from experiments.analyses.discovery.boxes import workbench
    from experiments.analyses.discovery.cases import cases_of, outcome_of
    from experiments.analyses.discovery.report import as_json as as_object
    from experiments.analyses.discovery.report import findings, page_of, voice_of
    from experiments.presentation.page import Fact, write_outputs
    from simulation.streams import run_key

    run_key(seed)
    workbench("prim")
    check_report_folder(report, store)
    plan, runs = _runs(source, months, store, threads, measure, above, below, quiet)
    outcome = outcome_of(measure, above, below, plan.settings[0].processes)
    cases = cases_of(runs, outcome, leaves_out=leave_out_undefined)
    if cases.copies:
        click.echo(say("discover.copies", copies=f"{cases.copies:,}", cases=f"{len(cases):,}"), err=True)
    found = find(cases, resamples=resamples, seed=seed)
    voice = voice_of(chosen_language())
    written: list[Path] = []
    if report is not None:
        options_used = {"--measure": measure, "--above": above, "--below": below, "--resamples": resamples}
        words = ["bubbles", "discover", source]
        for name, value in {
            **options_used,
            "--seed": seed,
            "--months": months,
            "--store": store,
            "--out": report,
        }.items():
            words += [name, str(value)] if value is not None else []
        words += ["--leave-out-undefined"] if leave_out_undefined else []
        facts = [
            Fact(voice.plain("fact.runs"), voice.number(plan.runs)),
            Fact(voice.plain("fact.seed"), plan.seed),
            Fact(voice.plain("fact.model"), plan.model, is_code=True),
        ]
        page = page_of(found, voice, scenarios=plan.names, command=shlex.join(words), facts=facts)
        written = write_outputs(report, page, voice)
    if as_json:
        print_json(as_object(found, voice))
    else:
        said = findings(found, voice)
        print_findings(said[:1] if quiet else said, written)
    return 0


def _runs(
    source: str,
    months: int | None,
    store: Path | None,
    threads: int | None,
    measure: str,
    above: float | None,
    below: float | None,
    quiet: bool,
) -> tuple[Any, Any]:
    """Return plan and runs of a store, or of a study, made where they are lacking."""
    from experiments.analyses.discovery.cases import outcome_of
    from experiments.runs.reported import stored_name
    from experiments.runs.sweep.errors import StoreError
    from experiments.runs.sweep.plan import plan_of
    from experiments.runs.sweep.store import check_model, open_store
    from experiments.runs.sweep.study import load_study
    from experiments.runs.sweep.variants import runs_of

    if Path(source).is_dir():
        if store is not None:
            raise StoreError(
                f"{source} is a store, and --store names another. Allowed: one of them. Leave --store out."
            )
        if months is not None:
            raise StoreError(f"{source} is a store, whose runs have their months. Allowed: no --months. Leave it out.")
        options.refuse_idle("--threads", acts=False, because=f"on {source}, whose runs are made. Allowed: with a study")
        opened = open_store(Path(source))
        check_model(opened)
        outcome_of(measure, above, below, opened.plan.settings[0].processes)
        _check_measure(stored_name(measure), [m.name for m in opened.plan.measures], source)
        return opened.plan, runs_of(opened)
    study = load_study(source, months=months)
    plan = plan_of(study)
    if study.copies:
        click.echo(say("sweep.copies", copies=f"{study.copies:,}", rows=f"{len(study.rows):,}"), err=True)
    outcome_of(measure, above, below, plan.settings[0].processes)
    _check_measure(stored_name(measure), study.measures, study.file)
    return plan, make_runs(plan, study.question, store, threads, quiet)


def _check_measure(name: str, stored: Any, where: str) -> None:
    from experiments.runs.sweep.errors import StudyError

    if name not in stored:
        raise StudyError(f"{where}: its runs have no {name}, which --measure needs. Add it to `measures` of the study.")
