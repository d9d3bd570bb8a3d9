"""Page: what the study of fits found, with every bound and verdict, what fails as failing: docs/fit.md."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from experiments.analyses.fit.method import CONFIDENCE, DIRECTIONS, DISCREPANCY, FEW
from experiments.analyses.fit.reading import LEAST_PEOPLE
from experiments.analyses.fit.runs import REPLICATES
from experiments.evidence.fitting.study import (
    ASKED,
    LEAST_HELD,
    LEAST_NARROWER,
    MONTHS,
    ONE_WOMAN,
    PEOPLE,
    REPLICATES_OF_TRUTHS,
    SCENARIO,
)
from experiments.presentation.markdown import table
from experiments.statistics.intervals import share_of

DOCS = Path(__file__).resolve().parents[3] / "docs"
FILE = DOCS / "fit.md"
FOUND = DOCS / "fit.json"
WIDTH = 120
WORDS = {"coverage.ccs": "coverage of screening at the end", "direct_gain.ccs": "gain of the coached over their twin"}


def read() -> dict[str, Any]:
    """Return what the last study found."""
    return dict(json.loads(FOUND.read_text(encoding="utf-8")))


def written(found: Mapping[str, Any]) -> str:
    """Return the page."""
    countries = found["countries"]
    return "\n".join(
        [
            "# Fit: do figures lead to the truth?\n",
            "`bubbles fit` says which sets of values a country's reported figures rule out "
            "([how to](how-to/your-figures.md)). Whether it\ncan be believed was tried on countries whose values are "
            "known. Design and bounds were written down before anything was\nrun ([decision "
            "0068](decisions/0068-figures-rule-sets-out.md)). `make fit-study` makes this page.\n",
            "## In short\n",
            table(("asked", "bound", "found", "verdict"), _in_short(found)),
            _countries_in_words(found),
            "## Countries under known sets\n",
            _known(found),
            table(
                ("90% range of", "holds the truth", "share of the width over the shipped sets: least, median, most"),
                [_of_measure(name, countries) for name in ASKED],
            ),
            _informed(countries),
            "## One woman a month\n",
            _one_woman(found),
            "## Countries made by rivals\n",
            _rivals_in_words(found),
            table(
                ("made by", "of", "countries", "no set fits", "nothing learnt", "sets kept, median"),
                [_of_rival(one) for one in found["rivals"]],
            ),
            "## What this does not say\n",
            _limits(),
        ]
    )


def _in_short(found: Mapping[str, Any]) -> list[tuple[str, ...]]:
    countries = found["countries"]
    rows: list[tuple[str, ...]] = []
    for name in ASKED:
        held = [float(bool(one.get("ranges")) and one["ranges"][name]["holds"]) for one in countries]
        rows.append(
            (
                f"the 90% range of {WORDS[name]} holds the truth",
                f"{LEAST_HELD:.0%} or more",
                *_verdict(held, LEAST_HELD),
            )
        )
    informed = [float(one["holds"]) for country in countries for one in country.get("informed", [])]
    rows.append(
        (
            "the 90% ranges of informed values hold the truth",
            f"{LEAST_HELD:.0%} or more",
            *_verdict(informed, LEAST_HELD),
        )
    )
    for name in ASKED:
        narrower = [
            float(bool(one.get("ranges")) and one["ranges"][name]["width_for_shipped"] < 1.0) for one in countries
        ]
        bound = f"{LEAST_NARROWER:.0%} or more"
        rows.append((f"that of {WORDS[name]} is narrower than over the shipped sets", bound, *_verdict(narrower, 0.5)))
    nothing = [float(one["verdict"] == "nothing") for one in found["one_woman"]]
    rows.append(("one woman a month behind every figure: nothing is learnt", "all", *_verdict(nothing, 1.0)))
    fitting = [one for rival in found["rivals"] for one in rival["countries"]]
    flagged = sum(one["verdict"] == "none" for one in fitting)
    rows.append(
        ("countries made by rivals are told as not fitting", "none set", f"{flagged} of {len(fitting)}", "told")
    )
    return rows


def _verdict(held: Sequence[float], bound: float) -> tuple[str, str]:
    if not held:
        return "none there", "**not tried**"
    return f"{sum(held):.0f} of {len(held)}", "holds" if np.mean(held) >= bound else "**fails**"


def _told(*sentences: str) -> str:
    """Return a paragraph, broken as the other pages are."""
    return textwrap.fill(" ".join(sentences), WIDTH, break_long_words=False, break_on_hyphens=False) + "\n"


def _countries_in_words(found: Mapping[str, Any]) -> str:
    return _told(
        f"A fit at this size ({found['teams']} teams, {found['sets']} sets, {REPLICATES} replicates) took",
        f"{found['seconds_of_fit']:.0f} seconds of runs on two processors, shared with others.",
    )


def _known(found: Mapping[str, Any]) -> str:
    kept = sorted(one["kept"] for one in found["countries"])
    verdicts = Counter(one["verdict"] for one in found["countries"])
    few = sum(0 < one < FEW for one in kept)
    return "\n".join(
        [
            _told(
                f"{len(kept)} countries of `{SCENARIO}`, {found['networks']} networks each, one under each of as",
                "many sets that hold what the study saw and that no fit looks at. Figures: screening in every",
                "network and",
                f"month for {MONTHS} months, {PEOPLE} women each; who is coached is known. Truths are means of",
                f"{REPLICATES_OF_TRUTHS} replicates under the true set, ten years on.",
            ),
            _told(
                f"Kept were {kept[0]} to {kept[-1]} of {found['sets']} sets, {np.median(kept):.0f} in the median;",
                f"fewer than {FEW}, which a fit warns of, in {few} countries. No set fitted in",
                f"{verdicts['none']}, nothing was learnt in {verdicts['nothing']}. Sets are held against figures along",
                f"{found['directions']} directions (at most {DIRECTIONS}); cutoffs, at {CONFIDENCE:.0%} each, were",
                f"{found['cutoffs'][0]:.2f} along",
                f"these and {found['cutoffs'][1]:.2f} over all summaries, in standard deviations. Both together",
                f"leave a set in for {found['kept_by_both']:.1%} of the countries made by it, with an error of the",
                f"model of {100 * DISCREPANCY:g} point.",
            ),
        ]
    )


def _of_measure(name: str, countries: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    ranges = [one["ranges"][name] for one in countries if one.get("ranges")]
    held = share_of(np.array([float(one["holds"]) for one in ranges]))
    widths = sorted(one["width_for_shipped"] for one in ranges)
    assert held.mean is not None and held.low is not None and held.high is not None
    return (
        WORDS[name],
        f"{held.mean:.0%} [{held.low:.0%}, {held.high:.0%}]",
        f"{widths[0]:.0%}, {float(np.median(widths)):.0%}, {widths[-1]:.0%}",
    )


def _informed(countries: Sequence[Mapping[str, Any]]) -> str:
    informed = [one for country in countries for one in country.get("informed", [])]
    without = sum(not country.get("informed") for country in countries)
    often = ", ".join(f"`{name}` ({count})" for name, count in Counter(one["name"] for one in informed).most_common(5))
    return _told(
        f"Figures of four years say little of single values: {len(informed)} times in {len(countries)} countries a",
        f"value was informed, most often {often}; in {without} countries none was. What figures leave is many unlike",
        "sets that give the same.",
    )


def _one_woman(found: Mapping[str, Any]) -> str:
    verdicts = Counter(one["verdict"] for one in found["one_woman"])
    out = 1.0 - float(np.median([one["kept"] for one in found["one_woman_without_the_rule"]])) / found["sets"]
    women = found["networks"] * MONTHS * ONE_WOMAN
    return _told(
        f"The same countries with {ONE_WOMAN} woman behind each figure: nothing is learnt in",
        f"{verdicts['nothing']} of {len(found['one_woman'])}. That is a rule, and no result: a figure of fewer",
        f"than {LEAST_PEOPLE} people counts",
        "for nothing. The rule was added after the first run, in which all figures counted: then",
        f"{out:.0%} of the sets are ruled out in the median country, as {women:,} women in {found['networks']}",
        "networks",
        "do say something if each is an independent draw.",
    )


def _rivals_in_words(found: Mapping[str, Any]) -> str:
    fitting = [one for rival in found["rivals"] for one in rival["countries"]]
    none = sum(one["verdict"] == "none" for one in fitting)
    return _told(
        "Countries with the rules of [rivals](rivals.md): accounts of confinement with sets of their own, and other",
        f"rules put over the true sets above. **Of {len(fitting)} countries {none} were told as fitting no set:",
        f"{len(fitting) - none} were not.** Reported figures of four years are no test of the rules: what rivals",
        "give is",
        "among what the sets give. That sets are left says nothing for the model's rules.",
    )


def _of_rival(one: Mapping[str, Any]) -> tuple[str, ...]:
    countries = one["countries"]
    verdicts = Counter(country["verdict"] for country in countries)
    kept = float(np.median([country["kept"] for country in countries]))
    numbers = (len(countries), verdicts["none"], verdicts["nothing"])
    return (one["title"], one["kind"], *(str(number) for number in numbers), f"{kept:.0f}")


def _limits() -> str:
    return "".join(
        f"- {line}\n"
        for line in (
            f"These countries are the model's own: its error is nought in them, and {100 * DISCREPANCY:g} point was "
            "allowed. A real country may err more.",
            "They all have one scenario and one kind of figures. Fewer places or months, or figures that do not "
            "say who "
            "is coached, say less.",
            "All countries are held against the same runs, whose luck they share.",
            "The truths come from the waves that the sets looked at come from: a country unlike the study's may lie "
            "outside all of them.",
        )
    )
