"""By place at the command line: tables, files, JSON and the report of regions, networks and teams."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas
import pytest

from tests.contract.conftest import Bubbles

WORDS = ("--size", "classroom", "--months", "60")
COLUMNS = {"scenario", "reference", "place", "region", "measure", "mean", "low_together", "defined", "date"}


def table_of(path: Path) -> pandas.DataFrame:
    return pandas.read_csv(io.StringIO(path.read_text(encoding="utf-8-sig")))


def test_compare_tells_writes_and_draws_by_place(bubbles: Bubbles, tmp_path: Path) -> None:
    words = ("compare", "baseline", "aligned", *WORDS, "--replicates", "12", "--by", "region")
    out, report = tmp_path / "out", tmp_path / "r.html"
    done = bubbles(*words, "--set", "start=2024-01", "--out", str(out), "--report", str(report))
    assert done.code == 0 and "By region: change over baseline in CCS coverage at the end" in " ".join(done.out.split())
    places, months = table_of(out / "places.csv"), table_of(out / "place_months.csv")
    assert len(places) == 2 * 9 * 3 and len(months) == 2 * 2 * 60
    assert set(places.columns) >= COLUMNS
    when = places[(places.measure == "mentored_from") & places.reference.isna()]
    assert set(when.date) == {"2026-01"}
    assert set(months[months.month == 3].date) == {"2024-04"}
    page = report.read_text()
    assert 'id="places"' in page and "By region: CCS coverage over time" in page and 'data-chart="places-1"' in page
    found = json.loads(bubbles(*words, "--json").out)["by_place"]
    assert (found["level"], found["looked_at"]) == ("region", 2 * 6 * 3)
    first = next(one for one in found["estimates"] if one["measure"] == "coverage.ccs")
    row = places[(places.measure == "coverage.ccs") & (places.place == first["place"])].iloc[0]
    assert row["mean"] == first["mean"]
    assert bubbles(*words[:-2], "--out", str(out)).code == 0
    assert not (out / "places.csv").exists() and not (out / "place_months.csv").exists(), "they are not of this one"


def test_run_tells_and_writes_each_place_of_one_world(bubbles: Bubbles, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = bubbles("run", "aligned", *WORDS, "--by", "network", "--language", "es", "--out", str(out))
    assert done.code == 0 and "Por red: este único mundo al final" in done.out
    assert "Un solo mundo no pronostica ningún lugar" in done.out and "places.csv" in done.out
    assert len(table_of(out / "places.csv")) == 6 * 9 and len(table_of(out / "place_months.csv")) == 6 * 60
    found = json.loads(bubbles("run", "aligned", *WORDS, "--by", "region", "--json").out)["by_place"]
    assert [one["place"] for one in found["places"]] == ["R1", "R2"] and found["places"][0]["teams"] == 12
    own = json.loads(bubbles("run", "aligned", *WORDS, "--json").out)
    assert "by_place" not in own
    coverage = np.mean([one["measures"]["coverage.ccs"] for one in found["places"]])
    assert coverage == pytest.approx(own["measures"]["coverage.ccs"])


def test_a_file_of_somebodys_own_is_in_the_way_of_places_only(bubbles: Bubbles, tmp_path: Path) -> None:
    own = "region,network,team\nR,N,T\n"
    (tmp_path / "places.csv").write_text(own)
    assert bubbles("run", "aligned", *WORDS, "--out", str(tmp_path), "--quiet").code == 0
    refused = bubbles("run", "aligned", *WORDS, "--by", "region", "--out", str(tmp_path), "--quiet")
    assert refused.code == 2 and "it is there already" in refused.err
    assert (tmp_path / "places.csv").read_text() == own


@pytest.mark.parametrize(
    "words",
    [
        ("run", "aligned"),
        ("compare", "baseline", "aligned"),
        ("compare", "baseline", "aligned", "--uncertainty", "none"),
    ],
)
def test_another_place_is_refused_with_what_there_is(bubbles: Bubbles, words: tuple[str, ...]) -> None:
    refused = bubbles(*words, *WORDS, "--by", "regoin")
    assert refused.code == 2 and not refused.out
    assert (
        "'regoin'" in refused.err and "Did you mean 'region'?" in refused.err and "region, network, team" in refused.err
    )
