"""Command line, inside: exit codes, and a list of commands that imports none of them."""

import importlib

import click
import pytest

import experiments
from interface import cli
from interface.cli import COMMANDS, main
from interface.commands import show


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_where_the_list_says_and_has_an_example(name: str) -> None:
    module, _, attribute = COMMANDS[name].target.partition(":")
    command = getattr(importlib.import_module(module), attribute)
    assert isinstance(command, click.Command)
    assert command.name == name
    assert (command.epilog or "").startswith(f"Example: bubbles {name}")


def test_the_command_line_and_python_tell_one_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert not left.value.code
    assert capsys.readouterr().out == f"bubbles, version {experiments.__version__}\n"


def test_an_interruption_leaves_with_3(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(show, "load", interrupted)
    with pytest.raises(SystemExit) as left:
        main(["show", "baseline"])
    assert left.value.code == cli.INTERRUPTED
    assert capsys.readouterr().err == "Interrupted.\n"


def test_a_mistake_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(show, "load", broken)
    with pytest.raises(ZeroDivisionError):
        main(["show", "baseline"])
