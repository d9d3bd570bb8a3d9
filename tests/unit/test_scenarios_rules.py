"""Rules: their digest changes with what happens in a run, and with nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scenarios.rules import RULES, SOURCES, digest_of_rules


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the simulation's sources, and return their folder."""
    return Path(shutil.copytree(SOURCES, tmp_path / "simulation", ignore=shutil.ignore_patterns("__pycache__")))


def changed(sources: Path, file: str, before: str, after: str) -> str:
    """Change the text of a file, and return the digest."""
    path = sources / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return digest_of_rules(sources)


@pytest.mark.parametrize("part", RULES)
def test_every_part_is_there(part: str) -> None:
    assert (SOURCES / part).exists()


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("mechanisms/candour.py", "return own * peers", "return own * peers * peers"),
        ("mechanisms/candour.py", "return own * peers", "return own + peers"),
        ("mechanisms/candour.py", "return own * peers", "return 0.5 * own * peers"),
        ("mechanisms/candour.py", "return own * peers", "return peers * peers"),
        ("phases/authority.py", "manager.order < policy.programme", "manager.order <= policy.programme"),
    ],
)
def test_a_rule_that_changes_changes_it(file: str, before: str, after: str, copied: Path) -> None:
    assert changed(copied, file, before, after) != digest_of_rules()


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("mechanisms/candour.py", "Candour: how openly", "Openness: how candidly"),
        ("mechanisms/candour.py", "def candour_of", "# What confines.\n\n\ndef candour_of"),
        ("mechanisms/candour.py", "return own * peers", "return ( own*peers )"),
        ("mechanisms/candour.py", "Safety free of pressure", "Safety where no pressure is felt"),
        ("results.py", "import hashlib", "import hashlib  # for digests"),
    ],
)
def test_words_do_not(file: str, before: str, after: str, copied: Path) -> None:
    assert changed(copied, file, before, after) == digest_of_rules()


def test_a_new_mechanism_changes_it(copied: Path) -> None:
    (copied / "mechanisms" / "fatigue.py").write_text("", encoding="utf-8")
    assert digest_of_rules(copied) != digest_of_rules()
