"""``bubbles run``: one run of a scenario: what happened, in a few sentences, with measures and digest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interface import options
from interface.language import say
from interface.notice import announce_compiling
from interface.output import print_json, print_table, print_text, print_title
from scenarios.load import Scenario, load


@click.command(epilog="Example: bubbles run aligned --seed 7 --size classroom")
@click.argument("name")
@options.seed
@click.option("--replicate", type=int, default=0, show_default=True, help="Which of the runs under this seed.")
@options.uncertainty("none")
@click.option("--plausible", type=int, metavar="N", help="Under plausible set number N, whichever the replicate has.")
@options.sets
@options.size
@options.months
@options.engine
@click.option("--out", type=click.Path(path_type=Path), help="Folder for run.json, series.csv and teams.csv.")
@options.language
@options.as_json
@options.quiet
def run(
    name: str,
    seed: int,
    replicate: int,
    uncertainty: str,
    plausible: int | None,
    sets: tuple[str, ...],
    size: str | None,
    months: int | None,
    engine: str,
    out: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run a scenario once, and tell what happened.

    NAME is a scenario that `bubbles scenarios` lists, or the path of a file.
    """
    from simulation.streams import run_key

    scenario = load(name, size=size, months=months, sets=sets)
    run_key(seed, replicate)  # refuses a bad seed before anything is simulated
    if out is not None:
        from experiments.runs.durable_files import make_output_folder
        from experiments.runs.single_run import OUTPUTS

        make_output_folder(out, OUTPUTS)
    announce_compiling(engine, quiet)
    from experiments.runs.single_run import SingleRun, run_once

    made: SingleRun = run_once(
        scenario,
        seed=seed,
        replicate=replicate,
        uncertainty=uncertainty,  # type: ignore[arg-type]
        plausible=plausible,
        engine=engine,  # type: ignore[arg-type]
    )
    if out is not None:
        made.write(out)
    if as_json:
        print_json(made.as_json())
        return
    _print_run(scenario, made, quiet)
    if out is not None and not quiet:
        click.echo(say("run.written", folder=out))


def _print_run(scenario: Scenario, made: Any, quiet: bool) -> None:
    from interface.story import measure_rows, story_of

    print_title(say("run.title", name=scenario.name, seed=made.seed, replicate=made.replicate))
    if made.plausible_set is not None:
        print_text(say("run.plausible", name=made.plausible_set))
    for sentence in story_of(made):
        print_text(sentence)
    click.echo()
    if not quiet:
        print_table((say("column.measure"), say("column.value"), say("column.unit")), measure_rows(made))
    click.echo(say("run.digest", digest=made.digest))
    click.echo(say("run.model", digest=made.model))
    if not quiet:
        print_text(say("run.caution"))
