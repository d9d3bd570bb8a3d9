"""Series in a store: a quantity of a group in a month is a measure like any other."""

from pathlib import Path

import numpy as np
import pytest

import simulation
from experiments.runs.sweep.errors import StudyError
from experiments.runs.sweep.plan import plan_of
from experiments.runs.sweep.study import load_study
from experiments.runs.sweep.variants import made
from scenarios import load

STUDY = """
question = "What comes when?"
scenarios = ["baseline"]
size = "classroom"
replicates = 2
measures = ["reach", "coverage.ccs.uncoached.gain@41", "coverage.ccs.coached@24-36/6", "trust.coached.twin@89"]
[levers]
alignment = { values = [0.2, 0.8] }
"""


def test_series_at_a_month_are_stored_like_measures(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(STUDY)
    plan = plan_of(load_study(str(file)))
    names = ["reach", "coverage.ccs.uncoached.gain@41", *(f"coverage.ccs.coached@{m}" for m in (24, 30, 36))]
    assert [measure.name for measure in plan.measures] == [*names, "trust.coached.twin@89"]
    runs = made(plan, "?", tmp_path / "store")
    alone = simulation.run(
        load("baseline", size="classroom", sets=["alignment=0.8"]), seed=1, replicates=2, series=True
    )
    gain = alone.over_time("coverage.ccs.uncoached") - alone.over_time("coverage.ccs.uncoached.twin")
    assert np.array_equal(runs.of("coverage.ccs.uncoached.gain@41")[0, 1], gain[:, 41])
    assert np.array_equal(runs.of("coverage.ccs.coached@30")[0, 1], alone.over_time("coverage.ccs.coached")[:, 30])
    assert np.array_equal(runs.of("trust.coached.twin@89")[0, 1], alone.over_time("trust.coached.twin")[:, 89])
    assert np.array_equal(runs.of("reach")[0, 1], alone.measure("reach"))


@pytest.mark.parametrize(
    "name", ["coverage.ccs.uncoached@144", "coverage.ccs@3", "trust.coached@5-3", "trust.coached@"]
)
def test_a_series_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "s.toml"
    file.write_text(STUDY.replace("trust.coached.twin@89", name))
    with pytest.raises(StudyError, match="which is no series at a month"):
        load_study(str(file))
