"""Waves: who is mentored when; a programme of one wave is the programme without waves, to the last bit."""

from __future__ import annotations

import json
import pickle
import re
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.runs.sweep.store import open_store
from scenarios import load
from scenarios.waves import Cut, CutWarning, cut_in
from simulation.engine.run import Engine, run, trace
from simulation.errors import SimulationError
from simulation.settings import Settings
from simulation.state import ManagerState
from simulation.waves import Wave
from tests.cli import bubbles
from tests.strategies import seeds

ENGINES: tuple[Engine, ...] = ("compiled", "readable")
SMALL = ("regions=3", "networks_per_region=3", "teams_per_network=2", "months=40")
HEAD = 'question = "In waves?"\nbased_on = "baseline"\n'


def small(*sets: str, name: str = "baseline") -> Settings:
    return load(name, sets=[*SMALL, *sets]).settings


def in_waves(settings: Settings, *waves: Wave) -> Settings:
    ends = {"mentoring_start": min(w.start for w in waves), "mentoring_end": max(w.end for w in waves)}
    values = {**settings.values, **{name: float(month) for name, month in ends.items()}}
    return replace(settings, values=values, waves=waves)


def assert_one_wave_is_none(engine: Engine, targeting: str, drawn: int, start: int, length: int, seed: int) -> None:
    plain = small(
        f"coaching_targeting={targeting}",
        f"coaching_coverage={drawn / 9}",
        f"mentoring_start={start}",
        f"mentoring_end={start + length}",
    )
    waved = in_waves(plain, Wave(start, start + length, drawn=drawn))
    one, other = (run(own, seed, 2, series=True, engine=engine) for own in (plain, waved))
    assert one.values.tobytes() == other.values.tobytes()
    assert one.series is not None and other.series is not None
    assert one.series.values.tobytes() == other.series.values.tobytes()


programmes = given(
    st.sampled_from(["scattered", "clustered", "hubs"]),
    st.integers(1, 9),
    st.integers(0, 39),
    st.integers(1, 45),
    seeds(),
)


@settings(deadline=None, max_examples=15)
@programmes
def test_one_wave_is_the_programme_without_waves(
    targeting: str, drawn: int, start: int, length: int, seed: int
) -> None:
    assert_one_wave_is_none("compiled", targeting, drawn, start, length, seed)


@settings(deadline=None, max_examples=4)
@programmes
def test_one_wave_is_the_programme_without_waves_to_be_read_too(
    targeting: str, drawn: int, start: int, length: int, seed: int
) -> None:
    assert_one_wave_is_none("readable", targeting, drawn, start, length, seed)


def test_one_wave_of_named_networks_is_the_programme_that_names_them() -> None:
    plain = small("coaching_targeting=named", 'coached_networks=["R2.N3", "R1.N1"]', "mentoring_start=6")
    waved = in_waves(plain, Wave(6, int(plain.values["mentoring_end"]), (5, 0)))
    assert run(plain, 3, 4).values.tobytes() == run(waved, 3, 4).values.tobytes()


def test_who_is_mentored_when() -> None:
    chosen = in_waves(
        small("coaching_targeting=scattered", "coach_capacity=1"),
        Wave(12, 20, (3, 4)),
        Wave(4, 10, drawn=2),
        Wave(25, 30, again=1),
        Wave(18, 22, (0,)),
    )
    for engine in ENGINES:
        own = trace(chosen, 7, engine=engine)[0]
        mentored, order = own.of(ManagerState, "mentored")[1:], own.of(ManagerState, "order")[0]
        assert sorted(order) == list(range(9))
        drawn = {int(network) for network in np.flatnonzero(order < 2)}
        assert not drawn & {0, 3, 4} and (order[3], order[4], order[0]) == (2.0, 3.0, 4.0)
        for month in range(40):
            wanted: set[int] = set()
            wanted |= drawn if 4 <= month < 10 or 25 <= month < 30 else set()
            wanted |= {3, 4} if 12 <= month < 20 else set()
            wanted |= {0} if 18 <= month < 22 else set()
            assert set(np.flatnonzero(mentored[month])) == wanted, month
        joined = own.programme[1:]
        assert (list(joined[:12]), joined[12], joined[18], joined[39]) == ([2.0] * 12, 4.0, 5.0, 5.0)


def test_coaches_are_spread_over_those_whom_waves_visit_at_a_time() -> None:
    chosen = in_waves(small("coach_capacity=0.34", "mentoring=1"), Wave(4, 10, (0, 1, 2)), Wave(8, 14, (3, 4, 5)))
    own = run(chosen, 1, 1)
    one_by_one = in_waves(small("coach_capacity=0.34", "mentoring=1"), Wave(4, 10, (0, 1, 2)), Wave(10, 14, (3, 4, 5)))
    hours = own.measure("coach_hours")[0], run(one_by_one, 1, 1).measure("coach_hours")[0]
    assert hours[0] == pytest.approx(hours[1])  # ten months of three coaches' work, however it is spread


def scenario(folder: Path, text: str, *sets: str) -> Settings:
    path = folder / "waves.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load(path, sets=[*SMALL, *sets]).settings


def test_a_file_says_who_is_mentored_when(tmp_path: Path) -> None:
    found = scenario(
        tmp_path,
        '[[wave]]\nmonth = 6\nmonths = 12\nregions = ["R2"]\nnetworks = ["R1.N1"]\n\n'
        "[[wave]]\nmonth = 12\nshare = 0.25\n\n[[wave]]\nmonth = 30\nmonths = 4\nagain = 1\n",
    )
    assert found.waves == (Wave(6, 18, (3, 4, 5, 0)), Wave(12, 40, drawn=2), Wave(30, 34, again=0))
    assert (found.values["mentoring_start"], found.values["mentoring_end"]) == (6.0, 40.0)


def test_dates_say_when_a_wave_begins(tmp_path: Path) -> None:
    found = scenario(tmp_path, 'start = "2024-01"\n[[wave]]\nmonth = "2024-07"\nmonths = 6\nshare = 0.5\n')
    assert found.waves == (Wave(6, 12, drawn=4),)


WAVE = "[[wave]]\nmonth = 6\nmonths = 12\n"
REFUSED = [
    ("wave = 3\n", "wave is 3. Allowed: 1 to 50 tables under [[wave]]"),
    (WAVE, "wave 1: says not whom it visits"),
    (WAVE + "share = 0.5\nagain = 1\n", "wave 1: has share and again"),
    (WAVE + 'regions = ["R9"]\n', "wave 1: regions has 'R9', which is no region"),
    (WAVE + 'networks = ["R1.N9"]\n', "wave 1: networks has 'R1.N9', which is no network"),
    (WAVE + 'networks = ["R1.N1", "R1.N1"]\n', "wave 1: it visits R1.N1 twice"),
    (WAVE + 'regions = ["R1"]\nnetworks = ["R1.N1"]\n', "wave 1: it visits R1.N1 twice"),
    (WAVE + 'networks = "R1.N1"\n', "wave 1: networks is 'R1.N1'. Allowed: a list of names"),
    (WAVE + "share = 0\n", "wave 1: share is 0. Allowed: above 0, to 1"),
    (WAVE + "share = 0.01\n", "wave 1: share is 0.01, less than half a network of 9"),
    (WAVE + "share = 50\n", "wave 1: share is 50. Allowed: above 0, to 1"),
    (WAVE + "again = 1\n", "wave 1: again is 1. Allowed: waves after the first one"),
    (
        "[[wave]]\nmonth = 30\nmonths = 6\nshare = 0.3\n[[wave]]\nmonth = 6\nmonths = 6\nagain = 1\n",
        "wave 2: it visits the networks of wave 1 again in month 6, before that one begins in month 30",
    ),
    (WAVE + "share = 0.5\ndose = 1\n", "wave 1: dose is no part of a wave"),
    ("[[wave]]\nmonth = 40\nshare = 0.5\n", "wave 1: month is 40. Allowed: 0 to 39, the months simulated"),
    ("[[wave]]\nmonth = 6\nmonths = 0\nshare = 0.5\n", "wave 1: months is 0. Allowed: 1 to"),
    ("[[wave]]\nshare = 0.5\n", "wave 1: month is None"),
    (WAVE + "share = 0.7\n" + WAVE + "share = 0.7\n", "waves visit 12 networks. Allowed: 9"),
    (WAVE + 'regions = ["R1"]\n[[wave]]\nmonth = 9\nnetworks = ["R1.N2"]\n', "visit the same networks in month 9"),
    (WAVE + "share = 0.5\n[[wave]]\nmonth = 9\nagain = 1\n", "visit the same networks in month 9"),
    (WAVE + "share = 0.5\n[[change]]\nmonth = 0\nmentoring_start = 3\n", "mentoring_start is 3, and waves say who is"),
    (WAVE + 'coached_networks = ["R1.N1"]\nshare = 0.5\n', "wave 1: coached_networks is no part of a wave"),
    (WAVE + 'share = 0.5\n[[change]]\nmonth = 0\ncoaching_targeting = "named"\n', "names draw nobody"),
]


@pytest.mark.parametrize(("text", "told"), REFUSED)
def test_waves_that_cannot_be_are_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SimulationError, match=re.escape(told)) as caught:
        scenario(tmp_path, text)
    assert "waves.toml" in str(caught.value)


def test_what_waves_say_cannot_be_set_as_well(tmp_path: Path) -> None:
    for text in ("coaching_coverage=0.5", "mentoring_end=200", "coaching_coverage@12=0.5"):
        with pytest.raises(SimulationError, match="so that it would have no effect"):
            scenario(tmp_path, WAVE + "share = 0.5\n", text)
    with pytest.raises(SimulationError, match="mentoring_start is 3, and waves say that it is 6"):
        scenario(tmp_path, WAVE + "share = 0.5\n").with_values({"mentoring_start": 3})


def test_a_store_of_waves_and_rules_of_places_goes_on_as_it_began(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "waves.toml").write_text(
        HEAD + WAVE + 'regions = ["R1"]\n[[change]]\nmonth = 12\nwhere = ["R2"]\nsanction = 0.2\n', encoding="utf-8"
    )
    study = tmp_path / "study.toml"
    study.write_text(
        'question = "In waves?"\nscenarios = ["waves.toml"]\nsize = "classroom"\nmonths = 30\nreplicates = 2\n'
        '[levers]\n"sanction@12" = { values = [0.1, 0.6] }\n',
        encoding="utf-8",
    )
    texts: list[str] = []
    for _ in range(2):
        code, out, err = bubbles(capsys, "sweep", str(study), "--store", str(tmp_path / "store"), "--json")
        assert code == 0, err
        texts.append(out)
    assert json.loads(texts[0])["content"] == json.loads(texts[1])["content"]
    chosen = load(tmp_path / "waves.toml", size="classroom", months=30, sets=["sanction@12=0.6"]).settings
    assert (
        chosen.values_at(12, 0)["sanction"] == 0.6
        and chosen.values_at(12, chosen.places.networks_of(1)[0])["sanction"] == 0.2
    )
    columns = open_store(tmp_path / "store").columns(0)
    stored = [gain for value, gain in zip(columns["sanction@12"], columns["system_gain"], strict=True) if value == 0.6]
    assert stored == list(run(chosen, int(columns["seed"][0]), 2).measure("system_gain"))


def test_a_report_says_who_is_mentored_when(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + 'start = "2024-01"\n'
    text += '[[wave]]\nmonth = "2025-01"\nmonths = 12\nregions = ["R1", "R2"]\n'
    text += "[[wave]]\nmonth = 30\nmonths = 6\nshare = 0.1\n"
    text += "[[wave]]\nmonth = 60\nmonths = 6\nagain = 1\n"
    (tmp_path / "waved.toml").write_text(text, encoding="utf-8")
    report = tmp_path / "report.html"
    code, _, said = bubbles(
        capsys,
        *("compare", "baseline", str(tmp_path / "waved.toml"), "--replicates", "2", "--report", str(report)),
        *("--language", "es", "--quiet"),
    )
    assert code == 0, said
    page = report.read_text(encoding="utf-8")
    assert (
        "Mentoría por etapas: R1, R2 de enero de 2025 a diciembre de 2025; 3 redes, por sorteo, de julio de 2026"
        in page
    )
    assert "por etapas, crece el número de acompañados" in page
    assert "otra vez las redes de la etapa 1, de enero de 2029 a junio de 2029" in page


# Waves that reach past the last month ---------------------------------------------------------------------------------

CUT = HEAD + "[[wave]]\nmonth = 3\nmonths = 5\nshare = 0.2\n[[wave]]\nmonth = 24\nmonths = 24\nshare = 0.2\n"


@pytest.fixture
def cut_file(tmp_path: Path) -> Path:
    (file := tmp_path / "ours.toml").write_text(CUT, encoding="utf-8")
    return file


def test_a_wave_is_cut_where_it_is_and_nowhere_else(cut_file: Path) -> None:
    for months, expected in ((48, ()), (47, (Cut(2, 24, 23),)), (25, (Cut(2, 24, 1),))):
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            scenario = load(cut_file, months=months)
        assert cut_in(scenario.settings) == expected
        assert [one.message.cut for one in told if isinstance(one.message, CutWarning)] == list(expected)
    cut_file.write_text(HEAD + "[[wave]]\nmonth = 3\nshare = 0.2\n", encoding="utf-8")
    assert cut_in(load(cut_file, months=12).settings) == (), "without months it takes those that there are"


@pytest.mark.parametrize(
    "words",
    [
        ("run", "FILE", "--size", "classroom", "--months", "36"),
        ("show", "FILE", "--months", "36"),
        ("compare", "baseline", "FILE", "--size", "classroom", "--months", "36", "--replicates", "2"),
        ("fit", "FIGURES", "--scenario", "FILE", "--size", "classroom", "--months", "36", "--replicates", "2"),
        ("explore", "FILE", "--export", "page.html", "--months", "36"),
        ("attribute", "FILE", "--size", "classroom", "--months", "36", "--replicates", "2"),
    ],
)
def test_a_wave_that_is_cut_is_told_once_at_each_door(
    words: tuple[str, ...],
    cut_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("f.csv").write_text("network,month,process,share,denominator\nR1.N1,3,ccs,0.5,60\nR1.N2,3,ccs,0.5,60\n")
    if words[0] == "explore":  # it takes the months that the file says
        cut_file.write_text(CUT.replace("month = 24\nmonths = 24", "month = 130\nmonths = 24"), encoding="utf-8")
        words = words[:-2]
    asked = [{"FILE": str(cut_file), "FIGURES": "f.csv"}.get(word, word) for word in words]
    code, _, err = bubbles(capsys, *asked, "--quiet")
    assert code in (0, 1), err
    assert err.count("Note: wave 2 takes 24 months, and ") == 1, err
    _, _, err = bubbles(capsys, *asked, "--quiet", "--language", "es")
    assert err.count("Nota: la etapa 2 dura 24 meses, y se simulan ") == 1, err


def test_a_cut_is_in_the_json_and_the_report(
    cut_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = ("--size", "classroom", "--months", "36")
    cut = [{"wave": 2, "months": 24, "simulated": 12}]
    assert json.loads(bubbles(capsys, "run", str(cut_file), *small, "--json")[1])["waves_cut"] == cut
    assert json.loads(bubbles(capsys, "show", str(cut_file), *small, "--json")[1])["waves_cut"] == cut
    pair = ("compare", "baseline", str(cut_file), *small, "--replicates", "2")
    assert json.loads(bubbles(capsys, *pair, "--json")[1])["waves_cut"] == {"ours": cut}
    assert "waves_cut" not in json.loads(bubbles(capsys, *pair, "--months", "48", "--json")[1])
    report = tmp_path / "r.html"
    assert bubbles(capsys, *pair, "--quiet", "--report", str(report))[0] == 0
    page = report.read_text(encoding="utf-8")
    assert "wave 2 takes 24 months, of which 12 are simulated" in page and "from month 24 to month 35" in page
    cut_file.write_text(CUT.replace("month = 24\nmonths = 24", "month = 140\nmonths = 24"), encoding="utf-8")
    found = json.loads(bubbles(capsys, "check", str(cut_file), "--json")[1])["files"][str(cut_file)]
    assert found == {"valid": True, "error": None, "waves_cut": [{"wave": 2, "months": 24, "simulated": 4}]}


def test_a_warning_of_a_cut_wave_goes_between_processes() -> None:
    found = pickle.loads(pickle.dumps(CutWarning(2, 24, 10)))
    assert found.cut == Cut(2, 24, 10) and "wave 2 takes 24 months, and 10 of them are simulated" in str(found)
