"""Report of a validation: the verdicts in words: the answer, a table for each kind, what holds at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.evidence.validation.facts import KINDS
from experiments.evidence.validation.figures import verdicts_picture
from experiments.presentation.marks import MINUS
from experiments.presentation.page import Fact, Page, plain_table
from experiments.presentation.voice import DASH, Voice
from experiments.runs.model import model_digest

if TYPE_CHECKING:
    import pandas

TEXTS = Path(__file__).resolve().parent / "texts"
FEW = 3
"""Facts that are named one by one over the sets, where what holds at once is not asked."""
Verdict = Mapping[str, Any]
"""A verdict as JSON has it."""


def voice_of(language: str) -> Voice:
    """Return a voice that has the words of a validation."""
    return Voice(language, TEXTS)


def page_of(
    facts: Sequence[Verdict],
    joint: Mapping[str, Any],
    voice: Voice,
    *,
    over_sets: bool,
    replicates: int,
    seed: int,
    command: str,
) -> Page:
    """Return the page."""
    kinds = [(kind, some) for kind in KINDS if (some := [one for one in facts if one["kind"] == kind])]
    return Page(
        heading=voice.plain("validate.heading"),
        lead=title(voice, over_sets=over_sets, replicates=replicates, seed=seed),
        findings=[" ".join(answer(facts, joint, voice, over_sets)), *failing(facts, voice)],
        pictures=[verdicts_picture(facts, voice, over_sets=over_sets)],
        tables=[
            *(_table(kind, some, voice, over_sets) for kind, some in kinds),
            plain_table(
                voice.plain("validate.jointly"),
                [
                    voice.plain("validate.together"),
                    voice.plain("validate.number"),
                    voice.plain("validate.where_inside"),
                ],
                joint_rows(joint, voice, over_sets),
            ),
        ],
        method=[voice.plain("validate.method_sets" if over_sets else "validate.method")],
        limits=[voice.plain("validate.limit_calibration"), voice.plain("validate.limit_findings")],
        facts=[
            Fact(voice.plain("fact.replicates"), voice.number(replicates)),
            Fact(voice.plain("fact.seed"), seed),
            Fact(voice.plain("fact.model"), model_digest(), is_code=True),
        ],
        command=command,
        data={"facts": frame_of(facts), "joint": joint_frame(joint)},
    )


# In sentences ---------------------------------------------------------------------------------------------------


def title(voice: Voice, *, over_sets: bool, replicates: int, seed: int) -> str:
    """Return what was run."""
    return voice.plain("validate.title_sets" if over_sets else "validate.title", replicates=replicates, seed=seed)


def answer(facts: Sequence[Verdict], joint: Mapping[str, Any], voice: Voice, over_sets: bool) -> list[str]:
    """Return how many facts hold, in one or two sentences: those that can fail, and the findings."""
    asked = [one for one in facts if one["kind"] != "finding"]
    found = [one for one in facts if one["kind"] == "finding"]
    said: list[str] = []
    if asked:
        said += _over_sets(asked, joint, voice) if over_sets else [_of_default(asked, voice)]
    if found:
        held = sum(_holds(one, over_sets) for one in found)
        key = "validate.answer.findings_over_sets" if over_sets else "validate.answer.findings"
        said.append(voice.plain(key, number=len(found), held=held))
    return said


def _of_default(asked: Sequence[Verdict], voice: Voice) -> str:
    names = [one["name"] for one in asked if not one["holds"]]
    if names:
        parts = {"number": len(asked), "failing": len(names), "names": ", ".join(names)}
        return voice.plain("validate.answer.failing", **parts)
    if len(asked) == 1:
        return voice.plain("validate.answer.one", name=asked[0]["name"])
    return voice.plain("validate.answer.all", number=len(asked))


def _over_sets(asked: Sequence[Verdict], joint: Mapping[str, Any], voice: Voice) -> list[str]:
    everything = joint.get("everything")
    if everything is not None and len(asked) > FEW:
        share = percent(everything["share_of_sets"])
        return [voice.plain("validate.answer.sets", share=share, number=everything["facts"])]
    return [
        voice.plain("validate.answer.one_over_sets", name=one["name"], share=percent(one["share_of_sets"]))
        for one in asked
    ]


def _holds(one: Verdict, over_sets: bool) -> bool:
    return (one["share_of_sets"]["mean"] or 0.0) >= 0.5 if over_sets else bool(one["holds"])


def failing(facts: Sequence[Verdict], voice: Voice) -> list[str]:
    """Return each fact that does not hold with the values of the scenarios, and what that means."""
    return [f"{told(one, voice)} {meaning(one, voice)}" for one in facts if one["holds"] is False]


def told(one: Verdict, voice: Voice) -> str:
    """Return a fact and its verdict."""
    if one["holds"] is None:
        verdict = voice.plain("validate.share", share=percent(one["share_of_sets"]))
    else:
        verdict = voice.plain("validate.holds" if one["holds"] else "validate.fails")
    return f"{voice.plain('validate.fact', name=one['name'], said=one[voice.language])}. {verdict}"


def meaning(one: Verdict, voice: Voice) -> str:
    """Return what it means that a fact does not hold."""
    return voice.plain("validate.means", meaning=one[f"if_not_{voice.language}"])


# In tables and frames ---------------------------------------------------------------------------------------------


def heads_of_parts(voice: Voice) -> tuple[str, str, str, str]:
    """Return the heads of a table of parts."""
    return "", voice.plain("validate.estimate"), voice.plain("validate.bound"), voice.plain("validate.part")


def part_row(part: Verdict, voice: Voice, over_sets: bool) -> tuple[str, str, str, str]:
    """Return whether a part is inside its bound, or in what share of the sets, its estimate, its bound, its name."""
    if over_sets:
        low, middle, high = (_number(one, voice) for one in part["over_sets"])
        return percent(part["share_of_sets"]), f"{middle} ({low} – {high})", _bound(part, voice), part["of"]
    middle, low, high = (_number(part["estimate"][one], voice) for one in ("mean", "low", "high"))
    estimate = f"{middle} {voice.marks.interval(low, high)}"
    return voice.plain("validate.yes" if part["holds"] else "validate.no"), estimate, _bound(part, voice), part["of"]


def joint_rows(joint: Mapping[str, Any], voice: Voice, over_sets: bool) -> list[tuple[str, str, str]]:
    """Return what holds at once: what it is of, of how many facts, and whether or in what share of the sets."""
    return [
        (
            voice.plain(f"validate.joint.{name}"),
            str(one["facts"]),
            percent(one["share_of_sets"])
            if over_sets
            else voice.plain("validate.holds" if one["holds"] else "validate.fails"),
        )
        for name, one in joint.items()
    ]


def _table(kind: str, facts: Sequence[Verdict], voice: Voice, over_sets: bool) -> Any:
    _, *heads = heads_of_parts(voice)
    rows = [
        [one["name"] if place == 0 else "", words, *rest]
        for one in facts
        for place, (words, *rest) in enumerate(part_row(part, voice, over_sets) for part in one["parts"])
    ]
    first = [voice.plain("validate.number"), voice.plain("validate.where_inside")]
    return plain_table(voice.plain(f"validate.{kind}"), [*first, *heads], rows, is_text=True)


def _bound(part: Verdict, voice: Voice) -> str:
    low, high = part["at_least"], part["at_most"]
    if low is not None and low == high:
        key = "exactly"
    else:
        key = "at_most" if low is None else "at_least" if high is None else "between"
    ends = {"low": low, "high": high}
    parts = {name: None if end is None else _signed(f"{end:g}", voice) for name, end in ends.items()}
    return voice.plain(f"validate.{key}", **parts)


def _number(value: float | None, voice: Voice) -> str:
    return DASH if value is None else _signed(f"{value:.3f}".replace("-0.000", "0.000"), voice)


def _signed(number: str, voice: Voice) -> str:
    return voice.marks.written(number).replace("-", MINUS)


def percent(share: Verdict) -> str:
    """Return a share of the sets."""
    return DASH if share["mean"] is None else f"{100 * share['mean']:.0f}%"


def frame_of(facts: Sequence[Verdict]) -> pandas.DataFrame:
    """Return every part as a row, in full precision."""
    import pandas

    rows: list[dict[str, Any]] = []
    for one in facts:
        for part in one["parts"]:
            estimate, share = part["estimate"], part["share_of_sets"] or {}
            lowest, middle, highest = part["over_sets"] or (None, None, None)
            rows.append(
                {
                    "fact": one["name"],
                    "kind": one["kind"],
                    "fact_holds": one["holds"],
                    "part": part["of"],
                    "at_least": part["at_least"],
                    "at_most": part["at_most"],
                    "holds": part["holds"],
                    **{name: estimate[name] for name in ("mean", "low", "high", "defined")},
                    "share_of_sets": share.get("mean"),
                    "lowest_5_percent": lowest,
                    "median": middle,
                    "highest_5_percent": highest,
                }
            )
    return pandas.DataFrame(rows)


def joint_frame(joint: Mapping[str, Any]) -> pandas.DataFrame:
    """Return what holds at once as rows, in full precision."""
    import pandas

    rows: list[dict[str, Any]] = []
    for name, one in joint.items():
        share = one["share_of_sets"] or {}
        shares = {f"share_{key}": share.get(key) for key in ("mean", "low", "high")}
        rows.append({"together": name, "facts": one["facts"], "holds": one["holds"], **shares})
    return pandas.DataFrame(rows)
