"""An input that acts only beside another: refused where it would have no effect, at the file and at ``--set``."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.library import FOLDER

Bubbles = Callable[..., Any]

HEAD = 'question = "Ours?"\nbased_on = "baseline"\n'
NAMES = 'coached_networks = ["R1.N2"]\n'
COLUMN = 'places = "here.csv"\n'
MONTH_0 = "[[change]]\nmonth = 0\n"
NAMED = f'{MONTH_0}coaching_targeting = "named"\n'
SCATTERED = f'{MONTH_0}coaching_targeting = "scattered"\n'
DATED = "[[change]]\nmonth = 60\ncoaching_coverage = 0.5\n"
SET_NAMED = ("--set", "coaching_targeting=named")
SET_NAMES = ("--set", 'coached_networks=["R1.N2"]')
NEEDS_NAMED = "says who is coached, and coaching_targeting is 'scattered'"
NEEDS_OTHER = "coaching_coverage is 0.5, and coaching_targeting is 'named'"


def write(folder: Path, body: str) -> None:
    for name, says in {"here": ("yes", "no"), "nobody": ("no", "no"), "empty": ("", "")}.items():
        rows = f"region,network,team,coached\nN,A,a,{says[0]}\nN,B,b,{says[1]}\n"
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    (folder / "pilot.toml").write_text(HEAD + body, encoding="utf-8")


@pytest.mark.parametrize(
    ("body", "sets", "expected"),
    [
        (NAMES, (), ("pilot.toml:3: coached_networks " + NEEDS_NAMED, "Set it, or take")),
        (COLUMN, (), ("here.csv: the column coached " + NEEDS_NAMED, "Set it, or take")),
        (COLUMN.replace("here", "nobody"), (), ("nobody.csv: the column coached " + NEEDS_NAMED,)),
        ("", SET_NAMES, ("--set coached_networks=", NEEDS_NAMED)),
        (SCATTERED, SET_NAMES, ("--set coached_networks=", NEEDS_NAMED)),
        (NAMES + NAMED + DATED, (), ("pilot.toml:9: " + NEEDS_OTHER, "Take coaching_coverage away")),
        (NAMES + NAMED + "coaching_coverage = 0.5\n", (), ("pilot.toml:7: " + NEEDS_OTHER,)),
        (NAMES + NAMED, ("--set", "coaching_coverage=0.5"), ("--set coaching_coverage=0.5: " + NEEDS_OTHER,)),
        (NAMES + NAMED, ("--set", "coaching_coverage@60=0.5"), ("--set coaching_coverage@60=0.5: " + NEEDS_OTHER,)),
        (DATED, (*SET_NAMED, *SET_NAMES), ("pilot.toml:5: " + NEEDS_OTHER,)),
    ],
)
def test_what_would_have_no_effect_is_refused(
    bubbles: Bubbles, tmp_path: Path, body: str, sets: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    write(tmp_path, body)
    done = bubbles("show", "./pilot.toml", *sets)
    assert (done.code, done.out) == (2, ""), done
    for part in expected:
        assert part in done.err, done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("body", "sets"),
    [
        (NAMES + NAMED, ()),
        (COLUMN + NAMED, ()),
        (NAMES + SCATTERED, ()),  # whoever says so has chosen
        (COLUMN, ("--set", "coaching_targeting=hubs")),
        (COLUMN.replace("here", "empty"), ()),
        ("", (*SET_NAMES, *SET_NAMED)),
        (DATED, ()),
    ],
)
def test_what_acts_is_taken(bubbles: Bubbles, tmp_path: Path, body: str, sets: tuple[str, ...]) -> None:
    write(tmp_path, body)
    done = bubbles("show", "./pilot.toml", *sets)
    assert done.code == 0, done.err


def test_a_file_based_on_nothing_may_name_its_networks(bubbles: Bubbles, tmp_path: Path) -> None:
    """It has to give a share, as it gives everything; only a share that somebody chose beside names is refused."""
    whole = (FOLDER / "baseline.toml").read_text(encoding="utf-8")
    named = re.sub(r'(\[coaching_targeting\]\nvalue = )"scattered"', r'\1"named"', whole)
    assert named != whole
    (tmp_path / "ours.toml").write_text(f'coached_networks = ["R1.N2"]\n{named}', encoding="utf-8")
    done = bubbles("show", "./ours.toml")
    assert done.code == 0, done.err
    assert bubbles("show", "./ours.toml", "--set", "coaching_coverage=0.5").code == 2


def test_a_study_may_pass_through_a_point_at_which_a_value_does_nothing(bubbles: Bubbles, tmp_path: Path) -> None:
    write(tmp_path, NAMES + NAMED)
    study = 'question = "?"\nscenarios = ["./pilot.toml"]\ndesign = "grid"\nreplicates = 2\nsize = "classroom"\n'
    study += 'measures = ["reach"]\n[levers]\ncoaching_coverage = { values = [0.2, 0.4] }\n'
    study += 'coaching_targeting = { values = ["scattered", "named"] }\n'
    (tmp_path / "study.toml").write_text(study, encoding="utf-8")
    done = bubbles("sweep", "./study.toml", "--store", "s", "--dry-run")
    assert done.code == 0, done.err
