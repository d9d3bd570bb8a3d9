"""Replaced names: whoever asks for a parameter that is gone is told what took its place, at every door."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.runs.sweep.errors import StudyError
from experiments.runs.sweep.study import load_study
from interface.cli import main
from scenarios import load
from simulation.errors import ParameterError
from simulation.parameters import REPLACED, declared, parameter_named

ROOT = Path(__file__).resolve().parents[2]
HEAD = 'question = "Does it?"\nbased_on = "baseline"\n'
STUDY = 'question = "Does it?"\nscenarios = ["baseline"]\nsize = "classroom"\nreplicates = 2\nseed = 1\n'
NAMES = list(REPLACED)
TABLE = ROOT / "simulation" / "parameters.py"
SEARCHED = ("simulation", "scenarios", "experiments", "interface", "tests", "benchmarks", "docs")
BUILT = ROOT / "interface" / "explorer" / "built"
"""Made of the table: the page tells what took a name's place, as Python does."""
HISTORY = (ROOT / "docs" / "decisions", ROOT / "tests" / "regression" / "golden.json")
"""Decisions, and for what reasons digests were taken anew."""
ENDINGS = (".py", ".toml", ".csv", ".json", ".js", ".md", ".c")


def told(name: str, error: str) -> bool:
    """Return whether a message names what is gone, what took its place, and why."""
    by, why = REPLACED[name]
    return name in error and f"It was replaced by {by}: {why}." in error


@pytest.mark.parametrize("name", NAMES)
def test_what_is_replaced_is_gone_and_what_replaces_it_is_there(name: str) -> None:
    assert name not in declared()
    assert REPLACED[name].by in declared()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('[[change]]\nmonth = 0\n"{name}" = 0.3\n', 5),
        ("[[change]]\nmonth = 0\n{name} = 0.3\n", 5),
        ('[{name}]\nvalue = 0.3\nstatus = "assumed"\nsource = "a guess"\n', 3),
        ("[{name}]\n", 3),
        ("{name} = 0.3\n", 3),
        ('"{name}" = 0.3\n', 3),
    ],
)
def test_a_scenario_file(name: str, body: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_text(HEAD + body.format(name=name), encoding="utf-8")
    with pytest.raises(ParameterError) as refused:
        load(str(path))
    assert told(name, str(refused.value))
    assert str(refused.value).startswith(f"{path}:{line}: ")


def test_a_file_that_another_is_based_on(tmp_path: Path) -> None:
    (tmp_path / "old.toml").write_text(f'{HEAD}[[change]]\nmonth = 0\n"{NAMES[0]}" = 0.3\n', encoding="utf-8")
    child = tmp_path / "new.toml"
    child.write_text('question = "Does it?"\nbased_on = "old"\n', encoding="utf-8")
    with pytest.raises(ParameterError, match=r"old\.toml:5: ") as refused:
        load(str(child))
    assert told(NAMES[0], str(refused.value))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["{name}=0.3", "{name}@0=0.3", "{name}@24=0.3"])
def test_a_set(name: str, text: str) -> None:
    with pytest.raises(ParameterError) as refused:
        load("baseline", sets=[text.format(name=name)])
    assert told(name, str(refused.value))
    assert str(refused.value).startswith(f"--set {text.format(name=name)}: ")


@pytest.mark.parametrize("name", NAMES)
def test_python(name: str) -> None:
    with pytest.raises(ParameterError) as refused:
        parameter_named(name)
    assert told(name, str(refused.value))
    with pytest.raises(ParameterError) as refused:
        load("baseline").settings.with_values({name: 0.3})
    assert told(name, str(refused.value))


@pytest.mark.parametrize("name", NAMES)
def test_a_study_file_and_its_rows(name: str, tmp_path: Path) -> None:
    study = tmp_path / "old.toml"
    study.write_text(f'{STUDY}[levers]\n"{name}" = {{ values = [0.3] }}\n', encoding="utf-8")
    with pytest.raises(StudyError) as refused:
        load_study(str(study))
    assert told(name, str(refused.value)) and "old.toml:7" in str(refused.value)
    (tmp_path / "rows.csv").write_text(f"{name}\n0.3\n", encoding="utf-8")
    study.write_text(f'{STUDY}rows = "rows.csv"\n', encoding="utf-8")
    with pytest.raises(StudyError) as refused:
        load_study(str(study))
    assert told(name, str(refused.value)) and "rows.csv:1" in str(refused.value)


@pytest.mark.parametrize(
    "command",
    [
        ["check", "{old}"],
        ["show", "{old}"],
        ["run", "baseline", "--set", "{name}=0.3"],
        ["compare", "baseline", "aligned", "--set", "{name}=0.3"],
        ["frontier", "{name}"],
        ["sweep", "{study}", "--store", "store"],
        ["sensitivity", "{study}"],
        ["decide", "baseline", "aligned", "--search", "--levers", "{name}"],
    ],
    ids=lambda command: command[0],
)
def test_the_command_line_leaves_with_2(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    name = NAMES[0]
    Path("old.toml").write_text(f'{HEAD}[[change]]\nmonth = 0\n"{name}" = 0.3\n', encoding="utf-8")
    Path("study.toml").write_text(f'{STUDY}[levers]\n"{name}" = {{ values = [0.3] }}\n', encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main([part.format(name=name, old="./old.toml", study="./study.toml") for part in command])
    assert left.value.code == 2
    assert told(name, " ".join(capsys.readouterr().err.split()))
    assert not Path("store").exists()


def test_the_names_stand_in_the_table_and_in_history_alone() -> None:
    files = [file for folder in SEARCHED for file in (ROOT / folder).rglob("*") if file.suffix in ENDINGS]
    apart = {TABLE, BUILT, *HISTORY}
    searched = [f for f in files if apart.isdisjoint((f, *f.parents)) and "node_modules" not in f.parts]
    last_parts = [name.rpartition(".")[2] for name in NAMES]
    found = [
        f"{file.relative_to(ROOT)}: {part}"
        for file in searched
        for text in [file.read_text(encoding="utf-8")]
        for part in dict.fromkeys(last_parts)
        if part in text
    ]
    assert len(searched) > 300
    assert not found
