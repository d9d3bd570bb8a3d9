"""Reading: a file's text and its TOML, or one message that says what to mend."""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scenarios.wording import shortened, suggestion
from simulation.errors import ScenarioError, SimulationError

LARGEST_SCENARIO = 256 * 1024
"""Bytes; the library's largest file has a tenth of it, and hostile files of this size still fail within a second."""

LARGEST_WHOLE = 2**63 - 1
"""What TOML promises of whole numbers; Python would take longer ones, and be slow to print them."""

LONGEST_NAME = 200

NEXT = "\n  "
"""What stands between the problems of a file, where a message has several."""

_PART = r"""(?:(?<![\w-])[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP_KEY = re.compile(rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{16}}")
_POSITION = re.compile(r" \(at line (\d+), column \d+\)$")
_MARKED_NUMBER = re.compile(r"""^([\w."-]{1,60})\s*=\s*([0-9]{1,9})(?:[.,]([0-9]{1,9}))?\s*(%)?\s*(?:#.*)?$""")
_BARE_DATE = re.compile(r"^([\w.-]{1,60})\s*=\s*([0-9]{4}-[0-9]{2})\s*(?:#.*)?$", re.ASCII)
_KIND_IN_UTF_8 = {".csv": "CSV UTF-8, as Excel and LibreOffice offer it"}
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Cannot redefine", "Duplicate")


@contextmanager
def located(where: str | Callable[[], str]) -> Iterator[None]:
    """Put `where`, or what it returns, before the message of any error of the simulation raised inside."""
    try:
        yield
    except SimulationError as error:
        place = where if isinstance(where, str) else where()  # finding a line takes time: only for a message
        lines = [shortened(line) for line in str(error).split(NEXT)]
        raise type(error)(f"{place}: {NEXT.join(lines)}") from None


def text_of(path: Path, file: str, *, largest: int = LARGEST_SCENARIO, is_called: str = "scenario") -> str:
    """Return the text of a regular UTF-8 file, which messages name as `file`.

    Raises
    ------
    ScenarioError
        If it is missing, unreadable, no file, empty, binary or too large.
    """
    data = bytes_of(path, file, largest, is_called)
    if data.startswith(_WIDE_MARKS):
        raise ScenarioError(
            f"{file}: it is encoded as {_wide(data)}. Allowed: UTF-8. "
            f"Save it as {_KIND_IN_UTF_8.get(path.suffix, 'plain text, encoded as UTF-8')}."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" not in data:
            line = data.count(b"\n", 0, error.start) + 1
            raise ScenarioError(
                f"{file}:{line}: byte {data[error.start]:#04x} is no text in UTF-8; the file seems to be in an older "
                "encoding, such as Windows-1252. Allowed: UTF-8. "
                f"Save it as {_KIND_IN_UTF_8.get(path.suffix, 'plain text, encoded as UTF-8')}."
            ) from None
        text = "\0"
    if "\0" in text:
        raise ScenarioError(f"{file}: it is no text in UTF-8. Save it as plain text, encoded as UTF-8.")
    return text


def _wide(data: bytes) -> str:
    return "UTF-32" if b"\0\0" in data[:4] else "UTF-16, which Excel calls Unicode text"


def bytes_of(path: Path, file: str, largest: int, is_called: str) -> bytes:
    """Return what a regular file holds, which messages name as `file`; its size is looked at before it is read.

    Raises
    ------
    ScenarioError
        If it is missing, unreadable, no file, empty or too large.
    """
    try:
        file.encode()
    except UnicodeEncodeError:
        raise ScenarioError(
            f"{file!r:.200}: its name is no text in UTF-8. Allowed: names in UTF-8. Rename the file, then name it anew."
        ) from None
    try:
        data = _read(path, file, largest, is_called)
    except FileNotFoundError:
        raise ScenarioError(f"{file}: there is no such file.{_sibling_like(path)} Check the path.") from None
    except PermissionError:
        raise ScenarioError(f"{file}: you have no permission to read it. Change its permissions or copy it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ScenarioError(f"{shortened(file)}: it cannot be read: {reason}. Name a {is_called} file.") from None
    if data is None or len(data) > largest:
        raise ScenarioError(
            f"{file}: it is larger than {largest // 1024:,} KiB, the most a {is_called} file may have. "
            "Check that it is the right file."
        )
    if not data.strip():
        remedy = "Start one with `bubbles new NAME --from baseline`" if is_called == "scenario" else "Give it rows"
        raise ScenarioError(f"{file}: it is empty. {remedy}.")
    return data


def _read(path: Path, file: str, largest: int, is_called: str) -> bytes | None:
    """Return what a file holds; None if that is too much."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise ScenarioError(f"{file}: it is a directory. Name a {is_called} file inside it.")
    if not stat.S_ISREG(found.st_mode):
        raise ScenarioError(f"{file}: it is no regular file. Name a {is_called} file.")
    if found.st_size > largest:
        return None
    with path.open("rb") as opened:
        return opened.read(largest + 1)


def _sibling_like(path: Path) -> str:
    try:
        stems = sorted(p.stem for p in path.parent.iterdir() if p.suffix == path.suffix)
    except OSError:
        return ""
    return suggestion(path.stem, stems)


def table_of(text: str, where: str) -> dict[str, Any]:
    """Return the TOML of a text.

    Raises
    ------
    ScenarioError
        If it is not TOML, gives a key twice, or is nested too deeply.
    """
    too_deep = "nested too deeply. Allowed: tables of parameters and [[change]], as in `bubbles new`. Flatten it."
    if _DEEP_KEY.search(text):  # tomllib takes hours for a key of 100,000 parts
        raise ScenarioError(f"{where}: it is {too_deep}")
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise ScenarioError(f"{where}: it is {too_deep}") from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(_not_toml(str(error), text, where)) from None
    except ValueError:
        raise ScenarioError(f"{where}: it holds a number with too many digits. Write a shorter one.") from None
    _refuse_long_numbers(table, where)
    return table


def _refuse_long_numbers(table: dict[str, Any], where: str) -> None:
    found: list[tuple[str, Any]] = [("", table)]
    while found:
        name, value = found.pop()
        if isinstance(value, dict):
            found += [(f"{name}.{key}".lstrip("."), part) for key, part in value.items()]
        elif isinstance(value, list):
            found += [(name, part) for part in value]
        elif isinstance(value, int) and abs(value) > LARGEST_WHOLE:
            allowed = "a number of at most 64 bits, inside the range of its parameter"
            raise ScenarioError(f"{where}: {shortened(name)} is too long a number. Allowed: {allowed}. Shorten it.")


def _not_toml(message: str, text: str, where: str) -> str:
    position = _POSITION.search(message)
    reason = shortened(_POSITION.sub("", message).removesuffix(" (at end of document)"))
    lines = text.replace("\r\n", "\n").split("\n")
    number = int(position[1]) if position else len(lines)
    line = lines[number - 1].strip() if number <= len(lines) else ""
    if reason.startswith(_TWICE):
        key = shortened(re.split(r"\s*=|\]", line.lstrip("[ "))[0])
        return f"{where}:{number}: {key} is given twice. Allowed: once in a table. Keep one of the two."
    if date := _BARE_DATE.search(line):
        return f'{where}:{number}: it is not TOML: a date stands in double quotes. Write {date[1]} = "{date[2]}".'
    if marked := _MARKED_NUMBER.search(line):
        key, whole, decimals, percent = marked.groups()
        value = f"{float(f'{whole}.{decimals or 0}') / (100 if percent else 1):g}"
        return f"{where}:{number}: it is not TOML: decimals stand behind a point, and no %. Write {key} = {value}."
    shown = f" in `{shortened(line, 60)}`" if line else ""
    return (
        f"{where}:{number}: it is not TOML: {reason}{shown}. "
        "Write key = value; text stands in double quotes, lists in [ ], and a quote or bracket that opens must close."
    )


def line_of(text: str, name: str, change: int | None = None) -> int | None:
    """Return the line that gives `name`, in the change of that number where it stands in one; None if not found."""
    if len(name) > LONGEST_NAME:
        return None
    start, end = 0, len(text)
    if change is not None:
        headers = list(re.finditer(r"^[ \t]*\[\[[ \t]*change[ \t]*\]\]", text, re.MULTILINE))
        if change >= len(headers):
            return None
        start = headers[change].end()
        end = headers[change + 1].start() if change + 1 < len(headers) else end
    key = re.escape(name)
    tail = re.escape(name.rpartition(".")[2])
    for pattern in (
        rf"^[ \t]*\[[ \t]*{key}[ \t]*\]",
        rf"""^[ \t]*(?:{key}|"{key}"|'{key}')[ \t]*=""",
        rf"^[ \t]*{tail}[ \t]*=",
    ):
        found = re.compile(pattern, re.MULTILINE).search(text, start, end)
        if found:
            return text.count("\n", 0, found.start()) + 1
    return None
