"""Vocabulary: what each thing of the model is called, in English and in Spanish, once.

The words stand in ``words/``, a file a kind of thing: levers, measures, regimes, loops, scenarios and so on. An entry
has

name        as a title has it: ``Spillover gain``
short       as a narrow place has it; the name in lower case where nothing is given
in_sentence as a sentence has it: ``the spillover gain in {process}``; the name in lower case where nothing is given
meaning     what it means, without a full stop. The English of parameters and measures is what ``simulation`` declares

and where a kind needs more, what the head of its file says. What is in braces is filled in by whoever says it: a
process, a group, or a threshold such as ``{partial_percent}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Protocol

from scenarios.calendar import MONTHS_OF_YEAR, Calendar
from scenarios.costs.declared import ELIGIBLE, declared_costs, known
from scenarios.costs.money import BASE, Money
from scenarios.library import available
from scenarios.published import draft
from scenarios.sheets import STATUSES
from scenarios.spoken import words
from scenarios.titles import shorten
from simulation.errors import SimulationError
from simulation.levers import TARGETING
from simulation.loops import LOOPS
from simulation.observables import REGIMES
from simulation.parameters import PROCESSES, STRUCTURE, declared
from simulation.results import FLAGS, measures

LANGUAGES = ("en", "es")
GROUPS = ("coached", "uncoached")
OF_PROCESS = "of_process"
IN_LOWER_CASE = ("short", "in_sentence")
"""Forms that are the name in lower case where an entry does not give them."""


@cache
def texts(language: str) -> dict[str, str]:
    """Return every text of a language by its full key, ``regimes.bubble.name``, with what follows from others.

    In a draft, what has no words yet goes by its own name, and what has none in a language by the English.
    """
    found = _given(language)
    if draft() is not None:
        named = [f"{kind}.{thing}" for kind, things in _needed().items() for thing in things]
        tried = {f"{place}.{form}": place.partition(".")[2] for place in named for form in ("name", *IN_LOWER_CASE)}
        found = {**tried, **_given(LANGUAGES[0]), **found}
    return found


def _given(language: str) -> dict[str, str]:
    """Return the texts that somebody gave a language."""
    found: dict[str, str] = {}
    for kind, things in words().items():
        for thing, entry in things.items():
            for form, pair in entry.items():
                if isinstance(pair, dict) and language in pair:
                    found[f"{kind}.{thing}.{form}"] = pair[language]
            for form in IN_LOWER_CASE if "name" in entry else ():
                found.setdefault(f"{kind}.{thing}.{form}", in_lower_case(entry["name"][language]))
    if language == LANGUAGES[0]:
        for key, meaning in _declared_meanings():
            found.setdefault(key, meaning)
    return found


def _declared_meanings() -> Iterator[tuple[str, str]]:
    for name, parameter in declared().items():
        yield f"{place_of(name)}.meaning", parameter.meaning.rstrip(".")
    for measure in measures(PROCESSES[:1]):
        field, _, part = measure.name.partition(".")
        if part in ("", PROCESSES[0]) and field in words()["measures"]:
            meaning = beyond_the_name(words()["measures"][field]["name"][LANGUAGES[0]], measure.meaning.rstrip("."))
            if meaning:
                yield f"measures.{field}.meaning", meaning


def beyond_the_name(name: str, meaning: str) -> str:
    """Return what a meaning says beyond the name before it: nothing of ``Hours of verifiers``, which says all."""
    name, meaning = in_lower_case(name), in_lower_case(meaning)
    return "" if meaning == name else meaning.removeprefix(f"{name}, ")


def in_lower_case(text: str) -> str:
    """Return a text that begins in lower case, unless it begins with a name or an abbreviation."""
    return text if text[:2].isupper() or text.startswith(("Moran", "I de")) else text[:1].lower() + text[1:]


def text_of(language: str, key: str) -> str:
    """Return a text of the vocabulary by its full key.

    Raises
    ------
    SimulationError
        If nobody gave it words.
    """
    try:
        return texts(language)[key]
    except KeyError:
        kind, _, thing = key.rpartition(".")[0].partition(".")
        raise SimulationError(
            f"scenarios/words/{kind}.toml: {thing!r} has no {key.rpartition('.')[2]!r} in {language!r}. "
            "Allowed: words in every language. Add them."
        ) from None


def place_of(parameter: str) -> str:
    """Return the place of a parameter's words, ``levers.alignment``; one of a process shares those of all processes."""
    process, _, own = parameter.partition(".")
    if parameter in declared_costs():
        return f"costs.{own if own == ELIGIBLE else parameter}"
    if process in PROCESSES:
        return f"{OF_PROCESS}.{own}"
    known = declared().get(parameter)
    kind = {"lever": "levers", "mechanism": "mechanisms"}.get(known.kind, "context") if known else "context"
    return f"{kind}.{parameter}"


def process_in(language: str, process: str, form: str = "short") -> str:
    """Return the words of a clinical process; one of a user's own goes by its name in capitals: ``HTN``."""
    return texts(language).get(f"processes.{process}.{form}", process.upper())


def parameter_in(language: str, parameter: str, form: str = "name") -> str | None:
    """Return the words of a parameter, or of what sets the size of a run; None for what has none, a mechanism say."""
    text = texts(language).get(f"{place_of(parameter)}.{form}")
    process = parameter.partition(".")[0]
    if text is None or process not in PROCESSES:
        return text
    return text.replace("{process}", text_of(language, f"processes.{process}.short"))


def meaning_in(language: str, parameter: str) -> str | None:
    """Return what a parameter means, without a full stop; None for what is none."""
    return text_of(language, f"{place_of(parameter)}.meaning") if parameter in known() else None


@cache
def names_of_months() -> tuple[frozenset[str], ...]:
    """Return what each month of the year is called, in small letters, in any language, in full and for short."""
    entries = (words()["calendar"][str(number)] for number in range(1, MONTHS_OF_YEAR + 1))
    return tuple(frozenset(text.casefold() for form in one.values() for text in form.values()) for one in entries)


def month_in(language: str, month: int, calendar: Calendar | None) -> str:
    """Return a month as a sentence names it: ``month 24``, or ``January 2026`` where it has a date."""
    if calendar is None:
        return text_of(language, "calendar.number.in_sentence").format(month=month)
    date = calendar.date(month)
    name = text_of(language, f"calendar.{date.month}.name")
    return text_of(language, "calendar.date.in_sentence").format(name=name, year=date.year)


def concept_in(language: str, parameter: str) -> str:
    """Return the concept that a mechanism belongs to, in lower case: ``identity``; empty where it has none."""
    concept, dot, _ = parameter.partition(".")
    return text_of(language, f"concepts.{concept}.short") if dot and concept not in PROCESSES else ""


def unit_in(language: str, unit: str, money: Money = BASE) -> str:
    """Return the words of a unit, with the money that prices are in; a unit of a user's own stays as it is."""
    return money.restated(texts(language).get(f"units.{unit}.name", unit), language)


class Titled(Protocol):
    """What a title is taken from: a scenario."""

    @property
    def name(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def title_es(self) -> str: ...


def title_of(language: str, scenario: Titled) -> str:
    """Return what a scenario is called: one of a user's own by its title, or by its name where it has none."""
    if scenario.file == f"scenarios/{scenario.name}.toml":
        return text_of(language, f"scenarios.{scenario.name}.name")
    return (scenario.title_es if language == "es" else scenario.title) or scenario.name


def titles_of(language: str, scenarios: Mapping[str, Titled]) -> dict[str, str]:
    """Return what scenarios are called, by name; all of them by their names where two would be called the same."""
    found = {name: shorten(title_of(language, own)) for name, own in scenarios.items()}
    return found if len(set(found.values())) == len(found) else {name: name for name in scenarios}


def titles(scenarios: Mapping[str, Titled]) -> dict[str, dict[str, str]]:
    """Return what scenarios are called, by language and name; by their names where two would be called the same."""
    return {language: titles_of(language, scenarios) for language in LANGUAGES}


def sources() -> dict[str, dict[str, str]]:
    """Return what other languages say for each clause of a source of a value."""
    return words()["sources"]  # type: ignore[return-value]


def source_in(language: str, source: str) -> str:
    """Return the source of a value clause by clause; a clause of a user's own stays as it is."""
    known = sources() if language != LANGUAGES[0] else {}
    return "; ".join(known[clause][language] if clause in known else clause for clause in source.split("; "))


def series_in(language: str, field: str, form: str = "name") -> str | None:
    """Return the words of what a series follows, by its field: ``identity``; None for what is none."""
    if field == "overstated":
        field = "theatre"
    known = texts(language)
    whose = ("team", "manager", "process", "authority")
    places = [f"variables.{who}.{field}" for who in whose]
    if form != "meaning":
        places.insert(0, f"measures.{field}")
    return next((known[f"{place}.{form}"] for place in places if f"{place}.{form}" in known), None)


def measure_in(language: str, name: str, form: str = "name") -> str | None:
    """Return the words of a measure by its public name, ``spillover_gain.ccs``; None for what is none.

    Thresholds are left in braces.
    """
    known = texts(language)
    field, _, part = name.partition(".")
    if field == "regime" and part:
        return known.get(f"regimes.{part}.{form}")
    if f"measures.{name}.{form}" in known:
        return known[f"measures.{name}.{form}"]
    text = known.get(f"measures.{field}.{form}")
    if text is None or not part:
        return None
    if part in PROCESSES:
        process = known[f"processes.{part}.short"]
        return text.replace("{process}", process) if form != "name" else f"{text}, {process}"
    group = "hops" if part.isdecimal() else part
    if group not in words()["groups"] or form == "meaning":
        return None
    if form == "in_sentence":
        return known[f"groups.{group}.in_sentence"].replace("{what}", text).replace("{hops}", part)
    return f"{text}, {known[f'groups.{group}.short']}".replace("{hops}", part)


def draft_in(language: str) -> str | None:
    """Return the sentence that marks what a draft made, with what it differs in; None of the published model."""
    tried = draft()
    if tried is None:
        return None
    ways = [way for way in ("rules", "numbers", "values") if getattr(tried, way)]
    differs = "; ".join(text_of(language, f"model.draft.{way}").format(names=", ".join(tried.values)) for way in ways)
    return text_of(language, "model.draft.notice").format(differs=differs)


def gaps() -> list[str]:
    """Return what has no words, or lacks a language, and words that nothing has, each named with its file."""
    return [*_missing(), *_stale(), *_in_one_language()]


def _needed() -> dict[str, Iterable[str]]:
    own = {name: parameter for name, parameter in declared().items() if name.partition(".")[0] not in PROCESSES}
    of_process = [name.partition(".")[2] for name in declared() if name.startswith(f"{PROCESSES[0]}.")]
    return {
        "levers": [name for name, parameter in own.items() if parameter.kind == "lever"],
        "context": [*(n for n, p in own.items() if p.kind == "context"), *STRUCTURE],
        "mechanisms": [name for name, parameter in own.items() if parameter.kind == "mechanism"],
        OF_PROCESS: of_process,
        "units": dict.fromkeys([*_units_of_parameters(), *_units_of_measures()]),
        "concepts": dict.fromkeys(n.partition(".")[0] for n in own if "." in n),
        "processes": PROCESSES,
        "measures": dict.fromkeys(m.name.partition(".")[0] for m in measures(PROCESSES) if m.name not in FLAGS),
        "regimes": [*REGIMES, *(flag.partition(".")[2] for flag in FLAGS)],
        "loops": LOOPS,
        "choices": TARGETING,
        "statuses": STATUSES,
        "model": ("draft",),
        "scenarios": available(),
        "groups": GROUPS,
    }


MORE = {
    "context": ("start", "currency", "price_year", "places", "waves", "coached_networks", "scenario"),
    "concepts": ("levers", "context", "process"),
    "measures": ("head_start_open.coached", "head_start_open.uncoached"),
    "groups": ("hops", "month", "twin", "gain"),
    "statuses": ("chosen",),
}
"""Entries of what is no declaration of its own: they are neither missing nor stale."""


def _units_of_parameters() -> Iterator[str]:
    return (parameter.unit for parameter in (*declared().values(), *declared_costs().values()))


def _units_of_measures() -> Iterator[str]:
    return (measure.unit for measure in measures(PROCESSES) if measure.name != "regime")


def _missing() -> Iterator[str]:
    for kind, things in _needed().items():
        form = "meaning" if kind == "mechanisms" else "name"
        for thing in things:
            entry = words()[kind].get(thing, {})
            if form not in entry and not (kind == "context" and "meaning" in entry):
                yield f"{kind}.toml: {thing!r} has no {form}"
            if kind in ("levers", "context", OF_PROCESS) and thing in _parameters(kind) and "meaning" not in entry:
                yield f"{kind}.toml: {thing!r} has no meaning"
    others = _given(LANGUAGES[1])
    for key in _given(LANGUAGES[0]):
        kind, thing, form = key.split(".")[0], ".".join(key.split(".")[1:-1]), key.split(".")[-1]
        if (kind, form) == ("measures", "meaning") and key not in others:
            yield f"{kind}.toml: meaning of {thing!r} is missing in {LANGUAGES[1]}"


def _parameters(kind: str) -> set[str]:
    if kind == OF_PROCESS:
        return {name.partition(".")[2] for name in declared()}
    return set(declared())


def _stale() -> Iterator[str]:
    for kind, needed in _needed().items():
        for thing in words()[kind]:
            if thing not in (*needed, *MORE.get(kind, ())):
                yield f"{kind}.toml: {thing!r} is nothing that the model has"


def _in_one_language() -> Iterator[str]:
    english = _given(LANGUAGES[0])
    for kind, things in words().items():
        if kind == "sources":
            continue
        for thing, entry in things.items():
            for form, pair in entry.items():
                is_declared = form == "meaning" and f"{kind}.{thing}.meaning" in english
                lacking = [language for language in LANGUAGES if not pair.get(language, "").strip()]
                if lacking and not (lacking == [LANGUAGES[0]] and is_declared):
                    yield f"{kind}.toml: {form} of {thing!r} is missing in {', '.join(lacking)}"
