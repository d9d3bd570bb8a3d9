"""Words: measures and parameters as a sentence names them, and file names made of them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from experiments.presentation.voice import Voice
from experiments.runs.sweep.series import is_series
from scenarios.overrides import asked_in
from scenarios.vocabulary import (
    Titled,
    concept_in,
    in_lower_case,
    meaning_in,
    parameter_in,
    place_of,
    series_in,
    title_of,
)
from simulation.parameters import PROCESSES, declared


def measure_in_words(voice: Voice, name: str) -> str:
    """Return a measure as a sentence names it, ``the probability of spread``; its own name where it has no words."""
    if is_series(name):
        series, _, month = name.partition("@")
        return voice.plain("dated.in_month", what=series_in_words(voice, series), month=voice.month(int(month)))
    return voice.measure(name, "in_sentence") or name


def series_in_words(voice: Voice, series: str) -> str:
    """Return a series as a sentence names it, ``coach identity of coached teams``; its own name if it has no words."""
    field, *parts = series.split(".")
    words = series_in(voice.language, field, "in_sentence")
    if words is None:
        return series
    for part in parts:
        if part in PROCESSES:
            words = words.replace("{process}", voice.process(part))
        else:
            words = voice.plain(f"groups.{part}.in_sentence", what=words)
    return words


def parameter_in_words(voice: Voice, name: str) -> Markup:
    """Return a parameter by the name that ``--set`` takes, with its words."""
    words, shown = str(meaning_of(voice, name)), voice.as_set(name)
    if not words:
        return Markup("<strong>{}</strong>").format(shown)
    return Markup("<strong>{}</strong> ({})").format(shown, Markup(in_lower_case(words)))


def label_of(voice: Voice, parameter: str) -> Markup:
    """Return a parameter by its name in words, or by what it means where it has none."""
    words = parameter_in(voice.language, parameter) or meaning_in(voice.language, parameter)
    return Markup("{}").format(words or parameter)


def unit_of(voice: Voice, unit: str) -> Markup:
    """Return a unit in the report's language."""
    key = f"units.{unit}.name"
    if voice.knows(key):
        return Markup(escape(voice.unit(str(voice.say(key)))))
    return Markup('<span lang="en">{}</span>').format(voice.unit(unit))


def meaning_of(voice: Voice, name: str) -> Markup:
    """Return a parameter in words; nothing for what is no parameter."""
    bare = asked_in(name).name
    is_known = bare in declared() or voice.knows(f"{place_of(bare)}.name")
    return label_of(voice, bare) if is_known else Markup("")


def short_in_words(voice: Voice, parameter: str) -> str | None:
    """Return a lever or a circumstance as a sentence names it: ``exchange among peers``; None for a mechanism."""
    return parameter_in(voice.language, asked_in(parameter).name, "in_sentence")


def name_in_words(voice: Voice, parameter: str) -> str:
    """Return a parameter as a sentence names it: ``protected time in R1 from month 24 on``, or by its meaning."""
    bare, month, where = asked_in(parameter)
    name, meaning = short_in_words(voice, bare), meaning_in(voice.language, bare)
    if name is None and meaning:
        concept = concept_in(voice.language, bare)
        name = voice.plain("quoted.meaning", concept=concept, meaning=in_lower_case(meaning))
    name = name or bare
    if where:
        name = voice.plain("dated.in_places", name=name, places=voice.listed(where))
    return voice.plain("dated.from_month", name=name, month=voice.month(month)) if month else name


def choice_in_words(voice: Voice, choice: str) -> str:
    """Return a choice, such as ``scattered``, or what a scenario is called; its own name where it has no other."""
    key = f"choices.{choice}.in_sentence"
    return voice.plain(key) if voice.knows(key) and choice not in voice.titles else voice.title(choice)


def title_and_name(title: str, name: str) -> str:
    """Return what a scenario is called with the name that commands take, where that is another."""
    return title if title == name else f"{title} ({name})"


def scenario_in_full(voice: Voice, scenario: Titled) -> str:
    """Return what a scenario is called with its name."""
    return title_and_name(title_of(voice.language, scenario), scenario.name)


def set_in_words(voice: Voice, setting: str) -> str:
    """Return what ``--set`` takes, ``alignment@24=0.8``, as a sentence names it."""
    name, _, value = setting.partition("=")
    try:
        shown = voice.exact(float(value))
    except ValueError:
        shown = choice_in_words(voice, value)
    return f"{name_in_words(voice, name)} {shown}"


def listed(names: Sequence[str], voice: Voice) -> str:
    """Return names as a sentence lists them, as plain text."""
    *first, last = names
    return f"{', '.join(first)} {voice.plain('word.and')} {last}" if first else last


def money(voice: Voice, amount: float, *, is_needed: bool = False) -> str:
    """Return an amount of money, rounded to what can be meant by it; up, where so much is needed."""
    size = abs(amount)
    unit = 1e4 if size >= 1e6 else 1e3 if size >= 1e4 else 10.0 if size >= 1e3 else 1.0
    rounded = unit * (math.ceil(amount / unit - 1e-9) if is_needed else round(amount / unit))
    if abs(rounded) >= 1e6:
        word = {"en": "million", "es": "millones de"}[voice.language]
        return f"{voice.number(rounded / 1e6, 2)} {word} {voice.money.currency}"
    digits = 2 if 0.0 < size < 100.0 and amount != round(amount) else 0
    return f"{voice.number(amount if digits else rounded, digits)} {voice.money.currency}"


def file_name(name: str) -> str:
    """Return a name for a file: lower case, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
