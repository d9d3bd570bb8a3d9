"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interface.language import LANGUAGES, choose_language


def _take_language(context: click.Context, parameter: click.Parameter, value: str) -> None:
    choose_language(value)


language = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    is_eager=True,
    expose_value=False,
    callback=_take_language,
    help="Language of what is said; of errors, of the first line.",
)
as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else, on standard output."
)
quiet = click.option("--quiet", is_flag=True, help="Say only what is needed.")


class Number(click.ParamType):
    """A number with a decimal point and no mark between thousands, as everywhere; 200.000 could be two."""

    name = "float"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or fail with how to write it."""
        from scenarios.cells import bound_in
        from simulation.errors import SimulationError

        if isinstance(value, (int, float)):
            return float(value)
        try:
            return bound_in(value)
        except SimulationError as error:
            self.fail(str(error), param, ctx)


class Names(click.ParamType):
    """Names with commas between."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the names, each without the spaces around it."""
        return tuple(name.strip() for name in value.split(",")) if isinstance(value, str) else tuple(value)


def refuse_idle(option: str, *, acts: bool, because: str) -> None:
    """Refuse an option that somebody gave and that would do nothing beside the others.

    Parameters
    ----------
    option : str
        As it is typed.
    acts : bool
        Whether it does something.
    because : str
        Why not: the end of "it would have no effect".

    Raises
    ------
    SimulationError
    """
    from click.core import ParameterSource

    from simulation.errors import SimulationError

    context = click.get_current_context()
    known = (one.name for one in context.command.params if option in (*one.opts, *one.secondary_opts))
    given = [name for name in known if name and context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if given and not acts:
        raise SimulationError(f"{option} would have no effect {because}. Leave it out.")


def sets(command: Any) -> Any:
    """Add ``--set``."""
    return click.option(
        "--set",
        "sets",
        multiple=True,
        metavar="NAME=VALUE",
        help="Set a value in all months, or from a month on: NAME@MONTH=VALUE. May be repeated.",
    )(command)


def size(command: Any) -> Any:
    """Add ``--size``."""
    from simulation.parameters import SIZES

    return click.option("--size", type=click.Choice(list(SIZES)), help="Number of regions, networks and teams.")(
        command
    )


months = click.option(
    "--months", type=int, metavar="N", help="Months simulated, 1 to 600; as the scenario says if not given."
)
months_of_study = click.option(
    "--months",
    type=int,
    metavar="N",
    help="Months simulated, 1 to 600; as the study or its scenarios say if not given.",
)
seed = click.option("--seed", type=int, default=1, show_default=True, help="0 to 2^63 - 1.")
engine = click.option(
    "--engine",
    type=click.Choice(["compiled", "readable"]),
    default="compiled",
    show_default=True,
    help="Compiled for speed, or readable: Mesa agents; the bits are the same.",
)


def uncertainty(default: str) -> Any:
    """Return ``--uncertainty`` with a default."""
    return click.option(
        "--uncertainty",
        type=click.Choice(["plausible", "none"]),
        default=default,
        show_default=True,
        help="Replicate r under plausible set r of values, or all under the scenario's own.",
    )


plausible_sets = click.option(
    "--plausible-sets",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file of plausible sets, as `bubbles fit --out` writes it; those that come with the model if not given.",
)
store = click.option(
    "--store", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder of the runs of a study."
)
threads = click.option("--threads", type=click.IntRange(1, 1024), help="Threads; one for each processor if not given.")
cluster = click.option(
    "--cluster",
    metavar="WHERE",
    help="Dask workers instead of threads: local, or a scheduler, as tcp://host:8786. Needs the extra `cluster`.",
)
runs_folder = click.option(
    "--store",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the runs: what was stopped goes on from there. In memory if not given.",
)


def _report(*names: str) -> Any:
    return click.option(
        *names,
        "report",
        type=click.Path(path_type=Path),
        metavar="FILE|DIR",
        help="HTML file for the report, which opens offline; or a folder for report.html, figures and tables as files.",
    )


report = _report("--report", "--out")
report_alone = _report("--report")
"""Of a command whose --out is something else."""


def analysis(command: Any) -> Any:
    """Give a command the options of every analysis that makes runs of its own and reports on them."""
    shared = (seed, sets, size, months, runs_folder, threads, report, language, as_json, quiet)
    for option in reversed(shared):
        command = option(command)
    return command


def worlds(command: Any) -> Any:
    """Add the options of a decision's worlds, and of what packages are judged by."""
    own = (
        click.option("--cases", type=int, default=240, show_default=True, help="Worlds in which packages are tried."),
        click.option(
            "--uncertainty",
            type=click.Choice(["both", "plausible", "context"]),
            default="both",
            show_default=True,
            help="What differs between cases: plausible sets of the mechanisms, what places are like, or both.",
        ),
        plausible_sets,
        click.option(
            "--replicates", type=click.IntRange(1, 100_000), default=4, show_default=True, help="In each case."
        ),
        click.option(
            "--measure", metavar="NAME", help="What counts as gain, over the first scenario; coverage if not given."
        ),
        click.option("--require", multiple=True, metavar="NAME>=NUMBER", help="What is good enough; may be repeated."),
        click.option(
            "--budget", type=Number(), metavar="MONEY", help="Most that a package may cost over the first scenario."
        ),
        click.option(
            "--budget-share",
            type=Number(),
            default=0.9,
            show_default=True,
            help="Share of cases in which a package must keep the budget.",
        ),
        click.option(
            "--matters",
            type=Number(),
            default=0.005,
            show_default=True,
            metavar="NUMBER",
            help="Smallest difference that matters; 0.005 is half a point of coverage.",
        ),
        click.option(
            "--worth",
            type=Number(),
            metavar="MONEY",
            help="What a point gained is worth: which package is worth most then, and what learning first is worth.",
        ),
    )

    for option in reversed(own):
        command = option(command)
    return command


def refuse_idle_share(budget: float | None) -> None:
    """Refuse a share of cases in which a budget must be kept where there is no budget."""
    refuse_idle("--budget-share", acts=budget is not None, because="without --budget. Allowed: with it")


brief_folder = click.option(
    "--brief",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for a brief of one page, as a page, a document, slides and a workbook.",
)
