"""``bubbles run``: one run of a scenario: what happened, in a few sentences, with measures and digest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interface import options
from interface.language import say
from interface.making import in_one_go
from interface.output import print_json


@click.command(epilog="Example: bubbles run aligned --seed 7 --size classroom")
@click.argument("name")
@options.seed
@click.option("--replicate", type=int, default=0, show_default=True, help="Which of the runs under this seed.")
@options.uncertainty("none")
@options.plausible_sets
@click.option("--plausible", type=int, metavar="N", help="Under plausible set number N, whichever the replicate has.")
@options.sets
@options.size
@options.months
@options.engine
@click.option("--by", metavar="PLACE", help="Each region, network or team of this world too.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for run.json, series.csv and other tables.")
@options.language
@options.as_json
@options.quiet
def run(name: str, out: Path | None, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Run a scenario once, and tell what happened.

    NAME is a scenario that `bubbles scenarios` lists, or the path of a file.
    """
    from experiments.analyses.story import run as run_scenario
    from experiments.runs.durable_files import make_output_folder
    from experiments.runs.single_run import outputs
    from interface.one_run import print_run

    def check() -> None:
        if out is not None:
            make_output_folder(out, outputs(are_by_place=asked["by"] is not None))

    with in_one_go(quiet=quiet, out=out, check=check, engine=asked["engine"]) as tell:
        made = run_scenario(name, tell=tell, **asked)
        written = [] if out is None else made.write(out)
    if as_json:
        print_json(made.as_json())
        return
    print_run(made, is_short=quiet)
    if out is not None and not quiet:
        click.echo(say("run.written", folder=out, files=", ".join(path.name for path in written)))
