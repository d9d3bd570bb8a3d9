"""Options and levers of the command line that act only beside another: refused, or told; never taken in silence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from interface.cli import COMMANDS, main

Ran = tuple[int, str, str]
Do = Callable[..., Ran]
SMALL = ("--size", "classroom", "--months", "60", "--quiet")
STUDY = (
    'question = "?"\nscenarios = ["baseline"]\nsize = "classroom"\nmonths = 40\nreplicates = 2\n'
    'measures = ["reach"]\n[levers]\n{} = {{ values = [0.1, 0.2] }}\n'
)


@pytest.fixture
def do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Do:
    monkeypatch.chdir(tmp_path)
    Path("study.toml").write_text(STUDY.format("bonus"), encoding="utf-8")

    def run(*words: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(list(words))
        out, err = capsys.readouterr()
        return int(str(left.value.code)), out, err

    return run


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("decide baseline aligned --generations 3", "--generations would have no effect without --search"),
        ("decide baseline aligned --levers bonus", "--levers is given without --search"),
        ("frontier bonus target --precision 0.1", "--precision would have no effect over two levers"),
        ("explore --export x.html --port 8080", "--port would have no effect with --export"),
        ("explore --export x.html --lan", "--lan would have no effect with --export"),
        ("calibrate --plan --out x", "--out would have no effect with --check or --plan"),
        ("calibrate --check --out x", "--out would have no effect with --check or --plan"),
        ("calibrate --plan --threads 2", "--threads would have no effect with --plan"),
        ("calibrate --plan --check", "--check would have no effect with --plan"),
        ("sweep ./study.toml --store s --dry-run --cluster local", "--cluster would have no effect with --dry-run"),
        ("sweep ./study.toml --store s --cluster tcp://x:1 --threads 2", "--threads would have no effect with a sched"),
        ("sensitivity --store s --threads 2", "--threads would have no effect without STUDY"),
        ("sensitivity ./study.toml --pairs --method morris", "Allowed: with the method sobol"),
        ("compare baseline aligned --by trust.shield --uncertainty none", "--by"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(do: Do, words: str, expected: str) -> None:
    if "--pairs" in words:
        sampled = 'design = "latin-hypercube"\npoints = 8\n[levers]'
        Path("study.toml").write_text(STUDY.format("bonus").replace("[levers]", sampled) + "target = {}\n")
    code, out, err = do(*words.split())
    assert (code, out) == (2, ""), err
    assert expected in err


def test_options_of_a_store_that_is_there(do: Do) -> None:
    assert do("sweep", "./study.toml", "--store", "s", "--chunk", "2", "--quiet")[0] == 0
    assert do("sweep", "./study.toml", "--store", "s", "--chunk", "2", "--quiet")[0] == 0
    code, _, err = do("sweep", "./study.toml", "--store", "s", "--chunk", "3", "--quiet")
    assert (code, "--chunk is 3, and s keeps 2 runs together" in err) == (2, True), err
    for words, expected in {
        "--threads 2": "--threads would have no effect on s",
        "--store t": "s is a store, and --store names another",
        "--months 60": "s is a store, whose runs have their months",
    }.items():
        code, _, err = do("discover", "s", "--measure", "reach", "--above", "0.1", *words.split())
        assert (code, expected in err) == (2, True), err


ADMIN = "Note: admin_feedback acts nowhere here: verification_feedback is 0 in every month. Set that too"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("run", "baseline", "--set", "admin_feedback=0.3", *SMALL), ADMIN),
        (("show", "baseline", "--set", "admin_feedback@24=0.3", "--quiet"), ADMIN),
        (("compare", "baseline", "aligned", "--set", "admin_feedback=0.3", "--replicates", "2", *SMALL), ADMIN),
        (("sweep", "./idle.toml", "--store", "i", "--dry-run", "--quiet"), ADMIN),
        (("check", "./ours.toml", "--quiet"), "Note: coach_capacity acts nowhere here: mentoring is 0"),
        (
            ("show", "no-coaching", "--set", "ccs.coaching=2", "--quiet", "--language", "es"),
            "Nota: ccs.coaching no actúa aquí en ningún mes: mentoring es 0 en todos.",
        ),
    ],
)
def test_a_value_that_would_do_nothing_is_told_once(do: Do, words: tuple[str, ...], expected: str) -> None:
    Path("idle.toml").write_text(STUDY.format("admin_feedback"), encoding="utf-8")
    Path("ours.toml").write_text(
        'question = "?"\nbased_on = "no-coaching"\n[[change]]\nmonth = 0\ncoach_capacity = 0.9\n', encoding="utf-8"
    )
    code, out, err = do(*words)
    assert code == 0, err
    assert err.count(expected) == 1, err
    assert expected not in out


def test_what_acts_is_not_told(do: Do) -> None:
    pair = ("--set", "admin_feedback=0.3", "--set", "verification_feedback@24=0.5")
    assert do("show", "baseline", *pair, "--quiet")[2] == ""
    Path("two.toml").write_text(STUDY.format("admin_feedback") + "verification_feedback = { values = [0, 1] }\n")
    assert do("sweep", "./two.toml", "--store", "i", "--dry-run", "--quiet")[2] == ""
    several = ("compare", "aligned", "verified-to-learn-kept", "--set", "admin_feedback=0.3", "--replicates", "2")
    assert "Note" not in do(*several, *SMALL)[2]


def test_a_share_of_networks_is_not_varied_beside_names(do: Do) -> None:
    Path("ours.toml").write_text(
        'question = "?"\nbased_on = "baseline"\ncoached_networks = ["R1.N2"]\n'
        '[[change]]\nmonth = 0\ncoaching_targeting = "named"\n',
        encoding="utf-8",
    )
    Path("named.toml").write_text(STUDY.format("coaching_coverage").replace("baseline", "./ours.toml"))
    expected = "coaching_coverage is varied, and coaching_targeting is 'named'"
    for words in (
        ("sweep", "./named.toml", "--store", "i", "--dry-run"),
        ("frontier", "coaching_coverage", "--scenario", "./ours.toml", "--size", "classroom"),
    ):
        code, _, err = do(*words)
        assert (code, expected in err) == (2, True), err


def test_no_study_that_comes_with_the_model_varies_in_vain(do: Do) -> None:
    from experiments.runs.sweep.study import FOLDER

    for path in sorted(FOLDER.glob("*.toml")):
        code, _, err = do("sweep", path.stem, "--store", "none", "--dry-run", "--quiet")
        assert (code, "Note" in err) == (0, False), err
    assert "sweep" in COMMANDS
