"""Tables of a decision: what a minister is shown, requirements one by one, what the last points cost, where it flips,
what is worth learning first, and a search's front."""

from __future__ import annotations

from experiments.analyses.decision.answer import requirement_in_words, unknown_in_words
from experiments.analyses.decision.cost_effectiveness import CostEffectiveness
from experiments.analyses.decision.figures import points
from experiments.analyses.decision.method import Decision, Judged, Spread
from experiments.analyses.decision.search import Found, Searched
from experiments.analyses.decision.value_of_information import ValueOfInformation
from experiments.analyses.discovery.wording import value_in_words
from experiments.presentation.blocks import Cell, Table
from experiments.presentation.page import plain_table
from experiments.presentation.voice import Voice
from experiments.presentation.words import money, name_in_words
from experiments.statistics.intervals import Estimate


def tables_of(found: Decision, searched: Searched | None, voice: Voice) -> list[Table]:
    """Return the table of a minister, of requirements, of flips, and of the front of a search."""
    made = [_minister(found, voice), _requirements(found, voice)]
    if found.economics is not None and len(found.economics.places) > 1:
        made.append(_places(found.economics, voice))
    if found.flips:
        made.append(_flips(found, voice))
    if found.learning is not None:
        made.append(_learning(found.learning, voice, None))
    if found.learning_in_money is not None and found.economics is not None:
        made.append(_learning(found.learning_in_money, voice, found.economics.worth))
    if searched and searched.front:
        made.append(_front(searched, voice))
    return made


def _minister(found: Decision, voice: Voice) -> Table:
    names = ["package", "gain", "best", "regret", "meets", "cost", "extra", "equity", "theatre"]
    if found.people_a_point is not None:
        names.insert(names.index("extra"), "one_more")
    names += ["affords"] if found.budget is not None else []
    rows = [_row(package, found, voice) for package in found.packages.values()]
    caption = voice.plain("decision.table_minister", cases=len(found.cases), reference=found.reference)
    return plain_table(caption, [voice.plain(f"decision.column_{name}") for name in names], rows)


def _row(own: Judged, found: Decision, voice: Voice) -> list[object]:
    def middle(spread: Spread, scale: float = 100.0, digits: int = 1) -> Cell:
        mean = spread.mean.mean
        if mean is None:
            return Cell("\N{EM DASH}", is_undefined=True)
        low, high = (voice.number(scale * end, digits) for end in (spread.low, spread.high))
        return Cell(voice.number(scale * mean, digits), [voice.plain("decision.below_80", low=low, high=high)])

    is_reference = own.name == found.reference
    cost: object = None
    if own.cost_per_point is not None and own.cost_per_point.mean is not None:
        saves = own.cost_per_point.high is not None and own.cost_per_point.high < 0.0
        cost = voice.plain("decision.saves_money") if saves else price_cell(own.cost_per_point, voice)
    row: list[object] = [
        own.name,
        None if is_reference else middle(own.gain),
        _share_cell(own.best, voice),
        Cell(
            points(voice, own.regret_mean),
            [voice.plain("decision.below_worst", worst=points(voice, own.regret_most))],
        ),
        voice.percent(own.meets.mean or 0.0),
        cost,
        None if is_reference else middle(own.cost, 0.001, 0),
        middle(own.equity),
        middle(own.theatre),
    ]
    if found.people_a_point is not None:
        row.insert(6, None if is_reference else _one_more_cell(found.people_a_point, own, voice))
    return [*row, voice.percent(own.affords)] if found.budget is not None else row


def _one_more_cell(people: float, own: Judged, voice: Voice) -> Cell:
    """Return what one more person covered costs; not settled where the gain may be nothing."""
    cost = own.cost_per_point
    if cost is None or cost.mean is None or cost.low is None or cost.high is None:
        return Cell(voice.plain("decision.not_settled"), is_undefined=True)
    if cost.high < 0.0:
        return Cell(voice.plain("decision.saves_money"))
    low, high = (voice.number(end / people) for end in (cost.low, cost.high))
    return Cell(voice.number(cost.mean / people), [voice.plain("decision.below_interval", low=low, high=high)])


def _requirements(found: Decision, voice: Voice) -> Table:
    heads = [voice.plain("decision.column_package"), *(requirement_in_words(one, voice) for one in found.requirements)]
    rows = [
        [own.name, *(voice.percent(own.each[str(one)]) for one in found.requirements)]
        for own in found.packages.values()
    ]
    return plain_table(voice.plain("decision.table_requirements"), heads, rows)


def _places(found: CostEffectiveness, voice: Voice) -> Table:
    """Return the cost-effectiveness table: each package with its mean gain and cost, and what is better."""
    heads = ["package", "gain", "discounted", "standing", "each"] + (["at_worth"] if found.worth is not None else [])
    rows: list[list[object]] = []
    for number, own in enumerate(found.places):
        by = dict(zip(("by", "and"), own.by, strict=False))
        over = own.over or ""
        standing = "first" if own.standing == "frontier" and not over else own.standing
        row: list[object] = [
            own.package,
            voice.number(100.0 * own.gain, 1),
            voice.number(0.001 * own.cost, 0),
            voice.plain(f"decision.standing_{standing}", **by),
            None if own.each is None else price_cell(own.each, voice, voice.plain("decision.below_over", over=over)),
        ]
        rows.append([*row, *([_share_cell(found.at_worth[number], voice)] if found.worth is not None else [])])
    amount = {} if found.worth is None else {"worth": voice.number(found.worth)}
    names = [voice.plain(f"decision.column_{name}", **amount) for name in heads]
    return plain_table(voice.plain("decision.table_places"), names, rows)


def _learning(found: ValueOfInformation, voice: Voice, worth: float | None) -> Table:
    """Return what choosing by each unknown would gain, in cases from which the choice was not learnt; or be worth."""

    def shown(value: float | None) -> str:
        return points(voice, value) if worth is None else voice.number(0.001 * (value or 0.0), 1)

    heads = ["unknown", "learnt" if worth is None else "learnt_money", "changes", "stands_out"]
    rows: list[list[object]] = []
    for own in found.unknowns:
        interval = voice.plain("decision.below_interval", low=shown(own.value.low), high=shown(own.value.high))
        row = [unknown_in_words(own.name, voice), Cell(shown(own.value.mean), [interval])]
        rows.append([*row, voice.percent(own.changes), _yes(own.is_settled, voice)])
    key = "table_learning" if worth is None else "table_learning_money"
    caption = voice.plain(f"decision.{key}", choice=found.choice, worth="" if worth is None else money(voice, worth))
    return plain_table(caption, [voice.plain(f"decision.column_{name}") for name in heads], rows)


def _yes(holds: bool, voice: Voice) -> str:
    return voice.plain("decision.yes" if holds else "decision.no")


def _share_cell(share: Estimate, voice: Voice) -> Cell:
    low, high = voice.percent(share.low or 0.0), voice.percent(share.high or 0.0)
    return Cell(voice.percent(share.mean or 0.0), [voice.plain("decision.below_interval", low=low, high=high)])


def price_cell(price: Estimate, voice: Voice, *below: str) -> Cell:
    """Return what a point costs with its interval, where it has one; and what else is said beneath."""
    if price.low is None or price.high is None:
        interval = voice.plain("decision.below_unbounded")
    else:
        low, high = voice.number(price.low), voice.number(price.high)
        interval = voice.plain("decision.below_interval", low=low, high=high)
    return Cell(voice.number(price.mean or 0.0), [interval, *below])


def _flips(found: Decision, voice: Voice) -> Table:
    heads = [voice.plain(f"decision.column_{name}") for name in ("parameter", "value", "rival", "range")]
    rows: list[list[object]] = []
    for flip in found.flips:
        low, high, least, most = (
            value_in_words(voice, flip.parameter, value) for value in (flip.low, flip.high, flip.least, flip.most)
        )
        key = "decision.above_value" if flip.rival_wins_above else "decision.below_value"
        value = voice.plain(key, value=value_in_words(voice, flip.parameter, flip.value))
        rows.append(
            [
                name_in_words(voice, flip.parameter),
                Cell(value, [voice.plain("decision.below_interval", low=low, high=high)]),
                flip.rival,
                voice.plain("decision.below_interval", low=least, high=most),
            ]
        )
    return plain_table(voice.plain("decision.table_flips"), heads, rows)


def _front(searched: Searched, voice: Voice) -> Table:
    """Return the front: what each package brings, and its levers as ``--set`` takes them."""
    front = searched.front
    heads = [voice.plain("decision.column_sets"), *(one.name for one in front)]

    def gain(one: Found) -> Cell:
        low, high = points(voice, one.gain_low), points(voice, one.gain_high)
        return Cell(points(voice, one.gain), [voice.plain("decision.below_80", low=low, high=high)])

    rows: list[list[object]] = [
        [voice.plain("decision.column_gain"), *(gain(one) for one in front)],
        [voice.plain("decision.column_equity"), *(points(voice, one.equity) for one in front)],
        [voice.plain("decision.column_extra"), *(voice.number(0.001 * one.cost) for one in front)],
    ]
    for place in range(len(searched.levers)):
        name = front[0].sets[place].partition("=")[0]
        rows.append([name, *(one.sets[place].partition("=")[2] for one in front)])
    return plain_table(voice.plain("decision.table_front", cases=searched.fresh_cases), heads, rows)
