"""Document: docs/study: a page in each language, a figure for each claim, and all numbers as JSON."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from experiments.analyses.attribution.report import findings as findings_of_attribution
from experiments.analyses.decision.answer import findings as findings_of_decision
from experiments.analyses.discovery.report import findings as findings_of_discovery
from experiments.evidence.claims.claims import AT_END, COVERAGE, HOLDS, SECTIONS, USUALLY, asked_of, section_of
from experiments.evidence.claims.conclusions import conclusions
from experiments.evidence.claims.evidence import SETS, Evidence
from experiments.evidence.claims.figures import FIRST, picture_of
from experiments.evidence.claims.first import confined_unasked, page_of, share_in_words, standings
from experiments.evidence.claims.test_result import Found, Judged
from experiments.evidence.claims.variants import variants
from experiments.evidence.claims.verdicts import AHEAD
from experiments.evidence.claims.windows import window_in_words, window_of
from experiments.evidence.claims.wording import (
    decision_in_words,
    lever_in_words,
    number_in_words,
    test_in_words,
    voice_of,
)
from experiments.presentation.figures import PAGE, svg_of
from experiments.presentation.markdown import table
from experiments.presentation.voice import LANGUAGES, Voice
from experiments.runs.durable_files import make_folder, write_whole
from experiments.statistics.intervals import Estimate
from scenarios.library import FOLDER as SCENARIOS
from scenarios.load import Scenario
from scenarios.rules import digest_of_rules

PAGES = {"en": "index.md", "es": "es.md"}
FIGURES = "figures"
NUMBERS = "claims.json"


def written(folder: Path, evidence: Evidence, claims: Sequence[Judged], *, seed: int) -> list[Path]:
    """Write everything into a folder, and return the paths."""
    files: dict[str, str] = {NUMBERS: _numbers(evidence, claims, seed)}
    for language in LANGUAGES:
        voice = voice_of(language)
        ending = "" if language == "en" else f".{language}"
        pictures = {name: picture_of(name, evidence, voice) for name in (FIRST, *(claim.name for claim in claims))}
        for name, picture in pictures.items():
            files[f"{FIGURES}/{name}{ending}.svg"] = svg_of(picture, PAGE)
        shown = {
            name: f"![{picture.told.replace('[', '(').replace(']', ')')}]({FIGURES}/{name}{ending}.svg)"
            f"\n\n{picture.caption}"
            for name, picture in pictures.items()
        }
        files[PAGES[language]] = _page(evidence, claims, voice, shown, seed)
    make_folder(folder / FIGURES)
    for name, text in files.items():
        write_whole(folder / name, text)
    return [folder / name for name in files]


def values_digest(folder: Path = SCENARIOS) -> str:
    """Return the SHA-256 of the values of the baseline and of the plausible sets, in the folder of the scenarios."""
    digest = hashlib.sha256()
    for name in ("baseline.toml", "plausible.csv"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def _page(evidence: Evidence, claims: Sequence[Judged], voice: Voice, shown: dict[str, str], seed: int) -> str:
    say = voice.plain
    runs = voice.number(evidence.runs)
    windows = {claim.name: _windows(claim, voice) for claim in claims}
    in_words = {claim.name: "; ".join(dict.fromkeys(windows[claim.name])) for claim in claims}
    lines = [
        f"# {say('study.title')}",
        "",
        say("study.other"),
        "",
        *page_of(evidence, claims, voice, shown[FIRST], in_words),
        "",
        f"## {say('study.concluded')} {{ #concluded }}",
        "",
        say("study.concluded_text"),
        "",
        *_conclusions(claims, voice),
        "",
        f"## {say('study.summary')} {{ #claims }}",
        "",
        say(
            "study.lead",
            claims=len(claims),
            runs=runs,
            replicates=evidence.amount.replicates,
            sets=len(evidence.sets),
            holds=voice.percent(HOLDS),
            usually=voice.percent(USUALLY),
        ),
        "",
        say("study.window"),
        "",
        *table(
            [say(f"study.column_{name}") for name in ("claim", "verdict", "sets", "asked")],
            [
                [
                    f"[{say(f'claim.{claim.name}.title')}](#{claim.name})",
                    say(f"study.{claim.verdict}"),
                    voice.percent(claim.frequency.mean or 0.0) if claim.frequency.low is not None else "\N{EM DASH}",
                    say(f"study.asked_{asked_of(claim.name)}"),
                ]
                for claim in claims
            ],
        ).splitlines(),
    ]
    for section in SECTIONS:
        lines += ["", f"## {say(f'section.{section}')} {{ #of-{section} }}"]
        for claim in claims:
            if section_of(claim.name) == section:
                lines += _in_full(claim, evidence, voice, shown[claim.name], windows[claim.name])
    lines += [
        "",
        f"## {say('study.method')}",
        "",
        say("study.method_text"),
        "",
        *(f"- {line}" for line in _what_intervals_count(evidence, voice)),
        "",
        say(
            "study.method_settings",
            seed=seed,
            runs=runs,
            rules=digest_of_rules()[:16],
            values=values_digest()[:16],
        ),
        "",
        f"## {say('study.limits')} {{ #limits }}",
        "",
        say("study.limits_text", unasked=voice.percent(confined_unasked())),
        "",
    ]
    return "\n".join(lines)


def _in_full(claim: Judged, evidence: Evidence, voice: Voice, shown: str, windows: Sequence[str]) -> list[str]:
    say = voice.plain
    return [
        "",
        f"### {say(f'claim.{claim.name}.title')} {{ #{claim.name} }}",
        "",
        f"{_verdict(claim, voice)} {say(f'study.asked_{asked_of(claim.name)}_text')}",
        "",
        _text(claim, evidence, voice),
        "",
        shown,
        "",
        *table(
            [say(f"study.column_{name}") for name in ("test", "months", "value", "range", "frequency")],
            [_row(found, months, voice) for found, months in zip(claim.found, windows, strict=True)],
        ).splitlines(),
    ]


@cache
def _known() -> dict[str, Scenario]:
    return variants()


def _windows(claim: Judged, voice: Voice) -> list[str]:
    """Return the months that each test of a claim looks at; special ones look at the last twelve."""
    known = _known()
    return [
        window_in_words(voice, found.test.measure, found.test.of, known)
        if found.test
        else window_in_words(voice, COVERAGE, AT_END[0], known)
        for found in claim.found
    ]


def _conclusions(claims: Sequence[Judged], voice: Voice) -> list[str]:
    """Return what the study concluded, and the claims that ask it with their verdicts."""
    by_name = {claim.name: claim for claim in claims}
    rows: list[list[str]] = []
    for one in conclusions():
        said = [
            f"[{voice.plain(f'claim.{name}.title')}](#{name}): {share_in_words(by_name[name], voice)}"
            for name in one.claims
        ]
        if voice.knows(f"conclusion_limits.{one.section}"):
            said.append(voice.plain(f"conclusion_limits.{one.section}"))
        rows.append([voice.plain(f"conclusion.{one.section}"), "<br>".join(said)])
    return table([voice.plain("study.column_conclusion"), voice.plain("study.column_asked_by")], rows).splitlines()


def _verdict(claim: Judged, voice: Voice) -> str:
    share = claim.frequency
    if share.low is None or share.high is None:
        words = voice.plain("study.words_once" if claim.verdict in ("holds", "usually") else "study.words_once_not")
    else:
        words = voice.plain(
            "study.words_all" if all(found.holds for found in claim.found) else "study.words_not_default",
            share=voice.percent(share.mean or 0.0),
            low=voice.percent(share.low),
            high=voice.percent(share.high),
        )
    return voice.plain(f"study.verdict_{claim.verdict}", holds_words=words)


def _text(claim: Judged, evidence: Evidence, voice: Voice) -> str:
    parts: dict[str, Any] = {}
    if claim.name in AHEAD:
        parts = {name: _months(voice, claim.told[name]) for name in ("months", "months_low", "months_high")}
        parts["open"] = voice.percent(float(claim.told["open"]))
    if claim.name == "waiting":
        counted = ("bubble", "spread")
        parts = {name: voice.number(float(value), 2) for name, value in claim.told.items() if name.endswith("est")}
        parts |= {
            f"{end}_{name}": voice.plain(
                "study.interval",
                mean=voice.percent(float(claim.told[f"{end}_{name}"])),
                low=voice.percent(float(claim.told[f"{end}_{name}_low"])),
                high=voice.percent(float(claim.told[f"{end}_{name}_high"])),
            )
            for end in ("little", "much")
            for name in counted
        }
        parts["sets"] = int(float(claim.told["little_sets"]))
    if claim.name == "tipping":
        many, few, _ = claim.found
        parts = {name: _interval(voice, found.name, found.value) for name, found in (("many", many), ("few", few))}
        errors = {name: voice.number(float(claim.told[name]), 2) for name in ("error_many", "error_few")}
        parts |= errors | {"replicates": evidence.plausible.replicates}
    if claim.name == "levers":
        found = evidence.sensitivity
        place = found.names.index(SETS)
        mechanisms = max(0.0, float(found.ranking_index.value[place]))
        parts = {
            "mechanisms": voice.percent(mechanisms),
            "noise": voice.percent(found.noise.of_run),
            "closest": lever_in_words(voice, str(claim.told["closest"])),
            "lead": _interval(voice, "levers_lead", claim.found[1].value),
        }
    if claim.name == "loops":
        parts = {"findings": findings_of_attribution(evidence.cut_sets, voice)[1]}
    if claim.name == "conditions":
        said = findings_of_discovery(evidence.discovery, voice)
        parts = {"sentence": said[0], "doubts": " ".join(said[1:])}
    if claim.name == "advice":
        parts = {"findings": " ".join(findings_of_decision(decision_in_words(voice, evidence.decision), None, voice))}
    return voice.plain(f"claim.{claim.name}.text", **parts)


def _months(voice: Voice, months: float | str) -> str:
    """Return a number of months; beyond the run where half of the runs never came to it."""
    return voice.number(float(months)) if math.isfinite(float(months)) else voice.plain("study.beyond")


def _what_intervals_count(evidence: Evidence, voice: Voice) -> list[str]:
    """Return what each kind of interval on the page covers, and what it does not."""
    amount = evidence.amount
    numbers = {
        "value": {"replicates": amount.replicates},
        "frequency": {"sets": len(evidence.sets), "replicates": evidence.plausible.replicates},
        "range": {"replicates": evidence.plausible.replicates},
        "waiting": {},
        "tipping": {"replicates": amount.replicates},
        "levers": {"points": voice.number(amount.points), "replicates": amount.point_replicates},
        "loops": {
            "sets": min(amount.cut_sets, len(evidence.sets)),
            "replicates": amount.cut_replicates,
            "own": evidence.cut_own.replicates,
        },
        "conditions": {"cases": amount.discovered, "replicates": amount.discovered_replicates},
        "advice": {"cases": amount.cases, "replicates": amount.case_replicates},
        "many": {},
    }
    return [voice.plain(f"study.covers_{name}", **parts) for name, parts in numbers.items()]


def _interval(voice: Voice, name: str, value: Estimate) -> str:
    mean = number_in_words(voice, name, value.mean)
    if value.low is None or value.high is None:
        return mean
    low, high = (number_in_words(voice, name, end) for end in (value.low, value.high))
    return voice.plain("study.interval", mean=mean, low=low, high=high)


def _row(found: Found, months: str, voice: Voice) -> list[str]:
    name = found.test.measure if found.test else found.name
    is_counted = found.frequency.low is not None
    has_range = is_counted and not (math.isnan(found.low) or math.isnan(found.high))
    low, high = (number_in_words(voice, name, None if math.isnan(end) else end) for end in (found.low, found.high))
    return [
        test_in_words(voice, found),
        months,
        _interval(voice, name, found.value),
        voice.plain("study.range", low=low, high=high) if has_range else "\N{EM DASH}",
        voice.percent(found.frequency.mean or 0.0) if is_counted else "\N{EM DASH}",
    ]


# Numbers ----------------------------------------------------------------------------------------------------


def _numbers(evidence: Evidence, claims: Sequence[Judged], seed: int) -> str:
    found = evidence.sensitivity
    index = found.ranking_index
    content = {
        "rules": digest_of_rules(),
        "values": values_digest(),
        "seed": seed,
        "runs": evidence.runs,
        "amount": dataclasses.asdict(evidence.amount),
        "sets": len(evidence.sets),
        "at_end": {
            variant: {name: [_finite(value) for value in one] for name, one in own.items()}
            for variant, own in standings(evidence).items()
        },
        "claims": [_claim(claim) for claim in claims],
        "levers": {
            found.names[place]: [_finite(float(end[place])) for end in (index.value, index.low, index.high)]
            for place in found.ranking
        },
    }
    return json.dumps(content, indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def _claim(claim: Judged) -> dict[str, Any]:
    return {
        "name": claim.name,
        "section": section_of(claim.name),
        "asked": asked_of(claim.name),
        "verdict": claim.verdict,
        "expected": claim.expected,
        "frequency": _estimate(claim.frequency),
        "told": {name: _finite(told) if isinstance(told, float) else told for name, told in claim.told.items()},
        "tests": [
            {
                "name": found.name or None,
                "test": dataclasses.asdict(found.test) if found.test else None,
                "months": _months_of(found),
                "value": _estimate(found.value),
                "holds": bool(found.holds),
                "frequency": _estimate(found.frequency),
                "low": _finite(found.low),
                "high": _finite(found.high),
            }
            for found in claim.found
        ],
    }


def _months_of(found: Found) -> list[int] | None:
    """Return the first and last month that a test looks at."""
    if found.test is None:
        return None
    window = window_of(found.test.measure, _known()[found.test.of])
    return [window.first, window.last]


def _estimate(estimate: Estimate) -> dict[str, float | int | None]:
    return {
        "mean": _finite(estimate.mean),
        "low": _finite(estimate.low),
        "high": _finite(estimate.high),
        "defined": estimate.defined,
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(f"{value:.6g}")
