"""Tables of the command line keep a number and its interval in one line, however narrow the terminal is."""

import json
import re
from itertools import pairwise

import pytest

from interface.cli import main
from interface.output import print_table

WIDTHS = (20, 30, 45, 60, 80, 100)
SMALL = ("--size", "classroom", "--months", "40")
COMMANDS = (
    ("compare", "baseline", "aligned-tied-kept", *SMALL, "--replicates", "6", "--by", "authority.waits_for_policy"),
    ("run", "aligned", *SMALL),
    ("show", "aligned-tied"),
)
NUMBERS = re.compile(r"[-−]?\d+(?:[.,]\d+)+|\[[^\[\]]*\d[^\[\]]*\]")


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as left:
        main([*words])
    assert not left.value.code
    return capsys.readouterr().out


@pytest.mark.parametrize(("language", "words"), [("es", COMMANDS[0]), ("en", COMMANDS[1]), ("en", COMMANDS[2])])
def test_every_interval_of_a_wide_table_is_whole_in_a_narrow_one(
    words: tuple[str, ...], language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: dict[int, set[str]] = {}
    for columns in (30, 100):
        monkeypatch.setenv("COLUMNS", str(columns))
        out = printed(capsys, *words, "--language", language)
        found[columns] = {number for line in out.splitlines() for number in NUMBERS.findall(line)}
        if columns == 30 and words[0] == "compare":
            assert "\n\nbaseline\n  " in out, "too narrow for a table, so that every row is a paragraph"
    lost = {number for number in found[100] - found[30] if number.startswith("[") or words[0] == "run"}
    assert found[100] and not lost


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "cells",
    [
        ("mentoring-kept", "22.3 [21.8, 22.9]", "−0.3 [−0.4, −0.1]", "100 [97, 100]"),
        ("un nombre muy largo con muchas palabras", "−22.3 [−21.8, 22.9]", "> 144 [12; > 144]", "-"),
        ("a", "1,234,567", "0.35 %", "it is 0.5 [0.25, 0.75] of all that there is, and more"),
    ],
)
def test_a_cell_is_broken_between_words_alone(
    width: int, cells: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    print_table(("scenario", "coached CCS", "uncoached", "share"), [cells, cells], title="Gains at the end")
    out = capsys.readouterr().out
    lines = out.splitlines()
    for cell in cells[1:]:
        for number in re.findall(r"(?:> )?[-−]?\d[\d.,]*(?: %)?(?: \[[^\]]*\])?", cell):
            assert sum(number in line for line in lines) >= 2, number
    assert max(map(len, lines)) <= width or width == 20
    assert "\ue000" not in out
    for word in ("scenario", *" ".join(cells).split()):
        assert word in out or word == "scenario"


@pytest.mark.parametrize("width", [30, 60, 80, 100])
def test_headings_are_broken_between_words_and_titles_only_at_the_end_of_a_line(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    heads = ("Red", *("cobertura CCS", "ganancia tardía CCS", "exageración CCS") * 2, "acompañados %")
    title = "Por red: este único mundo al final; cobertura en por ciento, ganancia sobre el gemelo y exageración"
    print_table(heads, [("R1.N1", *["−0,7"] * 7)], title=title)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    own = lines[: lines.index("")]
    assert " ".join(own) == title
    assert all(len(f"{line} {after.split()[0]}") > width for line, after in pairwise(own)), "a line is filled"
    words, wanted = " ".join(lines[len(own) :]).split(), " ".join(heads[1:]).split()
    for word in wanted:
        assert sum(one.strip(":") == word for one in words) == wanted.count(word), word


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_number_below_zero_has_one_sign_in_tables_and_sentences(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (COMMANDS[1], COMMANDS[0], ("decide", "baseline", "aligned", *SMALL, "--cases", "4")):
        out = printed(capsys, *words, "--language", language)
        assert not re.search(r"(?<![\w\])])-\d", out), out
        assert "\N{MINUS SIGN}" in out or words[0] == "decide"


# Numbers that other programs round -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2**53 + 1, 2**63 - 1])
def test_a_seed_stands_as_text_beside_itself_in_every_json(
    seed: int, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    small = ("--size", "classroom", "--months", "26", "--seed", str(seed))
    told = [
        printed(capsys, "run", "baseline", *small, "--json", "--out", f"{tmp_path}/r"),
        printed(
            capsys, "compare", "baseline", "aligned", *small, "--replicates", "2", "--json", "--out", f"{tmp_path}/c"
        ),
    ]
    for file in ("r/run.json", "c/compare.json"):
        with open(f"{tmp_path}/{file}", encoding="utf-8") as opened:
            told.append(opened.read())
    for text in told:
        as_javascript = json.loads(text, parse_int=lambda digits: int(float(digits)))
        assert as_javascript["seed_text"] == str(seed) and json.loads(text)["seed"] == seed
    assert json.loads(told[0])["replicate_text"] == "0"
