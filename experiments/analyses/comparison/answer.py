"""Answer: what the comparison found, in plain words made from its numbers."""

from __future__ import annotations

from markupsafe import Markup

from experiments.analyses.comparison.subject import Subject
from experiments.statistics.intervals import Contrast, Estimate
from simulation.observables import REGIMES

FEW = 0.005
"""Gain below which more decimals are needed to say anything."""
TRACE = 5e-5
"""What is below it would be written as 0.00 points."""


class Answer:
    """Finds the words."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.voice = subject.voice
        self._interval_is_named = False

    def paragraph(self) -> Markup:
        """Return the answer in one paragraph."""
        self._interval_is_named = False
        sentences = [self._of_scenario(name) for name in self.subject.names]
        sentences += self._over_reference()
        return Markup(" ").join(sentences)

    def sentences(self) -> list[Markup]:
        """Return the same a sentence each, the difference first: how the others end, compared with the reference."""
        self._interval_is_named = False
        over = self._over_reference()
        return [*over, *(self._of_scenario(name) for name in self.subject.names)]

    # Each scenario ------------------------------------------------------------------------------------------

    def _of_scenario(self, name: str) -> Markup:
        say, subject = self.voice.say, self.subject
        process = self.voice.process(subject.lead)
        if not subject.is_coached(name):
            coverage = subject.estimate(name, f"coverage.{subject.lead}")
            return say("answer.nobody", name=subject.title(name), process=process, level=self._percent(coverage))
        spillover = subject.estimate(name, f"spillover_gain.{subject.lead}")
        words = {"name": subject.title(name), "process": process, "regimes": self._regimes(name)}
        if spillover.mean is None:
            late = subject.estimate(name, f"late_direct_gain.{subject.lead}")
            return say("answer.all_coached", over=self._over_twin(late), **words)
        verdict = say(f"answer.verdict.{self.leading_regime(name) or 'none'}")
        return say("answer.scenario", verdict=verdict, over=self._over_twin(spillover), **words)

    def leading_regime(self, name: str) -> str | None:
        """Return the most frequent regime; None where it is undefined, ``mixed`` where none has most runs."""
        shares = {regime: self.subject.estimate(name, f"regime.{regime}").mean or 0.0 for regime in REGIMES}
        leading = max(shares, key=lambda regime: shares[regime])
        if shares[leading] == 0.0:
            return None
        return leading if shares[leading] > 0.5 else "mixed"

    def _regimes(self, name: str) -> Markup:
        """Return in how many runs each regime was found, the most frequent first."""
        found: list[tuple[float, str]] = []
        defined = 0
        for regime in REGIMES:
            estimate = self.subject.estimate(name, f"regime.{regime}")
            defined = estimate.defined
            if estimate.mean:
                found.append((estimate.mean, regime))
        if not found:
            return self.voice.say("answer.no_regime")
        parts: list[Markup] = []
        for share, regime in sorted(found, reverse=True):
            words, count = self.voice.say(f"regimes.{regime}.short"), round(share * defined)
            if parts:
                parts.append(self.voice.say("answer.regime_in", regime=words, count=self.voice.number(count)))
            else:
                parts.append(self.voice.say("answer.regime_of", regime=words, runs=self._runs(count, defined)))
        return self.voice.listed(parts)

    # Against the reference ----------------------------------------------------------------------------------

    def _over_reference(self) -> list[Markup]:
        subject, say = self.subject, self.voice.say
        measure = f"coverage.{subject.lead}"
        contrasts = [subject.comparison.contrast(name, measure) for name in subject.others]
        parts = [say("answer.under", name=subject.title(c.a), difference=self.difference(c)) for c in contrasts]
        process = self.voice.process(subject.lead)
        sentence = say(
            "answer.over_reference",
            process=process,
            reference=subject.title(subject.names[0]),
            parts=self.voice.listed(parts),
        )
        return [sentence]

    def difference(self, contrast: Contrast) -> Markup:
        """Return a difference in coverage in words; no more is claimed than its interval allows."""
        say, mean = self.voice.say, contrast.mean
        if mean is None:
            return say("answer.undefined")
        if contrast.low is None or contrast.high is None:
            key = "answer.higher_once" if mean > 0 else "answer.lower_once" if mean < 0 else "answer.same"
            return say(key, points=self._number(abs(mean)))
        if contrast.low == contrast.high == 0.0:
            return say("answer.same")
        digits = digits_for(mean, contrast.low, contrast.high)
        bounds = [self.voice.number(100.0 * bound, digits) for bound in (contrast.low, contrast.high)]
        if contrast.low <= 0.0 <= contrast.high:
            return say("answer.no_clear_difference", low=bounds[0], high=bounds[1])
        if mean < 0.0:
            bounds = [self.voice.number(-100.0 * bound, digits) for bound in (contrast.high, contrast.low)]
        key = self._with_interval("answer.higher" if mean > 0.0 else "answer.lower")
        return say(key, points=self._number(abs(mean), digits), low=bounds[0], high=bounds[1])

    # More on each -------------------------------------------------------------------------------------------

    def details(self, name: str) -> list[Markup]:
        """Return what else is worth knowing of a scenario, a sentence each."""
        subject, say = self.subject, self.voice.say
        if not subject.is_coached(name):
            return []
        self._interval_is_named = False
        found: list[Markup] = []
        process = self.voice.process(subject.lead)
        direct = subject.estimate(name, f"direct_gain.{subject.lead}")
        if direct.mean is not None:
            found.append(say("detail.direct", process=process, over=self._over_twin(direct)))
        found += self._late(name)
        found += self._reached(name)
        retained = subject.estimate(name, "retained")
        if retained.mean is not None:
            key = "detail.grown" if retained.mean > 1.0 else "detail.retained"
            found.append(say(key, share=self._percent(retained, 0)))
        for other in subject.processes[1:]:
            gain = subject.estimate(name, f"direct_gain.{other}")
            if gain.mean is not None:
                words = {"process": self.voice.process(other), "over": self._over_twin(gain)}
                found.append(say("detail.other_process", **words))
        found += self._theatre(name)
        return found

    def _late(self, name: str) -> list[Markup]:
        late = self.subject.estimate(name, f"late_direct_gain.{self.subject.lead}")
        fading = self.subject.estimate(name, "regime.fading")
        if late.mean is None:
            return []
        runs = ""
        if fading.mean is not None:
            count = round(fading.mean * fading.defined)
            runs = self.voice.say("detail.fading", runs=self._runs(count, fading.defined))
        return [self.voice.say("detail.late", over=self._over_twin(late), fading=runs)]

    def _reached(self, name: str) -> list[Markup]:
        """Return who is reached at the end, and who ever was: a spread that went must be seen."""
        reach, ever = (self.subject.estimate(name, measure) for measure in ("reach", "reached_ever"))
        if reach.mean is None or ever.mean is None:
            return []
        pulse, runs = self.subject.estimate(name, "regime.pulse"), ""
        if pulse.mean:
            count = round(pulse.mean * pulse.defined)
            runs = self.voice.say("detail.pulse", runs=self._runs(count, pulse.defined))
        words = {"reach": self._percent(reach), "ever": self._percent(ever), "pulse": runs}
        return [self.voice.say("detail.reached", **words)]

    def _theatre(self, name: str) -> list[Markup]:
        overstated, theatre = (self.subject.estimate(name, measure) for measure in ("theatre", "theatre_gain"))
        if overstated.mean is None or theatre.mean is None:
            return []
        if overstated.mean == 0.0:
            return [self.voice.say("detail.honest")]
        process = self.voice.process(self.subject.lead)
        if abs(overstated.mean) < TRACE and abs(theatre.mean) < TRACE:
            return [self.voice.say("detail.traces", process=process)]
        level = self.voice.say("detail.overstated", process=process, points=self._points(overstated))
        key = "detail.theatre_more" if theatre.mean > 0.0 else "detail.theatre_less"
        if not is_clear(theatre):
            key = "detail.theatre_unclear"
        flag = self.subject.estimate(name, "regime.theatre")
        runs = self._runs(round((flag.mean or 0.0) * flag.defined), flag.defined)
        change = self.voice.say(key, change=self._points(theatre, unsigned=is_clear(theatre)), runs=runs)
        return [Markup(" ").join((level, change))]

    def _runs(self, count: int, defined: int) -> Markup:
        """Return in how many runs something holds."""
        if defined == 1:
            return self.voice.say("word.only_run" if count else "word.not_only_run")
        return self.voice.say("word.runs", count=self.voice.number(count), defined=self.voice.number(defined))

    def _with_interval(self, key: str) -> str:
        """Return the text that names the interval, and from the second time on the one that only gives it."""
        named, self._interval_is_named = self._interval_is_named, True
        return f"{key}_again" if named else key

    # Numbers ------------------------------------------------------------------------------------------------

    def _number(self, share: float, digits: int | None = None) -> str:
        return self.voice.number(100.0 * share, digits_for(share) if digits is None else digits)

    def _over_twin(self, gain: Estimate) -> Markup:
        """Return how coverage lies to that of the twin; no more is claimed than the interval allows."""
        if gain.mean is None:
            return self.voice.say("answer.undefined")
        if not is_clear(gain):
            return self.voice.say("over.unclear", gain=self._points(gain))
        return self.voice.say(
            "over.above" if gain.mean >= 0.0 else "over.below", gain=self._points(gain, unsigned=True)
        )

    def _points(self, estimate: Estimate, *, unsigned: bool = False) -> Markup:
        """Return a gain in points with its interval; without its sign where the words say the direction."""
        assert estimate.mean is not None
        way = -1.0 if unsigned and estimate.mean < 0.0 else 1.0
        mean = way * estimate.mean
        if estimate.low is None or estimate.high is None:
            return self.voice.say("answer.points_once", points=self._number(mean))
        bounds = sorted((way * estimate.low, way * estimate.high))
        digits = digits_for(mean, *bounds)
        low, high = (self._number(bound, digits) for bound in bounds)
        return self.voice.say(
            self._with_interval("answer.points"), points=self._number(mean, digits), low=low, high=high
        )

    def _percent(self, estimate: Estimate, digits: int = 1) -> Markup:
        assert estimate.mean is not None
        mean = self.voice.percent(estimate.mean, digits)
        if estimate.low is None or estimate.high is None:
            return self.voice.say("answer.level_once", level=mean)
        low, high = self.voice.number(100.0 * estimate.low, digits), self.voice.percent(estimate.high, digits)
        return self.voice.say(self._with_interval("answer.level"), level=mean, low=low, high=high)


def is_clear(estimate: Estimate) -> bool:
    """Return whether the interval leaves zero out; one run has no interval and is taken as it is."""
    if estimate.low is None or estimate.high is None:
        return True
    return not estimate.low <= 0.0 <= estimate.high


def digits_for(*shares: float) -> int:
    """Return decimals of points with which the first of some shares is not nothing."""
    return 2 if 0.0 < abs(shares[0]) < FEW else 1
