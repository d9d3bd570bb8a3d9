"""Story: what happened in one run, in a few sentences, and its measures as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.single import SingleRun
from interface.language import chosen_language, say

PERCENT = ("coverage share", "share")


def story_of(made: SingleRun) -> Iterator[str]:
    """Return the sentences: who was coached, what they gained, what stayed, what spread, what was only reported."""
    measures = {name: value for name, value in made.measures().items() if isinstance(value, float)}
    settings = made.scenario.settings
    yield made.scenario.question_es if chosen_language() == "es" else made.scenario.question
    if measures["coach_hours"] == 0.0:
        yield say("story.nobody", coverage=points(measures["coverage_change.ccs"]))
    else:
        start, end = settings.values["mentoring_start"], min(settings.values["mentoring_end"], settings.months)
        yield say("story.coached", start=whole(start), end=whole(end - 1), hours=whole(measures["coach_hours"]))
        yield from _gains(measures)
        regime = made.measures()["regime"]
        if isinstance(regime, str):
            yield said_of_regime()[regime]
        if measures.get("regime.fading") == 1.0:
            yield say("story.fading")
    if measures.get("regime.theatre") == 1.0:
        yield say("story.theatre", points=points(measures["theatre"]))


def said_of_regime() -> dict[str, str]:
    """Return a sentence for each regime."""
    return {
        "fizzle": say("story.regime_fizzle"),
        "bubble": say("story.regime_bubble"),
        "partial": say("story.regime_partial"),
        "spread": say("story.regime_spread"),
    }


def _gains(measures: dict[str, float]) -> Iterator[str]:
    if "direct_gain.ccs" in measures:
        direct = {process: points(measures[f"direct_gain.{process}"]) for process in ("ccs", "anc")}
        yield say("story.direct", **direct)
        yield say(
            "story.efficacy", ccs=points(measures["efficacy_gain.ccs"]), anc=points(measures["efficacy_gain.anc"])
        )
    if "late_direct_gain.ccs" in measures:
        yield say("story.late", ccs=points(measures["late_direct_gain.ccs"]))
    if "spillover_gain.ccs" in measures:
        yield say("story.spillover", ccs=points(measures["spillover_gain.ccs"]), reach=percent(measures["reach"]))


def measure_rows(made: SingleRun) -> list[tuple[str, str, str]]:
    """Return name, value and unit of every measure."""
    units = {measure.name: measure.unit for measure in made.ensemble.measures}
    rows: list[tuple[str, str, str]] = []
    for name, value in made.measures().items():
        unit = "" if name.startswith("regime") else units[name]
        if value is None:
            rows.append((name, "-", say("unit.percent") if unit in PERCENT else unit))
        elif isinstance(value, str):
            rows.append((name, value, unit))
        elif unit in PERCENT:
            rows.append((name, percent(value, 1), say("unit.percent")))
        else:
            rows.append((name, whole(value) if abs(value) >= 100 else localised(f"{value:.3g}"), unit))
    return rows


def points(share: float) -> str:
    """Return a difference of shares in percentage points."""
    return localised(unsigned_zero(f"{100 * share:.1f}"))


def unsigned_zero(text: str) -> str:
    """Return a number's text, without a minus where nothing but zeros follows."""
    return text.lstrip("-") if not text.strip("-0.") else text


def percent(share: float, digits: int = 0) -> str:
    """Return a share in percent, without the sign."""
    return localised(f"{100 * share:.{digits}f}")


def whole(number: float) -> str:
    """Return a number without decimals, thousands apart."""
    text = f"{number:,.0f}"
    return text.replace(",", ".") if chosen_language() == "es" else text


def localised(text: str) -> str:
    """Return a number's text with the decimal sign of the language."""
    return text.replace(".", ",") if chosen_language() == "es" else text
