"""The page of licences is that of the locks, and says of everything what it is under."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from experiments.analyses.comparison import __file__ as report
from experiments.documentation import licences

PAGE = licences.FILE.read_text(encoding="utf-8")
ROWS = licences.rows_of(PAGE)


def test_the_page_has_what_is_locked() -> None:
    use, all_of_it = (licences.locked(file) for file in licences.LOCKS.values())
    assert {row[0]: row[1] for row in ROWS["use"]} == use, "run: make licences"
    found = {row[0]: row[1] for part in ROWS.values() for row in part}
    assert found == all_of_it, "run: make licences"


def test_every_package_has_its_licence() -> None:
    for part in ROWS.values():
        for name, _, licence, _ in part:
            assert licence != "?" and len(licence) < 60, name
            assert licences.licence_of(name) in (licence, None), f"{name}. Run: make licences"


def test_what_asks_for_more_is_named() -> None:
    said = " ".join(PAGE.partition("## Copyleft")[2].partition("\n## ")[0].split())
    strict = {row[0] for part in ROWS.values() for row in part if licences.COPYLEFT.search(row[2])}
    assert strict >= {"tqdm", "hypothesis"}
    assert all(f"{name} (" in said for name in strict)


def test_what_the_explorer_carries_of_others_is_named_with_its_licence() -> None:
    carried = licences.bundled()
    assert carried and all(f"{name} {version}" in PAGE and f"({name})" in PAGE for name, version in carried.items())
    source = Path(report).parents[3] / "interface" / "explorer" / "source"
    scripts = list(source.rglob("*.js"))
    assert len(scripts) > 30
    imported = re.compile(r'^(?:import|export)\b[^;]*? from "([^".][^"]*)"', re.MULTILINE)
    named = {name for file in scripts for name in imported.findall(file.read_text(encoding="utf-8"))}
    assert named - {"lessons", "lesson-check"} == set(carried)
    page = (source.parents[0] / "built" / "explorer.html").read_text(encoding="utf-8")
    assert not re.search(r"<(?:script|link|img)[^>]*(?:src|href)=.?https?:", page)


def test_a_report_carries_the_notice_that_plotly_asks_for() -> None:
    from plotly.offline import get_plotlyjs, get_plotlyjs_version

    assert "Copyright" in get_plotlyjs()[:300] and "MIT" in get_plotlyjs()[:300]
    assert f"plotly.js {get_plotlyjs_version()} |" in PAGE
    assert "permission notice shall be included" in PAGE


def test_the_page_is_what_a_run_would_write() -> None:
    if sys.version_info[:2] == (3, 11):
        assert licences.written() == PAGE, "run: make licences"
