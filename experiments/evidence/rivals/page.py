"""Page: ``docs/rivals.md``, written from the findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.evidence.rivals import confinement
from experiments.evidence.rivals.findings import BOUND, WATCHED, Case, Signature
from experiments.evidence.validation.facts import bound_of, text_of
from experiments.evidence.validation.verdicts import FactVerdict, PartVerdict
from experiments.presentation.markdown import table
from experiments.statistics.intervals import Estimate

FILE = Path(__file__).resolve().parents[3] / "docs" / "rivals.md"
INTRODUCTION = """\
# Rivals

Other accounts of the same patterns, held against the facts. This page is written from runs: `make rivals`. Facts and
their bounds are in `experiments/evidence/validation/facts.toml`, explained in [the model](odd.md#patterns), and were
not changed for any rival; what was changed before, and why, is said under [Validation](validation.md). A rival is a
switch or a value, never another model. Three questions: why gains stay confined, where each rival is fitted to the
facts on its own; why antenatal care is null; and which other rules the facts would tell from the model's.
"""
WITH_CARE = """\
These are switches and ends of values, tried as they are, without waves of their own. **Read with care.** A rival that
fails a fact fails it at values that were chosen for the model's own rules. The column "plausible sets" says in what
share of the plausible sets of values the rival meets all that the calibration asks; that nothing there fits does not
say that no values would. And a fact that the model's own rules fail rejects nobody.
The facts here are what the study saw (C1, C2, C3, C6, C7, C9), the logic that no learner may fail (V2, N4, N8), and V1
to V7. What the study concluded (C4, C5, C8) rejects nobody. The model's rule for safety was changed because V3 had
failed, so that V3 is no independent witness against a rival of that rule. Other null models and knock-outs, some of
which fail with the model's own rules ([Validation](validation.md)), are not held against rivals.

"""


def written(
    confined: Mapping[str, Any],
    references: Sequence[Signature],
    signatures: Sequence[Signature],
    without: Sequence[Signature],
    found: Sequence[Case],
    *,
    seed: int,
    replicates: int,
    set_replicates: int,
) -> str:
    """Return the page."""
    own, rivals = found[0], found[1:]
    return "\n".join(
        [
            INTRODUCTION,
            confinement.written(confined),
            "## Why is antenatal care null?\n",
            f"Here and below: seed {seed}; {replicates} paired replicates of the default size, at the default's "
            f"values; {own.sets} plausible sets\nwith {set_replicates} replicates each. Brackets are 95% intervals "
            "over replicates.\n",
            _explained(),
            _signatures((*references, *signatures)),
            _needed(without),
            _told(signatures),
            "## Rival rules\n",
            WITH_CARE,
            _own(own),
            _summary(own, rivals),
            "### What each rival changes\n",
            *[_case(own, rival) for rival in rivals],
        ]
    )


def _explained() -> str:
    return (
        "In the baseline ANC differs from CCS in attributability, room up to the ceiling, denominator and lag, all at "
        "once. Here\nANC is given the context of CCS in everything but one. An explanation is rejected as a sufficient "
        "one where the efficacy\n"
        f"gain of ANC is not within ±{BOUND} (fact C1). The last column names the mildest of nine values at which it "
        "makes the null\nalone. Runs have 90 months; mentoring is 18 of them.\n"
    )


def _signatures(signatures: Sequence[Signature]) -> str:
    columns = ("true alone", "efficacy gain", "direct gain", "late direct gain", "credit", "null?", "null from")
    rows = [
        (
            signature.name,
            *[shown(signature.estimates[name]) for name in WATCHED],
            "yes" if signature.is_null else "**no: C1**" if signature.says else "no",
            signature.needed,
        )
        for signature in signatures
    ]
    return table(columns, rows)


def _needed(without: Sequence[Signature]) -> str:
    """Return whether the null needs each explanation."""
    columns = ("true", "efficacy gain", "direct gain", "credit", "null?")
    rows = [
        (
            signature.name,
            *[shown(signature.estimates[name]) for name in (WATCHED[0], WATCHED[1], WATCHED[3])],
            "yes: not needed" if signature.is_null else "**no: needed**",
        )
        for signature in without
    ]
    return "Does the null need each of them? Here one is taken away from the baseline:\n\n" + table(columns, rows)


def _told(signatures: Sequence[Signature]) -> str:
    lines = [f"- **{signature.title}**. Then {signature.says}." for signature in signatures]
    return (
        "What else would be seen if one of them were the whole story, and so what to look at where data can be had:\n\n"
        + "\n".join(lines)
        + "\n\nThe study looked at efficacy and learning from data, not at coverage; it cannot tell these four apart.\n"
    )


def _own(own: Case) -> str:
    failing = [verdict.fact.name for verdict in own.verdicts if not verdict.holds]
    lost = f"They fail {', '.join(failing)}, which therefore reject no rival." if failing else "They fail none."
    return f"The model's own rules meet {len(own.holds)} of {len(own.verdicts)} facts. {lost}\n"


def _summary(own: Case, rivals: Sequence[Case]) -> str:
    columns = ("rival rule", "instead of", "rejected by", "plausible sets")
    rows = [("none: the model's own rules", "", "", shown_share(own.share))]
    for case in rivals:
        assert case.rule is not None
        lost = [verdict.fact.name for verdict in rejecting(own, case)]
        rows.append(
            (case.rule.title, case.rule.against, ", ".join(lost) or "no fact tells them apart", shown_share(case.share))
        )
    return table(columns, rows)


def rejecting(own: Case, rival: Case) -> list[FactVerdict]:
    """Return the facts that hold under the model's own rules and fail under the rival."""
    return [verdict for verdict in rival.verdicts if not verdict.holds and verdict.fact.name in own.holds]


def _case(own: Case, case: Case) -> str:
    assert case.rule is not None
    own_parts = {part.part.text: part for verdict in own.verdicts for part in verdict.parts}
    settings = ", ".join(f"`{name} = {value:g}`" for name, value in case.rule.set.items())
    rows = [
        (
            verdict.fact.name,
            f"`{text_of(part.part)}`",
            bound_of(part.part),
            shown_part(own_parts[part.part.text]),
            shown_part(part),
        )
        for verdict in rejecting(own, case)
        for part in verdict.parts
        if not part.holds
    ]
    gained = sorted(case.holds - own.holds)
    also = f" It meets {', '.join(gained)}, which the model's own rules fail." if gained else ""
    text = f"**{case.rule.title}** ({settings}), instead of: {case.rule.against}.{also}\n"
    if not rows:
        return f"{text}\nAll facts that hold under the model's own rules hold: the facts do not tell the two apart.\n"
    columns = ("fact", "quantity", "bound", "own rules", "rival")
    return f"{text}\n{table(columns, rows)}"


def shown_part(verdict: PartVerdict) -> str:
    """Return a part's estimate."""
    return shown(verdict.estimate)


def shown(estimate: Estimate) -> str:
    """Return an estimate with its interval."""
    if estimate.mean is None:
        return "undefined"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.mean:.3f}"
    return f"{estimate.mean:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


def shown_share(estimate: Estimate) -> str:
    """Return a share of sets with its interval."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return "undefined"
    return f"{estimate.mean:.0%} [{estimate.low:.0%}, {estimate.high:.0%}]"
