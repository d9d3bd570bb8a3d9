"""Page of a discovery: the sentence first, then how sure it is, figures, tables, method and limits."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from experiments.analyses.discovery.boxes import CHANCE, NEARLY
from experiments.analyses.discovery.cases import Cases
from experiments.analyses.discovery.figures import label_of, pictures_of
from experiments.analyses.discovery.method import Discovery
from experiments.analyses.discovery.wording import (
    TEXTS,
    conditions_in_words,
    event_in_words,
    joined,
    sentence,
    value_in_words,
)
from experiments.presentation.blocks import Table
from experiments.presentation.page import Fact, Page, plain_table
from experiments.presentation.voice import Voice
from experiments.presentation.words import choice_in_words


def voice_of(language: str) -> Voice:
    """Return the voice that speaks of discoveries."""
    return Voice(language, TEXTS)


def page_of(
    found: Discovery, voice: Voice, *, scenarios: Sequence[str], command: str, facts: Sequence[Fact] = ()
) -> Page:
    """Return the page."""
    cases = found.cases
    return Page(
        heading=voice.plain("discovery.heading", event=event_in_words(voice, cases.outcome)),
        lead=_lead(cases, scenarios, voice),
        findings=findings(found, voice),
        pictures=pictures_of(found, voice),
        tables=_tables(found, voice),
        method=[
            *_method_of_cases(cases, voice),
            voice.say("discovery.method_prim", nearly=voice.number(NEARLY, 2), chance=voice.number(CHANCE, 2)),
            voice.say("discovery.method_tree"),
            voice.say("discovery.method_halves", times=found.again.times),
        ],
        limits=[voice.say(f"discovery.limit_{name}") for name in ("region", "cause", "edges")],
        facts=facts,
        command=command,
        data=frames_of(found),
    )


def _lead(cases: Cases, scenarios: Sequence[str], voice: Voice) -> Markup:
    key, numbers = "discovery.lead_once", {}
    if cases.replicates > 1:
        key, numbers = "discovery.lead", {"replicates": cases.replicates}
    if cases.sets:
        key = "discovery.lead_sets"
        runs = cases.sets * cases.replicates
        numbers = {name: voice.number(number) for name, number in (("runs", runs), ("sets", cases.sets))}
    return voice.say(
        key,
        cases=voice.number(len(cases)),
        scenarios=voice.listed([choice_in_words(voice, name) for name in scenarios]),
        **numbers,
    )


def _method_of_cases(cases: Cases, voice: Voice) -> list[Markup]:
    """Return what a case is, and what its interval counts."""
    if cases.sets:
        once = [voice.say("discovery.one_replicate")] if cases.replicates == 1 else []
        return [voice.say("discovery.method_cases_sets"), *once]
    return [voice.say("discovery.method_cases_once" if cases.replicates == 1 else "discovery.method_cases")]


def findings(found: Discovery, voice: Voice) -> list[str]:
    """Return the sentence, and what must be known before it is believed."""
    said = [sentence(voice, found)]
    box, cases = found.box, found.cases
    if box is not None:
        estimate = found.in_box
        said.append(
            voice.plain(
                "discovery.against",
                overall=voice.percent(found.overall.mean or 0.0),
                mass=voice.percent(box.mass),
                count=box.cases,
                density=voice.percent(box.density),
                low=voice.percent(estimate.low or 0.0),
                high=voice.percent(estimate.high or 0.0),
            )
        )
        said.append(_held_out(found, voice))
        weak = [label_of(found, voice, c) for c in box.columns if found.again.returns.get(c, 0.0) < 0.5]
        if weak:
            said.append(voice.plain("discovery.weak", names=", ".join(weak)))
        else:
            said.append(voice.plain("discovery.all_return"))
    if found.leaves and found.leaves[0].limits:
        leaf = found.leaves[0]
        words = joined(voice, conditions_in_words(voice, leaf.limits, cases.conditions))
        said.append(voice.plain("discovery.tree", density=voice.percent(leaf.density), conditions=words))
    if cases.left_out:
        said.append(voice.plain("discovery.left_out", count=cases.left_out))
    return said


def _held_out(found: Discovery, voice: Voice) -> str:
    density = found.again.density()
    if density is None:
        return voice.plain("discovery.held_out_none")
    mean, lowest, highest = (voice.percent(value) for value in density)
    return voice.plain("discovery.held_out", times=found.again.times, mean=mean, lowest=lowest, highest=highest)


def _tables(found: Discovery, voice: Voice) -> list[Table]:
    tables: list[Table] = []
    cases, box = found.cases, found.box
    if box is not None:
        rows: list[list[object]] = []
        words = conditions_in_words(voice, box.limits, cases.conditions)
        for column, condition in zip(box.columns, words, strict=True):
            own = [limit for limit in box.limits if limit.column == column]
            values = cases.x[column].to_numpy()
            name = cases.conditions[column].parameter
            tried = f"{value_in_words(voice, name, values.min())} – {value_in_words(voice, name, values.max())}"
            is_choice = bool(cases.conditions[column].choice)
            rows.append(
                [
                    condition,
                    None if is_choice else tried,
                    _small(voice, max(limit.quasi_p for limit in own)),
                    voice.percent(found.again.returns.get(column, 0.0)),
                ]
            )
        heads = [voice.plain(f"discovery.column_{name}") for name in ("condition", "range", "quasi_p", "returns")]
        caption = voice.plain(
            "discovery.table_box",
            coverage=voice.percent(box.coverage),
            density=voice.percent(box.density),
            number=len(box.columns),
        )
        tables.append(plain_table(caption, heads, rows))
    if found.leaves:
        heads = [voice.plain(f"discovery.column_{name}") for name in ("where", "density", "coverage", "mass")]
        leaves = [
            [
                joined(voice, conditions_in_words(voice, leaf.limits, cases.conditions)),
                *(voice.percent(share) for share in (leaf.density, leaf.coverage, leaf.mass)),
            ]
            for leaf in found.leaves
        ]
        tables.append(plain_table(voice.plain("discovery.table_tree"), heads, leaves))
    return tables


def _small(voice: Voice, value: float) -> str:
    return f"< {voice.number(0.001, 3)}" if value < 0.001 else voice.number(value, 3)


def frames_of(found: Discovery) -> dict[str, pd.DataFrame]:
    """Return everything as tables, in full precision."""
    cases, box = found.cases, found.box
    within = box.holds(cases.x) if box else False
    frames = {"cases": cases.x.assign(share=cases.share, happens=cases.happens, in_box=within)}
    if box:
        frames["box"] = pd.DataFrame([limit._asdict() for limit in box.limits])
        frames["path"] = pd.DataFrame([step._asdict() for step in found.steps])
        frames["returns"] = pd.DataFrame(
            {"condition": list(found.again.returns), "share": found.again.returns.values()}
        )
    if found.leaves:
        frames["tree"] = pd.DataFrame(
            [
                {"leaf": place, **limit._asdict(), "density": leaf.density, "coverage": leaf.coverage}
                for place, leaf in enumerate(found.leaves)
                for limit in leaf.limits
            ]
        ).drop(columns="quasi_p")
    return frames


def as_json(found: Discovery, voice: Voice) -> dict[str, object]:
    """Return what ``--json`` prints."""
    box, density = found.box, found.again.density()
    return {
        "sentence": sentence(voice, found),
        "measure": found.cases.outcome._asdict(),
        "cases": len(found.cases),
        "left_out": found.cases.left_out,
        "plausible": found.cases.sets,
        "replicates": found.cases.replicates,
        "overall": found.overall.mean,
        "box": None
        if box is None
        else {
            "limits": [limit._asdict() for limit in box.limits],
            "coverage": box.coverage,
            "density": box.density,
            "density_low": found.in_box.low,
            "density_high": found.in_box.high,
            "mass": box.mass,
            "cases": box.cases,
            "restrictions": len(box.columns),
        },
        "resampled": {
            "times": found.again.times,
            "returns": found.again.returns,
            "held_out_density": None if density is None else dict(zip(("mean", "low", "high"), density, strict=True)),
        },
        "tree": [
            {
                "limits": [{k: v for k, v in limit._asdict().items() if k != "quasi_p"} for limit in leaf.limits],
                "density": leaf.density,
                "coverage": leaf.coverage,
                "mass": leaf.mass,
            }
            for leaf in found.leaves
        ],
    }
