"""Wording: variants, measures and numbers of the study, in English and in Spanish."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from experiments.analyses.attribution.report import TEXTS as OF_ATTRIBUTION
from experiments.analyses.decision import Decision
from experiments.analyses.decision.report import TEXTS as OF_DECISION
from experiments.analyses.decision.titles import titled
from experiments.analyses.discovery.wording import TEXTS as OF_DISCOVERY
from experiments.evidence.claims.evidence import SETS
from experiments.evidence.claims.test_result import Found
from experiments.evidence.claims.variants import KEPT
from experiments.presentation.voice import Voice
from experiments.presentation.words import name_in_words
from experiments.runs.reported import is_yes_or_no
from scenarios.overrides import asked_in
from scenarios.vocabulary import in_lower_case, text_of

TEXTS = Path(__file__).resolve().parent / "texts"


def voice_of(language: str) -> Voice:
    """Return the voice that speaks of the study."""
    return Voice(language, OF_DISCOVERY, OF_ATTRIBUTION, OF_DECISION, TEXTS)


def variant_in_words(voice: Voice, variant: str) -> str:
    """Return a variant as tables and figures name it."""
    key = re.sub("[ ,]+", "_", variant)
    if voice.knows(f"variant.{key}"):
        return voice.plain(f"variant.{key}")
    name, _, value = variant.rpartition(" ")
    key = {"aligned month": "aligned_month"}.get(name, name.rpartition(" ")[2])
    return voice.plain(f"variant.{key}", value=voice.exact(float(value)))


def lever_in_words(voice: Voice, name: str) -> str:
    """Return an input of the sensitivity study in words."""
    return voice.plain("study.mechanisms") if name == SETS else name_in_words(voice, asked_in(name).name)


def measure_in_words(voice: Voice, measure: str) -> str:
    """Return a measure as tables and figures name it: by the vocabulary, or where it has none by the texts."""
    name = voice.measure(measure)
    if name is not None:
        return in_lower_case(name)
    whole = measure.replace(".", "_")
    return voice.plain(f"measure.{whole if voice.knows(f'measure.{whole}') else measure.split('.')[0]}")


def decision_in_words(voice: Voice, found: Decision) -> Decision:
    """Return the study's decision with its packages called by their titles; those that were made for it say so."""
    titles: dict[str, str] = {}
    for name in found.packages:
        own = name.removesuffix(KEPT)
        title = text_of(voice.language, f"scenarios.{own}.name")
        titles[name] = title if own == name else voice.plain("study.kept", title=title)
    return titled(found, titles)


Unit = Literal["percent", "scale", "gradient", "points"]
FACTORS: dict[Unit, float] = {"percent": 100.0, "scale": 1.0, "gradient": 10.0, "points": 100.0}
"""What a value is multiplied with where it is shown: a gradient is shown for ten points of coverage at the start."""
DIGITS: dict[Unit, int] = {"percent": 0, "scale": 2, "gradient": 1, "points": 1}
PERCENT = ("loops_", "levers", "conditions", "waiting_", "lasting.")
SCALES = ("identity_gap", "efficacy_gain.", "tipping_")


def unit_of(measure: str) -> Unit:
    """Return how a measure is shown: percent, a place on a scale from 0 to 1, a gradient, or points of coverage."""
    if measure.startswith(PERCENT) or measure in ("reach", "documentation") or is_yes_or_no(measure):
        return "percent"
    if measure.startswith(SCALES):
        return "scale"
    return "gradient" if measure.startswith("gain_gradient.") else "points"


def number_in_words(voice: Voice, measure: str, value: float | None) -> str:
    """Return a value of a measure."""
    if value is None:
        return "\N{EM DASH}"
    unit = unit_of(measure)
    if unit == "percent":
        return voice.percent(value)
    return voice.plain("study.never") if value == float("inf") else voice.number(FACTORS[unit] * value, DIGITS[unit])


def test_in_words(voice: Voice, found: Found) -> str:
    """Return what a test says, with its bound."""
    name = found.test.measure if found.test else found.name
    what = measure_in_words(voice, name)
    if found.test and found.test.over:
        of, over = (variant_in_words(voice, one) for one in (found.test.of, found.test.over))
        if found.test.times != 1.0:
            over = voice.plain("study.share_of", share=voice.percent(found.test.times), over=over)
        what = voice.plain("study.less", measure=what, of=of, over=over)
    elif found.test:
        what = voice.plain("study.of", measure=what, of=variant_in_words(voice, found.test.of))
    if found.bound is None:
        return what
    bound = number_in_words(voice, name, found.bound)
    if unit_of(name) == "points":
        bound = voice.plain("study.points", number=bound)
    return voice.plain("study.at_least" if found.is_least else "study.at_most", what=what, bound=bound)
