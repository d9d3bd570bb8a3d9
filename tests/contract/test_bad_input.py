"""Bad input on the real command line: one message that names file, field and remedy, exit code 2, nothing written."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Bubbles = Callable[..., Any]

HEAD = 'question = "Does it?"\nbased_on = "baseline"\n'


def change(month: object, *lines: str) -> str:
    return "\n".join([f"{HEAD}[[change]]", f"month = {month}", *lines, ""])


FILES: dict[str, tuple[str, tuple[str, ...]]] = {
    "unknown key": (change(24, "alignmnt = 0.8"), ("pilot.toml:5", "alignmnt", "Did you mean 'alignment'?")),
    "unknown rate": (
        change(0, '"trust.gain_suport" = 0.8'),
        ("pilot.toml:5", "trust.gain_suport", "Did you mean 'trust.gain_support'?"),
    ),
    "unknown table": (
        HEAD + '[trust.gain]\nvalue = 0.1\nstatus = "assumed"\nsource = "x"\n',
        ("pilot.toml:3", "trust.gain", "Did you mean 'trust.gain_support'?"),
    ),
    "unknown top key": (HEAD + "[[changes]]\nmonth = 1\n", ("pilot.toml", "changes", "Did you mean 'change'?")),
    "unknown structure": (HEAD + "[structure]\nregoins = 3\n", ("pilot.toml:4", "regoins", "Did you mean 'regions'?")),
    "key outside a change": (HEAD + "alignment = 0.8\n", ("pilot.toml:3", "alignment", "Write it inside one")),
    "out of range": (change(24, "alignment = 1.4"), ("pilot.toml:5", "alignment is 1.4", "0 to 1", "Choose a value")),
    "out of range in a table": (
        HEAD + '[trust.drift]\nvalue = -0.1\nstatus = "assumed"\nsource = "x"\n',
        ("pilot.toml:3", "trust.drift is -0.1", "0 to 1", "Choose a value"),
    ),
    "structure out of range": (HEAD + "[structure]\nregions = 0\n", ("pilot.toml:4", "regions is 0", "1 to 1,000")),
    "too many teams": (
        HEAD + "[structure]\nregions = 1000\nnetworks_per_region = 1000\n",
        ("pilot.toml", "at most 100,000", "Make one of the three smaller"),
    ),
    "text for a number": (change(24, 'alignment = "high"'), ("pilot.toml:5", "alignment is 'high'", "0 to 1")),
    "truth for a number": (change(24, "alignment = true"), ("pilot.toml:5", "alignment is True", "0 to 1")),
    "list for a number": (change(24, "alignment = [0.5]"), ("pilot.toml:5", "alignment is [0.5]", "0 to 1")),
    "date for a number": (change(24, "alignment = 2024-01-01"), ("pilot.toml:5", "alignment is", "0 to 1")),
    "half a woman": (change(0, '"anc.denominator" = 7.5'), ("pilot.toml:5", "anc.denominator is 7.5", "whole number")),
    "no choice": (
        change(0, 'coaching_targeting = "clusterd"'),
        ("pilot.toml:5", "coaching_targeting is 'clusterd'", "Did you mean 'clustered'?", "scattered, clustered"),
    ),
    "not a number": (change(24, "alignment = nan"), ("pilot.toml:5", "alignment is nan", "0 to 1")),
    "infinity": (change(24, "alignment = -inf"), ("pilot.toml:5", "alignment is -inf", "0 to 1")),
    "1e999": (change(24, "alignment = 1e999"), ("pilot.toml:5", "alignment is inf", "0 to 1")),
    "long number": (change(24, "alignment = 0x" + "f" * 5000), ("pilot.toml", "alignment is too long", "Shorten it")),
    "many digits": (change(24, "alignment = " + "9" * 5000), ("pilot.toml", "too many digits", "shorter")),
    "duplicate key": (
        change(24, "alignment = 0.5", "alignment = 0.6"),
        ("pilot.toml:6", "alignment is given twice", "Keep one"),
    ),
    "duplicate table": (
        HEAD + '[trust.drift]\nvalue = 0.1\nstatus = "assumed"\nsource = "x"\n' * 2,
        ("pilot.toml:7", "trust.drift is given twice", "Keep one"),
    ),
    "duplicate change": (
        change(24, "alignment = 0.5") + "[[change]]\nmonth = 24\nalignment = 0.6\n",
        ("pilot.toml:8", "alignment is given twice for month 24", "Keep one"),
    ),
    "change after the end": (
        change(144, "alignment = 0.5"),
        ("pilot.toml:5", "month is 144, outside 0 to 143", "earlier"),
    ),
    "change before the start": (change(-1, "alignment = 0.5"), ("pilot.toml:4", "month is -1", "0 to the last month")),
    "half a month": (change(1.5, "alignment = 0.5"), ("pilot.toml:4", "month is 1.5", "whole number")),
    "no month": (HEAD + "[[change]]\nalignment = 0.5\n", ("pilot.toml", "change 1 has no month", "month = 24")),
    "one bracket": (HEAD + "[change]\nmonth = 1\nalignment = 0.5\n", ("pilot.toml", "[[change]]", "two brackets")),
    "late context": (change(24, "manager_turnover = 0.5"), ("pilot.toml:5", "manager_turnover", "Set it there")),
    "late structure": (change(24, "regions = 3"), ("pilot.toml:5", "regions changes at month 24", "Allowed: month 0")),
    "floor over ceiling": (change(0, '"ccs.ceiling" = 0.3'), ("pilot.toml", "ccs.ceiling is 0.3", "Raise one")),
    "window": (change(0, "mentoring_end = 3"), ("pilot.toml", "mentoring_end is 3", "Allowed: the start or later")),
    "named without names": (
        change(0, 'coaching_targeting = "named"'),
        ("pilot.toml", "coaching_targeting is 'named'", "Add coached_networks"),
    ),
    "unknown network": (
        HEAD + 'coached_networks = ["R1.N22"]\n',
        ("pilot.toml:3", "coached_networks has 'R1.N22'", "Did you mean 'R1.N2'?"),
    ),
    "circle": (HEAD.replace("baseline", "pilot"), ("pilot.toml", "based_on is 'pilot'", "circle", "pilot -> pilot")),
    "missing base": (
        HEAD.replace("baseline", "basline"),
        ("pilot.toml", "based_on is 'basline'", "Did you mean 'baseline'?"),
    ),
    "no base": ('question = "Does it?"\n', ("pilot.toml", "based_on is missing", 'based_on = "baseline"')),
    "base elsewhere": (HEAD.replace("baseline", "../x"), ("pilot.toml", "based_on is '../x'", "Drop the path")),
    "no question": ('based_on = "baseline"\n', ("pilot.toml", "question is missing", "question = ")),
    "question of a number": (
        'question = 3\nbased_on = "baseline"\n',
        ("pilot.toml:1", "question is 3", "text in double"),
    ),
    "missing places": (
        HEAD + 'places = "no.csv"\n',
        ("pilot.toml", "places", "no.csv: there is no such file", "Check"),
    ),
    "empty": ("", ("pilot.toml: it is empty", "bubbles new")),
    "unterminated string": (
        'question = "Does it?\nbased_on = "baseline"\n',
        ("pilot.toml:1", "not TOML", "must close"),
    ),
    "unterminated at the end": ('question = "Does it?', ("pilot.toml:1", "Unterminated string", "must close")),
    "unterminated table": (
        HEAD + "[[change]\nmonth = 1\n",
        ("pilot.toml:3", "not TOML", "bracket that opens must close"),
    ),
    "10 MB": ("# x\n" * 2_500_000, ("pilot.toml", "larger than 256 KiB", "right file")),
    "deep lists": (HEAD + "a = " + "[" * 100_000, ("pilot.toml", "nested too deeply", "Flatten")),
    "deep key": (HEAD + "a." * 100_000 + "a = 1", ("pilot.toml", "nested too deeply", "Flatten")),
    "long key": (change(0, "x" * 100_000 + " = 1"), ("pilot.toml", "is not a parameter", "bubbles show baseline")),
    "escape in a key": (change(0, '"a\\u001b[31m" = 1'), ("pilot.toml", "a\\x1b[31m is not a parameter")),
}

SETS = {
    "no value": ("alignment", "name=value"),
    "empty value": ("alignment=", "is no TOML value", "Write --set"),
    "out of range": ("alignment=1.4", "alignment is 1.4", "0 to 1"),
    "out of range later": ("alignment@24=-1", "alignment is -1", "0 to 1"),
    "unknown key": ("alignmnt=0.4", "Did you mean 'alignment'?"),
    "unknown structure": ("regoins=4", "Did you mean 'regions'?"),
    "after the end": ("alignment@144=0.4", "month is 144, outside 0 to 143"),
    "no month": ("alignment@x=0.4", "month is 'x'", "whole number"),
    "negative month": ("alignment@-1=0.4", "month is '-1'", "whole number"),
    "late context": ("manager_turnover@3=0.5", "Allowed: month 0"),
    "late structure": ("regions@4=3", "Allowed: month 0"),
    "half a region": ("regions=3.5", "regions is 3.5", "whole number"),
    "not a number": ("alignment=nan", "alignment is nan", "0 to 1"),
    "infinity": ("alignment=inf", "alignment is inf", "0 to 1"),
    "1e999": ("alignment=1e999", "alignment is inf", "0 to 1"),
    "no TOML": ("alignment=0.8.1", "'0.8.1' is no TOML value", "Write --set"),
    "two lines": ("alignment=0.5\nbonus=0.1", "is no TOML value"),
    "word for a number": ("alignment=high", "alignment is 'high'", "0 to 1"),
    "no choice": ("coaching_targeting=hub", "Did you mean 'hubs'?"),
    "deep": ("alignment=" + "[" * 50_000, "is no TOML value"),
}


def is_one_clean_message(done: Any) -> bool:
    return (
        done.code == 2
        and done.out == ""
        and done.err.startswith("Error: ")
        and done.err.count("\n") == 1
        and "Traceback" not in done.err
        and len(done.err) < 1500
    )


def tree(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.lstat().st_size) for path in folder.rglob("*"))


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file(bubbles: Bubbles, tmp_path: Path, name: str) -> None:
    text, expected = FILES[name]
    (tmp_path / "pilot.toml").write_text(text, encoding="utf-8")
    before = tree(tmp_path)
    done = bubbles("check", "./pilot.toml")
    assert is_one_clean_message(done), done
    assert done.err.startswith("Error: ./pilot.toml")
    for part in expected:
        assert part in done.err
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", SETS)
def test_a_bad_set(bubbles: Bubbles, tmp_path: Path, name: str) -> None:
    text, *expected = SETS[name]
    done = bubbles("show", "baseline", "--set", text)
    assert is_one_clean_message(done), done
    assert done.err.startswith(f"Error: --set {text[:5]}")
    for part in expected:
        assert part in done.err
    assert tree(tmp_path) == []


def test_a_circle_of_two(bubbles: Bubbles, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(HEAD.replace("baseline", "b"), encoding="utf-8")
    (tmp_path / "b.toml").write_text(HEAD.replace("baseline", "a"), encoding="utf-8")
    done = bubbles("check", "a.toml")
    assert is_one_clean_message(done)
    assert "a -> b -> a" in done.err


def test_a_base_that_may_mean_two_files(bubbles: Bubbles, tmp_path: Path) -> None:
    for name, base in (("aligned", "baseline"), ("pilot", "aligned")):
        (tmp_path / f"{name}.toml").write_text(HEAD.replace("baseline", base), encoding="utf-8")
    done = bubbles("check", "pilot.toml")
    assert is_one_clean_message(done)
    assert "names both a scenario of the library and aligned.toml" in done.err


def test_a_mistake_in_a_base_is_told_with_the_base(bubbles: Bubbles, tmp_path: Path) -> None:
    (tmp_path / "first.toml").write_text(change(24, "alignment = 7"), encoding="utf-8")
    (tmp_path / "second.toml").write_text(HEAD.replace("baseline", "first"), encoding="utf-8")
    done = bubbles("show", "./second.toml")
    assert is_one_clean_message(done)
    assert done.err.startswith("Error: ./first.toml:5: alignment is 7")


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("./missing.toml", ("./missing.toml: there is no such file", "Check the path")),
        ("pilto.toml", ("pilto.toml: there is no such file", "Did you mean 'pilot'?")),
        ("folder/", ("folder/: it is a directory", "Name a scenario file inside it")),
        ("binary.toml", ("binary.toml: it is no text in UTF-8", "Save it as plain text")),
        ("loop.toml", ("loop.toml: it cannot be read", "Name a scenario file")),
        ("pilot.toml/x.toml", ("pilot.toml/x.toml: it cannot be read: Not a directory",)),
        ("/dev/zero", ("/dev/zero: it is no regular file", "Name a scenario file")),
        ("x" * 300 + ".toml", ("it cannot be read: File name too long",)),
        ("algined", ("'algined' is no scenario", "Did you mean 'aligned'?", "`bubbles scenarios` lists them")),
        ("pilot", ("'pilot' is no scenario", "The file in this folder is ./pilot.toml")),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
@pytest.mark.parametrize("command", ["check", "show"])
def test_no_such_scenario(
    bubbles: Bubbles, tmp_path: Path, command: str, argument: str, expected: tuple[str, ...]
) -> None:
    (tmp_path / "pilot.toml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.toml").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    done = bubbles(command, argument)
    assert is_one_clean_message(done), done
    for part in expected:
        assert part in done.err


def can_read_anything() -> bool:
    return os.geteuid() == 0


@pytest.mark.skipif(can_read_anything(), reason="root may read and write anything: permissions cannot be tested")
def test_no_permission(bubbles: Bubbles, tmp_path: Path) -> None:
    (tmp_path / "pilot.toml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "pilot.toml").chmod(0)
    done = bubbles("check", "pilot.toml")
    assert is_one_clean_message(done)
    assert "pilot.toml: you have no permission to read it" in done.err
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    done = bubbles("new", "mine", "--out", "locked")
    assert is_one_clean_message(done)
    assert "locked/mine.toml: cannot be written (Permission denied)" in done.err
    assert list(locked.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("mine", "--out", "nowhere"), ("nowhere/mine.toml: cannot be written (No such file", "Choose another folder")),
        (("mine", "--out", "file"), ("file/mine.toml: cannot be written (Not a directory)", "Choose another folder")),
        (("mine", "--out", "/proc"), ("/proc/mine.toml: cannot be written", "Choose another folder")),
        (("aligned",), ("NAME is 'aligned'", "Choose one")),
        (("../mine",), ("NAME is '../mine'", "--out takes that")),
        (("mine", "--from", "algined"), ("'algined' is no scenario", "Did you mean 'aligned'?")),
        (("mine", "--from", "sub/other.toml"), ("--from is 'sub/other.toml'", "--out")),
    ],
    ids=" ".join,
)
def test_new_that_cannot_be(
    bubbles: Bubbles, tmp_path: Path, arguments: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "other.toml").write_text(HEAD, encoding="utf-8")
    before = tree(tmp_path)
    done = bubbles("new", *arguments)
    assert is_one_clean_message(done), done
    for part in expected:
        assert part in done.err
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "Usage: bubbles"),
        (("shwo",), "Did you mean 'show'?"),
        (("show",), "Missing argument 'NAME'"),
        (("show", "baseline", "--size", "huge"), "'huge' is not one of 'classroom', 'default', 'national'"),
        (("show", "baseline", "--josn"), "No such option"),
        (("show", "baseline", "--language", "fr"), "'fr' is not one of 'en', 'es'"),
        (("check",), "Missing argument 'FILE...'"),
    ],
)
def test_bad_usage(bubbles: Bubbles, arguments: tuple[str, ...], expected: str) -> None:
    done = bubbles(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert expected in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("typed", ["\ufeff", "\x1b[31mred", "a\u202eb", "\x07"])
@pytest.mark.parametrize("words", [("status", "--store", "s"), ("show", "baseline"), ("run",), ("validate", "--fact")])
def test_what_a_terminal_obeys_or_hides_is_shown_as_its_code(
    bubbles: Bubbles, words: tuple[str, ...], typed: str
) -> None:
    done = bubbles(*words, typed)
    assert done.code == 2 and all(c.isprintable() or c == "\n" for c in done.err), done.err
    assert all(f"{ord(c):02x}" in done.err for c in typed if not c.isprintable() and c != "\x1b"), "Click drops colours"
