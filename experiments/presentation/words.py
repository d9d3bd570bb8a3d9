"""Words: measures and parameters as a sentence names them, and file names made of them."""

from __future__ import annotations

import re

from markupsafe import Markup

from experiments.presentation.meaning import concept_in, meaning_in
from experiments.presentation.voice import Voice
from experiments.runs.sweep.series import is_series
from simulation.parameters import PROCESSES, declared

GROUPS = ("coached", "uncoached")


def measure_in_words(voice: Voice, name: str) -> str:
    """Return a measure as a sentence names it, ``the probability of spread``; its own name where it has no words."""
    if is_series(name):
        series, _, month = name.partition("@")
        return voice.plain("measure_short.series", series=series, month=month)
    if voice.knows(f"measure_short.{name}"):
        return voice.plain(f"measure_short.{name}")
    field, _, process = name.partition(".")
    if process in GROUPS or process.isdecimal():
        key = "of_hops" if process.isdecimal() else f"of_{process}"
        return voice.plain(f"measure_short.{key}", what=voice.plain(f"measure_short.{field}"), hops=process)
    if process and voice.knows(f"measure_short.{field}"):
        return voice.plain(f"measure_short.{field}", process=voice.process(process))
    return name


def parameter_in_words(voice: Voice, name: str) -> Markup:
    """Return a parameter by the name that ``--set`` takes, with its meaning."""
    words = str(meaning_of(voice, name))
    if not words:
        return Markup("<strong>{}</strong>").format(name)
    return Markup("<strong>{}</strong> ({})").format(name, Markup(words[:1].lower() + words[1:]))


def label_of(voice: Voice, parameter: str) -> Markup:
    """Return a parameter in plain words: those of the report where it has some, else those of its declaration."""
    if voice.knows(f"parameter.{parameter}"):
        return voice.say(f"parameter.{parameter}")
    process, _, own = parameter.partition(".")
    if voice.knows(f"parameter_of_process.{own}"):
        return voice.say(f"parameter_of_process.{own}", process=voice.process(process))
    return Markup("{}").format(meaning_in(voice.language, parameter) or parameter)


def unit_of(voice: Voice, unit: str) -> Markup:
    """Return a unit in the report's language."""
    key = "parameter_unit." + re.sub(r"[^a-z0-9]+", "_", unit.lower())
    return voice.say(key) if voice.knows(key) else Markup('<span lang="en">{}</span>').format(unit)


def meaning_of(voice: Voice, name: str) -> Markup:
    """Return what a parameter means; nothing for what is no parameter."""
    bare = name.partition("@")[0]
    is_known = bare in declared() or voice.knows(f"parameter.{bare}")
    return label_of(voice, bare) if is_known else Markup("")


def short_in_words(voice: Voice, parameter: str) -> str | None:
    """Return a lever or a circumstance in a word or two: ``exchange``; None for a mechanism."""
    bare = parameter.partition("@")[0]
    process, _, field = bare.partition(".")
    if voice.knows(f"short.{bare}"):
        return voice.plain(f"short.{bare}")
    if field and voice.knows(f"short_of_process.{field}") and f"{PROCESSES[0]}.{field}" in declared():
        return voice.plain(f"short_of_process.{field}", process=voice.process(process))
    return None


def name_in_words(voice: Voice, parameter: str) -> str:
    """Return a parameter as a sentence names it: ``exchange from month 24 on``; a mechanism by what it means."""
    bare, at, month = parameter.partition("@")
    name, meaning = short_in_words(voice, bare), meaning_in(voice.language, bare)
    if name is None and meaning:
        meaning = meaning[:1].lower() + meaning[1:]
        name = voice.plain("quoted.meaning", concept=concept_in(voice.language, bare), meaning=meaning)
    name = name or bare
    return voice.plain("dated.from_month", name=name, month=month) if at and month != "0" else name


def file_name(name: str) -> str:
    """Return a name for a file: lower case, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
