"""Pictures of a decision: how often best, how far short, gain and cost, what is worth most, the front of a search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from experiments.analyses.decision.cost_effectiveness import Acceptability, CostEffectiveness
from experiments.analyses.decision.method import Decision, Judged, Spread
from experiments.analyses.decision.search import Searched
from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.presentation.figures.style import FADED, ON_PAGE, Stroke
from experiments.presentation.voice import Voice
from experiments.presentation.words import money


def points(voice: Voice, share: float | None) -> str:
    """Return a coverage share as points."""
    return "\N{EM DASH}" if share is None else voice.number(100.0 * share, 1)


def pictures_of(found: Decision, searched: Searched | None, voice: Voice) -> list[Picture]:
    """Return what there is to see."""
    pictures = [_best(found, voice), _gain(found, voice)]
    if found.economics is not None and found.economics.acceptability is not None and len(found.economics.places) > 1:
        pictures.append(_acceptability(found.economics, found.economics.acceptability, voice))
    if searched and searched.front:
        pictures.append(_front(searched, voice))
    return pictures


def _best(found: Decision, voice: Voice) -> Picture:
    order = sorted(found.packages.values(), key=lambda own: own.regret_mean)
    told = ", ".join(
        voice.plain(
            "decision.told_best_one",
            name=own.name,
            best=voice.percent(own.best.mean or 0.0),
            regret=points(voice, own.regret_mean),
            worst=points(voice, own.regret_most),
        )
        for own in order
    )

    def draw(figure: Any, size: Size) -> None:
        left, right = figure.subplots(1, 2, sharey=True)
        shown = order[: size.rows]
        on.name_rows(left, [own.name for own in shown], bold=[own.name == found.advised for own in shown])
        bests = [own.best for own in shown]
        on.bars(
            left, size, [b.mean or 0.0 for b in bests], [b.low or 0.0 for b in bests], [b.high or 0.0 for b in bests]
        )
        left.set_xlim(0.0, 1.0)
        left.set_xlabel(voice.plain("decision.axis_best"))
        on.write_numbers(left.xaxis, voice, percent=True)
        right.grid(visible=False, axis="y")
        places = range(len(shown))
        for place, own in zip(places, shown, strict=True):
            right.plot(
                [100.0 * own.regret_mean, 100.0 * own.regret_most],
                [place, place],
                color=FADED,
                linewidth=0.6 * size.line,
            )
        style: dict[str, Any] = {"linestyle": "none", "markersize": 0.6 * size.font, "zorder": 3}
        right.plot(
            [100.0 * own.regret_mean for own in shown],
            places,
            marker=SERIES[1].mark,
            color=SERIES[1].colour,
            label=voice.plain("decision.label_mean"),
            **style,
        )
        right.plot(
            [100.0 * own.regret_most for own in shown],
            places,
            marker=SERIES[1].mark,
            color=SERIES[1].colour,
            markerfacecolor="white",
            label=voice.plain("decision.label_most"),
            **style,
        )
        right.set_xlim(left=-0.5)
        right.set_xlabel(voice.plain("decision.axis_regret"))
        on.write_numbers(right.xaxis, voice)
        on.legend_below(right)

    return Picture(
        "best",
        voice.plain("decision.picture_best"),
        voice.say("decision.caption_best"),
        voice.plain("decision.told_best", listed=told),
        draw,
        rows=len(order),
    )


def by_gain(found: Decision) -> list[Judged]:
    """Return all packages but the reference, from the most gain to the least."""
    others = [own for name, own in found.packages.items() if name != found.reference]
    return sorted(others, key=lambda own: -(own.gain.mean.mean or 0.0))


def _told(packages: Sequence[Judged], voice: Voice) -> str:
    """Return what packages gain and cost, for who cannot see it."""
    listed = ", ".join(
        voice.plain(
            "decision.told_gain_one",
            name=own.name,
            gain=points(voice, own.gain.mean.mean),
            cost=money(voice, own.cost.mean.mean or 0.0),
        )
        for own in packages
    )
    return voice.plain("decision.told_gain", listed=listed)


def _gain(found: Decision, voice: Voice) -> Picture:
    others = [own for own in found.packages.values() if own.name != found.reference]

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        axes.axhline(0.0, color=FADED, linewidth=0.5 * size.line)
        axes.axvline(0.0, color=FADED, linewidth=0.5 * size.line)
        for place, own in enumerate(others):
            stroke = SERIES[place % len(SERIES)]
            x, y = 0.001 * (own.cost.mean.mean or 0.0), 100.0 * (own.gain.mean.mean or 0.0)
            axes.plot([0.001 * own.cost.low, 0.001 * own.cost.high], [y, y], color=stroke.colour, lw=0.6 * size.line)
            axes.plot([x, x], [100.0 * own.gain.low, 100.0 * own.gain.high], color=stroke.colour, lw=0.6 * size.line)
            axes.plot(
                [x],
                [y],
                linestyle="none",
                marker=stroke.mark,
                color=stroke.colour,
                markersize=0.75 * size.font,
                label=own.name,
                zorder=3,
            )
        axes.set_xlabel(voice.plain("decision.axis_cost"))
        axes.set_ylabel(voice.plain("decision.axis_gain"))
        on.write_numbers(axes.xaxis, voice)
        on.write_numbers(axes.yaxis, voice)
        on.legend_below(axes, 3 if size.name != "column" else 2)

    return Picture(
        "gain-and-cost",
        voice.plain("decision.picture_gain"),
        voice.say("decision.caption_gain", reference=found.reference),
        _told(others, voice),
        draw,
        height=1.1,
    )


def gains_and_costs(found: Decision, voice: Voice) -> Picture:
    """Return what each package gains over the reference beside what it costs, a row each: the figure of a brief."""
    packages = by_gain(found)

    def spreads(axes: Any, size: Size, of: Sequence[Spread], scale: float, stroke: Stroke, label: str) -> None:
        on.zero_line(axes, size)
        ends = ([scale * (own.mean.mean or 0.0) for own in of], [scale * own.low for own in of])
        on.points(axes, size, *ends, [scale * own.high for own in of], stroke)
        axes.set_xlabel(voice.plain(label))
        on.write_numbers(axes.xaxis, voice)

    def draw(figure: Any, size: Size) -> None:
        shown = _first(packages, found.advised, size.rows)
        left, right = figure.subplots(1, 2, sharey=True)
        on.name_rows(left, [own.name for own in shown], bold=[own.name == found.advised for own in shown])
        spreads(left, size, [own.gain for own in shown], 100.0, SERIES[0], "brief_decision.axis_gain")
        spreads(right, size, [own.cost for own in shown], 0.001, SERIES[1], "brief_decision.axis_cost")

    return Picture(
        "brief",
        voice.plain("brief_decision.picture", reference=found.reference),
        _caption(found, len(packages), voice),
        _told(packages, voice),
        draw,
        rows=min(len(packages), ON_PAGE.rows),
    )


def _caption(found: Decision, drawn: int, voice: Voice) -> str:
    """Return how to read the figure: which mark is bold, if one is, and how many are left out."""
    said = [voice.plain("brief_decision.caption")]
    if found.advised is not None and found.advised != found.reference:
        said.append(voice.plain("brief_decision.caption_bold"))
    if drawn > ON_PAGE.rows:
        said.append(voice.plain("brief_decision.caption_most", rows=ON_PAGE.rows, number=drawn))
    return " ".join(said)


def _first(packages: Sequence[Judged], advised: str | None, rows: int) -> list[Judged]:
    """Return as many packages as there are rows, the one to try among them."""
    left_out = [own for own in packages[rows:] if own.name == advised]
    return [*packages[: rows - len(left_out)], *left_out]


def _acceptability(found: CostEffectiveness, curve: Acceptability, voice: Voice) -> Picture:
    """Return in what share of cases each package is worth most, by what a point is worth."""
    names = [own.package for own in found.places]
    last = [shares[-1].mean or 0.0 for shares in curve.shares]
    told = "; ".join(
        voice.plain("decision.told_acceptability_one", name=name, share=voice.percent(share))
        for name, share in zip(names, last, strict=True)
    )
    thousands = [0.001 * price for price in curve.prices]

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        for place, (name, shares) in enumerate(zip(names, curve.shares, strict=True)):
            on.line(
                axes,
                thousands,
                [share.mean or 0.0 for share in shares],
                SERIES[place % len(SERIES)],
                low=[share.low or 0.0 for share in shares],
                high=[share.high or 0.0 for share in shares],
                label=name,
            )
        if found.worth is not None:
            axes.axvline(0.001 * found.worth, color=FADED, linewidth=0.8 * size.line)
        axes.set_xlim(0.0, thousands[-1])
        axes.set_ylim(0.0, 1.0)
        axes.set_xlabel(voice.plain("decision.axis_worth"))
        axes.set_ylabel(voice.plain("decision.axis_worth_most"))
        on.write_numbers(axes.xaxis, voice)
        on.write_numbers(axes.yaxis, voice, percent=True)
        on.legend_below(axes, 3 if size.name != "column" else 2)

    return Picture(
        "worth-most",
        voice.plain("decision.picture_acceptability"),
        voice.say("decision.caption_acceptability"),
        voice.plain("decision.told_acceptability", worth=money(voice, curve.prices[-1]), listed=told),
        draw,
    )


def _front(searched: Searched, voice: Voice) -> Picture:
    first, last = searched.front[0], searched.front[-1]

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        tried = searched.tried
        axes.scatter(0.001 * tried[:, 2], 100.0 * tried[:, 0], s=(0.2 * size.font) ** 2, color=FADED, linewidths=0)
        widest = max(one.equity for one in searched.front) or 1.0
        for one in searched.front:
            radius = size.font * (0.5 + 0.9 * one.equity / widest)
            axes.plot(
                [0.001 * one.cost],
                [100.0 * one.gain],
                marker="o",
                markersize=radius,
                color=SERIES[0].colour,
                markeredgecolor="white",
                linestyle="none",
            )
            axes.annotate(
                one.name,
                (0.001 * one.cost, 100.0 * one.gain),
                xytext=(0.9 * size.font, -0.4 * size.font),
                textcoords="offset points",
                fontsize=0.88 * size.font,
            )
        axes.set_xlabel(voice.plain("decision.axis_cost"))
        axes.set_ylabel(voice.plain("decision.axis_gain"))
        on.write_numbers(axes.xaxis, voice)
        on.write_numbers(axes.yaxis, voice)

    return Picture(
        "front",
        voice.plain("decision.picture_front"),
        voice.say("decision.caption_front"),
        voice.plain(
            "decision.told_front",
            least=points(voice, last.gain),
            cheap=money(voice, last.cost),
            most=points(voice, first.gain),
            dear=money(voice, first.cost),
        ),
        draw,
        height=1.1,
    )
