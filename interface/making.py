"""Making: the runs that an analysis needs, with progress, in its store if it has one, so that they are not lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from experiments.runs.exit_codes import INTERRUPTED
from interface.language import chosen_language, say
from interface.notice import announce_compiling
from interface.progress import ProgressLine

if TYPE_CHECKING:
    from experiments.presentation.brief import Briefed
    from experiments.presentation.findings import Findings

MOST_FAILED = 20
"""Runs that are named, where more failed."""


@contextmanager
def telling(
    store: Path | None,
    *,
    quiet: bool,
    report: Path | None = None,
    out: Path | None = None,
    brief: Path | None = None,
    check: Callable[[], None] | None = None,
    engine: str = "compiled",
    keeps: bool = True,
    shows: bool = True,
) -> Iterator[Callable[[Any], None]]:
    """Give what is to be told how far the runs of a question are; if they are stopped, say what is kept, and leave.

    Analyses tell it first when all that was asked has been checked, before anything is run or a store is touched. Then
    the folders of what is to be written are made, or refused; whatever ends the call, none is left that is empty.

    Parameters
    ----------
    report, out, brief : Path, optional
        Where results go.
    check : callable, optional
        Makes these folders, or refuses them; that of a report, if not given.
    keeps : bool
        Whether runs can be kept in a store.
    shows : bool
        Whether to show how far they are.

    Raises
    ------
    Exit
        With 3, if runs were begun and stopped.
    """
    line = ProgressLine(is_quiet=quiet or not shows)
    is_checked = is_begun = False

    def tell(progress: Any) -> None:
        nonlocal is_checked, is_begun
        if not is_checked:
            (check or (lambda: check_folders(report, None, store)))()
            is_checked = True
            if progress.done < progress.runs:
                announce_compiling(engine, quiet)
                is_begun = True
        line.tell(progress)

    try:
        with no_empty_folder(report, out, brief), line:
            yield tell
    except KeyboardInterrupt:
        if not (is_begun and keeps):
            raise
        click.echo(say("making.stored", folder=store) if store else say("making.lost"), err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None


in_one_go = partial(telling, None, keeps=False, shows=False)
"""Does the same for runs that are soon over: it shows no progress, and nothing of them is kept."""


@contextmanager
def no_empty_folder(*places: Path | None) -> Iterator[None]:
    """Leave no folder that was made in here for nothing, if what is done in here fails."""
    new = [folder for place in places if place for folder in (place, *place.parents) if not folder.exists()]
    try:
        yield
    except BaseException:
        for folder in new:  # the innermost first; one that holds something stays
            with suppress(OSError):
                folder.rmdir()
        raise


def answer(
    found: Findings,
    report: Path | None,
    *,
    as_json: bool,
    quiet: bool,
    brief: Path | None = None,
    show: Callable[[], None] | None = None,
    before: Callable[[], None] = lambda: None,
) -> None:
    """Print what an analysis found: all of it, the answer alone, or one object; with its report if one is asked for.

    Parameters
    ----------
    brief : Path, optional
        Folder of a brief, of findings that have one.
    show : callable, optional
        Prints it in another form than paragraphs.
    before : callable, optional
        Prints a table that comes before them.
    """
    from interface.output import print_json, print_text
    from interface.rerun import rerun_line

    language = chosen_language()
    written = [] if report is None else [found.write_report(report, language, rerun_line())]
    if brief is not None:
        written += cast("Briefed", found).write_brief(brief, language, rerun_line())[:1]
    if as_json:
        print_json(found.as_json(language))
    elif quiet:
        print_text(found.headline(language))
    else:
        before()
        if show is not None:
            show()
        print_findings([] if show is not None else found.paragraphs(language), written)


def check_folders(report: Path | None, brief: Path | None, store: Path | None) -> None:
    """Make the folders of a report and of a brief, where they are asked for, or refuse what is there.

    It is before the work is done; a report may be a file too.
    """
    from experiments.presentation.page import check_report

    check_report(report, beside=store)
    if brief is None:
        return
    from experiments.presentation.brief import KIND, NAME, NAMES, check_extra
    from experiments.runs.durable_files import check_beside

    check_extra()
    check_beside(brief, NAME, dict.fromkeys(NAMES[1:]), KIND, beside=store)


def tell_failed(store: Any, failed: Sequence[Mapping[str, Any]]) -> None:
    """Say on standard error which runs of a store failed, the first of them with the commands that make them again."""
    for failure in failed[:MOST_FAILED]:
        what = store.plan.described(failure["run"])
        click.echo(say("sweep.failed", what=what, error=failure["error"]), err=True)
    if failed:
        numbers = {"number": f"{len(failed):,}", "runs": f"{store.plan.runs:,}"}
        click.echo(say("sweep.failed_in_all", **numbers), err=True)


def print_findings(findings: Any, written: Any) -> None:
    """Print paragraphs, and where the report is."""
    from interface.output import print_text

    for paragraph in findings:
        print_text(str(paragraph))
        click.echo()
    for path in written[:1]:
        click.echo(say("making.report", file=path))
