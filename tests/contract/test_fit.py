"""Fits at the command line: what is learnt, nothing, or no set; the file of sets; and mistakes in one message."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import simulation
from scenarios import load
from scenarios.plausible import sets_from, under
from tests.cli import bubbles

HEAD = "network,month,process,share,denominator,coached"
ASKED = ("--scenario", "mentoring-kept", "--size", "classroom", "--months", "60", "--replicates", "2")


def table(people: int, seed: int = 5, shift: float = 0.0) -> str:
    """Return figures of a country that the model made under a set that no fit looks at."""
    from experiments.analyses.fit.sets import truths

    scenario = load("mentoring-kept", size="classroom", months=60)
    lived = simulation.run(under(scenario, truths()[3]), seed=seed, by="network").by_place
    assert lived is not None
    reported, coached = lived.of("reported.ccs")[0], lived.of("coached")[0]
    drawn = np.random.default_rng(seed).binomial(people, np.clip(reported[:48] + shift, 0.0, 1.0)) / people
    rows = [
        f"{network},{month},ccs,{drawn[month, place]!r},{people},{'yes' if coached[:48, place].max() > 0.5 else 'no'}"
        for place, network in enumerate(lived.places)
        for month in range(48)
    ]
    return "\n".join([HEAD, *rows]).replace("np.float64(", "").replace(")", "") + "\n"


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("fit") / "figures.csv"
    file.write_text(table(200), encoding="utf-8")
    return file


def test_the_sets_that_are_left_are_a_file_that_other_commands_take(
    figures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.csv"
    code, out, _ = bubbles(capsys, "fit", str(figures), *ASKED, "--out", str(kept), "--json")
    found = json.loads(out)
    assert code == 0 and found["verdict"] == "learnt" and found["knows_coached"]
    assert 0 < found["ruled_out"] == found["sets"] - len(found["kept"])
    sets = sets_from(kept)
    assert [one.name for one in sets] == found["kept"]
    account = json.loads(kept.with_suffix(".json").read_text(encoding="utf-8"))
    assert account["figures"]["sha256"] == found["figures"]["sha256"] and account["sets"] == len(sets)
    small = ("--size", "classroom", "--months", "40", "--plausible-sets", str(kept))
    code, out, _ = bubbles(capsys, "compare", "baseline", "aligned", *small, "--replicates", "3", "--json")
    assert code == 0 and json.loads(out)["plausible_sets"] == found["kept"]
    code, out, _ = bubbles(capsys, "run", "baseline", *small, "--plausible", "1", "--json")
    assert code == 0 and json.loads(out)["plausible_set"] == found["kept"][0]
    code, _, _ = bubbles(
        capsys, "decide", "baseline", "aligned", *small, "--cases", "2", "--replicates", "1", "--quiet"
    )
    assert code == 0


def test_a_set_of_a_file_is_lived_under_as_if_it_were_chosen(
    figures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from experiments import compare, fit

    kept = tmp_path / "kept.csv"
    fit(figures, "mentoring-kept", size="classroom", months=60, replicates=2).write_sets(kept)
    found = compare("baseline", "aligned", size="classroom", months=40, replicates=2, plausible_sets=kept, bands=False)
    second = sets_from(kept)[1]
    alone = simulation.run(under(load("aligned", size="classroom", months=40), second), seed=1, replicates=[1])
    np.testing.assert_array_equal(found.ensembles["aligned"].values[1], alone.values[0])


@pytest.mark.parametrize("language", ["en", "es"])
def test_figures_that_no_set_gives_end_with_1_and_leave_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    file, kept = tmp_path / "figures.csv", tmp_path / "kept.csv"
    file.write_text(table(200, shift=0.3), encoding="utf-8")
    words = ("fit", str(file), *ASKED, "--out", str(kept), "--language", language)
    code, out, err = bubbles(capsys, *words)
    assert code == 1 and not kept.exists() and "kept.csv" in err
    assert {"en": "No set fits", "es": "Ningún conjunto se ajusta"}[language] in out
    code, out, _ = bubbles(capsys, *words, "--json")
    assert code == 1 and json.loads(out)["verdict"] == "none" and json.loads(out)["kept"] == []
    assert json.loads(out)["measures"] == []


def test_one_woman_a_month_teaches_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(table(1), encoding="utf-8")
    code, out, _ = bubbles(capsys, "fit", str(file), *ASKED, "--json")
    found = json.loads(out)
    assert code == 0 and found["verdict"] == "nothing" and found["ruled_out"] == 0
    assert found["figures"]["set_aside"] == found["figures"]["number"] == 288
    code, out, _ = bubbles(capsys, "fit", str(file), *ASKED, "--quiet", "--language", "es")
    assert code == 0 and out.startswith("No se aprende nada")


def test_where_nobody_is_coached_no_gain_of_the_coached_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(table(200).replace(",yes", ",no"), encoding="utf-8")
    words = ("fit", str(file), *ASKED[:-2], "--set", "coaching_coverage=0", "--replicates", "2")
    code, out, err = bubbles(capsys, *words)
    assert code == 0 and "nan" not in out.casefold().split() and "NaN" not in out, out + err
    code, out, _ = bubbles(capsys, *words, "--json")
    found = json.loads(out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert [one["name"] for one in found["measures"]] == ["coverage.ccs", "spillover_gain.ccs", "reach"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        (f"{HEAD}\nTegucigalpa,3,ccs,0.5,60,yes\n", "is no network of mentoring-kept"),
        (f"{HEAD}\nR1.N1,60,ccs,0.5,60,yes\n", "past the horizon. Allowed: 0 to 59"),
        (f"{HEAD}\nR1.N1,2024-01,ccs,0.5,60,yes\n", "nothing says which month month 0 is"),
        (
            f"{HEAD}\nR1.N1,3,ccs,50,60,yes\nR1.N2,3,ccs,0.4,60,no\n",
            "share is 50, and 0.5 may be meant: it may be percent",
        ),
    ],
)
def test_a_mistake_is_one_message_and_2(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, report = tmp_path / "figures.csv", tmp_path / "report"
    file.write_text(text, encoding="utf-8")
    code, out, err = bubbles(
        capsys, "fit", str(file), *ASKED, "--report", str(report), "--out", str(tmp_path / "k.csv")
    )
    assert code == 2 and out == "" and said in err and "Traceback" not in err and err.count("Error") == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["figures.csv"]


def test_a_file_of_sets_needs_runs_under_sets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("compare", "baseline", "aligned", "--uncertainty", "none"), ("run", "baseline")):
        code, _, err = bubbles(capsys, *words, "--size", "classroom", "--plausible-sets", str(tmp_path / "no.csv"))
        assert code == 2 and "would have no effect" in err
    code, _, err = bubbles(capsys, "compare", "baseline", "aligned", "--plausible-sets", str(tmp_path / "no.csv"))
    assert code == 2 and "cannot be read" in err
