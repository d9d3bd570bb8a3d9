"""``bubbles validate``: facts, null models and knock-outs, each with estimate, bound and verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.runs.exit_codes import CHECK_FAILED
from interface import options
from interface.language import chosen_language
from interface.making import answer, telling
from interface.output import print_table, print_text, print_title

if TYPE_CHECKING:
    from experiments.evidence.validation.ask import ValidationFindings


@click.command(epilog="Example: bubbles validate --fact C1 --fact C7 --replicates 50")
@click.option(
    "--sets",
    type=click.Choice(["default", "plausible"]),
    default="default",
    show_default=True,
    help="The values of the scenarios, or every plausible set.",
)
@click.option("--fact", "facts", multiple=True, metavar="NAME", help="Only this one; may be repeated.")
@options.seed
@click.option("--replicates", type=click.IntRange(2, 100_000), help="Of each world: 200; for each plausible set 16.")
@options.size
@options.threads
@options.report
@options.language
@options.as_json
@options.quiet
def validate(report: Path | None, as_json: bool, quiet: bool, **asked: Any) -> int:
    """Hold the model against its facts, against null models, and against knock-outs of what carries each pattern.

    Bounds are fixed in experiments/evidence/validation/facts.toml. A fact holds where the whole 95% interval of every
    part lies inside its bound; over the plausible sets, the share of sets in which it holds is given, and the share in
    which all of a kind hold at once. A failing fact is shown with what that means. No set was chosen by the findings.
    The exit code is 1 if a calibration fact fails with the default set: then this is not the calibrated model.
    """
    from experiments.evidence.validation.ask import validate as hold

    with telling(None, quiet=quiet, report=report, keeps=False) as tell:
        found = hold(tell=tell, **asked)
    answer(found, report, as_json=as_json, quiet=quiet, show=lambda: _print(found))
    return 0 if found.is_calibrated else CHECK_FAILED


def _print(found: ValidationFindings) -> None:
    from experiments.evidence.validation import report
    from experiments.evidence.validation.facts import KINDS

    voice, over = found.voice(chosen_language()), found.over_sets
    print_title(report.title(voice, over_sets=over, replicates=found.replicates, seed=found.seed))
    for kind in KINDS:
        facts = [one for one in found.facts if one["kind"] == kind]
        if not facts:
            continue
        click.echo()
        print_title(voice.plain(f"validate.{kind}"))
        for one in facts:
            click.echo()
            print_text(report.told(one, voice))
            if one["holds"] is False:
                print_text(report.meaning(one, voice))
            print_table(report.heads_of_parts(voice), [report.part_row(part, voice, over) for part in one["parts"]])
    click.echo()
    print_title(voice.plain("validate.jointly"))
    heads = (voice.plain("validate.together"), voice.plain("validate.number"), "")
    print_table(heads, report.joint_rows(found.joint, voice, over))
