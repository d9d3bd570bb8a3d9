"""Wording: variants, measures and numbers of the study, in English and in Spanish."""

from __future__ import annotations

from pathlib import Path

from experiments.attribution.page import TEXTS as OF_ATTRIBUTION
from experiments.decision.page import TEXTS as OF_DECISION
from experiments.discovery.wording import TEXTS as OF_DISCOVERY
from experiments.pages.page import TEXTS as OF_PAGES
from experiments.pages.words import name_in_words
from experiments.report.language import Voice
from experiments.reported import is_yes_or_no
from experiments.study.claims import ALIGNED_AFTERWARDS, PROTECTED
from experiments.study.evidence import SETS
from experiments.study.found import Found

TEXTS = Path(__file__).resolve().parent / "texts"


def voice_of(language: str) -> Voice:
    """Return the voice that speaks of the study."""
    return Voice(language, OF_PAGES, OF_DISCOVERY, OF_ATTRIBUTION, OF_DECISION, TEXTS)


def variant_in_words(voice: Voice, variant: str) -> str:
    """Return a variant as tables and figures name it."""
    if variant == PROTECTED:
        return voice.plain("variant.verification_protected")
    if variant == ALIGNED_AFTERWARDS:
        return voice.plain("variant.aligned_afterwards")
    if voice.knows(f"variant.{variant}"):
        return voice.plain(f"variant.{variant}")
    name, _, value = variant.rpartition(" ")
    if value == "kept":
        return voice.plain(f"variant.{name}_kept")
    key = {"aligned month": "aligned_month"}.get(name, name.rpartition(" ")[2])
    return voice.plain(f"variant.{key}", value=voice.exact(float(value)))


def lever_in_words(voice: Voice, name: str) -> str:
    """Return an input of the sensitivity study in words."""
    return voice.plain("study.mechanisms") if name == SETS else name_in_words(voice, name.partition("@")[0])


def measure_in_words(voice: Voice, measure: str) -> str:
    """Return a measure as tables and figures name it."""
    whole = measure.replace(".", "_")
    return voice.plain(f"measure.{whole if voice.knows(f'measure.{whole}') else measure.split('.')[0]}")


def is_share(measure: str) -> bool:
    """Return whether a measure is a share, rather than points of coverage."""
    named = ("loops_", "levers", "conditions", "waiting_", "lasting.")
    return measure.startswith(named) or measure in ("reach", "documentation") or is_yes_or_no(measure)


def number_in_words(voice: Voice, measure: str, value: float | None) -> str:
    """Return a value of a measure: points, percent, or a place on a lever."""
    if value is None:
        return "\N{EM DASH}"
    if measure.startswith("tipping_"):
        return voice.plain("study.never") if value == float("inf") else voice.number(value, 2)
    if is_share(measure):
        return voice.percent(value)
    return voice.number(100.0 * value, 1)


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
    if not is_share(name) and not name.startswith("tipping_"):
        bound = voice.plain("study.points", number=bound)
    return voice.plain("study.at_least" if found.is_least else "study.at_most", what=what, bound=bound)
