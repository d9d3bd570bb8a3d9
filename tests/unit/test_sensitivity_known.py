"""Sensitivity: known answers with noise added, and everything that would make an index silently wrong.

The function of Ishigami and Homma 1990, and Sobol's G function, whose indices are known in closed form.
"""

import re
import warnings
from itertools import combinations

import numpy as np
import pytest

from experiments.analyses.sensitivity import (
    DUMMY,
    ConstantError,
    Factor,
    SensitivityError,
    analyse,
    check_rows,
    design_of,
    factors_of,
)
from experiments.analyses.sensitivity.design import Design
from experiments.analyses.sensitivity.figures import pictures_of
from experiments.analyses.sensitivity.method import Sensitivity
from experiments.analyses.sensitivity.noise import between, noise_of
from experiments.analyses.sensitivity.report import finding, table_of, terminal_table, voice_of
from experiments.analyses.sensitivity.sobol import blocks_of, terms_of
from experiments.runs.sweep.variants import columns_named
from experiments.statistics.intervals import Values
from scenarios import load


def unit_factors(number: int) -> tuple[Factor, ...]:
    """Factors whose values are their shares, for functions on the unit cube."""
    return tuple(Factor(f"x{place + 1}", (), tuple((k / 4096,) for k in range(2))) for place in range(number))


def ishigami(unit: Values) -> Values:
    x = np.pi * (2.0 * unit - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_indices() -> dict[str, Values]:
    a, b, pi4 = 7.0, 0.1, np.pi**4
    v1 = 0.5 * (1.0 + b * pi4 / 5.0) ** 2
    v2 = a * a / 8.0
    v13 = b * b * pi4 * pi4 * (1.0 / 18.0 - 1.0 / 50.0)
    v = v1 + v2 + v13
    pairs = [v13 / v if pair == (0, 2) else 0.0 for pair in combinations(range(4), 2)]
    return {
        "first": np.array([v1, v2, 0.0, 0.0]) / v,
        "total": np.array([v1 + v13, v2, v13, 0.0]) / v,
        "second": np.array(pairs),
    }


G = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])


def sobol_g(unit: Values) -> Values:
    return np.prod((np.abs(4.0 * unit - 2.0) + G) / (1.0 + G), axis=1)


def sobol_g_indices() -> dict[str, Values]:
    partial = 1.0 / (3.0 * (1.0 + G) ** 2)
    v = np.prod(1.0 + partial) - 1.0
    others = np.array([np.prod(np.delete(1.0 + partial, place)) for place in range(len(G))])
    return {"first": np.append(partial, 0.0) / v, "total": np.append(partial * others, 0.0) / v}


def noisy(design: Design, values: Values, replicates: int, sd: float, seed: int) -> Values:
    """Results with independent noise of which the size depends on the row."""
    size = sd * (0.5 + design.unit[:, :1])
    return values[:, None] + size * np.random.default_rng(seed).standard_normal((len(values), replicates))


def holds(found: Sensitivity, true: dict[str, Values]) -> float:
    """Share of indices of which the interval holds the true one."""
    inside = [
        (found.indices[order].low - 1e-9 <= true[order]) & (true[order] <= found.indices[order].high + 1e-9)
        for order in true
    ]
    return float(np.concatenate(inside).mean())


@pytest.mark.parametrize(
    ("function", "true", "factors", "sd"),
    [(ishigami, ishigami_indices(), 3, 4.0), (sobol_g, sobol_g_indices(), 6, 0.8)],
    ids=["ishigami", "sobol-g"],
)
def test_with_noise_corrected_indices_hold_the_true_ones_and_uncorrected_do_not(
    function: object, true: dict[str, Values], factors: int, sd: float
) -> None:
    pytest.importorskip("SALib")
    covered: list[float] = []
    for seed in range(4):
        design = design_of(unit_factors(factors), "sobol", 1024, seed, second_order="second" in true)
        values = noisy(design, function(design.unit[:, :-1]), 8, sd, 100 + seed)  # type: ignore[operator]
        found = analyse(design, values)
        covered.append(holds(found, true))
        assert 0.3 < found.noise.of_run < 0.8 and found.noise.of_mean > 0.04
        half = found.indices["total"].high - found.indices["total"].value
        off = np.abs(found.uncorrected["total"] - true["total"]) > half
        assert off[-1] and off.sum() >= len(off) - 2, "without correction chance is taken for effect"
        assert found.uncorrected["total"][-1] > 0.05 > abs(found.indices["total"].value[-1])
    assert np.mean(covered) >= 0.93


def test_without_noise_the_indices_are_those_of_salib() -> None:
    design = design_of(unit_factors(3), "sobol", 256, 0, second_order=True)
    values = np.repeat(ishigami(design.unit[:, :-1])[:, None], 3, axis=1)
    found = analyse(design, values)
    for order in ("first", "total"):
        assert found.indices[order].value == pytest.approx(found.uncorrected[order], abs=2e-3), order
    assert found.indices["total"].value[-1] == pytest.approx(0.0, abs=1e-12), "the dummy"
    assert found.noise.of_run == pytest.approx(0.0, abs=1e-12)
    assert found.noise.of_mean == pytest.approx(0.0, abs=1e-12)
    assert found.unsure == []
    assert found.names == ("x1", "x2", "x3", DUMMY) and found.pairs[0] == ("x1", "x2")


@pytest.mark.parametrize("points", [16, 64])
def test_without_noise_the_variance_apportioned_is_that_of_all_base_points(points: int) -> None:
    design = design_of(unit_factors(3), "sobol", points, 3)
    values = np.repeat(ishigami(design.unit[:, :-1])[:, None], 3, axis=1)
    blocks = blocks_of(design, values)
    base = np.concatenate([blocks.a[:, 0], blocks.b[:, 0]])
    assert terms_of(blocks).variance.mean() == pytest.approx(np.var(base, ddof=1))


def test_common_random_numbers_change_nothing_in_the_indices_but_their_doubt() -> None:
    """A chance that all rows share, and one that acts on one input only, is still chance."""
    design = design_of(unit_factors(3), "sobol", 512, 3)
    draw = np.random.default_rng(8).standard_normal((2, 8))
    expected = ishigami(design.unit[:, :-1])
    values = expected[:, None] + 10.0 * draw[0] + 3.0 * draw[1] * (design.unit[:, 2:3] - 0.5)
    found = analyse(design, values)
    assert holds(found, {k: v for k, v in ishigami_indices().items() if k != "second"}) == 1.0
    assert found.noise.of_run > 0.8 and found.noise.of_mean < 0.02


def test_products_of_different_replicates_have_no_bias() -> None:
    draw = np.random.default_rng(1).standard_normal((200_000, 3))
    assert between(2.0 + draw, 3.0 + draw).mean() == pytest.approx(6.0, abs=0.02)
    assert ((2.0 + draw).mean(axis=1) * (3.0 + draw).mean(axis=1)).mean() > 6.3
    assert noise_of(np.arange(5.0)[:, None] + np.zeros((5, 2))).variance == pytest.approx(2.5)


@pytest.mark.parametrize("replicates", [2, 8])
def test_what_of_a_variance_is_chance_is_what_was_put_in(replicates: int) -> None:
    draw = np.random.default_rng(4)
    found = noise_of(draw.normal(size=(20_000, 1)) + draw.normal(size=(20_000, replicates)))
    assert (found.variance, found.of_run) == pytest.approx((1.0, 0.5), abs=0.05)
    assert found.of_mean == pytest.approx(1.0 / (1.0 + replicates), abs=0.03)


@pytest.mark.parametrize("levels", [2, 3, 7])
def test_every_level_of_a_factor_has_the_same_share_of_the_way(levels: int) -> None:
    factor = Factor("set", (), tuple((float(level),) for level in range(levels)))
    taken = [factor.at(share)[0] for share in (np.arange(420) + 0.5) / 420]
    assert taken == sorted(taken) and {taken.count(float(level)) for level in range(levels)} == {420 // levels}
    assert factor.at(1.0) == (levels - 1.0,)


def test_morris_is_salibs_without_noise_and_free_of_it_with() -> None:
    from SALib.analyze import morris

    design = design_of(unit_factors(3), "morris", 100, 0)
    expected = ishigami(design.unit[:, :-1])
    still = analyse(design, np.repeat(expected[:, None], 2, axis=1), method="morris")
    problem = {"num_vars": 4, "names": list(design.names), "bounds": [[0.0, 1.0]] * 4}
    salib = morris.analyze(problem, design.unit, expected, num_levels=4, seed=1)
    assert still.indices["mu_star"].value == pytest.approx(np.asarray(salib["mu_star"]))
    assert still.indices["mu"].value == pytest.approx(np.asarray(salib["mu"]))
    assert still.indices["sigma"].value == pytest.approx(np.asarray(salib["sigma"]), rel=1e-6)
    loud = analyse(design, noisy(design, expected, 8, 4.0, 5), method="morris")
    assert loud.uncorrected["mu_star"][-1] > 1.5 > abs(loud.indices["mu_star"].value[-1])
    assert loud.indices["mu_star"].low[-1] <= 0.0


def test_groups_have_the_index_of_all_their_factors_together() -> None:
    names = ("alignment", "trust.gain_support", "trust.loss_control")
    columns = columns_named(names, load("baseline", size="classroom").settings)
    true = ishigami_indices()["total"]
    for grouping, group, index in (("kind", "mechanisms", 1.0 - 0.3139), ("concept", "trust", 1.0 - 0.3139)):
        design = design_of(factors_of(columns), "sobol", 1024, 2, grouping=grouping)
        assert design.names == ("levers", group, DUMMY) and len(design.unit) == 5 * 1024
        found = analyse(design, np.repeat(ishigami(design.unit[:, :-1])[:, None], 2, axis=1))
        assert found.indices["total"].value == pytest.approx([true[0], index, 0.0], abs=0.04)
    screening = design_of(factors_of(columns), "morris", 50, 2, grouping="kind")
    found = analyse(screening, np.repeat(ishigami(screening.unit[:, :-1])[:, None], 2, axis=1), method="morris")
    assert found.ranking == [1, 0] and found.indices["mu_star"].value[2] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("method", ["pawn", "rbd-fast", "delta"])
def test_methods_for_given_rows_agree_on_the_order_and_know_nothing_from_something(method: str) -> None:
    design = design_of(unit_factors(3), "latin-hypercube", 384, 0)
    found = analyse(design, noisy(design, ishigami(design.unit[:, :-1]), 8, 2.0, 1), method=method)
    ranked = [found.names[place] for place in found.ranking]
    assert set(ranked[:2]) == {"x1", "x2"}
    assert DUMMY not in ranked and not {"x1", "x2"} & set(found.unsure)
    if method == "rbd-fast":
        assert holds(found, {"first": ishigami_indices()["first"]}) >= 0.75


def test_whole_numbers_and_choices_become_shares_before_ranks_are_taken() -> None:
    from experiments.analyses.sensitivity.given_data import correlated, ranks_of

    generator = np.random.default_rng(0)
    inputs = np.stack([generator.integers(0, 3, 900), generator.random(900)], axis=1).astype(float)
    ranks = ranks_of(inputs, generator)
    assert sorted(ranks[:, 0]) == pytest.approx((np.arange(900) + 0.5) / 900)
    assert (ranks[inputs[:, 0] == 0, 0].max() < ranks[inputs[:, 0] == 1, 0].min()) and abs(ranks[:, 0].mean()) < 0.51
    assert correlated(ranks, ("a", "b")) == []
    assert correlated(ranks[:, [0, 0]], ("a", "b"))[0][:2] == ("a", "b")


# What would be silently wrong ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small() -> tuple[Design, Values]:
    design = design_of(unit_factors(3), "sobol", 32, 1)
    return design, noisy(design, ishigami(design.unit[:, :-1]), 3, 1.0, 2)


@pytest.mark.parametrize("method", ["sobol", "morris", "pawn"])
def test_one_undefined_value_is_refused(method: str) -> None:
    kind = {"pawn": "latin-hypercube"}.get(method, method)
    design = design_of(unit_factors(3), kind, 64, 1)
    values = noisy(design, ishigami(design.unit[:, :-1]), 2, 1.0, 2)
    values[17, 1] = np.nan
    with pytest.raises(SensitivityError, match=r"undefined in 1 of .* runs, first in row 17\. .*Take another measure"):
        analyse(design, values, method=method, measure="spread_ratio")


def test_a_lost_row_one_replicate_and_no_variance_are_refused(small: tuple[Design, Values]) -> None:
    design, values = small
    with pytest.raises(SensitivityError, match=r"have 191 rows, and the design has 192\..*none may be left out"):
        analyse(design, values[:-1])
    with pytest.raises(SensitivityError, match=r"1 replicate of each row\. Allowed: 2 or more"):
        analyse(design, values[:, :1])
    with pytest.raises(SensitivityError, match="1 replicate"):
        analyse(design, values[:, 0])
    with pytest.raises(ConstantError, match="is 0 in every run, so there is no variance to apportion"):
        analyse(design, np.zeros_like(values))
    with pytest.raises(SensitivityError, match="no table of numbers"):
        analyse(design, [["a", "b"]])


def test_rows_in_another_order_rounded_or_of_another_design_are_refused(small: tuple[Design, Values]) -> None:
    design, _ = small
    check_rows(design, design.unit)
    check_rows(design, design.rows)
    with pytest.raises(SensitivityError, match="in another order, from row 0 on"):
        check_rows(design, design.unit[::-1])
    with pytest.raises(SensitivityError, match=r"rounded\. Allowed: the rows as they were drawn"):
        check_rows(design, np.round(design.unit))
    with pytest.raises(SensitivityError, match="There are 191 rows, and the design has 192"):
        check_rows(design, design.unit[1:])
    with pytest.raises(SensitivityError, match=r"2 columns, and the design has 3\. .*the design they were made by"):
        check_rows(design, design.unit[:, :2])
    with pytest.raises(SensitivityError, match="of another design"):
        check_rows(design, design.unit + 3.0)


def test_seed_zero_is_a_seed() -> None:
    factors = unit_factors(3)
    for kind, points in (("sobol", 32), ("morris", 8), ("latin-hypercube", 64)):
        first, again, other = (design_of(factors, kind, points, seed) for seed in (0, 0, 1))
        assert np.array_equal(first.unit, again.unit) and not np.array_equal(first.unit, other.unit), kind
    design = design_of(factors, "sobol", 32, 0)
    values = noisy(design, ishigami(design.unit[:, :-1]), 3, 1.0, 2)
    before = np.random.get_state()[1].tolist()  # type: ignore[index, union-attr]
    one, two = (analyse(design, values) for _ in range(2))
    assert np.array_equal(one.indices["total"].low, two.indices["total"].low)
    given = design_of(factors, "latin-hypercube", 128, 0)
    results = noisy(given, ishigami(given.unit[:, :-1]), 2, 1.0, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        delta = [analyse(given, results, method="delta").ranking_index.low.tolist() for _ in range(2)]
    assert delta[0] == delta[1]
    assert np.random.get_state()[1].tolist() == before, "nobody else's draws move"  # type: ignore[index, union-attr]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"points": 100}, "points is 100. Allowed: a power of two.*Choose 64 or 128"),
        ({"points": 8}, "points is 8. Allowed: 16 or more"),
        ({"kind": "fast"}, "The design is 'fast'. Allowed: one of sobol, morris"),
        ({"grouping": "colour"}, "groups is 'colour'"),
        ({"kind": "morris", "second_order": True}, "Second order is asked of morris"),
        ({"factors": unit_factors(1)}, "1 factor varies. Allowed: two or more"),
        ({"factors": (*unit_factors(2), Factor(DUMMY, ()))}, "A factor is named 'dummy'"),
        ({"points": 2**20}, "Take fewer points"),
    ],
)
def test_a_design_that_cannot_be_analysed_is_refused(change: dict[str, object], message: str) -> None:
    asked: dict[str, object] = {"factors": unit_factors(3), "kind": "sobol", "points": 64, "seed": 1, **change}
    factors, kind, points, seed = (asked.pop(name) for name in ("factors", "kind", "points", "seed"))
    with pytest.raises(SensitivityError, match=message):
        design_of(factors, kind, points, seed, **asked)  # type: ignore[arg-type]


def test_a_method_refuses_the_design_of_another(small: tuple[Design, Values]) -> None:
    with pytest.raises(SensitivityError, match=r"cannot analyse a design of the kind sobol\. Allowed: sobol, pawn"):
        analyse(*small, method="morris")


def test_advice_counts_the_runs_that_the_ranking_still_needs() -> None:
    settled, unsettled = [], []
    for points, found in ((16, unsettled), (2048, settled)):
        design = design_of(unit_factors(3), "sobol", points, 1)
        values = noisy(design, ishigami(design.unit[:, :-1]), 4, 1.0, 3)
        found.append(analyse(design, values))
    few, many = unsettled[0], settled[0]
    assert many.advice.is_settled and many.advice.more_runs == 0 and many.advice.first == ("x1", "x2", "x3")
    assert not few.advice.is_settled
    assert few.advice.more_runs > 0 or few.advice.tied
    assert [stage.points for stage in many.stages] == [256, 512, 1024, 2048]


# Results that hardly vary ----------------------------------------------------------------------------------------

METHODS = ("sobol", "morris", "pawn", "rbd-fast", "delta")


def of_kind(kind: str, unit: Values) -> Values:
    """Results, [row, replicate], that tell little or nothing."""
    rows, draw = len(unit), np.random.default_rng(1)
    single = np.zeros((rows, 3))
    single[7, 1] = 1.0
    return {
        "constant": np.full((rows, 3), 0.4),
        "nearly constant": 0.4 + 1e-9 * draw.normal(size=(rows, 3)),
        "one run": single,
        "one row": np.repeat(single[:, 1:2], 3, axis=1),
        "two values": np.repeat((unit[:, :1] > 0.5) * 1.0, 3, axis=1),
        "chance": draw.normal(size=(rows, 3)),
        "undefined": np.where(draw.random((rows, 3)) < 0.1, np.nan, unit[:, :1]),
        "infinite": np.where(draw.random((rows, 3)) < 0.1, np.inf, unit[:, :1]),
    }[kind]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("points", [64, 128])
@pytest.mark.parametrize(
    "kind",
    ["constant", "nearly constant", "one run", "one row", "two values", "chance", "undefined", "infinite"],
)
def test_results_that_hardly_vary_are_refused_or_told_as_undefined(method: str, points: int, kind: str) -> None:
    kind_of_design = method if method in ("sobol", "morris") else "latin-hypercube"
    design = design_of(unit_factors(2), kind_of_design, points, 1)
    values = of_kind(kind, design.unit)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = analyse(design, values, method=method, measure="reach")
        except SensitivityError as refused:
            assert kind in ("constant", "undefined", "infinite") or method == "delta"
            assert "reach is" in str(refused) or "delta has 64 rows" in str(refused)
            assert "Take " in str(refused)
            return
    assert kind not in ("constant", "undefined", "infinite")
    index = found.ranking_index
    assert found.is_undefined == (not np.isfinite(np.stack([index.value, index.low, index.high])).all())
    for language, word in (("en", "undefined"), ("es", "sin definir")):
        voice = voice_of(language)
        told = [*np.ravel(terminal_table(found, voice)[2]), str(table_of(found, [], voice)), finding(found, [], voice)]
        assert not any(re.search(r"\bnan\b", str(cell)) for cell in told)
        if not np.isfinite(index.value).all():
            assert any(word in cell for cell in told[:-2])
        if found.is_undefined:
            assert ("variance" if language == "en" else "varianza") + " " in told[-1].lower()
            assert str(voice.say("sensitivity.finding.undefined")) in told[-1]
    if kind == "two values":
        assert method != "delta", "of rows that are all alike it would count nothing"
        assert not found.is_undefined and found.ranking[0] == 0
    if kind == "one run" and method in ("sobol", "rbd-fast"):
        assert found.is_undefined, "what is in one replicate alone is chance"


@pytest.mark.parametrize("rows", [64, 99, 100])
def test_delta_says_how_many_rows_it_needs(rows: int) -> None:
    design = design_of(unit_factors(2), "latin-hypercube", rows, 1)
    values = noisy(design, 5.0 * design.unit[:, 0], 3, 0.1, 1)
    if rows < 100:
        with pytest.raises(SensitivityError, match=rf"delta has {rows} rows.*100 or more"):
            analyse(design, values, method="delta")
    else:
        found = analyse(design, values, method="delta")
        assert found.ranking[0] == 0 and not found.is_undefined


# What is said ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(6))
def test_who_decides_most_is_said_where_the_table_bears_it_out(method: str, seed: int) -> None:
    draw = np.random.default_rng(seed)
    kind, points = {"morris": "morris"}.get(method, "sobol"), int(draw.choice([16, 64, 256]))
    design = design_of(unit_factors(3), kind, max(points, 64) if method == "delta" else points, seed)
    weights = draw.choice([0.1, 0.9, 1.0, 3.0], 3)
    found = analyse(
        design,
        noisy(design, (design.unit[:, :3] * weights).sum(axis=1), 3, draw.choice([0.1, 2.0]), seed),
        method=method,
    )
    voice = voice_of("en")
    title = pictures_of(found, voice)[0].title
    said = str(finding(found, (), voice))
    _, _, rows = terminal_table(found, voice)
    if title.endswith("most") and "not settled" not in title:
        name = title.partition(" decides")[0].lower()
        shown = {
            row[0]: float(row[1].partition(" ")[0].replace("\N{MINUS SIGN}", "-").replace(",", "")) for row in rows[:-1]
        }
        assert shown[name] == max(shown.values()) and found.leader == name and not found.may_lead
        for other in {"x1", "x2", "x3"} - {name}:
            lead = found.lead(name, other)
            assert lead.low is None or lead.low > 0.0
    elif found.leader is not None:
        assert "not settled" in title and "What decides most is not settled" in said
        assert any(name in said.partition("What decides most is not settled")[2] for name in found.may_lead)
    else:
        assert title.startswith("Nothing stands out")


def test_shares_that_no_share_can_be_are_shown_to_nobody() -> None:
    design = design_of(unit_factors(3), "sobol", 16, 2)
    found = analyse(design, noisy(design, ishigami(design.unit[:, :3]), 2, 30.0, 1))
    uncut = np.concatenate([found.indices["total"].low, found.indices["total"].high])
    assert uncut.min() < 0.0 and uncut.max() > 1.0, "few points and much chance"
    shown = found.shown("total")
    assert min(shown.low) >= 0.0 and max(shown.high) <= 1.0
    _, _, rows = terminal_table(found, voice_of("en"))
    numbers = [
        float(text.replace(",", "")) for row in rows for cell in row[1:] for text in re.findall(r"[\d.,]*\d", cell)
    ]
    assert max(numbers) <= 100.0 and "\N{MINUS SIGN}" not in "".join(cell for row in rows for cell in row)
