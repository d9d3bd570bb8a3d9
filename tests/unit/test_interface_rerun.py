"""The line that makes the same again is the line that was given, whole."""

from __future__ import annotations

import shlex

import click
import pytest

from interface import cli
from interface.rerun import rerun_line

LINES = (
    ["ask", "a name", "--set", "alignment=0.8", "--set", "sanction@24=0.1", "--language", "es", "--report", "a b/$x"],
    ["ask", "--json", "one", "--quiet"],  # an option before the name; flags
    ["ask", "--out=here", "--", "-o"],  # joined by a sign, and a name that looks like an option
    ["ask", "it's", "--set", "x=é"],
)


@pytest.mark.parametrize("given", LINES)
def test_what_was_given_comes_back_whole(given: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from interface import options

    told: list[str] = []

    @click.command()
    @click.argument("name")
    @click.option("--report", "--out", "report")
    @options.sets
    @options.language
    @options.as_json
    @options.quiet
    def ask(**_: object) -> None:
        told.append(rerun_line())

    monkeypatch.setattr(cli.LazyGroup, "get_command", lambda *_: ask)
    monkeypatch.setitem(cli.COMMANDS, "ask", cli.Lazy("", ""))
    with pytest.raises(SystemExit) as left:
        cli.main(list(given))
    assert left.value.code == 0
    assert shlex.split(told[0]) == ["bubbles", *given]
