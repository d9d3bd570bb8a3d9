"""``bubbles validate``: facts, null models and knock-outs, each with estimate, bound and verdict."""

from __future__ import annotations

from typing import Any

import click

from interface import options
from interface.language import chosen_language, say
from interface.notice import announce_compiling
from interface.output import print_json, print_table, print_text, print_title
from interface.story import localised

CHECK_FAILED = 1
MUST_HOLD = "calibration"
"""The kind that the model was set to: if one fails, this is not the calibrated model. What else fails is a finding."""


@click.command(epilog="Example: bubbles validate --fact C1 --fact C7 --replicates 50")
@click.option(
    "--sets",
    "which",
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
@options.language
@options.as_json
@options.quiet
def validate(
    which: str,
    facts: tuple[str, ...],
    seed: int,
    replicates: int | None,
    size: str | None,
    threads: int | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Hold the model against its facts, against null models, and against knock-outs of what carries each pattern.

    Bounds are fixed in experiments/evidence/validation/facts.toml. A fact holds where the whole 95% interval of every
    part lies inside its bound; over the plausible sets, the share of sets in which it holds is given, and the share in
    which all of a kind hold at once. A failing fact is shown with what that means. No set was chosen by the findings.
    The exit code is 1 if a calibration fact fails with the default set: then this is not the calibrated model.
    """
    from experiments.evidence.validation import page
    from simulation.streams import run_key

    run_key(seed)
    page.check_names(facts)
    over = which == "plausible"
    number = replicates or (page.REPLICATES_OF_SET if over else page.REPLICATES)
    announce_compiling("compiled", quiet)
    found = page.validated(over_sets=over, seed=seed, replicates=number, size=size, names=facts, threads=threads)
    objects = [page.object_of(verdict) for verdict in found]
    joint = page.joint_of(found)
    if as_json:
        told = {"sets": which, "seed": seed, "replicates": number, "facts": objects, "joint": joint}
        print_json(told)
    elif not quiet:
        _print(objects, over, number, seed)
        _print_joint(joint, over)
    broken = [one for one in objects if one["holds"] is False and one["kind"] == MUST_HOLD]
    return CHECK_FAILED if broken else 0


def _print(objects: list[dict[str, Any]], over: bool, replicates: int, seed: int) -> None:
    words = {"replicates": replicates, "seed": seed}
    print_title(say("validate.title_sets", **words) if over else say("validate.title", **words))
    language = chosen_language()
    for kind, key in (
        ("calibration", "validate.calibration"),
        ("validation", "validate.validation"),
        ("null", "validate.null"),
        ("knock-out", "validate.knockout"),
        ("finding", "validate.finding"),
    ):
        facts = [one for one in objects if one["kind"] == kind]
        if not facts:
            continue
        click.echo()
        print_title(_kind(key))
        for one in facts:
            click.echo()
            verdict = say("validate.share", share=_percent(one["share_of_sets"])) if over else _verdict(one["holds"])
            print_text(f"{one['name']}: {one[language]}. {verdict}")
            if one["holds"] is False:
                print_text(say("validate.means", meaning=one[f"if_not_{language}"]))
            columns = ("", say("validate.estimate"), say("validate.bound"), say("validate.part"))
            print_table(columns, [_row(part, over) for part in one["parts"]])


def _print_joint(joint: dict[str, Any], over: bool) -> None:
    """Print what holds at once: in what share of the sets, or whether all do."""
    click.echo()
    print_title(say("validate.jointly"))
    together = {
        "asked": say("validate.joint.asked"),
        "calibration": say("validate.joint.calibration"),
        "validation": say("validate.joint.validation"),
        "null": say("validate.joint.null"),
        "knock-out": say("validate.joint.knock-out"),
        "everything": say("validate.joint.everything"),
    }
    rows = [
        (
            together[name],
            str(one["facts"]),
            _percent(one["share_of_sets"]) if over else _verdict(one["holds"]),
        )
        for name, one in joint.items()
    ]
    print_table((say("validate.together"), say("validate.number"), ""), rows)


def _kind(key: str) -> str:
    return {
        "validate.calibration": say("validate.calibration"),
        "validate.validation": say("validate.validation"),
        "validate.null": say("validate.null"),
        "validate.knockout": say("validate.knockout"),
        "validate.finding": say("validate.finding"),
    }[key]


def _verdict(holds: bool) -> str:
    return say("validate.holds") if holds else say("validate.fails")


def _row(part: dict[str, Any], over: bool) -> tuple[str, str, str, str]:
    low, high = part["at_least"], part["at_most"]
    if low is not None and low == high:
        bound = say("validate.exactly", low=localised(f"{low:g}"))
    elif low is not None and high is not None:
        bound = say("validate.between", low=localised(f"{low:g}"), high=localised(f"{high:g}"))
    elif low is not None:
        bound = say("validate.at_least", low=localised(f"{low:g}"))
    else:
        bound = say("validate.at_most", high=localised(f"{high:g}"))
    if over:
        low, middle, high = (_number(q) for q in part["over_sets"])
        return _percent(part["share_of_sets"]), f"{middle} ({low} – {high})", bound, part["of"]
    found = part["estimate"]
    apart = "; " if localised(".") == "," else ", "
    estimate = f"{_number(found['mean'])} [{_number(found['low'])}{apart}{_number(found['high'])}]"
    return say("validate.yes") if part["holds"] else say("validate.no"), estimate, bound, part["of"]


def _number(value: float | None) -> str:
    return "-" if value is None else localised(f"{value:.3f}".replace("-0.000", "0.000"))


def _percent(share: dict[str, Any]) -> str:
    return "-" if share["mean"] is None else f"{100 * share['mean']:.0f}%"
