"""Report of one run: what happened, in a few sentences: who was coached, what they gained, what stayed, what spread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from experiments.analyses.story.figures import coverage_over_time
from experiments.presentation.findings import Account
from experiments.presentation.voice import Voice
from experiments.runs.reported import ends_before_mentoring
from experiments.runs.single_run import TracedRun
from scenarios.load import Scenario
from scenarios.vocabulary import title_of
from simulation.results import FLAGS

TEXTS = Path(__file__).resolve().parent / "texts"
IN_THE_ANSWER = ("nobody", "too_few_months", "regime")
"""Sentences that the answer has."""
SAID_SHORTER = ("late", "spillover")
"""Sentences whose numbers the answer has in fewer words."""
Numbers = Mapping[str, float]


def voice_of(language: str) -> Voice:
    """Return a voice that has the words of one run."""
    return Voice(language, TEXTS)


def account_of(made: TracedRun, voice: Voice) -> Account:
    """Return the answer, what else happened as one paragraph, what to know of one run, and the figure."""
    said = sentences(made, voice)
    answer = [*_answer(made, voice), *(said[key] for key in IN_THE_ANSWER if key in said)]
    rest = [sentence for key, sentence in said.items() if key not in (*IN_THE_ANSWER, *SAID_SHORTER)]
    return Account(
        findings=[" ".join(paragraph) for paragraph in (answer, rest) if paragraph],
        warnings=[voice.plain("story.caution")],
        pictures=[coverage_over_time(made, voice)],
    )


def _answer(made: TracedRun, voice: Voice) -> Iterator[str]:
    """Return which run it is, and what stands at its end against the twin."""
    settings, numbers = made.scenario.settings, _numbers(made)
    which = {
        "name": title_of(voice.language, made.scenario),
        "seed": made.seed,
        "replicate": made.replicate,
        "months": settings.months,
    }
    yield voice.plain("story.which", **which)
    if voice.calendar is not None:
        yield voice.span(settings.months)
    lead = settings.processes[0]
    late, outside = (numbers.get(f"{gain}.{lead}") for gain in ("late_direct_gain", "spillover_gain"))
    if numbers["coach_hours"] == 0.0 or late is None:
        return
    words = {"process": voice.process(lead), "late": points(voice, late, signed=True)}
    if outside is None:
        yield voice.plain("story.answer_all_coached", **words)
    else:
        words |= {"outside": points(voice, outside, signed=True), "reach": voice.percent(numbers["reach"])}
        yield voice.plain("story.answer", **words)


def _numbers(made: TracedRun) -> dict[str, float]:
    """Return the measures that are defined and numbers."""
    return {name: value for name, value in made.measures().items() if isinstance(value, float)}


def sentences(made: TracedRun, voice: Voice) -> dict[str, str]:
    """Return what happened, a sentence for each thing, by what it is of: mentoring, gains, regime, flags, reports."""
    numbers, settings = _numbers(made), made.scenario.settings
    lead = settings.processes[0]
    said: dict[str, str] = {}
    if numbers["coach_hours"] == 0.0:
        change = points(voice, numbers[f"coverage_change.{lead}"])
        said["nobody"] = voice.plain("story.nobody", process=voice.process(lead), coverage=change)
        if ends_before_mentoring(settings):
            said["too_few_months"] = too_few_months(made.scenario, voice)
    else:
        start, end = settings.values["mentoring_start"], min(settings.values["mentoring_end"], settings.months)
        said["coached"] = voice.plain(
            "story.coached",
            start=voice.month(start),
            end=voice.month(end - 1),
            hours=voice.number(numbers["coach_hours"]),
        )
        said |= _gains(numbers, settings.processes, voice)
        regime = made.measures()["regime"]
        if isinstance(regime, str):
            said["regime"] = voice.plain(f"story.regime_{regime}")
        for flag in FLAGS:
            if numbers.get(flag) == 1.0:
                name = flag.partition(".")[2]
                said[name] = voice.plain(f"story.{name}", points=points(voice, numbers["theatre_gain"]))
    overstated = numbers.get("theatre", 0.0)
    if points(voice, overstated) != points(voice, 0.0):
        said["overstated"] = voice.plain(
            "story.overstated", points=points(voice, overstated), process=voice.process(lead)
        )
    elif overstated > 0.0:
        said["overstated"] = voice.plain("story.traces", process=voice.process(lead))
    said["cost"] = _cost(made, voice)
    return said


def _cost(made: TracedRun, voice: Voice) -> str:
    """Return what the run cost, and who pays."""
    own = made.accounts
    paid, discounted = (float(own.total(discounted=way)[0]) for way in (False, True))
    payers = {payer: voice.number(float(share[0])) for payer, share in own.by_payer(discounted=False).items()}
    words = {"paid": voice.number(paid), "discounted": voice.number(discounted), "rate": voice.rate(own.rate)}
    return voice.plain("story.cost", **words, **payers)


def too_few_months(scenario: Scenario, voice: Voice) -> str:
    """Return that a run ends before mentoring starts, so that gains are undefined."""
    start = voice.month(scenario.settings.values["mentoring_start"])
    name = title_of(voice.language, scenario)
    return voice.plain("story.too_few_months", name=name, months=scenario.settings.months, start=start)


def _gains(numbers: Numbers, processes: tuple[str, ...], voice: Voice) -> dict[str, str]:
    """Return what was gained: in every process directly, in the first one later and outside."""
    lead, said = processes[0], {}
    if f"direct_gain.{lead}" in numbers:
        said["direct"] = voice.plain("story.direct", gains=_in_each("direct_gain", numbers, processes, voice))
        said["efficacy"] = voice.plain("story.efficacy", gains=_in_each("efficacy_gain", numbers, processes, voice))
    if f"late_direct_gain.{lead}" in numbers:
        late = points(voice, numbers[f"late_direct_gain.{lead}"])
        said["late"] = voice.plain("story.late", process=voice.process(lead), points=late)
    if f"spillover_gain.{lead}" in numbers:
        said["spillover"] = voice.plain(
            "story.spillover",
            process=voice.process(lead),
            points=points(voice, numbers[f"spillover_gain.{lead}"]),
            reach=voice.percent(numbers["reach"]),
            ever=voice.percent(numbers["reached_ever"]),
        )
    return said


def _in_each(measure: str, numbers: Numbers, processes: tuple[str, ...], voice: Voice) -> str:
    """Return a gain in each process: "11.5 (CCS), 1.4 (ANC)"."""
    return "; ".join(f"{points(voice, numbers[f'{measure}.{one}'])} ({voice.process(one)})" for one in processes)


def points(voice: Voice, share: float, *, signed: bool = False) -> str:
    """Return a difference of shares in percentage points."""
    return voice.number(100.0 * share, 1, signed=signed)
