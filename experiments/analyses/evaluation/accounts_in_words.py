"""Accounts in words: which account the data of a design say is true, how surely, and what to measure besides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from experiments.analyses.evaluation.accounts import DIARY, OF_NULL
from experiments.analyses.evaluation.naming import label_of, percent
from experiments.analyses.evaluation.telling import AccountsAnswer, Told
from experiments.presentation.blocks import Cell, Table
from experiments.presentation.brief import Sheet
from experiments.presentation.brief.content import Unit, sheet
from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.presentation.figures.style import FADED
from experiments.presentation.page import plain_table
from experiments.presentation.voice import Voice
from experiments.presentation.words import money
from experiments.statistics.intervals import Estimate

if TYPE_CHECKING:
    from experiments.analyses.evaluation.ask import EvaluationFindings

LIKELY = 0.6
"""Certainty from which a sentence says how often it comes true."""
APART = 0.2
"""Rows of a figure between the designs of a measurement."""
COUNTS = 30
"""Data sets of a class of certainty from which it is held against what came true."""
COLUMNS: dict[str, Unit] = {
    "design": "text",
    "of": "text",
    "measured": "text",
    "right": "share",
    "right_low": "share",
    "right_high": "share",
    "bits": "number",
    "bits_low": "number",
    "bits_high": "number",
    "gain": "number",
    "gain_low": "number",
    "gain_high": "number",
    "cost": "money",
    "per_thousand": "number",
    "per_thousand_low": "number",
    "per_thousand_high": "number",
}


# Sentences -----------------------------------------------------------------------------------------------------


def paragraphs(found: EvaluationFindings, voice: Voice) -> list[Markup]:
    """Return of each question and design what its data say, what to measure besides, and how far to believe it."""
    said: list[Markup] = []
    for one in found.accounts:
        says = [_alone(found, one, voice), _more(one, voice), _nothing(one, voice)]
        said += [_joined(says), _joined(_believed(one, voice))]
    return [one for one in said if one]


def _joined(parts: Sequence[Markup | None]) -> Markup:
    return Markup(" ").join(part for part in parts if part is not None)


def in_brief(found: EvaluationFindings, voice: Voice) -> list[Markup]:
    """Return what a page of paper has room for: of the first design of a question, what its data say and leave open."""
    first = {one.asked.of: one for one in reversed(found.accounts)}
    return [_joined([_alone(found, first[of], voice), _more(first[of], voice)]) for of in reversed(first)]


def _alone(found: EvaluationFindings, one: AccountsAnswer, voice: Voice) -> Markup:
    told = one.alone
    says = "some" if _is_above(told.bits, 0.0) else "nothing"
    return voice.say(
        f"evaluation.accounts.{says}",
        question=voice.plain(f"evaluation.accounts.of.{one.asked.of}"),
        label=label_of(found.asked.designs, one.design, voice),
        accounts=voice.number(len(one.asked.accounts)),
        chance=percent(voice, 1.0 / len(one.asked.accounts)),
        most=_bits(voice, one.most),
        **_shares(voice, told.right),
        **_ends(voice, told.bits, "bits"),
    )


def _more(one: AccountsAnswer, voice: Voice) -> Markup | None:
    if not one.more:
        return None
    if one.leads is None:
        return voice.say("evaluation.accounts.none", measured=_listed(voice, [told.measurement for told in one.more]))
    led = one.with_more(one.leads)
    parts: dict[str, Any] = {**_shares(voice, led.right), **_ends(voice, led.gain, "gain")}
    parts |= {"measured": _measured(voice, one.leads), "cost": money(voice, led.cost)}
    parts |= {"thousand": money(voice, 1000.0), "each": _mean(voice, led.per_thousand)}
    said = voice.say("evaluation.accounts.leads" if led.cost > 0.0 else "evaluation.accounts.leads_free", **parts)
    if not one.unsettled:
        return said
    return said + " " + voice.say("evaluation.accounts.unsettled", measured=_listed(voice, one.unsettled))


def _nothing(one: AccountsAnswer, voice: Voice) -> Markup | None:
    """Return which measurements are not shown to add anything, where another is."""
    idle = [told.measurement for told in one.more if not told.teaches]
    if one.leads is None or not idle:
        return None
    key = "idle" if len(idle) > 1 else "idle_one"
    return voice.say(f"evaluation.accounts.{key}", measured=_listed(voice, idle))


def best_of(one: AccountsAnswer) -> Told:
    """Return what tells most for its cost, if anything adds to the data of the study; these alone if nothing does."""
    return one.alone if one.leads is None else one.with_more(one.leads)


def _believed(one: AccountsAnswer, voice: Voice) -> list[Markup | None]:
    """Return what is taken for what most often, and how often certainty comes true."""
    told = best_of(one)
    if not _is_above(told.bits, 0.0):
        return []
    shares = [
        (share, true, likely)
        for true, row in enumerate(told.confusion)
        for likely, share in enumerate(row)
        if likely != true
    ]
    share, true, likely = max(shares)
    names = [_account(voice, name) for name in one.asked.names]
    confused = voice.say(
        "evaluation.accounts.confused", true=names[true], likely=names[likely], share=percent(voice, share)
    )
    return [confused if share > 0.0 else None, _certainty(told, voice)]


def _certainty(told: Told, voice: Voice) -> Markup | None:
    counted = [one for one in told.calibration if one.number >= COUNTS]
    sure = [one for one in counted if one.low >= LIKELY]
    if not sure:
        return voice.say("evaluation.accounts.never_sure", likely=voice.percent(LIKELY))
    most = max(sure, key=lambda one: one.number)
    off = [one for one in counted if not _holds(one.true, one.said)]
    said = voice.say(
        "evaluation.accounts.certain",
        said=percent(voice, most.said),
        least=voice.percent(most.low),
        most=voice.percent(most.high),
        **_shares(voice, most.true),
        number=most.number,
    )
    key = "evaluation.accounts.calibrated" if not off else "evaluation.accounts.not_calibrated"
    return said + " " + voice.say(key, off=voice.number(len(off)), classes=voice.number(len(counted)))


def _is_above(one: Estimate | None, least: float) -> bool:
    return one is not None and one.low is not None and one.low > least


def _holds(one: Estimate, value: float) -> bool:
    return one.low is None or one.high is None or one.low <= value <= one.high


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _bits(voice: Voice, value: float | None) -> str:
    return voice.number(_number(value), 2)


def _mean(voice: Voice, one: Estimate | None) -> str:
    return "" if one is None else _bits(voice, one.mean)


def _ends(voice: Voice, one: Estimate | None, name: str) -> dict[str, str]:
    if one is None:
        return {}
    return {
        name: _bits(voice, one.mean),
        f"{name}_low": _bits(voice, one.low),
        f"{name}_high": _bits(voice, one.high),
    }


def _shares(voice: Voice, one: Estimate) -> dict[str, str]:
    return {
        name: percent(voice, _number(value))
        for name, value in (("right", one.mean), ("low", one.low), ("high", one.high))
    }


def _account(voice: Voice, name: str) -> str:
    return voice.plain(f"evaluation.account.{name.replace(' ', '_')}")


def _measured(voice: Voice, name: str | None) -> str:
    return voice.plain(f"evaluation.measured.{name or 'alone'}")


def _listed(voice: Voice, names: Sequence[str | None]) -> Markup:
    return voice.listed([_measured(voice, name) for name in names])


# Tables and figures --------------------------------------------------------------------------------------------


def tables(found: EvaluationFindings, voice: Voice) -> list[Table]:
    """Return what each measurement teaches, what is taken for what, how certainty comes true, and the accounts."""
    if not found.accounts:
        return []
    made: list[Table] = []
    for of in dict.fromkeys(one.asked.of for one in found.accounts):
        same = [one for one in found.accounts if one.asked.of == of]
        made.append(bits_table(found, same, voice))
        made += [_confusion_table(found, one, voice) for one in same if _is_above(best_of(one).bits, 0.0)]
        made.append(_account_table(same, voice))
    return [*made, _calibration_table(found, voice)]


def _heads(voice: Voice, *names: str) -> list[Markup]:
    return [voice.say(f"evaluation.accounts.table.{name}") for name in names]


def _named(found: EvaluationFindings, one: AccountsAnswer, told: Told, voice: Voice) -> str:
    return f"{label_of(found.asked.designs, one.design, voice)}: {_measured(voice, told.measurement)}"


def bits_table(found: EvaluationFindings, same: Sequence[AccountsAnswer], voice: Voice) -> Table:
    """Return how surely data tell the accounts of a question apart, alone and with each measurement more."""
    rows = [
        [
            _named(found, one, told, voice),
            _cell(told.right, lambda value: percent(voice, value)),
            *(_cell(part, lambda value: voice.number(value, 2)) for part in (told.bits, told.gain)),
            None if told.measurement is None else money(voice, told.cost),
            _cell(told.per_thousand, lambda value: voice.number(value, 3)),
        ]
        for one in same
        for told in (one.alone, *one.more)
    ]
    caption = voice.say(
        "evaluation.accounts.table.bits",
        question=voice.plain(f"evaluation.accounts.of.{same[0].asked.of}"),
        most=_bits(voice, same[0].most),
    )
    return plain_table(caption, _heads(voice, "data", "right", "said", "gain", "cost", "per_thousand"), rows)


def _cell(one: Estimate | None, shown: Any) -> Cell | None:
    if one is None or one.mean is None:
        return None
    below = [] if one.low is None or one.high is None else [f"{shown(one.low)} – {shown(one.high)}"]
    return Cell(shown(one.mean), below)


def _confusion_table(found: EvaluationFindings, one: AccountsAnswer, voice: Voice) -> Table:
    told = best_of(one)
    names = [_account(voice, name) for name in one.asked.names]
    rows = [[name, *(percent(voice, share) for share in row)] for name, row in zip(names, told.confusion, strict=True)]
    caption = voice.say("evaluation.accounts.table.confusion", data=_named(found, one, told, voice))
    return plain_table(caption, [voice.say("evaluation.accounts.table.true"), *names], rows)


def _calibration_table(found: EvaluationFindings, voice: Voice) -> Table:
    rows = [
        [
            f"{_named(found, one, told, voice)}: {voice.plain(f'evaluation.accounts.short.{one.asked.of}')}, "
            + voice.plain("evaluation.range", low=voice.percent(each.low), high=voice.percent(each.high)),
            percent(voice, each.said),
            _cell(each.true, lambda value: percent(voice, value)),
            voice.number(each.number),
        ]
        for one in found.accounts
        for told in [best_of(one)]
        for each in told.calibration
    ]
    heads = _heads(voice, "certainty", "stated", "came_true", "number")
    return plain_table(voice.say("evaluation.accounts.table.calibration"), heads, rows)


def _account_table(same: Sequence[AccountsAnswer], voice: Voice) -> Table:
    names = dict.fromkeys(name for one in same for name in one.asked.names)
    rows = [[_account(voice, name), voice.plain(f"evaluation.says.{name.replace(' ', '_')}")] for name in names]
    caption = voice.say(f"evaluation.accounts.table.accounts_{same[0].asked.of}")
    return plain_table(caption, _heads(voice, "account", "says"), rows, is_text=True)


def pictures(found: EvaluationFindings, voice: Voice) -> list[Picture]:
    """Return, of each question, how many bits data say alone and with each measurement more."""
    questions = dict.fromkeys(one.asked.of for one in found.accounts)
    return [_picture(found, [one for one in found.accounts if one.asked.of == of], voice) for of in questions]


def _picture(found: EvaluationFindings, same: Sequence[AccountsAnswer], voice: Voice) -> Picture:
    names = dict.fromkeys(told.measurement for one in same for told in (one.alone, *one.more))

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        on.name_rows(axes, [_measured(voice, name) for name in names])
        on.zero_line(axes, size)
        axes.axvline(same[0].most, color=FADED, linewidth=0.6 * size.line, linestyle="--", zorder=0.5)
        for place, (one, stroke) in enumerate(zip(same, SERIES * len(same), strict=False)):
            of = {told.measurement: told.bits for told in (one.alone, *one.more)}
            bits = [of.get(name) for name in names]
            on.points(
                axes,
                size,
                *([_number(bit and getattr(bit, end)) for bit in bits] for end in ("mean", "low", "high")),
                stroke=stroke,
                label=label_of(found.asked.designs, one.design, voice),
                shift=APART * (place - (len(same) - 1) / 2),
            )
        axes.set_xlim(right=1.04 * same[0].most)
        on.write_numbers(axes.xaxis, voice)
        axes.set_xlabel(voice.plain("evaluation.accounts.figure.axis"))
        on.legend_below(axes)

    of = same[0].asked.of
    question = voice.plain(f"evaluation.accounts.of.{of}")
    return Picture(
        f"accounts-{of}",
        voice.plain("evaluation.accounts.figure.title", question=question),
        voice.say("evaluation.accounts.figure.read", most=_bits(voice, same[0].most)),
        voice.plain("evaluation.accounts.figure.told", question=question),
        draw,
        rows=len(names),
    )


def method(found: EvaluationFindings, voice: Voice) -> list[Markup]:
    """Return how accounts are told apart."""
    if not found.accounts:
        return []
    first = found.accounts[0].asked
    said = [
        voice.say("evaluation.accounts.method.worlds", data_sets=voice.number(found.data_sets)),
        voice.say("evaluation.accounts.method.learnt"),
        voice.say("evaluation.accounts.method.bits"),
        voice.say("evaluation.accounts.method.measured", taken=voice.number(first.taken)),
    ]
    if any(one.asked.of == OF_NULL for one in found.accounts):
        said.append(voice.say("evaluation.accounts.method.null"))
    if any(DIARY in one.asked.more for one in found.accounts):
        said.append(voice.say("evaluation.accounts.method.diary"))
    return said


def limits(found: EvaluationFindings, voice: Voice) -> list[Markup]:
    """Return what telling accounts apart does not say."""
    return [voice.say("evaluation.accounts.limit")] if found.accounts else []


# Data ----------------------------------------------------------------------------------------------------------


def rows_of(found: EvaluationFindings) -> list[dict[str, Any]]:
    """Return a row for each design, question and measurement, in full precision."""
    rows: list[dict[str, Any]] = []
    for one in found.accounts:
        for told in (one.alone, *one.more):
            row: dict[str, Any] = {"of": one.asked.of, "name": one.design.name, "clusters": one.design.clusters}
            row |= {"women": one.design.women, "months": one.design.months, "every": one.design.every}
            row["measured"] = told.measurement or "alone"
            for name in ("right", "bits", "gain", "per_thousand"):
                estimate: Estimate | None = getattr(told, name)
                for end in ("mean", "low", "high"):
                    key = name if end == "mean" else f"{name}_{end}"
                    row[key] = None if estimate is None else getattr(estimate, end)
            row |= {"cost": told.cost, "leads": told.measurement is not None and told.measurement == one.leads}
            rows.append(row)
    return rows


def sheet_of(found: EvaluationFindings, voice: Voice) -> Sheet:
    """Return the workbook's sheet of what measurements teach."""
    import pandas

    frame = pandas.DataFrame(rows_of(found))
    labels = [
        label_of(found.asked.designs, one.design, voice) for one in found.accounts for _ in (one.alone, *one.more)
    ]
    said = [_measured(voice, None if name == "alone" else name) for name in frame["measured"]]
    of = [voice.plain(f"evaluation.accounts.of.{name}") for name in frame["of"]]
    return sheet(voice, "sheets.accounts", frame.assign(design=labels, measured=said, of=of), COLUMNS)


def as_json(one: AccountsAnswer) -> dict[str, Any]:
    """Return an answer as ``--json`` prints it."""
    return {
        "of": one.asked.of,
        "accounts": list(one.asked.names),
        "sets": [len(account.sets) for account in one.asked.accounts],
        "design": one.design.as_json(),
        "taken": one.asked.taken,
        "most": one.most,
        "cost": {"data": one.cost.data, "coaching": one.cost.coaching},
        "leads": one.leads,
        "unsettled": list(one.unsettled),
        "told": [_told_as_json(told) for told in (one.alone, *one.more)],
    }


def _told_as_json(told: Told) -> dict[str, Any]:
    estimates: dict[str, Estimate | None] = {
        name: getattr(told, name) for name in ("right", "bits", "gain", "per_thousand")
    }
    return {
        "measurement": told.measurement,
        **{name: None if each is None else _ends_of(each) for name, each in estimates.items()},
        "cost": told.cost,
        "confusion": [list(row) for row in told.confusion],
        "calibration": [
            {"low": each.low, "high": each.high, "said": each.said, "true": _ends_of(each.true), "number": each.number}
            for each in told.calibration
        ],
    }


def _ends_of(one: Estimate) -> dict[str, float | None]:
    return {"mean": one.mean, "low": one.low, "high": one.high}
