"""Place words: what a comparison says of its places, no more than the intervals of all of them together allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from experiments.analyses.comparison.by_place import LEAST_RUNS, ByPlace, PlaceEstimate
from experiments.analyses.comparison.subject import Subject
from experiments.statistics.skewness import LEAST_OF_A_KIND
from scenarios.vocabulary import in_lower_case

MOST_SHOWN = 24
"""Places that are drawn and tabled; of more, those that differ most between the scenarios."""
SIGNS = {1: "higher", -1: "lower", 0: "unsettled"}


class PlaceWords:
    """Says what was found by place, of a comparison that was asked for it.

    Parameters
    ----------
    called : callable, optional
        What a scenario is called, by its name; its title if not given.
    """

    def __init__(self, subject: Subject, called: Callable[[str], str] | None = None) -> None:
        assert subject.comparison.by_place is not None
        self.called = called or subject.title
        self.subject, self.voice = subject, subject.voice
        self.found: ByPlace = subject.comparison.by_place
        self.process = self.voice.process(subject.lead)

    @property
    def by(self) -> Markup:
        """``By region``: what the places are, as a heading."""
        return self.voice.say(f"places.{self.found.level}.by")

    @property
    def place(self) -> str:
        """What one of them is called in a sentence."""
        return in_lower_case(self.voice.plain(f"places.{self.found.level}.name"))

    @property
    def shown(self) -> list[str]:
        """Places that are drawn and tabled, in their order."""
        places, found = self.found.places, self.found
        if len(places) <= MOST_SHOWN:
            return list(places)
        measure = f"coverage.{self.subject.lead}"
        apart = {
            place: max(abs(found.contrast(name, place, measure).mean or 0.0) for name in self.subject.others)
            for place in places
        }
        largest = sorted(places, key=lambda place: -apart[place])[:MOST_SHOWN]
        return [place for place in places if place in largest]

    def sentences(self) -> list[Markup]:
        """Return what is settled, a sentence each: over the reference, then of each scenario's late gain."""
        if not self.found.are_enough:
            return [self.too_few()]
        return [said for name in self.subject.others for said in self.over_reference(name)] + [*self._gains()]

    def too_few(self) -> Markup:
        """Return that there are too few runs to say anything of a place."""
        number = self.voice.number
        return self.voice.say("by_place.too_few", units=number(self.found.units), least=number(LEAST_RUNS))

    def method(self) -> list[Markup]:
        """Return what the numbers are, and how many are looked at."""
        say, number = self.voice.say, self.voice.number
        runs = number(self.subject.runs)
        said = [say("by_place.measured", place=self.place, runs=runs), say("by_place.alike")]
        if self.found.are_enough:
            said.append(say("by_place.together", looked_at=number(self.found.looked_at)))
        needed = [one.runs_needed for one in self.told if one.withheld == "drawn" and one.runs_needed is not None]
        if needed:
            said.append(say("by_place.drawn", least=number(LEAST_OF_A_KIND), needed=number(max(needed)), runs=runs))
        return said

    @property
    def told(self) -> list[PlaceEstimate]:
        """What is said in words: coverage over the reference, and late gains, of the leading process."""
        lead, places = self.subject.lead, self.found.places
        over = [
            self.found.contrast(name, place, f"coverage.{lead}") for name in self.subject.others for place in places
        ]
        gains = [
            self.found.estimate(name, place, f"late_gain.{lead}") for name in self.subject.names for place in places
        ]
        return [*over, *gains]

    def left_out(self) -> Markup | None:
        """Return which places are shown, where not all of them are."""
        if len(self.shown) == len(self.found.places):
            return None
        return self.voice.say("by_place.shown", shown=self._count(len(self.shown)), process=self.process, **self._all)

    @property
    def _all(self) -> dict[str, str]:
        plural = self.voice.plain(f"places.{self.found.level}.plural")
        return {"number": self._count(len(self.found.places)), "places": plural}

    def _count(self, number: int) -> str:
        return self.voice.number(number)

    def over_reference(self, name: str) -> Iterator[Markup]:
        """Yield in how many places coverage differs from that under the reference, and whether places differ in it."""
        subject, say = self.subject, self.voice.say
        measure = f"coverage.{subject.lead}"
        contrasts = [self.found.contrast(name, place, measure) for place in self.found.places]
        said = say(
            "by_place.over",
            reference=self.called(subject.names[0]),
            process=self.process,
            name=self.called(name),
            parts=self._parts(contrasts, "by_place."),
        )
        apart = self._apart(contrasts) if len(contrasts) > 1 else Markup()
        yield Markup(" ").join([said, apart]) if apart else said

    def _apart(self, contrasts: Sequence[PlaceEstimate]) -> Markup:
        """Return whether a difference is itself another one from place to place, as far as intervals of all tell.

        Nothing where it is none at all, in every run and place.
        """
        if all(kind_of(one) == "same" for one in contrasts):
            return Markup()
        least, most = (end(contrasts, key=lambda one: one.mean or 0.0) for end in (min, max))
        if least.high_together is None or most.low_together is None or most.low_together <= least.high_together:
            return self.voice.say("by_place.alike_so_far", **self._all)
        ends = {"least": least.place, "most": most.place, "of_least": self._told(least), "of_most": self._told(most)}
        return self.voice.say("by_place.apart", **ends)

    def _told(self, one: PlaceEstimate) -> Markup:
        mean, low, high = (
            self.voice.number(100.0 * (value or 0.0), 1, signed=True)
            for value in (one.mean, one.low_together, one.high_together)
        )
        return self.voice.say("by_place.points", points=mean, low=low, high=high)

    def _gains(self) -> Iterator[Markup]:
        for name in self.subject.names:
            if self.subject.is_coached(name):
                measure = f"late_gain.{self.subject.lead}"
                gains = [self.found.estimate(name, place, measure) for place in self.found.places]
                parts = self._parts(gains, "by_place.gain_")
                yield self.voice.say("by_place.gain", name=self.called(name), process=self.process, parts=parts)

    def _parts(self, all_of: Sequence[PlaceEstimate], keys: str) -> Markup:
        """Return in how many places it is higher, lower, the same in every run, and not settled."""
        kinds = [kind_of(one) for one in all_of]
        counts = [(kind, kinds.count(kind)) for kind in ("higher", "lower", "same", "unsettled")]
        say = self.voice.say
        return self.voice.listed(
            [say(f"{keys}{kind}", count=self._count(count), **self._all) for kind, count in counts if count]
        )


def kind_of(one: PlaceEstimate) -> str:
    """Return whether something is above 0 or below, the same in every run, or not settled."""
    is_same = one.low_together == one.high_together == 0.0
    return "same" if is_same else SIGNS[one.sign]
