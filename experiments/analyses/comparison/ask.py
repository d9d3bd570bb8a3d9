"""Ask: the whole question in one call: scenarios in any form, paired runs, and what they say."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from experiments.analyses.comparison.answer import Answer
from experiments.analyses.comparison.brief import brief_of
from experiments.analyses.comparison.cost_tables import CostTables
from experiments.analyses.comparison.costs import Costs
from experiments.analyses.comparison.files import KIND, OUTPUTS_BY_PLACE, outputs
from experiments.analyses.comparison.method import Comparison
from experiments.analyses.comparison.method import compare as compare_scenarios
from experiments.analyses.comparison.pictures import pictures_of
from experiments.analyses.comparison.reproduce import Reproduction
from experiments.analyses.comparison.subject import Subject, voice_of
from experiments.analyses.comparison.tables import Tables
from experiments.presentation.brief import Brief, Briefed
from experiments.presentation.findings import Findings
from experiments.presentation.page import Fact, Page, write_outputs
from experiments.presentation.voice import Voice
from experiments.runs.durable_files import json_text, make_output_folder, spreadsheet, write_whole
from experiments.runs.model import model_digest
from experiments.runs.place_files import MEASURES, MONTHS, remove_earlier, rows_of_months
from experiments.runs.progress import Tell, told
from experiments.runs.value_uncertainty import Uncertainty, sets_in
from scenarios.asked import Asked, scenarios_of
from scenarios.load import Scenario
from scenarios.plausible import digest_of_sets
from scenarios.waves import cut_as_json
from simulation.engine.run import Engine
from simulation.errors import SimulationError

if TYPE_CHECKING:
    import pandas

    from experiments.analyses.comparison.place_pages import PlacePages

LIMITS = ("forecast", "study", "parameters", "anc", "intervals", "money")


@dataclass(frozen=True, repr=False, eq=False)
class ComparisonFindings(Comparison, Briefed):
    """What a comparison found: its runs and numbers, and how they are told.

    Two are equal where they have the same runs, however they were asked for.
    """

    __repr__ = Findings.__repr__
    __hash__ = Comparison.__hash__
    report_kind = KIND

    def voice(self, language: str = "en") -> Voice:
        """Return the voice of the report of a comparison."""
        return voice_of(language).about(self.calendar, self.money)

    def page(self, language: str = "en", command: str = "") -> Page:
        """Return what the report says as a page of findings, tables and figures; `report` has all of it."""
        subject = Subject(self, self.voice(language))
        answer, tables, costs, say = Answer(subject), Tables(subject), CostTables(subject), subject.voice.say
        reproduction = Reproduction(subject, command)
        places, by_place = subject.settings(self.reference).places, _pages_by_place(subject)
        warnings = [] if self.is_consistent else [say("answer.inconsistent")]
        warnings += [say("answer.one_run")] if self.replicates == 1 else []
        numbers = {
            "runs": self.replicates,
            "teams": places.teams,
            "networks": places.networks,
            "regions": places.regions,
            "months": subject.months,
        }
        return Page(
            heading=say("page.heading"),
            lead=say(
                "page.lead" if self.replicates > 1 else "page.lead_once",
                names=subject.voice.listed(subject.names),
                **{name: subject.voice.number(number) for name, number in numbers.items()},
            )
            + (f" {subject.voice.span(subject.months)}" if subject.voice.calendar else ""),
            findings=[
                *answer.sentences(),
                *(line for name in subject.names for line in answer.details(name)),
                *costs.sentences(),
                *([] if by_place is None else by_place.sentences()),
            ],
            pictures=pictures_of(subject),
            tables=[
                tables.measures(),
                tables.contrasts(),
                *costs.tables(),
                *([] if by_place is None else by_place.tables()),
            ],
            method=[
                *(say(f"numbers.{key}") for key in ("gain_is", "change_is", "why_both")),
                *costs.intro(),
                *([] if by_place is None else by_place.method()),
            ],
            limits=[say(subject.worded(f"limits.{key}") if key == "intervals" else f"limits.{key}") for key in LIMITS],
            facts=[Fact(fact.name, fact.value, fact.is_code) for fact in reproduction.facts()],
            command=command,
            warnings=[*warnings, say("answer.note")],
            files=reproduction.texts(),
            data=self.frames(),
        )

    def brief(self, language: str = "en", command: str = "") -> Brief:
        """Return the brief."""
        return brief_of(Subject(self, self.voice(language)), self.frames(), command)

    def report(self, language: str = "en", command: str = "") -> str:
        """Return the whole report as one HTML page that opens offline.

        Raises
        ------
        SimulationError
            If the comparison was made without its bands, which the report draws.
        """
        if not any(self.bands.values()):
            raise SimulationError("This comparison has no bands, which its report draws. Allowed: bands=True. Ask so.")
        from experiments.analyses.comparison.report import render

        return render(self, language, command or None)

    def write(self, folder: str | os.PathLike[str], language: str = "en", command: str = "") -> list[Path]:
        """Write ``report.html``, each table, and the figure of this object, into a folder, and return their paths.

        Raises
        ------
        OutputError
            If it cannot be written, or other files are in the way.
        SimulationError
            If the comparison was made without its bands.
        """
        voice = self.voice(language)
        page, html = self.page(language, command), self.report(language, command)
        return write_outputs(folder, page, voice, rendered=partial(_with_outputs, html), kind=KIND)

    def write_runs(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Write every measure of every run as ``runs.csv``, costs by year as ``costs.csv``, all as ``compare.json``.

        Where places were asked for, also ``places.csv`` and ``place_months.csv``; if not, none of an earlier comparison
        are left there.

        Raises
        ------
        OutputError
            If they cannot be written, or other files are in the way.
        """
        place = Path(folder)
        make_output_folder(place, outputs(are_by_place=self.by_place is not None))
        text = self.to_pandas().to_csv(index=False, lineterminator="\n")
        costs = self.to_pandas("costs")
        contents = {
            "runs.csv": spreadsheet(text, self.estimates, "runs.csv"),
            "costs.csv": spreadsheet(
                costs.to_csv(index=False, lineterminator="\n"), [*self.estimates, str(self.money)], "costs.csv"
            ),
            "compare.json": json_text(self.as_json()),
        }
        frames = self._frames_by_place()
        for file, name in ((MEASURES, "places"), (MONTHS, "place_months")):
            if name in frames:
                by_place = frames[name].to_csv(index=False, lineterminator="\n")
                contents[file] = spreadsheet(by_place, [*self.estimates, *self._names_of_places()], file)
        if not frames:
            remove_earlier(place, OUTPUTS_BY_PLACE)
        for name, content in contents.items():
            write_whole(place / name, content)
        return [place / name for name in contents]

    def to_pandas(self, name: str | None = None) -> pandas.DataFrame:
        """Return every measure of every run: one row for each scenario and replicate; or another table.

        Parameters
        ----------
        name : {"runs", "estimates", "contrasts", "costs"}, optional
            And where it was asked for by place, ``places`` and ``place_months``.
        """
        return Findings.to_pandas(self, name)

    def frames(self) -> dict[str, pandas.DataFrame]:
        """Return runs, estimates, contrasts, costs by year, kind and payer, and what is by place, in full precision."""
        import pandas

        estimates = [
            {"scenario": name, "measure": measure, **asdict(estimate)}
            for name, of in self.estimates.items()
            for measure, estimate in of.items()
        ]
        return {
            "runs": Comparison.to_pandas(self),
            "estimates": pandas.DataFrame(estimates),
            "contrasts": pandas.DataFrame([asdict(contrast) for contrast in self.contrasts]),
            "costs": pandas.DataFrame(list(Costs(self).rows())),
            **self._frames_by_place(),
        }

    def _frames_by_place(self) -> dict[str, pandas.DataFrame]:
        import pandas

        found = self.by_place
        if found is None:
            return {}
        first = ["scenario", "reference", "place", "region", "teams", "measure"]
        places = pandas.DataFrame(list(found.rows(self.calendar)))
        places = places.reindex(columns=[*first, *(column for column in places if column not in first)])
        places = places.astype({"drawn_in": "Int64", "runs_needed": "Int64"})
        months = rows_of_months(found.months, found.places, found.regions, self.calendar)
        return {"places": places, "place_months": pandas.DataFrame(list(months))}

    def _names_of_places(self) -> list[str]:
        return [] if self.by_place is None else [*self.by_place.places, *self.by_place.regions]

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """Return everything that was found, as ``bubbles compare --json`` prints it, the same in every language."""
        return {
            "reference": self.reference,
            "seed": self.seed,
            "replicates": self.replicates,
            "uncertainty": self.uncertainty,
            **({"plausible_sets": [one.name for one in self.plausible]} if self.plausible else {}),
            **({"plausible_digest": digest_of_sets(self.plausible)} if self.plausible else {}),
            "model": model_digest(),
            **self._cut(),
            "scenarios": {
                name: {measure: asdict(estimate) for measure, estimate in {**of, **self.medians[name]}.items()}
                for name, of in self.estimates.items()
            },
            "by": None if self.thirds is None else asdict(self.thirds),
            "contrasts": [asdict(contrast) for contrast in self.contrasts],
            "costs": Costs(self).as_json(),
            **({} if self.by_place is None else {"by_place": self.by_place.as_json(self.calendar)}),
            "identical_before": [asdict(pair) for pair in self.identical_before],
            **({} if self.calendar is None else {"start": str(self.calendar)}),
        }

    def _cut(self) -> dict[str, Any]:
        """Return of each scenario the waves that the last month simulated cuts short, where there are any."""
        found = {name: cut_as_json(one.settings) for name, one in self.scenarios.items()}
        found = {name: cut["waves_cut"] for name, cut in found.items() if cut}
        return {"waves_cut": found} if found else {}


def _pages_by_place(subject: Subject) -> PlacePages | None:
    """Return the pages by place, where that was asked for; they import what draws the report."""
    if subject.comparison.by_place is None:
        return None
    from experiments.analyses.comparison.place_pages import PlacePages

    return PlacePages(subject)


def _with_outputs(html: str, outputs: str) -> str:
    """Return a report that names the files beside it in its head, so that a later one may replace them."""
    from markupsafe import escape

    head, mark, rest = html.partition("<title>")
    return f'{head}<meta name="outputs" content="{escape(outputs)}">\n{mark}{rest}'


def compare(
    *scenarios: Asked | Iterable[Asked],
    seed: int = 1,
    replicates: int = 200,
    uncertainty: Uncertainty = "plausible",
    plausible_sets: str | os.PathLike[str] | None = None,
    by: str | None = None,
    sets: Sequence[str] = (),
    size: str | None = None,
    months: int | None = None,
    engine: Engine = "compiled",
    threads: int | None = None,
    bands: bool = True,
    tell: Tell | None = None,
) -> ComparisonFindings:
    """Run scenarios under common random numbers and contrast each with the first.

    Parameters
    ----------
    *scenarios
        Two or more, or a list of them: names, paths, `Scenario`, or values over the baseline, such as
        ``{"alignment": 0.8}``.
    seed : int
        0 to 2^63 - 1; replicate r has the same people, ties and shocks in every scenario.
    replicates : int
        Paired runs of each scenario.
    uncertainty : {"plausible", "none"}
        Replicate r under plausible set r modulo their number, or every one under the scenario's own values.
    plausible_sets : str or path, optional
        A file of plausible sets, as `experiments.fit` writes it; those that come with the model if not given.
    by : str, optional
        ``region``, ``network`` or ``team``: coverage, late gain and overstatement in each place too. Or a parameter
        that the plausible sets vary: regimes and spread among the sets in which it is low, and high.
    sets : sequence of str
        Overrides, ``"alignment=0.8"`` in all months, ``"alignment@24=0.8"`` from a month on.
    size : str, optional
        Number of regions, networks and teams: ``classroom``, ``default`` or ``national``.
    months : int, optional
        Months simulated, 1 to 600; as many as the scenario says if not given.
    engine : {"compiled", "readable"}
        Compiled for speed, or Mesa agents; the bits are the same.
    threads : int, optional
        One for each processor if not given.
    bands : bool
        Whether to keep what the report draws over time.
    tell : callable, optional
        Told how far the runs are; a line on a terminal or in a notebook if not given.

    Raises
    ------
    SimulationError
        If anything is wrong with what is asked, before any run.
    """
    first = scenarios[0] if len(scenarios) == 1 else None
    is_list = isinstance(first, Iterable) and not isinstance(first, (str, bytes, Mapping, os.PathLike))
    asked = cast("Iterable[Asked]", first if is_list else scenarios)
    loaded: list[Scenario] = list(scenarios_of(asked, size=size, months=months, sets=sets).values())
    found = compare_scenarios(
        loaded,
        seed=seed,
        replicates=replicates,
        uncertainty=uncertainty,
        plausible=() if plausible_sets is None else sets_in(plausible_sets, acts=uncertainty == "plausible"),
        by=by,
        engine=engine,
        threads=threads,
        bands=bands,
        tell=told(tell),
    )
    return ComparisonFindings(**{one.name: getattr(found, one.name) for one in fields(found)})
