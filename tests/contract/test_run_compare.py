"""``bubbles run`` and ``compare`` as a user meets them: JSON, files, exit codes, bad input."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.load import load
from simulation.engine.run import run, trace
from simulation.observables import REGIMES
from simulation.results import measures

Bubbles = Callable[..., Any]
SMALL = ("--size", "classroom")


def folded(text: str) -> str:
    """Return text without the line breaks between its words."""
    return " ".join(text.split())


def test_run_gives_one_json_object_with_measures_and_digest(bubbles: Bubbles) -> None:
    done = bubbles("run", "aligned", "--seed", "0", "--replicate", "2", "--json", *SMALL)
    found = json.loads(done.out)
    assert done.code == 0
    assert list(found) == [
        *(
            "scenario",
            "seed",
            "seed_text",
            "replicate",
            "replicate_text",
            "plausible_set",
            "measures",
            "costs",
            "digest",
            "model",
        )
    ]
    settings = load("aligned", size="classroom").settings
    assert found["digest"] == trace(settings, 0, 2)[0].digest
    ensemble = run(settings, 0, [2])
    assert found["measures"]["direct_gain.ccs"] == ensemble.measure("direct_gain.ccs")[0]
    assert found["measures"]["regime"] in REGIMES
    assert len(found["measures"]) == len(measures(("ccs", "anc")))


def test_both_engines_print_the_same(bubbles: Bubbles) -> None:
    seed = str(2**63 - 1)
    printed = [
        bubbles("run", "punitive-tied", "--json", "--seed", seed, "--engine", engine, *SMALL)
        for engine in ("compiled", "readable")
    ]
    assert printed[0].code == 0
    assert printed[0].out == printed[1].out


def test_run_tells_a_story_in_both_languages(bubbles: Bubbles) -> None:
    english, spanish = (bubbles("run", "baseline", "--language", language) for language in ("en", "es"))
    assert "The gains have faded: they were there, and at the end no 3 points of them are left" in folded(english.out)
    assert "Las ganancias se desvanecieron" in spanish.out
    kept = bubbles("run", "mentoring-kept", "--size", "classroom", "--seed", "1").out
    assert "A bubble: at the end the gains are with those who were coached" in folded(kept)


def test_run_tells_what_is_overstated_from_traces_of_it(bubbles: Bubbles) -> None:
    assert "1.3 points of CCS coverage are overstated" in folded(bubbles("run", "aligned", *SMALL).out)
    none = "sanctions-ended-kept"
    english, spanish = (folded(bubbles("run", none, *SMALL, "--language", language).out) for language in ("en", "es"))
    assert "only traces are overstated: less than 0.1 points of CCS coverage." in english
    assert "solo trazas son exageradas: menos de 0.1 puntos de cobertura de tamizaje." in spanish


def test_compare_says_who_is_left_behind(bubbles: Bubbles) -> None:
    names = ("mentoring-kept", "grown-mentored")
    done = bubbles("compare", *names, "--replicates", "8", *SMALL)
    table = done.out.partition("Who is left behind at the end")[2].partition("\n\n scenario")[2].partition("\n\n")[0]
    found = json.loads(bubbles("compare", *names, "--replicates", "8", "--json", *SMALL).out)
    for name in names:
        row = next(line for line in table.splitlines() if name in line)
        row = row.replace("\N{MINUS SIGN}", "-")
        shown = [float(mean) for mean, _, _ in re.findall(r"(-?[\d.]+) \[(-?[\d.]+), (-?[\d.]+)\]", row)]
        fifths = ("lowest_fifth.ccs", "fifths_gap.ccs", "lowest_fifth_gain.ccs", "fifths_gap_gain.ccs")
        assert shown == pytest.approx(
            [100 * found["scenarios"][name][measure]["mean"] for measure in fifths], abs=0.051
        )
    gaps = [found["scenarios"][name]["fifths_gap_gain.ccs"] for name in names]
    assert gaps[0]["low"] > gaps[1]["high"], "punitive rules leave a wider gap than growth under aligned ones"


def test_run_without_coaching_tells_so(bubbles: Bubbles) -> None:
    done = bubbles("run", "no-coaching", *SMALL)
    assert "Nobody was coached" in done.out
    assert json.loads(bubbles("run", "no-coaching", "--json", *SMALL).out)["measures"]["regime"] is None


def test_run_writes_its_files(bubbles: Bubbles, tmp_path: Path) -> None:
    done = bubbles("run", "baseline", "--out", "results/one", *SMALL)
    assert done.code == 0
    folder = tmp_path / "results" / "one"
    assert sorted(path.name for path in folder.iterdir()) == ["costs.csv", "run.json", "series.csv", "teams.csv"]
    assert len((folder / "series.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + 144
    teams = (folder / "teams.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(teams) == 25
    assert teams[0].startswith("region,network,team,coached,coverage.ccs")


def test_compare_gives_estimates_and_paired_contrasts(bubbles: Bubbles) -> None:
    done = bubbles("compare", "baseline", "aligned", "no-coaching", "--replicates", "12", "--json", *SMALL)
    found = json.loads(done.out)
    assert done.code == 0
    assert set(found["scenarios"]) == {"baseline", "aligned", "no-coaching"}
    gain = found["scenarios"]["aligned"]["direct_gain.ccs"]
    assert gain["low"] <= gain["mean"] <= gain["high"] and gain["defined"] == 12
    shares = [found["scenarios"]["aligned"][f"regime.{name}"]["mean"] for name in REGIMES]
    assert sum(shares) == pytest.approx(1.0)
    assert found["scenarios"]["no-coaching"]["regime.bubble"] == {"mean": None, "low": None, "high": None, "defined": 0}
    contrast = next(c for c in found["contrasts"] if c["a"] == "aligned" and c["measure"] == "coverage.ccs")
    assert contrast["b"] == "baseline" and set(contrast) >= {
        "a",
        "b",
        "measure",
        "mean",
        "low",
        "high",
        "variance_saved",
    }
    assert all(
        c["low"] < c["high"] and -1.0 <= c["low"] <= c["mean"] <= c["high"] <= 1.0
        for c in found["contrasts"]
        if c["a"] == "aligned" and (c["measure"].startswith("regime.") or c["measure"] == "reach")
    ), "shares: in doubt also where no run differs, and never beyond what is possible"
    pairs = {(pair["a"], pair["b"]): pair for pair in found["identical_before"]}
    assert all(pair["identical"] for pair in pairs.values())
    assert {pair["month"] for pair in pairs.values()} == {24}


def test_compare_writes_report_and_files(bubbles: Bubbles, tmp_path: Path) -> None:
    arguments = ("compare", "baseline", "aligned", "--replicates", "4", "--report", "r.html", "--out", "out", "--quiet")
    done = bubbles(*arguments, *SMALL)
    assert (done.code, done.err) == (0, "")
    assert (
        folded(done.out).startswith("Compared with Status quo, mean CCS coverage") and folded(done.out).count(". ") == 0
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "r.html"]
    assert len((tmp_path / "out" / "runs.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + 2 * 4
    assert json.loads((tmp_path / "out" / "compare.json").read_text())["replicates"] == 4


def test_a_report_may_be_a_folder_as_those_of_other_analyses(bubbles: Bubbles, tmp_path: Path) -> None:
    arguments = ("compare", "baseline", "aligned", "--replicates", "4", "--report", "told", "--quiet", *SMALL)
    for _ in range(2):  # an earlier one is replaced
        done = bubbles(*arguments)
        assert (done.code, done.err) == (0, "")
    names = {path.name for path in (tmp_path / "told").iterdir()}
    assert names >= {"report.html", "runs.csv", "estimates.csv", "contrasts.csv", "gains.svg", "gains.png"}
    assert (
        "bubbles compare baseline aligned --replicates 4 --report told" in (tmp_path / "told/report.html").read_text()
    )


BAD = {
    "negative seed": (("run", "baseline", "--seed", "-1"), "seed is -1. Allowed: a whole number, 0 to 2^63 - 1"),
    "seed too large": (("run", "baseline", "--seed", str(2**63)), "0 to 2^63 - 1"),
    "seed no number": (("run", "baseline", "--seed", "x"), "--seed"),
    "negative replicate": (("run", "baseline", "--replicate", "-3"), "replicate is -3"),
    "no replicates": (("compare", "baseline", "aligned", "--replicates", "0"), "replicates is 0"),
    "one scenario": (("compare", "baseline"), "two or more"),
    "twice the same": (("compare", "baseline", "baseline"), "baseline"),
    "unknown scenario": (("run", "baselin"), "Did you mean 'baseline'?"),
    "unknown engine": (("run", "baseline", "--engine", "fast"), "--engine"),
    "out of range": (("run", "baseline", "--set", "sanction=1.4"), "outside 0 to 1"),
    "not finite": (("compare", "baseline", "aligned", "--set", "sanction=nan"), "sanction"),
    "too large": (("run", "baseline", "--set", "sanction=1e999"), "sanction"),
    "unknown name": (("run", "baseline", "--set", "sancton=0.4"), "Did you mean 'sanction'?"),
    "outside the horizon": (("run", "baseline", "--set", "sanction@144=0.4"), "144"),
    "report in no folder": (("compare", "baseline", "aligned", "--report", "no/such/r.html"), "cannot be written"),
    "out is a file": (("run", "baseline", "--out", "/dev/null"), "cannot be written"),
    "out below a file": (("compare", "baseline", "aligned", "--out", "/dev/null/x"), "cannot be written"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_one_message_and_leaves_nothing(bubbles: Bubbles, tmp_path: Path, name: str) -> None:
    arguments, expected = BAD[name]
    done = bubbles(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert expected in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_half_written(bubbles: Bubbles, tmp_path: Path) -> None:
    done = bubbles("compare", "baseline", "aligned", "--replicates", "2", "--report", "/dev/full", *SMALL)
    assert done.code == 2
    assert "cannot be written" in done.err and "Traceback" not in done.err


def test_different_sizes_cannot_be_paired(bubbles: Bubbles, tmp_path: Path) -> None:
    (tmp_path / "longer.toml").write_text(
        'question = "What after ten years?"\nbased_on = "baseline"\n[[change]]\nmonth = 0\nmonths = 120\n'
    )
    done = bubbles("compare", "baseline", "longer.toml")
    assert done.code == 2
    assert "cannot be paired" in done.err


@pytest.mark.parametrize("processes", [["ccs"], ["anc", "ccs"]])
def test_a_scenario_may_have_other_processes(bubbles: Bubbles, tmp_path: Path, processes: list[str]) -> None:
    own = f'question = "What of these alone?"\nprocesses = {json.dumps(processes)}\nbased_on = "baseline"\n'
    (tmp_path / "own.toml").write_text(own)
    (tmp_path / "other.toml").write_text(
        'question = "And aligned?"\nbased_on = "own.toml"\n[[change]]\nmonth = 24\nalignment = 0.8\n'
    )
    told = bubbles("run", "own.toml", *SMALL)
    assert told.code == 0, told.err
    assert f"({processes[0].upper()})" in told.out
    compared = bubbles("compare", "own.toml", "other.toml", "--replicates", "3", "--report", "r.html", *SMALL)
    assert compared.code == 0, compared.err
    assert f"late direct {processes[0].upper()}" in compared.out


def test_too_many_replicates_are_refused_before_the_memory_is_full(bubbles: Bubbles) -> None:
    done = bubbles("compare", "baseline", "aligned", "--replicates", "1000000")
    assert done.code == 2
    assert "Take fewer replicates" in done.err


def test_months_are_those_asked_for(bubbles: Bubbles) -> None:
    shown = bubbles("show", "baseline", "--months", "60", "--json")
    assert json.loads(shown.out)["structure"]["months"] == 60
    for months in ("0", "601"):
        refused = bubbles("run", "baseline", "--months", months)
        assert refused.code == 2
        assert f"--months: months is {months}. Allowed: a whole number, 1 to 600." in refused.err


def test_who_ends_before_mentoring_is_told_that_nothing_is_gained(bubbles: Bubbles) -> None:
    said = "Status quo ends after 20 months, and mentoring starts in month 24: gains are undefined. Take more --months."
    assert said in folded(bubbles("run", "baseline", "--months", "20", *SMALL).out)
    compared = bubbles("compare", "baseline", "no-coaching", "--months", "20", "--replicates", "2", *SMALL)
    assert compared.code == 0 and folded(compared.out).count("gains are undefined") == 1
    assert said in folded(compared.out)
    for months in ("25", "144"):
        assert "gains are undefined" not in folded(bubbles("run", "baseline", "--months", months, *SMALL).out)


BY = ("compare", "mentoring-kept", "aligned-kept", "--by", "authority.waits_for_policy", "--replicates", "9", *SMALL)


def test_regimes_have_intervals_and_are_read_at_both_ends_of_a_value(bubbles: Bubbles, tmp_path: Path) -> None:
    done = bubbles(*BY, "--report", "r.html", "--out", "out")
    assert done.code == 0, done.err
    assert max(map(len, done.out.splitlines())) <= 100
    for title in (
        "Regimes at the end, percent of runs",
        "Flags, percent of runs",
        "Regimes by authority.waits_for_policy",
    ):
        table = done.out.partition(title)[2].partition("\n\n scenario")[2].partition("\n\n")[0]
        rows = [line for line in table.splitlines() if "-kept" in line]
        assert len(rows) == (4 if "by" in title else 2)
        for row in rows:
            cells = re.findall(r"(\d+) \[(\d+), (\d+)\]", row)
            assert len(cells) == (3 if "Flags" in title else len(REGIMES))
            assert all(0 <= int(low) <= int(share) <= int(high) <= 100 for share, low, high in cells)
    assert "3 sets each, with 3 and 3 runs of each scenario" in folded(done.out)
    found = json.loads((tmp_path / "out" / "compare.json").read_text())
    low, high = found["by"]["low"], found["by"]["high"]
    assert found["by"]["parameter"] == "authority.waits_for_policy" and low["highest"] <= high["lowest"]
    assert (low["sets"], low["runs"]) == (3, 3)
    for third in (low, high):
        for scenario in ("mentoring-kept", "aligned-kept"):
            estimates = third["estimates"][scenario]
            assert sum(estimates[f"regime.{name}"]["mean"] for name in REGIMES) == pytest.approx(1.0)
            assert 0.0 <= estimates["reach"]["low"] <= estimates["reach"]["mean"] <= estimates["reach"]["high"] <= 1.0
    page = (tmp_path / "r.html").read_text()
    assert "--by authority.waits_for_policy" in page and "Head start over the twin" in page
    spanish = bubbles(*BY, "--language", "es")
    assert "Regímenes según authority.waits_for_policy" in spanish.out and "aligned-kept, alto" in spanish.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "trust.shield", "--uncertainty", "none"), "--by with --uncertainty plausible"),
        (("--by", "authority.waits_for_polcy"), "Did you mean 'authority.waits_for_policy'?"),
        (("--by", "alignment"), "which does not vary in the plausible sets."),
        (("--by", "authority.waits_for_policy", "--replicates", "5"), "--by needs 6 sets, and --replicates is 5."),
        (
            ("--by", "authority.waits_for_policy", "--set", "authority.waits_for_policy=1"),
            "which baseline or --set has chosen, so that it does not vary there.",
        ),
    ],
)
def test_what_divides_no_sets_is_refused(bubbles: Bubbles, words: tuple[str, ...], said: str) -> None:
    refused = bubbles("compare", "baseline", "aligned", *words)
    assert (refused.code, refused.out) == (2, "")
    assert said in folded(refused.err) and "Traceback" not in refused.err


CENSORED = "head_start.coached"
OF_A_MEAN = {
    "frontier": ("frontier", "alignment", "--measure", CENSORED, "--level", "1", *SMALL),
    "sensitivity": ("sensitivity", "levers", "--measure", CENSORED),
    "discover": ("discover", "when-spread", "--measure", CENSORED, "--above", "1"),
    "attribute": ("attribute", "aligned", "--measure", CENSORED, *SMALL),
    "decide, gain": ("decide", "baseline", "aligned", "--measure", CENSORED, *SMALL),
    "decide, requirement": ("decide", "baseline", "aligned", "--require", f"{CENSORED}>=1", *SMALL),
}


@pytest.mark.parametrize("command", OF_A_MEAN)
def test_what_the_end_cuts_off_has_no_mean_in_any_command(bubbles: Bubbles, command: str) -> None:
    refused = bubbles(*OF_A_MEAN[command])
    assert (refused.code, refused.out) == (2, "")
    assert f"{CENSORED} is a lower bound wherever the run ended first, so it has no mean." in folded(refused.err)
    assert "Ask for head_start_open.coached, or take its median from `bubbles compare --json`." in folded(refused.err)


@pytest.mark.parametrize("name", ["x[red]y", "a$b", "[bold]", "$HOME", "100%s"])
def test_a_name_with_marks_of_other_languages_is_shown_as_it_is(bubbles: Bubbles, tmp_path: Path, name: str) -> None:
    """Brackets are markup to a terminal's library, dollars to one of figures (Textualize/rich issue 120)."""
    (tmp_path / f"{name}.toml").write_text('question = "What of [red] and $x$?"\nbased_on = "baseline"\n')
    asked = ("baseline", f"./{name}.toml", "--replicates", "3", *SMALL)
    compared = bubbles("compare", *asked, "--report", "r.html")
    assert (compared.code, compared.err) == (0, "")
    assert f"\n {name} " in compared.out
    assert name in (tmp_path / "r.html").read_text(encoding="utf-8")
    told = bubbles("run", f"./{name}.toml", *SMALL)
    assert told.code == 0 and told.out.startswith(f"{name}, seed 1") and "What of [red] and $x$?" in told.out
    refused = bubbles("run", f"./{name}.tom")
    assert refused.code == 2 and f"{name}.tom" in refused.err
