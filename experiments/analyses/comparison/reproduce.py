"""Reproduce: everything that is needed to make the same report again, and where its numbers come from."""

from __future__ import annotations

import platform
import re
import shlex
from dataclasses import dataclass
from importlib import metadata
from urllib.parse import quote

from markupsafe import Markup, escape

from experiments.analyses.comparison.method import IdenticalBefore
from experiments.analyses.comparison.subject import Schedule, Subject, schedule_of
from experiments.presentation.blocks import Cell, Group, Head, Row, Table
from experiments.presentation.words import label_of, unit_of
from experiments.runs.model import model_digest
from scenarios.library import stem_of
from scenarios.plausible import plausible_sets
from scenarios.vocabulary import source_in
from simulation.parameters import SIZES, declared
from simulation.settings import WINDOW
from simulation.waves import Wave

PACKAGES = ("enabling-bubbles", "numpy", "numba", "mesa", "scipy", "plotly")
FEW_PAIRS = 3
_DOI = re.compile(r"doi:\s?(10\.\d{4,9}/[^\s,;)<>\"']+)")


@dataclass(frozen=True)
class Fact:
    """A setting and its value."""

    name: Markup
    value: object
    is_code: bool = False


class Reproduction:
    """Tells how to make the same numbers again."""

    def __init__(self, subject: Subject, command: str | None) -> None:
        self.subject = subject
        self.voice = subject.voice
        self.is_given = command is not None
        self.command = command if command is not None else self._likely_command()

    def _likely_command(self) -> str:
        """Return the command that leads here, as far as the comparison tells; empty where no file has a scenario."""
        subject, comparison = self.subject, self.subject.comparison
        if any(stem_of(subject.scenario(name).file) != name for name in subject.names):
            return ""
        words = ["bubbles", "compare", *(_as_named(subject.scenario(name).file, name) for name in subject.names)]
        structure = subject.settings(subject.names[0]).structure
        for size, counts in SIZES.items():
            if size != "default" and all(structure[part] == count for part, count in counts.items()):
                words += ["--size", size]
        words += ["--months", str(subject.months)]
        words += ["--seed", str(comparison.seed), "--replicates", str(comparison.replicates)]
        words += ["--uncertainty", comparison.uncertainty]
        words += ["--by", comparison.thirds.parameter] if comparison.thirds else []
        words += ["--engine", comparison.engine, "--report", "report.html"]
        return shlex.join(words + (["--language", "es"] if self.voice.language == "es" else []))

    @property
    def version(self) -> str:
        """Version of this project."""
        return _version(PACKAGES[0])

    def texts(self) -> dict[str, str]:
        """Return the texts of all files behind the scenarios, each once."""
        found: dict[str, str] = {}
        for name in self.subject.names:
            found |= self.subject.scenario(name).text
        return found

    def facts(self) -> list[Fact]:
        """Return settings and versions."""
        comparison, voice, say = self.subject.comparison, self.voice, self.voice.say
        settings = self.subject.settings(self.subject.names[0])
        size = {
            "regions": self.voice.number(settings.places.regions),
            "networks": self.voice.number(settings.places.networks),
            "teams": self.voice.number(settings.places.teams),
            "months": self.voice.number(settings.months),
        }
        facts = [
            Fact(
                say("fact.scenarios"),
                self.voice.listed([self.subject.title_and_name(name) for name in self.subject.names]),
            ),
            Fact(say("fact.seed"), str(comparison.seed)),
            Fact(say("fact.replicates"), self.voice.number(comparison.replicates)),
            Fact(say("fact.uncertainty"), say(f"uncertainty.{comparison.uncertainty}", **self._sets())),
            Fact(say("fact.engine"), say(f"engine.{comparison.engine}")),
            Fact(say("fact.size"), say("fact.size_is", **size)),
            *([Fact(Markup(voice.months_head), voice.span(settings.months))] if voice.calendar else []),
            Fact(say("fact.model"), model_digest(), is_code=True),
            Fact(Markup("Python"), platform.python_version()),
        ]
        return facts + [Fact(Markup(escape(package)), _version(package)) for package in PACKAGES]

    def _sets(self) -> dict[str, str]:
        if self.subject.comparison.uncertainty == "none":
            return {}
        return {"sets": self.voice.number(len(self.subject.comparison.plausible or plausible_sets()))}

    def identity_checks(self) -> list[Markup]:
        """Return for each pair whether it lived the same before its first difference."""
        return [self._check(pair) for pair in self.subject.comparison.identical_before]

    def identity_in_short(self) -> list[Markup]:
        """Return the same in one sentence, where there are many pairs and all is well."""
        comparison = self.subject.comparison
        if not comparison.is_consistent or len(comparison.identical_before) <= FEW_PAIRS:
            return self.identity_checks()
        number = self.voice.number
        words = {"pairs": number(len(comparison.identical_before)), "runs": number(comparison.identical_before[0].runs)}
        return [self.voice.say("check.all", **words)]

    def _check(self, pair: IdenticalBefore) -> Markup:
        a, b = (self.subject.title(name) for name in (pair.a, pair.b))
        words = {"a": a, "b": b, "runs": self.voice.number(pair.runs)}
        if not pair.identical:
            replicate, month = pair.first_broken or (0, 0)
            when = {"month": self.voice.month(month), "until": self.voice.month(pair.month or 0)}
            return self.voice.say("check.broken", replicate=replicate, **when, **words)
        if pair.month is None:
            return self.voice.say("check.always", **words)
        if pair.month == 0:
            return self.voice.say("check.from_start", **words)
        return self.voice.say("check.identical", month=self.voice.month(pair.month), **words)

    # What differs -------------------------------------------------------------------------------------------

    def changes(self, name: str) -> list[Markup]:
        """Return in words what a scenario changes relative to the reference."""
        subject, say = self.subject, self.voice.say
        own, reference = subject.settings(name), subject.settings(subject.names[0])
        found: list[Markup] = []
        for parameter in subject.differing(name):
            before, now = schedule_of(reference, parameter), schedule_of(own, parameter)
            key = "change.is"
            if len(now) > 1 and before == now[:1]:
                key, now = "change.is_from", now[1:]
            words = {"what": label_of(self.voice, parameter), "name": breakable(parameter)}
            found.append(say(key, value=self.shown(parameter, now), before=self.shown(parameter, before), **words))
        if own.places != reference.places:
            found.append(say("change.places"))
        if own.waves and own.waves != reference.waves:
            found.append(say("change.waves", waves=Markup("; ").join(self._wave(wave) for wave in own.waves)))
        elif own.waves != reference.waves:
            found.append(say("change.no_waves"))
        return found

    def _wave(self, wave: Wave) -> Markup:
        """Return whom a wave mentors, and when."""
        last = min(wave.end, self.subject.months) - 1
        months = {"first": self.voice.month(wave.start), "last": self.voice.month(last)}
        if wave.again >= 0:
            return self.voice.say("change.wave_again", wave=wave.again + 1, **months)
        named = self.subject.settings(self.subject.names[0]).places.named_in_full(wave.networks)
        if named:
            return self.voice.say("change.wave_named", places=", ".join(named), **months)
        return self.voice.say("change.wave_drawn", networks=self.voice.number(wave.drawn), **months)

    def shown(self, parameter: str, schedule: Schedule) -> Markup:
        """Return values and months as words."""
        return Markup("; ").join(self._part(parameter, *part) for part in schedule)

    def _part(self, parameter: str, month: int, value: float, networks: tuple[int, ...]) -> Markup:
        """Return a value with when and where it holds."""
        shown, say = self._value(parameter, value), self.voice.say
        if networks:
            places = self.subject.settings(self.subject.names[0]).places
            key = "change.from_month_in" if month else "change.in_places"
            return say(
                key, value=shown, month=self.voice.month(month), places=", ".join(places.named_in_full(networks))
            )
        return say("change.from_month", value=shown, month=self.voice.month(month)) if month else Markup(escape(shown))

    def _value(self, parameter: str, value: float) -> str:
        choices = declared(self.subject.processes)[parameter].choices
        if parameter in WINDOW and self.voice.calendar is not None:
            return f"{self.voice.exact(value)} ({self.voice.month_in_table(int(value))})"
        return choices[int(value)] if choices else self.voice.exact(value)

    def changed_values(self) -> Table | None:
        """Return every value that any scenario changes, under all scenarios, with status and source."""
        subject, say = self.subject, self.voice.say
        known = declared(subject.processes)
        names = [p for p in known if any(self._is_changed(name, p) for name in subject.names)]
        rows = [
            Row(
                say("change.row", what=label_of(self.voice, name), name=breakable(name)),
                [
                    *[Cell(self.shown(name, schedule_of(subject.settings(s), name))) for s in subject.names],
                    Cell(self._sources(name)),
                ],
                unit_of(self.voice, known[name].unit),
            )
            for name in names
        ]
        rows += self._other_changes()
        if not rows:
            return None
        heads = [*[Head(subject.title(name)) for name in subject.names], Head(say("change.source"))]
        return Table(say("change.table"), say("change.parameter"), heads, [Group("", rows)], is_text=True)

    def _is_changed(self, name: str, parameter: str) -> bool:
        is_own = any(change.name == parameter for change in self.subject.scenario(name).own_changes)
        return is_own or parameter in self.subject.differing(name)

    def _sources(self, parameter: str) -> Markup:
        """Return status and source of the value before any change, and the files that change it."""
        found: list[Markup] = []
        for name in self.subject.names:
            scenario = self.subject.scenario(name)
            sourced = scenario.sources[parameter]
            if sourced.status == "chosen":
                words = self.voice.say("change.chosen", file=sourced.source)
            else:
                said = source_in(self.voice.language, sourced.source)
                source = with_links(said.removeprefix("assumption: ").removeprefix("supuesto: "))
                status = self.voice.plain(f"statuses.{sourced.status}.name")
                words = self.voice.say("status.of", status=status, source=source)
            found.append(words)
            if len(schedule_of(scenario.settings, parameter)) > 1:
                file = scenario.file if self._own(name, parameter) else self._base_that_sets(name, parameter)
                found.append(self.voice.say("change.dated", file=file))
        return Markup("<br>").join(dict.fromkeys(found))

    def _own(self, name: str, parameter: str) -> bool:
        return any(change.name == parameter for change in self.subject.scenario(name).own_changes)

    def _base_that_sets(self, name: str, parameter: str) -> str:
        """Return the nearest base whose text names the parameter."""
        scenario = self.subject.scenario(name)
        files = [file for file, text in reversed(list(scenario.text.items())) if parameter in text]
        return files[0] if files else scenario.file

    def _other_changes(self) -> list[Row]:
        """Return changes of what is no parameter: size, places, named networks."""
        subject = self.subject
        known = declared(subject.processes)
        names = [c.name for s in subject.names for c in subject.scenario(s).own_changes if c.name not in known]
        rows: list[Row] = []
        for name in dict.fromkeys(names):
            cells: list[Cell] = []
            for scenario in subject.names:
                values = [c.value for c in subject.scenario(scenario).own_changes if c.name == name]
                cells.append(Cell(_typed(values[-1]) if values else self.voice.say("table.dash")))
            head = self.voice.say("change.row", what=label_of(self.voice, name), name=breakable(name))
            rows.append(Row(head, [*cells, Cell(self.voice.say("change.by_choice"))]))
        return rows


def breakable(name: str) -> Markup:
    """Return a name that may be broken after its parts, where a line is short."""
    return Markup("<wbr>").join(re.findall(r"[^_.]*[_.]?", name)[:-1])


def _typed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _as_named(file: str, name: str) -> str:
    return name if file == f"scenarios/{name}.toml" else file


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "?"


def with_links(source: str) -> Markup:
    """Return a source with its DOIs as links; it is in English."""
    parts: list[Markup] = []
    place = 0
    for found in _DOI.finditer(source):
        doi = found[1].rstrip(".")
        parts.append(escape(source[place : found.start()]))
        link = Markup('<a href="https://doi.org/{}" rel="noreferrer">doi:{}</a>')
        parts.append(link.format(quote(doi, safe="/.()-_;:"), doi))
        place = found.start() + len(found[0]) - (len(found[1]) - len(doi))
    parts.append(escape(source[place:]))
    return Markup('<span lang="en">{}</span>').format(Markup("").join(parts))
