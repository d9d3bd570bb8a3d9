"""Confinement: the part of the page about why gains stay confined, written from what was found.

Every verdict is read from the intervals as they stand in the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.evidence.calibration import history_matching
from experiments.evidence.calibration.space import space
from experiments.evidence.rivals import figures
from experiments.evidence.rivals.figures import OWN_TITLE
from experiments.evidence.rivals.found import estimate_from, of_account
from experiments.evidence.rivals.predicting import MEASURES, REACH, SPILLOVER, apart
from experiments.evidence.rivals.reading import MONTHS, OWN, Account, Direction, Prediction, accounts, predictions
from experiments.presentation.markdown import table
from experiments.presentation.thresholds import thresholds
from experiments.statistics.intervals import Estimate

WORDS = {SPILLOVER: "gain", REACH: "reach"}
TELLING = 0.9
"""Share of pairs of runs from which on one country would tell two accounts apart."""


def told_apart(found: Mapping[str, Any], name: str, world: str) -> dict[str, Direction]:
    """Return the measures in which an account's interval in a world lies apart from the own account's, and how."""
    own, rival = (of_account(found, one)["predictions"] for one in (OWN, name))
    if world not in rival:
        return {}
    directions: dict[str, Direction | None] = {
        one: apart(estimate_from(own[world][one]), estimate_from(rival[world][one])) for one in MEASURES
    }
    return {one: direction for one, direction in directions.items() if direction is not None}


def as_expected(found: Mapping[str, Any], account: Account) -> list[str]:
    """Return the expected predictions that tell an account apart, by gain or reach, and by neither the other way."""
    kept: list[str] = []
    for world, direction in account.expects.items():
        directions = set(told_apart(found, account.name, world).values())
        if directions == {direction}:
            kept.append(world)
    return kept


def besides(found: Mapping[str, Any], account: Account) -> list[str]:
    """Return the predictions that tell an account apart though nobody expected it, or not that way."""
    kept = as_expected(found, account)
    return [one.name for one in predictions() if one.name not in kept and told_apart(found, account.name, one.name)]


def written(found: Mapping[str, Any]) -> str:
    """Return the part of the page."""
    return "\n".join(
        [
            "## Why do gains stay confined?\n",
            _introduction(),
            "### In short\n",
            _in_short(found),
            "### How each account was fitted\n",
            _fitting(found),
            _fitted(found),
            "### What each account predicts\n",
            _predicting(found),
            _worlds(),
            _picture(found),
            f"**Gain of uncoached teams** for screening over the same world without mentoring, points, month {MONTHS}, "
            f"mean of the last {thresholds()['late_months']} months:\n",
            _predicted(found, SPILLOVER),
            f"**Reach**: percent of uncoached teams with a gain of {thresholds()['reached_points']} points or more, "
            f"month {MONTHS}, mean of the last {thresholds()['late_months']} months:\n",
            _predicted(found, REACH),
            "Percent of an account's **sets in which the bubble is not shut**, a reach of "
            f"{thresholds()['partial_percent']}% or more in their mean over replicates:\n",
            _open(found),
            "### What would tell each account apart\n",
            _look_at(),
            *[_account(found, account) for account in accounts()],
        ]
    )


def _introduction() -> str:
    lines = [f"- **{account.title}.** {_sentence(account.says)}" for account in accounts()]
    return (
        "In the model's own account frightened teams hide: what peers see of each other needs safety *and* the absence "
        "of fear\n(candour). That was chosen because it confines. These six would confine gains too:\n\n"
        + "\n".join(lines)
        + "\n\nAll six are switches of the same model. Learning free of policy is one end of what the own account "
        "leaves open, and so lies\ninside it; the others do not.\n"
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _in_short(found: Mapping[str, Any]) -> str:
    expected = [one for one in accounts() if as_expected(found, one)]
    later = [one for one in accounts() if one not in expected and besides(found, one)]
    rest = [one for one in accounts() if one not in expected and one not in later]
    counts = (
        f"Told apart from the model's own account: {len(expected)} of {len(accounts())} by an observation that was "
        f"named before any\naccount was fitted, {len(later)} by others only, {len(rest)} by none of these.\n"
    )
    columns = ("account", "named before", "told apart by it?", "other worlds that do", "tells in one country")
    rows = [
        (
            account.name,
            _names(account.expects),
            _by(found, account),
            _names(besides(found, account)) or "none",
            _names(_telling(found, account)) or "none",
        )
        for account in accounts()
    ]
    return (
        f"{counts}\n{table(columns, rows)}\n"
        "Told apart: its 95% interval for the gain or the reach of uncoached teams does not overlap that of the own "
        "account. These\nare means over sets and runs; a follow-up study sees one country, which is one run of one "
        f"set. The last column has the worlds\nin which at least {TELLING:.0%} of pairs, a run of the account and one "
        "of the model's own, are in the same order of gain or reach.\n"
    )


def _names(names: Any) -> str:
    return ", ".join(str(name) for name in names)


def _by(found: Mapping[str, Any], account: Account) -> str:
    told: list[str] = []
    for world, direction in account.expects.items():
        directions = told_apart(found, account.name, world)
        measures = " and ".join(f"{WORDS[one]} ({way})" for one, way in directions.items())
        held = "yes" if set(directions.values()) == {direction} else "**not as expected**" if directions else "**no**"
        told.append(f"{world}: {held}{', ' + measures if measures else ''}")
    return "; ".join(told)


def _telling(found: Mapping[str, Any], account: Account) -> list[str]:
    said = of_account(found, account.name)["predictions"]
    return [
        world
        for world, one in said.items()
        if any(max(share, 1.0 - share) >= TELLING for share in one["more_than_own"].values())
    ]


def _fitting(found: Mapping[str, Any]) -> str:
    own = of_account(found, OWN)
    return (
        f"Each account went through all waves of the [calibration](calibration.md) on its own: {found['points']:,} "
        f"Sobol' points over\nall its ranges, the same facts (C3 with them), replicates, seeds and cutoffs, a walk of "
        f"{found['walkers']} walkers, and the whole 95%\ninterval of every part inside its bound at the end. Its "
        "switches stay on throughout. No result is shared between\naccounts, and no plausible set was a start. The own "
        f"account is the {own['sets']} shipped sets (worth {own['independent']:.0f} independent ones), from the same "
        f"waves with\n{history_matching.POINTS:,} points and {history_matching.WALKERS} walkers. "
        "Ranges are those of the calibration but for that of `candour.threshold`,\n"
        "which is where what is compared with it is:\n"
    )


def _fitted(found: Mapping[str, Any]) -> str:
    ranges = [
        f"- {account.name}: `{name}` {_range(values)}: {account.reason}."
        for account in accounts()
        for name, values in account.ranges.items()
    ]
    own = next(one for one in space().ranges if one.name == "candour.threshold")
    ranges.append(f"- the model's own, and free learning: `{own.name}` {_range((own.low, own.middle, own.high))}.")
    columns = ("account", "switches", "left of the points", "share of points", "walkers", "sets", "worth")
    rows = [_row_of_fit(found, account) for account in accounts()]
    return (
        "\n".join(ranges)
        + f"\n\n{table(columns, rows)}\n"
        + "Left of the points: after each of four waves. The share is of those left after the fourth; it says how much "
        "of an account's\nranges holds the facts, depends on these ranges, and is no probability that the account is "
        "true. Sets: of the walkers,\nthose that the last wave left. Worth: so many independent ones, as some walkers "
        "set out from one point.\n"
    )


def _range(values: Any) -> str:
    low, middle, high = values
    return f"{low:g} to {high:g}, half of the points below {middle:g}"


def _row_of_fit(found: Mapping[str, Any], account: Account) -> tuple[str, ...]:
    one = of_account(found, account.name)
    looks = one["waves"]
    switches = ", ".join(f"`{name} = {value:g}`" for name, value in account.set.items())
    left = looks[-2]["left"]
    return (
        account.name,
        switches,
        ", ".join(f"{wave['left']:,}" for wave in looks[:-1]),
        f"{left / found['points']:.2%}",
        f"{looks[-1]['asked']} from {one['starts']} points",
        f"{one['sets']}",
        f"{one['independent']:.0f}",
    )


def _predicting(found: Mapping[str, Any]) -> str:
    comparisons = len(accounts()) * len(predictions()) * len(MEASURES)
    return (
        f"Every set of every account lives in {len(predictions())} worlds, {found['replicates']} replicates of the "
        f"default size each, seed {found['seed']},\nten years from the start of coaching, which goes on. Worlds and "
        "expectations stand in `experiments/runs/rivals/rivals.toml`\n"
        "and were fixed before any account was fitted; "
        "prototypes with other rules had been seen. Brackets are 95% intervals that\ncount sets and replicates both. "
        "In bold: it does not overlap with the own account's. Of comparisons between accounts that\nsay the same, one "
        f"in a hundred or so would be in bold by luck; there are {comparisons}, many of them alike.\n"
    )


def _predicted(found: Mapping[str, Any], measure: str) -> str:
    rows: list[tuple[str, ...]] = []
    for world in predictions():
        cells = [_cell(found, OWN, world, measure)]
        for account in accounts():
            text = _cell(found, account.name, world, measure)
            cells.append(f"**{text}**" if measure in told_apart(found, account.name, world.name) else text)
        rows.append((world.name, *cells))
    return table(("world", OWN_TITLE, *[account.name for account in accounts()]), rows)


def _open(found: Mapping[str, Any]) -> str:
    rows = [
        (world.name, *[_cell(found, name, world, "open") for name in (OWN, *[one.name for one in accounts()])])
        for world in predictions()
    ]
    return table(("world", OWN_TITLE, *[account.name for account in accounts()]), rows)


def _worlds() -> str:
    rows = [
        (
            one.name,
            one.title,
            f"`{one.scenario}`",
            ", ".join(f"`{name} = {value:g}`" for name, value in one.from_mentoring.items()),
            one.look,
        )
        for one in predictions()
    ]
    return table(("world", "", "scenario", "from month 24", "somebody would have to look where"), rows)


def _picture(found: Mapping[str, Any]) -> str:
    told = figures.picture(found).told
    return f"![Marks with intervals. {told}](figures/{figures.FILE.name})\n"


def _cell(found: Mapping[str, Any], name: str, world: Prediction, measure: str) -> str:
    said = of_account(found, name)["predictions"].get(world.name)
    return "no set" if said is None else shown(estimate_from(said[measure]), measure)


def shown(estimate: Estimate, measure: str) -> str:
    """Return an estimate in points or percent, with its interval."""
    if estimate.mean is None:
        return "undefined"
    digits = 1 if measure == SPILLOVER else 0
    mean, *ends = (
        None if end is None else f"{100.0 * end + 0.0:.{digits}f}"
        for end in (estimate.mean, estimate.low, estimate.high)
    )
    return f"{mean} [{ends[0]}, {ends[1]}]" if None not in ends else f"{mean}"


def _look_at() -> str:
    return (
        "The thing to look at is the same in every world: ten years after coaching started, and while it goes on, by "
        "how much uncoached\nteams are ahead of like teams where nobody is coached *under the same rules*, and how "
        f"many of them are by {thresholds()['reached_points']} points or more.\n"
        "Without such a comparison one also sees what the rules do to "
        "everybody, which says nothing of these accounts.\n"
    )


def _account(found: Mapping[str, Any], account: Account) -> str:
    if not of_account(found, account.name)["predictions"]:
        return f"**{account.title}.** No set of values of this account holds the facts: it predicts nothing.\n"
    lines: list[str] = []
    worlds = {one.name: one for one in predictions()}
    for world, direction in account.expects.items():
        lines.append(
            f"Look where {worlds[world].look}. Expected: {direction} than in the model's own account. "
            f"{_numbers(found, account, world)} {_verdict(told_apart(found, account.name, world), direction)}"
        )
    others = besides(found, account)
    if others:
        words = "; ".join(_briefly(found, account, one) for one in others)
        lines.append(f"Not named before, or named the other way, and apart: {words}.")
    elif not as_expected(found, account):
        lines.append("No other world tells it apart either.")
    telling = _telling(found, account)
    if telling:
        worlds_in_code = _names(f"`{one}`" for one in telling)
        lines.append(
            f"At least {TELLING:.0%} of pairs are in one order under {worlds_in_code}: one country would mostly do."
        )
    else:
        lines.append(f"In no world are {TELLING:.0%} of pairs in one order: one country would not tell.")
    return f"**{account.title}.**\n\n" + "".join(f"- {line}\n" for line in lines)


def _verdict(directions: Mapping[str, Direction], expected: Direction) -> str:
    if not directions:
        return "The intervals overlap: this does not tell it apart."
    measures = " and ".join(WORDS[one] for one in directions)
    is_kept = set(directions.values()) == {expected}
    return f"This tells it apart by {measures}, {'as expected' if is_kept else '**but not as expected**'}."


def _numbers(found: Mapping[str, Any], account: Account, world: str) -> str:
    own, rival = (of_account(found, name)["predictions"][world] for name in (OWN, account.name))
    gain, reach = (
        f"{shown(estimate_from(rival[one]), one)}{unit} against {shown(estimate_from(own[one]), one)}"
        for one, unit in ((SPILLOVER, " points"), (REACH, "%"))
    )
    more = rival["more_than_own"][SPILLOVER]
    return (
        f"It is a gain of {gain}, and a reach of {reach}; in {100 * more:.0f}% of pairs of runs its gain is the larger."
    )


def _briefly(found: Mapping[str, Any], account: Account, world: str) -> str:
    ways = " and ".join(f"{way} {WORDS[one]}" for one, way in told_apart(found, account.name, world).items())
    more = of_account(found, account.name)["predictions"][world]["more_than_own"][SPILLOVER]
    return f"`{world}` ({ways}; its gain is the larger in {100 * more:.0f}% of pairs)"
