"""The command line as a user meets it: answers, JSON, languages, width, pipes and examples that work."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interface.cli import COMMANDS
from scenarios import available

Bubbles = Callable[..., Any]
HEAVY = ("numpy", "pandas", "numba", "mesa", "scipy", "xarray", "plotly", "rich", "jinja2", "pyarrow")

FIGURES = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "your-figures" / "figures.csv"


def command() -> list[str]:
    installed = Path(sys.executable).with_name("bubbles")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "interface"]


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = f"""
import sys
from interface.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


REPORT = ("experiments.analyses.comparison.report", "experiments.analyses.comparison.charts", "plotly", "jinja2")


@pytest.mark.parametrize("form", ["", "--quiet", "--json"])
def test_a_comparison_without_a_report_imports_nothing_of_it(tmp_path: Path, form: str) -> None:
    words = [
        "compare",
        "baseline",
        "aligned",
        "--replicates",
        "2",
        "--size",
        "classroom",
        "--out",
        "out",
        *form.split(),
    ]
    code = f"""
import sys
from interface.cli import main
try:
    main({words})
except SystemExit as left:
    assert left.code == 0
print([name for name in {REPORT} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_help_names_every_command(bubbles: Bubbles) -> None:
    done = bubbles("--help")
    assert done.code == 0
    assert all(name in done.out for name in COMMANDS)


def example_of(name: str) -> list[str]:
    """Return the words of the one example that the help of a command ends with."""
    done = subprocess.run([*command(), *name.split(), "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.count("Example: bubbles ") == 1
    return done.stdout.partition("Example: bubbles ")[2].split()  # it may be broken into two lines


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the example of sweep leaves."""
    folder = tmp_path_factory.mktemp("swept")
    subprocess.run([*command(), *example_of("sweep")], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_of_a_command_works(
    bubbles: Bubbles, name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    words = example_of(name)
    if "--store" in words and name != "sweep":  # they go on with what the example of sweep leaves
        shutil.copytree(request.getfixturevalue("swept"), tmp_path, dirs_exist_ok=True)
    if name == "fit":
        shutil.copy(FIGURES, tmp_path)
    done = bubbles(*words)
    assert (done.code, done.err) == (0, "")


def test_the_example_of_the_group_works(bubbles: Bubbles) -> None:
    assert bubbles(*example_of("")).code == 0


def test_scenarios_are_listed_with_their_questions(bubbles: Bubbles) -> None:
    listed = json.loads(bubbles("scenarios", "--json").out)["scenarios"]
    assert list(listed) == available()
    assert listed["aligned-tied"]["based_on"] == "aligned"
    assert listed["baseline"]["based_on"] is None
    assert bubbles("scenarios", "--quiet").out.split() == available()
    assert "¿salen las ganancias" in bubbles("scenarios", "--language", "es").out


def test_show_gives_changes_and_values_with_sources(bubbles: Bubbles) -> None:
    shown = json.loads(bubbles("show", "aligned-tied", "--set", "sanction=0.1", "--size", "classroom", "--json").out)
    assert shown["based_on"] == ["aligned", "baseline"]
    assert shown["structure"]["regions"] == 2
    assert {"month": 24, "name": "cross_ties", "before": 0.15, "value": 0.4} in shown["own_changes"]
    assert shown["values"]["sanction"]["value"] == 0.1
    assert shown["values"]["sanction"]["status"] == "chosen"
    assert shown["values"]["coaching_targeting"]["value"] == "scattered"
    assert shown["values"]["bonus"]["source"].startswith("Pinel 2015")
    assert {"month": 24, "name": "alignment", "value": 0.8} in shown["changes"]
    text = bubbles("show", "aligned-tied").out
    assert re.search(r"alignment .*0\.15 share; 0\.8 from", text)
    assert "lead_coordination_loss" in text
    assert "lead_coordination_loss" not in bubbles("show", "aligned-tied", "--quiet").out


@pytest.mark.parametrize("arguments", [("scenarios",), ("scenarios", "--language", "es"), ("show", "anc-visible")])
@pytest.mark.parametrize("columns", ["", "300", "60"])
def test_tables_fit(bubbles: Bubbles, arguments: tuple[str, ...], columns: str) -> None:
    done = bubbles(*arguments, **({"COLUMNS": columns} if columns else {}))
    assert max(map(len, done.out.splitlines())) <= min(100, int(columns or 100))


def test_there_is_no_colour_in_a_pipe(bubbles: Bubbles) -> None:
    assert "\x1b" not in bubbles("show", "aligned").out
    assert "\x1b" not in bubbles("show", "aligned", NO_COLOR="1").out


def everything_from(controller: int) -> bytes:
    """Read a terminal until nobody writes to it any more, which is an error on some systems, and close it."""
    found = b""
    with contextlib.suppress(OSError):
        while part := os.read(controller, 1 << 16):
            found += part
    os.close(controller)
    return found


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals here")
@pytest.mark.parametrize(("environment", "is_coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_on_a_terminal_obeys_no_color(tmp_path: Path, environment: dict[str, str], is_coloured: bool) -> None:
    controller, terminal = os.openpty()
    base = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    writer = subprocess.Popen(
        [*command(), "show", "aligned", "--quiet"],
        cwd=tmp_path,
        stdout=terminal,
        env={**base, "TERM": "xterm-256color", **environment},
    )
    os.close(terminal)
    shown = everything_from(controller)  # as it comes: a terminal holds few kilobytes
    assert writer.wait() == 0
    assert b"alignment" in shown
    assert (b"\x1b[" in shown) == is_coloured


def test_new_writes_a_file_that_passes_check_and_never_overwrites(bubbles: Bubbles, tmp_path: Path) -> None:
    first = bubbles("new", "pilot", "--from", "aligned")
    assert first.code == 0
    text = (tmp_path / "pilot.toml").read_text(encoding="utf-8")
    assert 'based_on = "aligned"' in text
    assert bubbles("check", "pilot.toml").code == 0
    again = bubbles("new", "pilot")
    assert again.code == 2
    assert "pilot.toml: it exists already" in again.err
    assert (tmp_path / "pilot.toml").read_text(encoding="utf-8") == text
    child = json.loads(bubbles("new", "child", "--from", "./pilot.toml", "--json").out)
    assert child == {"written": "child.toml"}
    assert bubbles("check", "child.toml", "--quiet").out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["child.toml", "pilot.toml"]


def test_the_lines_that_new_offers_are_right(bubbles: Bubbles, tmp_path: Path) -> None:
    bubbles("new", "pilot")
    path = tmp_path / "pilot.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line.removeprefix("# ") if line.startswith(("# [[", "# month", "# alignment")) else line for line in lines]
    path.write_text("\n".join(kept), encoding="utf-8")
    shown = json.loads(bubbles("show", "./pilot.toml", "--json").out)
    assert shown["changes"] == [{"month": 24, "name": "alignment", "value": 0.8}]


def test_check_tells_every_file(bubbles: Bubbles, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('question = "?"\nbased_on = "nothing"\n', encoding="utf-8")
    done = bubbles("check", "aligned", "./bad.toml", "hubs", "--json")
    files = json.loads(done.out)["files"]
    assert done.code == 2
    assert {file: found["valid"] for file, found in files.items()} == {
        "aligned": True,
        "./bad.toml": False,
        "hubs": True,
    }
    assert "bad.toml" in done.err
    assert bubbles("check", "aligned", "hubs").code == 0


def test_the_first_line_of_an_error_is_in_the_language_asked_for(bubbles: Bubbles) -> None:
    done = bubbles("compare", "baseline", "baseline", "--language", "es")
    assert done.code == 2
    assert done.err.splitlines()[0] == "Error en lo que se pidió; el detalle, en inglés:"
    assert "both go by the name 'baseline'" in done.err.splitlines()[1]
    usage = bubbles("show", "baseline", "aligned", "--language", "es")
    assert usage.code == 2
    assert usage.err.splitlines()[0] == "Error en el comando; el detalle, en inglés:"


def test_a_reader_who_leaves_is_no_error(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [*command(), "show", "aligned"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert writer.stdout and writer.stderr
    writer.stdout.close()
    assert writer.stderr.read() == b""
    assert writer.wait() == 0
    writer.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([*command(), "scenarios"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert b"standard output: it cannot be read or written: No space left" in done.stderr
    assert b"Traceback" not in done.stderr
