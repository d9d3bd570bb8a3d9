"""Memory: comparisons hold the series of some runs at a time, and what would not fit is refused by its bytes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from experiments.analyses.comparison.method import bytes_of, compare
from experiments.runs import memory, value_uncertainty
from interface.cli import main
from scenarios.load import load

NAMES = ("baseline", "aligned", "hubs")
PEAK = """
import resource, sys
from interface.cli import main
try:
    main(sys.argv[1:])
except SystemExit as left:
    assert not left.code, left.code
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, file=sys.stderr)
"""
Ran = tuple[int, str]


@pytest.fixture
def do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(list(words))
        return int(left.value.code or 0), capsys.readouterr().err

    return run


@pytest.mark.parametrize(
    ("engine", "uncertainty"),
    [
        ("compiled", "none"),
        ("compiled", "plausible"),
        ("readable", "plausible"),
        pytest.param("readable", "none", marks=pytest.mark.thorough),
    ],
)
def test_runs_are_the_same_however_many_are_held_at_a_time(
    monkeypatch: pytest.MonkeyPatch, uncertainty: value_uncertainty.Uncertainty, engine: str
) -> None:
    months, number = (40, 70) if engine == "compiled" else (30, 3)
    scenarios = [load(name, size="classroom", months=months) for name in NAMES[:2]]
    found = []
    for together in (1000, 2):
        monkeypatch.setattr(value_uncertainty, "replicates_together", lambda *_, together=together, **__: together)
        found.append(compare(scenarios, replicates=number, uncertainty=uncertainty, engine=engine))  # type: ignore[arg-type]
    one, other = found
    assert one.estimates == other.estimates and one.contrasts == other.contrasts and one.medians == other.medians
    assert one.identical_before == other.identical_before and one.is_consistent
    for name in one.ensembles:
        np.testing.assert_array_equal(one.ensembles[name].values, other.ensembles[name].values)
        for series, band in one.bands[name].items():
            for part in ("mean", "low", "high"):
                np.testing.assert_array_equal(getattr(band, part), getattr(other.bands[name][series], part))


@pytest.mark.parametrize(
    "words",
    [
        ("compare", *NAMES, "--replicates", "1000000"),
        ("compare", *NAMES, "--replicates", "300000", "--report", "r.html"),
        ("compare", *NAMES, "--replicates", "400000", "--months", "600", "--uncertainty", "none"),
        ("attribute", "aligned", "--replicates", "100000", "--under", "200"),
        ("decide", "baseline", "aligned", "--cases", "200", "--replicates", "100000"),
    ],
    ids=" ".join,
)
def test_what_would_not_fit_is_refused_by_its_bytes(do: Callable[..., Ran], words: tuple[str, ...]) -> None:
    code, err = do(*words, "--size", "classroom")
    assert code == 2 and err.startswith("Error: ") and "GB of memory. Allowed: 4 GB. Take fewer" in err
    assert err.count("\n") == 1 and list(Path().iterdir()) == []


def test_an_array_that_would_not_fit_is_refused_and_the_other_forms_are_named(
    do: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert do("sweep", "first-look", "--store", "s", "--quiet")[0] == 0
    monkeypatch.setattr(memory, "MOST_BYTES", 1000)
    code, err = do("export", "--store", "s", "--to", "x.nc")
    assert code == 2 and "Export CSV or Parquet, which are written chunk by chunk." in err
    assert sorted(path.name for path in Path().iterdir()) == ["s"]
    assert do("export", "--store", "s", "--to", "x.csv", "--quiet")[0] == 0
    assert "GB of memory" in do("discover", "s")[1]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peaks are counted otherwise elsewhere")
@pytest.mark.parametrize("report", [pytest.param(True, marks=pytest.mark.thorough), False])
def test_a_comparison_takes_no_more_than_is_estimated(tmp_path: Path, report: bool) -> None:
    def peak(replicates: int) -> int:
        words = ["compare", *NAMES, "--size", "classroom", "--replicates", str(replicates), "--quiet"]
        words += ["--report", "r.html"] if report else []
        done = subprocess.run(
            [sys.executable, "-c", PEAK, *words], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return int(done.stderr.split()[-1])

    scenarios = [load(name, size="classroom") for name in NAMES]
    few, many = 600, 3000
    expected = bytes_of(scenarios, many, bands=report) - bytes_of(scenarios, few, bands=report)
    assert peak(many) - peak(few) < 1.3 * expected + 50e6
