"""Subject: what a report speaks of: the comparison, and what follows from its settings alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from markupsafe import Markup

from experiments.analyses.comparison.method import Comparison
from experiments.presentation.voice import Voice
from experiments.statistics.intervals import Estimate
from scenarios.load import Scenario
from scenarios.vocabulary import titles_of
from scenarios.waves import cut_in
from simulation.parameters import declared
from simulation.results import Ensemble
from simulation.settings import Settings

Schedule = tuple[tuple[int, float, tuple[int, ...]], ...]
"""Months, values that hold from then on, and the networks where they do: the first everywhere from month 0."""
FEW, MANY = 2, 3
"""Scenarios up to which paper has all, and beyond which it has each by itself and not its differences."""
TEXTS = Path(__file__).resolve().parent / "texts"


def voice_of(language: str) -> Voice:
    """Return the voice of the report of a comparison."""
    return Voice(language, TEXTS)


@dataclass(frozen=True)
class Subject:
    """A comparison, and the voice that tells of it."""

    comparison: Comparison
    voice: Voice

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios, the reference first."""
        return tuple(self.comparison.scenarios)

    @property
    def others(self) -> tuple[str, ...]:
        """Names of all scenarios but the reference."""
        return self.names[1:]

    @property
    def is_wide(self) -> bool:
        """Whether paper leaves out what only tells how it came about: scenarios or places need the room."""
        return len(self.names) > FEW or self.comparison.by_place is not None

    @property
    def is_crowded(self) -> bool:
        """Whether paper leaves out differences too, who is left behind, and all but the leading process over time."""
        return len(self.names) > (MANY if self.comparison.by_place is None else FEW)

    @property
    def has_waves(self) -> bool:
        """Whether coaching comes in waves in any scenario."""
        return any(self.settings(name).waves for name in self.names)

    @property
    def cut_waves(self) -> list[Markup]:
        """Which waves the last month simulated cuts short, a sentence for each scenario's."""
        return [
            self.voice.say("numbers.wave_cut", name=self.title(name), **asdict(cut))
            for name in self.names
            for cut in cut_in(self.settings(name))
        ]

    @property
    def runs(self) -> int:
        """Runs of each scenario."""
        return self.comparison.replicates

    @property
    def months(self) -> int:
        """Months simulated."""
        return self.settings(self.names[0]).months

    @property
    def processes(self) -> tuple[str, ...]:
        """Clinical processes, the leading one first."""
        return self.settings(self.names[0]).processes

    @property
    def lead(self) -> str:
        """The clinical process that measures without a process in their name speak of."""
        return self.processes[0]

    def scenario(self, name: str) -> Scenario:
        """Return a scenario."""
        return self.comparison.scenarios[name]

    def title(self, name: str) -> str:
        """Return what a scenario is called in sentences, titles and charts."""
        return titles_of(self.voice.language, self.comparison.scenarios)[name]

    def title_and_name(self, name: str) -> Markup:
        """Return the same with the name that the command line takes beside it, where that is another."""
        title = self.title(name)
        return Markup("{}").format(title) if title == name else Markup("{} <code>{}</code>").format(title, name)

    @property
    def titles(self) -> tuple[str, ...]:
        """What all scenarios are called, the reference first."""
        return tuple(self.title(name) for name in self.names)

    @property
    def titles_marked(self) -> tuple[Markup, ...]:
        """The same in bold: a title may have commas of its own."""
        return tuple(Markup("<strong>{}</strong>").format(title) for title in self.titles)

    def settings(self, name: str) -> Settings:
        """Return the settings of a scenario."""
        return self.scenario(name).settings

    def ensemble(self, name: str) -> Ensemble:
        """Return the runs of a scenario."""
        return self.comparison.ensembles[name]

    def estimate(self, name: str, measure: str) -> Estimate:
        """Return what is known of a measure under a scenario."""
        return self.comparison.estimates[name][measure]

    def worded(self, key: str) -> str:
        """Return the key of a text on intervals: another one where runs live under plausible sets."""
        return f"{key}_plausible" if self.comparison.uncertainty == "plausible" else key

    def question(self, name: str) -> str:
        """Return what a scenario asks, in the report's language."""
        scenario = self.scenario(name)
        return scenario.question_es if self.voice.language == "es" else scenario.question

    def window(self, name: str) -> tuple[int, int] | None:
        """Return the months of coaching, from the first up to before the second; None where nobody is coached."""
        values = self.settings(name).values
        start, end = int(values["mentoring_start"]), min(int(values["mentoring_end"]), self.months)
        return (start, end) if start < end and self.is_coached(name) else None

    def is_coached(self, name: str) -> bool:
        """Return whether anybody was coached in any run."""
        hours = self.estimate(name, "coach_hours").mean
        return hours is not None and hours > 0.0

    def differing(self, name: str) -> list[str]:
        """Return the parameters whose values differ from those of the reference in any month."""
        own, reference = self.settings(name), self.settings(self.names[0])
        return [p for p in declared(self.processes) if schedule_of(own, p) != schedule_of(reference, p)]

    def change_months(self, name: str) -> list[int]:
        """Return the months after the start from which new rules hold."""
        return sorted({change.month for change in self.settings(name).changes})


def schedule_of(settings: Settings, parameter: str) -> Schedule:
    """Return the values of a parameter, and when and where they hold; what changes nothing is left out."""
    found: list[tuple[int, float, tuple[int, ...]]] = [(0, settings.values[parameter], ())]
    for change in sorted(settings.changes, key=lambda change: change.month):
        if change.name == parameter:
            _, value, networks = found[-1]
            if networks != change.networks or value != change.value:
                found.append((change.month, change.value, change.networks))
    return tuple(found)
