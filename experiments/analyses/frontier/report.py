"""Page of a frontier: where it lies in one paragraph, the figure, the numbers, method and limits."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas
from markupsafe import Markup

from experiments.analyses.frontier.figures import chart, curve, is_share
from experiments.analyses.frontier.method import Map
from experiments.analyses.frontier.tipping import Crossing, Tipping
from experiments.analyses.frontier.worlds import Evaluated
from experiments.presentation.figures import Picture
from experiments.presentation.page import Fact, Page, plain_table
from experiments.presentation.voice import Voice
from experiments.presentation.words import measure_in_words, name_in_words, scenario_in_full
from experiments.runs.model import model_digest
from experiments.runs.sweep.row_settings import networks_in
from scenarios.overrides import asked_in
from scenarios.vocabulary import title_of
from simulation.results import needs_twin
from simulation.settings import IN_WINDOW, WINDOW

TEXTS = Path(__file__).resolve().parent / "texts"
MOST_ROWS = 40


def voice_of(language: str) -> Voice:
    """Return a voice that has the words of this page."""
    return Voice(language, TEXTS)


class Told:
    """Says what was found, in a language."""

    def __init__(self, worlds: Evaluated, voice: Voice) -> None:
        self.worlds, self.voice = worlds, voice
        self.measure = worlds.measure

    # In sentences -------------------------------------------------------------------------------------------

    def sentences(self, found: Tipping | Map) -> list[Markup]:
        """Return where the level is crossed, the answer first."""
        said = self._map(found) if isinstance(found, Map) else self._tipping(found)
        return [_capital(said[0]), *said[1:], *self._over_the_twin()]

    def _over_the_twin(self) -> list[Markup]:
        """Return what a gain is over, where the levers move the twin too."""
        moves_twin = [column.name for column in self.worlds.columns if not _is_of_coaching(column.name)]
        if not (moves_twin and needs_twin(self.measure)):
            return []
        levers = self.voice.listed([_lever(self.voice, name) for name in moves_twin])
        return [self.voice.say("frontier.finding.twin", levers=levers)]

    def _tipping(self, found: Tipping) -> list[Markup]:
        voice = self.voice
        common = {
            "measure": measure_in_words(voice, self.measure),
            "level": self._level(found.level),
            "lever": _lever(voice, found.axis.name),
            "low": voice.exact(found.axis.low),
            "high": voice.exact(found.axis.high),
        }
        if not found.crossings:
            sentences = [self._no_crossing(found, common)]
        else:
            crossings = [self._crossing(one, found) for one in found.crossings]
            sentences = [voice.say("frontier.finding.tips", crossings=voice.listed(crossings), **common)]
        if found.crossings and not found.is_precise:
            key = "chance_sets" if self.worlds.sets else "chance"
            sentences.append(voice.say(f"frontier.finding.{key}", units=voice.number(found.units)))
        own = self._own(found.axis.name)
        if found.axis.low <= own <= found.axis.high:
            sentences.append(voice.say("frontier.finding.own", value=voice.exact(own)))
        return sentences

    def _no_crossing(self, found: Tipping, common: dict[str, object]) -> Markup:
        means = [point.mean for point in found.points]
        sides = {point.side(found.level) for point in found.points}
        key = "below" if sides == {-1} else "above" if sides == {1} else "unsure"
        extreme = max(means) if key == "below" else min(means)
        return self.voice.say(f"frontier.finding.{key}", extreme=self._level(extreme), **common)

    def _crossing(self, one: Crossing, found: Tipping) -> Markup:
        key = "rises" if one.is_rising else "falls"
        parts = {name: self._value(value, found.axis) for name, value in vars(one).items() if name != "is_rising"}
        return self.voice.say(f"frontier.finding.{key}", **parts)

    def _map(self, found: Map) -> list[Markup]:
        voice = self.voice
        share, low, high = (voice.percent(part) for part in found.share_above())
        measure, level = measure_in_words(voice, self.measure), self._level(found.level)
        names = {"x": _lever(voice, found.x.name), "y": _lever(voice, found.y.name)}
        sentences = [
            voice.say("frontier.finding.share", measure=measure, level=level, share=share, low=low, high=high, **names)
        ]
        own = [axis.share(self._own(axis.name)) for axis in (found.x, found.y)]
        for along, (axis, other) in enumerate(((found.x, found.y), (found.y, found.x))):
            if 0.0 <= own[1 - along] <= 1.0:
                sentences.append(self._along(found, along, axis, other, own[1 - along], level))
        return sentences

    def _along(self, found: Map, along: int, axis: Any, other: Any, share: float, level: str) -> Markup:
        crossing = found.crossing(along, share)
        parts = {
            "lever": name_in_words(self.voice, axis.name),
            "other": name_in_words(self.voice, other.name),
            "value": self._value(other.low + share * (other.high - other.low), other),
            "level": level,
        }
        if crossing is None:
            return self.voice.say("frontier.finding.never", **parts)
        at, low, high = (self._value(axis.low + part * (axis.high - axis.low), axis) for part in crossing)
        return self.voice.say("frontier.finding.at", at=at, low=low, high=high, **parts)

    def _own(self, name: str) -> float:
        """Return where the scenario stands; of places that differ, nowhere: not a number."""
        bare, month, _ = asked_in(name)
        column, settings = next(c for c in self.worlds.columns if c.name == name), self.worlds.scenario.settings
        networks = networks_in(column, settings.places) if column.where else (None,)
        values = {settings.values_at(month or 0, network)[bare] for network in networks}
        return values.pop() if len(values) == 1 else math.nan

    def _level(self, value: float) -> str:
        return self.voice.percent(value) if is_share(self.measure) else self.voice.number(value, 3)

    def _value(self, value: float, axis: Any) -> str:
        width = axis.high - axis.low
        return self.voice.number(value, 0 if axis.is_whole else 3 if width <= 1.0 else 2 if width <= 10.0 else 1)

    # In a page ----------------------------------------------------------------------------------------------

    def page(self, found: Tipping | Map, command: str) -> Page:
        """Return the page of what was found."""
        voice = self.voice
        is_map = isinstance(found, Map)
        finding = Markup(" ").join(self.sentences(found))
        scenario = self.worlds.scenario
        levers = voice.listed([name_in_words(voice, column.name) for column in self.worlds.columns])
        return Page(
            heading=voice.plain(
                "frontier.heading", measure=measure_in_words(voice, self.measure), level=self._level(found.level)
            ),
            lead=voice.say(
                f"frontier.lead{'_sets' if self.worlds.sets else ''}",
                levers=levers,
                scenario=title_of(voice.language, scenario),
                runs=voice.number(self.worlds.runs),
                sets=voice.number(self.worlds.sets),
            ),
            findings=[finding],
            pictures=[self._picture(found, finding)],
            tables=[] if is_map else [self._table(found)],
            method=[
                voice.say(f"frontier.{key}", replicates=voice.number(self.worlds.replicates))
                for key in (("how_map", "band") if is_map else ("how_tipping", "looks"))
                + (("sets",) if self.worlds.sets else ("replicates",))
            ],
            limits=[voice.say("frontier.limit.others"), voice.say("frontier.limit.average")],
            facts=self._facts(found),
            command=command,
            files={name: text for name, text in self.worlds.scenario.text.items() if "baseline" not in name},
            data={"points": self.frame(found)},
        )

    def _picture(self, found: Tipping | Map, finding: Markup) -> Picture:
        words = {"measure": measure_in_words(self.voice, self.measure), "level": self._level(found.level)}
        told = str(finding.striptags())
        if isinstance(found, Map):
            levers = {"x": name_in_words(self.voice, found.x.name), "y": name_in_words(self.voice, found.y.name)}
            title = self.voice.plain("frontier.figure.map", **levers, **words)
            own = (self._own(found.x.name), self._own(found.y.name))
            return chart(found, self.measure, own, title, told, self.voice)
        title = self.voice.plain("frontier.figure.curve", lever=name_in_words(self.voice, found.axis.name), **words)
        return curve(found, self.measure, self._own(found.axis.name), title, told, self.voice)

    def _table(self, found: Tipping) -> Any:
        voice = self.voice
        heads = [
            name_in_words(voice, found.axis.name),
            *(voice.say(f"frontier.table.{key}") for key in ("mean", "low", "high", "side")),
        ]
        sides = {-1: "below", 0: "unsure", 1: "above"}
        rows = [
            [
                voice.exact(round(point.value, 6)),
                self._level(point.mean),
                self._level(point.low),
                self._level(point.high),
                voice.say(f"frontier.table.{sides[point.side(found.level)]}"),
            ]
            for point in found.points
        ]
        return plain_table(voice.say("frontier.table.caption"), heads, rows)

    def frame(self, found: Tipping | Map) -> pandas.DataFrame:
        """Return every point that was looked at."""
        if isinstance(found, Map):
            x = found.x.low + found.places[:, 0] * (found.x.high - found.x.low)
            y = found.y.low + found.places[:, 1] * (found.y.high - found.y.low)
            columns = {found.x.name: x, found.y.name: y, self.measure: found.means}
            return pandas.DataFrame({**columns, "share_of_samples_above": found.above()})
        points = {name: [getattr(p, name) for p in found.points] for name in ("mean", "low", "high")}
        return pandas.DataFrame({found.axis.name: [p.value for p in found.points], **points})

    def _facts(self, found: Tipping | Map) -> list[Fact]:
        voice, worlds = self.voice, self.worlds
        axes = (found.x, found.y) if isinstance(found, Map) else (found.axis,)
        points = len(found.places) if isinstance(found, Map) else len(found.points)
        ranges = [
            Fact(
                voice.as_set(axis.name), f"{voice.exact(axis.low)} \N{EN DASH} {voice.exact(axis.high)}", is_code=False
            )
            for axis in axes
        ]
        return [
            Fact(voice.say("fact.scenario"), scenario_in_full(voice, worlds.scenario)),
            Fact(voice.say("fact.measure"), self.measure, is_code=True),
            *ranges,
            Fact(voice.say("frontier.fact.points"), voice.number(points)),
            Fact(voice.say("fact.replicates"), voice.number(worlds.replicates)),
            *([Fact(voice.say("frontier.fact.sets"), voice.number(worlds.sets))] if worlds.sets else []),
            Fact(voice.say("fact.runs"), voice.number(worlds.runs)),
            Fact(voice.say("fact.seed"), str(worlds.seed)),
            Fact(voice.say("fact.model"), model_digest(), is_code=True),
        ]


def as_json(found: Tipping | Map, worlds: Evaluated) -> dict[str, Any]:
    """Return what ``--json`` prints."""
    common = {
        "scenario": worlds.scenario.name,
        "measure": worlds.measure,
        "level": found.level,
        "replicates": worlds.replicates,
        "sets": worlds.sets,
        "runs": worlds.runs,
        "seed": worlds.seed,
    }
    if isinstance(found, Tipping):
        return {
            **common,
            "lever": found.axis.name,
            "crossings": [vars(crossing) for crossing in found.crossings],
            "is_precise": found.is_precise,
            "points": [{**vars(point), "side": point.side(found.level)} for point in found.points],
        }
    share, low, high = found.share_above()
    points = zip(found.places.tolist(), found.means.tolist(), found.above().tolist(), strict=True)
    return {
        **common,
        "levers": [found.x.name, found.y.name],
        "share_above": {"value": share, "low": low, "high": high},
        "points": [
            {
                found.x.name: found.x.low + x * (found.x.high - found.x.low),
                found.y.name: found.y.low + y * (found.y.high - found.y.low),
                "mean": mean,
                "share_of_samples_above": above,
            }
            for (x, y), mean, above in points
        ],
    }


def _lever(voice: Voice, name: str) -> Markup:
    """Return a lever as a sentence names it, marked."""
    return Markup("<strong>{}</strong>").format(name_in_words(voice, name))


def _is_of_coaching(name: str) -> bool:
    """Return whether a lever says who is mentored, when and how much: nothing that a world without mentoring feels."""
    bare = asked_in(name).name
    return bare in (*WINDOW, *IN_WINDOW, "coaching_coverage", "coaching_targeting") or bare.endswith(".coaching")


def _capital(sentence: Markup) -> Markup:
    """Return a sentence with a capital letter at its head."""
    return Markup(str(sentence)[:1].upper() + str(sentence)[1:])
