"""Words: measures and parameters as a sentence names them, and file names made of them."""

from __future__ import annotations

import re

from markupsafe import Markup

from experiments.report.language import Voice
from experiments.report.reproduce import label_of
from experiments.sweep.series import is_series
from simulation.parameters import declared


def measure_in_words(voice: Voice, name: str) -> str:
    """Return a measure as a sentence names it, ``the probability of spread``; its own name where it has no words."""
    if is_series(name):
        series, _, month = name.partition("@")
        return voice.plain("measure_short.series", series=series, month=month)
    if voice.knows(f"measure_short.{name}"):
        return voice.plain(f"measure_short.{name}")
    field, _, process = name.partition(".")
    if process and voice.knows(f"measure_short.{field}"):
        return voice.plain(f"measure_short.{field}", process=voice.process(process))
    return name


def parameter_in_words(voice: Voice, name: str) -> Markup:
    """Return a parameter by the name that ``--set`` takes, with its meaning where the page's language has words."""
    bare = name.partition("@")[0]
    if not is_in_words(voice, bare):
        return Markup("<strong>{}</strong>").format(name)
    words = str(label_of(voice, bare))
    return Markup("<strong>{}</strong> ({})").format(name, Markup(words[:1].lower() + words[1:]))


def meaning_of(voice: Voice, name: str) -> Markup:
    """Return what a parameter means; nothing for what is no parameter."""
    bare = name.partition("@")[0]
    return label_of(voice, bare) if bare in declared() or is_in_words(voice, bare) else Markup("")


def is_in_words(voice: Voice, parameter: str) -> bool:
    """Return whether the page's language has words for a parameter."""
    own = parameter.partition(".")[2]
    return voice.knows(f"parameter.{parameter}") or bool(own and voice.knows(f"parameter_of_process.{own}"))


def file_name(name: str) -> str:
    """Return a name for a file: lower case, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
