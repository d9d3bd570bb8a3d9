"""Command line: finds the command, runs it, and turns what went wrong into one message and an exit code.

Nothing heavy is imported here: ``bubbles --help`` answers at once.
"""

from __future__ import annotations

import copy
import errno
import functools
import gc
import importlib
import io
import itertools
import os
import pickle
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import click

from experiments.runs.exit_codes import DONE, INTERRUPTED, USERS_MISTAKE
from experiments.runs.sweep.stopping import interruptible
from interface.errors import in_chosen_language, told_of
from interface.language import LANGUAGES, choose_language, chosen_language, say
from interface.notice import mark_draft
from interface.rerun import remember
from simulation.errors import SimulationError

SELDOM = 50_000
"""Objects made, and not yet given back, after which Python looks for garbage; its own number is far smaller."""


class Lazy(NamedTuple):
    """Where a command lives, and what the list of commands says of it, so that listing imports nothing."""

    target: str
    summary: str


COMMANDS = {
    "scenarios": Lazy("interface.commands.scenarios:scenarios", "List the scenarios and the questions they ask."),
    "show": Lazy("interface.commands.show:show", "Show what a scenario changes, and its values with their sources."),
    "new": Lazy("interface.commands.new:new", "Start a scenario of your own."),
    "places": Lazy("interface.commands.places:places", "Say what a table of places is understood as, or start one."),
    "check": Lazy("interface.commands.check:check", "Check scenario files."),
    "run": Lazy("interface.commands.run:run", "Run a scenario once, and tell what happened."),
    "compare": Lazy("interface.commands.compare:compare", "Compare scenarios, paired, with intervals and a report."),
    "sweep": Lazy("interface.commands.sweep:sweep", "Make the many runs of a study, and lose none."),
    "status": Lazy("interface.commands.status:status", "Say what a store has, and what it lacks."),
    "verify": Lazy("interface.commands.verify:verify", "Check every byte of a store."),
    "expand": Lazy("interface.commands.expand:expand", "Add replicates to a store."),
    "export": Lazy("interface.commands.export:export", "Write a store into one file: CSV, Parquet, NetCDF."),
    "sensitivity": Lazy("interface.commands.sensitivity:sensitivity", "Tell what decides a result, noise taken out."),
    "frontier": Lazy("interface.commands.frontier:frontier", "Find where gains begin to spread, along levers."),
    "discover": Lazy("interface.commands.discover:discover", "Say under which conditions gains spread."),
    "attribute": Lazy("interface.commands.attribute:attribute", "Say which loops carry the gains of a scenario."),
    "decide": Lazy("interface.commands.decide:decide", "Say which package of rules to try in uncertain worlds."),
    "brief": Lazy("interface.commands.brief:brief", "Say on one page which package of rules to try, for a memo."),
    "fit": Lazy("interface.commands.fit:fit", "Say which sets of values a country's reported figures rule out."),
    "evaluate": Lazy("interface.commands.evaluate:evaluate", "Say which study would find the truth, and its cost."),
    "explore": Lazy("interface.commands.explore:explore", "Explore the model in the browser, or as one file."),
    "calibrate": Lazy("interface.commands.calibrate:calibrate", "Find the plausible sets again, from nothing."),
    "validate": Lazy("interface.commands.validate:validate", "Hold the model against facts, nulls and knock-outs."),
}
"""Every command, in the order of the list: add one here, and its module to ``interface/commands/``."""


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and keeps what was given for the line that makes it again."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        remember(ctx, args)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].target.partition(":")
        return _marking(getattr(importlib.import_module(module), attribute))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from simulation.parameters import nearest

            guess = nearest(args[0][:80], list(COMMANDS))
            raise click.UsageError(f"{args[0]!r:.100} is no command.{guess} `bubbles --help` lists them.", ctx)
        return super().resolve_command(ctx, args)


def _marking(command: click.Command) -> click.Command:
    """Return a command that says first that the model is a draft, where it is; JSON says it in its object."""
    does = command.callback
    assert does is not None

    @functools.wraps(does)
    def marked(*given: Any, **options: Any) -> Any:
        if not options.get("as_json"):
            mark_draft()
        return does(*given, **options)

    found = copy.copy(command)
    found.callback = marked
    return found


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: bubbles show aligned",
)
@click.version_option(package_name="enabling-bubbles", prog_name="bubbles")
def bubbles() -> None:
    """When do gains from coaching spread under performance-based contracting, and when do they stay in a bubble?

    Directions and thresholds, never forecasts. Exit codes: 0 done, 1 a check failed, 2 the user's mistake,
    3 interrupted and resumable.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    with interruptible(), _collecting_seldom():
        try:
            _prepare_streams()
            code = _run(sys.argv[1:] if arguments is None else list(arguments))
            sys.stdout.flush()
        except KeyboardInterrupt:
            code = INTERRUPTED
        except BrokenPipeError:  # the reader, such as `head`, has what it wants
            code = DONE
            _give_up_output()
        except OSError as error:
            place = error.filename or "standard output"
            code = _complain(
                f"{place}: it cannot be read or written: {error.strerror}. Make room, or choose another place."
            )
            _give_up_output()
        if arguments is None:
            gc.freeze()  # the program ends, and its garbage with it
        sys.exit(code)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for garbage seldom: nearly all of what a command makes, classes and texts, is used until it ends."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _prepare_streams() -> None:
    if sys.stdout is None:  # closed by the caller
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an ASCII terminal shows ? for what it cannot show


def _give_up_output() -> None:
    """Keep Python from trying at exit to write the rest."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _telling_what_is_without_effect() -> Iterator[None]:
    """Say in the chosen language what would be a warning in Python: that a value acts nowhere, or a wave is cut."""
    with warnings.catch_warnings():
        others = warnings.showwarning

        def show(message: Any, category: Any, *more: Any) -> None:
            if category.__name__ == "CutWarning":  # by name, as its module is heavy
                cut = message.cut
                click.echo(say("notice.cut", wave=cut.wave, months=cut.months, simulated=cut.simulated), err=True)
            elif category.__name__ == "IdleWarning":
                told = (
                    say("notice.given_by_places", name=message.name)
                    if "places" in message.absent
                    else say("notice.idle", name=message.name, absent=", ".join(message.absent))
                )
                click.echo(told, err=True)
            elif category.__name__ != "DraftWarning":  # which is said already
                others(message, category, *more)

        warnings.simplefilter("default", UserWarning)
        warnings.showwarning = show
        yield


def _run(arguments: list[str]) -> int:
    with _telling_what_is_without_effect():
        return _code_of(arguments)


def _code_of(arguments: list[str]) -> int:
    try:
        _check_text(arguments)
        _listen_for_language(arguments)
        with bubbles.make_context("bubbles", arguments) as context:
            code = bubbles.invoke(context)
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.ClickException as error:
        return _complain_of_usage(error)
    except SimulationError as error:
        return _complain(str(error), getattr(error, "exit_code", USERS_MISTAKE))
    except (KeyboardInterrupt, click.Abort):
        click.echo(say("error.interrupted"), err=True)
        return INTERRUPTED
    except (MemoryError, ImportError, EOFError, pickle.PickleError, RuntimeError, OSError) as error:
        message = _of_machine(error)
        if message is None:
            raise
        return _complain(message)
    return code if isinstance(code, int) else DONE


def _check_text(arguments: list[str]) -> None:
    """Refuse an argument that is no text, as the name of a file may be: nothing could print or store it."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise SimulationError(
                f"{argument!r:.100}: it is no text in UTF-8. Allowed: names in UTF-8. Rename the file, then name "
                "it anew."
            ) from None


def _listen_for_language(arguments: list[str]) -> None:
    """Choose the language that is asked for before anything is read, so that a mistake before it is told in it."""
    choose_language(LANGUAGES[0])
    for option, value in itertools.zip_longest(arguments, arguments[1:], fillvalue=""):
        asked = value if option == "--language" else option.removeprefix("--language=")
        if asked in LANGUAGES:
            choose_language(asked)


def _of_machine(error: Exception) -> str | None:
    """Return what to say of an error of the machine; None for any other, such as one of a disk or of the program."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in (None, errno.ENOMEM)):
        return "This machine has not enough memory for it. Take fewer teams, months or replicates."
    if isinstance(error, OSError) or (isinstance(error, RuntimeError) and "can't start new thread" not in str(error)):
        return None
    said = f"{type(error).__name__}: {' '.join(str(error).split())}"[:500]
    if isinstance(error, RuntimeError):
        return f"This machine lets no more threads be started ({said}). Raise the limit of processes (ulimit -u)."
    if isinstance(error, ImportError):
        return f"A part of the program cannot be loaded ({said}). Free memory, or install it again."
    return f"The machine code that is kept cannot be read ({said}). Delete its folder; the next run compiles it again."


def _complain(message: str, code: int = USERS_MISTAKE) -> int:
    click.echo(told_of(_printable(message)), err=True)
    return code


def _complain_of_usage(error: click.ClickException) -> int:
    if chosen_language() != LANGUAGES[0]:
        said = in_chosen_language(_printable(error.format_message()))
        context = getattr(error, "ctx", None)
        if said is not None and context is not None:
            usage = context.get_usage().removeprefix("Usage: ")
            click.echo(say("error.help", usage=usage, command=context.command_path), err=True)
        if said is not None:
            click.echo(say("error.known", message=said), err=True)
            return USERS_MISTAKE
        click.echo(say("error.usage"), err=True)
    told = io.StringIO()
    error.show(told)
    click.echo(_printable(told.getvalue()), err=True, nl=False)  # what was typed is in it, whatever it is
    return USERS_MISTAKE


KEPT = "\n\t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"


def _printable(text: str) -> str:
    """Return a message without what a terminal obeys or hides."""
    from scenarios.wording import printable  # heavy, and for messages alone

    return printable(text, KEPT)
