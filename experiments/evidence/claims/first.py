"""First page: what was asked, what was found, what would change it, and what it cannot say, for who reads no more."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from experiments.evidence.claims.claims import AT_END, COVERAGE, GAP_GAIN, LATE, LOWEST, LOWEST_GAIN, SPILLOVER
from experiments.evidence.claims.evidence import Evidence
from experiments.evidence.claims.test_result import Judged, Values, mean_over
from experiments.evidence.claims.variants import NO_SANCTIONS_ALONE, RULES_ALONE
from experiments.evidence.claims.wording import number_in_words, variant_in_words
from experiments.presentation.markdown import table
from experiments.presentation.voice import Voice
from scenarios.plausible import FILE

ALONE = ("no-coaching", NO_SANCTIONS_ALONE, "aligned-no-coaching", RULES_ALONE)
"""Where nobody is coached: of these there is coverage, and no gain."""
COLUMNS = {"late": LATE, "spillover": SPILLOVER, "coverage": COVERAGE, "lowest": LOWEST}
FURTHER = {"gap_gain": GAP_GAIN, "lowest_gain": LOWEST_GAIN}
REGIMES = {regime: f"regime.{regime}" for regime in ("bubble", "partial", "spread", "faded", "fizzle")}
SHOWN = ("bubble", "spread")
NOTHING = "\N{EM DASH}"


class Answer(NamedTuple):
    """An answer: its words stand in the texts under its name, and it rests on claims."""

    name: str
    claims: tuple[str, ...]


ANSWERS = (
    Answer("confined", ("bubble", "ties")),
    Answer("aligned", ("further", "alignment", "learning-spreads")),
    Answer("kept", ("fading", "sustained", "scale-up", "head-start", "more-than-a-head-start")),
    Answer("matched", ("mismatched", "matched", "efficacy", "observable")),
    Answer("rules", ("sanctions-lift", "rules-alone", "sanctions", "verification-lifts", "verification-spreads")),
    Answer("equity", ("left-behind", "equitable")),
)


def slug(variant: str) -> str:
    """Return a variant as texts name it."""
    return re.sub("[^a-z0-9]+", "_", variant)


class Standing(NamedTuple):
    """How something stands at the end: the mean over all plausible sets, and the middle 80% of them."""

    mean: float
    low: float
    high: float


def standings(evidence: Evidence) -> dict[str, dict[str, Standing]]:
    """Return how everything stands at the end, by variant and name; of regimes the share of all runs."""
    runs = evidence.plausible
    found: dict[str, dict[str, Standing]] = {}
    for variant in (*AT_END, *ALONE):
        place = runs.names.index(variant)
        own = COLUMNS | FURTHER | REGIMES if variant in AT_END else {"coverage": COVERAGE, "lowest": LOWEST}
        found[variant] = {name: _standing(runs.of(measure)[place]) for name, measure in own.items()}
    return found


def _standing(values: Values) -> Standing:
    means = mean_over(values)
    low, high = np.nanquantile(means, (0.1, 0.9))
    return Standing(float(np.nanmean(values)), float(low), float(high))


def numbers_of(evidence: Evidence, claims: Sequence[Judged], voice: Voice) -> dict[str, str]:
    """Return every number that the first page may say, by name."""
    measures = COLUMNS | FURTHER | REGIMES
    parts: dict[str, str] = {}
    for variant, own in standings(evidence).items():
        parts |= {
            f"{slug(variant)}_{name}": number_in_words(voice, measures[name], one.mean) for name, one in own.items()
        }
        if "late" in own:
            parts[f"{slug(variant)}_lost"] = number_in_words(voice, LATE, -own["late"].mean)
    parts["unasked"] = voice.percent(confined_unasked())
    for claim in claims:
        parts[f"{slug(claim.name)}_share"] = voice.percent(claim.frequency.mean or 0.0)
        parts |= {f"{slug(claim.name)}_{name}": _told(voice, name, told) for name, told in claim.told.items()}
    return parts


def confined_unasked() -> float:
    """Return in what share of the sets kept without asking for it punitive rules confine gains up to month 90."""
    about = json.loads(FILE.with_suffix(".json").read_text(encoding="utf-8"))
    return float(about["without_what_was_put_in"]["holds_in"]["C3 mentoring kept"])


def _told(voice: Voice, name: str, told: float | str) -> str:
    if isinstance(told, str):
        return told
    if not math.isfinite(told):
        return voice.plain("study.beyond")
    return voice.number(told) if name.startswith("months") else voice.percent(told)


def share_in_words(claim: Judged, voice: Voice) -> str:
    """Return a verdict with its share and interval."""
    share = claim.frequency
    verdict = voice.plain(f"study.{claim.verdict}")
    if share.low is None or share.high is None:
        return verdict
    low, high = (voice.percent(end) for end in (share.low, share.high))
    return voice.plain("first.share", verdict=verdict, share=voice.percent(share.mean or 0.0), low=low, high=high)


def page_of(
    evidence: Evidence, claims: Sequence[Judged], voice: Voice, picture: str, windows: Mapping[str, str]
) -> list[str]:
    """Return the lines of the first page.

    Parameters
    ----------
    picture : str
        Its picture, in Markdown.
    windows : mapping of str to str
        The months that each claim looks at, in words.
    """
    say = voice.plain
    by_name = {claim.name: claim for claim in claims}
    parts = numbers_of(evidence, claims, voice) | {"sets": str(len(evidence.sets))}
    lines = [f"## {say('first.asked')} {{ #first-page }}", "", say("first.asked_text", **parts), ""]
    lines += [f"## {say('first.answers')} {{ #answers }}", "", say("first.answers_text", **parts), ""]
    for number, answer in enumerate(ANSWERS, start=1):
        lines += [
            f"**{number}. {say(f'answer.{answer.name}.title')}** {say(f'answer.{answer.name}.text', **parts)}",
            "",
        ]
        for name in answer.claims:
            span = "first.month" if windows[name].isdigit() else "first.months"
            fared = f"{share_in_words(by_name[name], voice)}; {say(span, months=windows[name])}"
            lines += [f"- [{say(f'claim.{name}.title')}](#{name}): {fared}"]
        lines += [""]
    lines += [picture, "", say("first.table_text", **parts), "", *_table(evidence, voice), ""]
    for heading in ("change", "cannot"):
        lines += [f"## {say(f'first.{heading}')} {{ #{heading} }}", "", say(f"first.{heading}_text", **parts), ""]
    return lines[:-1]


def _table(evidence: Evidence, voice: Voice) -> list[str]:
    """Return how everything stands at the end, a row for each variant."""
    heads = [voice.plain("first.column_variant"), *(voice.plain(f"first.column_{name}") for name in (*COLUMNS, *SHOWN))]
    rows: list[list[str]] = []
    for variant, own in standings(evidence).items():
        cells = [variant_in_words(voice, variant)]
        for name, measure in COLUMNS.items():
            words = [number_in_words(voice, measure, value) for value in own[name]] if name in own else []
            said = voice.plain("study.interval", mean=words[0], low=words[1], high=words[2]) if words else NOTHING
            cells.append(said)
        cells += [voice.percent(own[name].mean) if name in own else NOTHING for name in SHOWN]
        rows.append(cells)
    return table(heads, rows).splitlines()
