"""``bubbles new``: a scenario file to start from."""

from __future__ import annotations

import re
from pathlib import Path

import click

from experiments.runs.durable_files import write_new
from interface import options
from interface.language import say
from interface.output import print_json, print_text
from scenarios.library import available, is_path
from scenarios.load import load
from simulation.errors import ScenarioError

TEMPLATE = """\
# What does this scenario ask? `bubbles show {base}` lists all names and values with their sources.

question = "What happens if ...?"
question_es = "¿Qué pasa si ...?"
based_on = "{base}"

# A change gives new values from a month on. Most levers may change at any month, all else at month 0 only.
# Remove the # from these lines, and make them yours:

# [[change]]
# month = 24
# alignment = 0.8
"""


@click.command(epilog="Example: bubbles new pilot --from baseline")
@click.argument("name")
@click.option("--from", "base", default="baseline", show_default=True, help="Scenario or file it is based on.")
@click.option("--out", default=".", show_default=True, metavar="DIR", help="Folder for the file.")
@options.language
@options.as_json
@options.quiet
def new(name: str, base: str, out: str, as_json: bool, quiet: bool) -> None:
    """Start a scenario of your own: write NAME.toml, based on another one. It never overwrites a file."""
    stem = name.removesuffix(".toml")
    path = Path(out) / f"{_checked_name(stem)}.toml"
    write_new(path, TEMPLATE.format(base=_checked_base(base, path)))
    if as_json:
        print_json({"written": str(path)})
    elif not quiet:
        print_text(say("new.written", file=path))
        shown = path if is_path(str(path)) else f"./{path}"
        click.echo(say("new.next", file=shown))


def _checked_name(stem: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}", stem):
        raise ScenarioError(
            f"NAME is {stem[:100]!r}. Allowed: up to 63 letters, digits, - and _, and no folder: --out takes that. "
            "Choose such a name."
        )
    if stem in available():
        raise ScenarioError(f"NAME is {stem!r}, a scenario of the library. Allowed: other names. Choose one.")
    return stem


def _checked_base(base: str, path: Path) -> str:
    """Return the base as the new file names it, when it can be loaded and found from there."""
    load(base)
    if not is_path(base):
        return base
    if Path(base).resolve().parent != path.resolve().parent:
        raise ScenarioError(
            f"--from is {base!r}, in another folder than {path}. Allowed: a scenario of the library, or a file in the "
            "same folder. Put the new file beside it with --out."
        )
    return Path(base).stem
