"""Writing: a file appears whole or not at all, and takes the place of nothing but an earlier output of its kind.

Results go where a user says. What lies there already stays, unless it is known as what the same command wrote before:
a scenario, a page or a table of somebody's own is never replaced. Inside a store nothing is written at all.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import html
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from experiments.runs.model import COLUMN_OF_DRAFT, model_digest
from experiments.runs.sweep.files import store_around
from experiments.runs.whole_files import hidden_name, take_name, written
from scenarios.cells import formula_among
from scenarios.published import draft
from scenarios.wording import shortened
from simulation.errors import OutputError

HEAD = 65536
"""Bytes of a file in which its kind is told."""
FILE_ENDINGS = (
    ".docx",
    ".pptx",
    ".html",
    ".htm",
    ".csv",
    ".json",
    ".parquet",
    ".nc",
    ".png",
    ".svg",
    ".pdf",
    ".toml",
    ".md",
    ".txt",
    ".tsv",
    ".xlsx",
)
"""Endings that nobody gives a folder."""
_OUTPUTS = re.compile(r'<meta name="outputs" content="([^"]*)">')


MARK = codecs.BOM_UTF8
"""What a CSV file begins with: without it Excel takes accents for those of an older encoding."""


KEYS_OF_DRAWS = ("seed", "replicate")
"""What may be larger than 2^53, above which JavaScript, R and spreadsheets round a number."""


def json_text(value: Any) -> str:
    """Return JSON as people and other programs read it: what is undefined as null, seeds and replicates as text too.

    Beside each ``seed`` stands the same as a string, ``seed_text``, which nobody rounds. A draft is marked.
    """
    tried = draft()
    if tried is not None and isinstance(value, Mapping):
        value = {**value, "draft": tried._asdict()}
    return json.dumps(_with_text_of_draws(value), ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _with_text_of_draws(value: Any) -> Any:
    if isinstance(value, Mapping):
        found: dict[Any, Any] = {}
        for key, inner in value.items():
            found[key] = _with_text_of_draws(inner)
            if key in KEYS_OF_DRAWS and type(inner) is int:
                found[f"{key}_text"] = str(inner)
        return found
    if isinstance(value, list | tuple):
        return [_with_text_of_draws(inner) for inner in value]
    return value


class Kind(NamedTuple):
    """A kind of output: how it is called, the endings it may have, and how an earlier one is known."""

    name: str
    endings: tuple[str, ...]
    is_one: Callable[[Path], bool]


def page_kind(name: str, sign: str) -> Kind:
    """Return a kind of HTML page, known by something in its head."""
    return Kind(name, (".html", ".htm"), lambda path: sign.encode() in _head(path))


def table_kind(name: str, first: str) -> Kind:
    """Return a kind of CSV file, known by what it begins with."""
    return Kind(name, (".csv",), lambda path: _head(path).removeprefix(MARK).startswith(first.encode()))


def object_kind(name: str, *keys: str) -> Kind:
    """Return a kind of JSON file, known by the keys of its object."""

    def is_one(path: Path) -> bool:
        try:
            found = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            return False
        return isinstance(found, dict) and all(key in found for key in keys)

    return Kind(name, (".json",), is_one)


def spreadsheet(text: str, cells: Iterable[object], file: str) -> bytes:
    """Return a table as a CSV file that spreadsheets open as it is: marked as UTF-8, with nothing that they would run.

    Where the model is a draft, a last column names it in every row.

    Parameters
    ----------
    text : str
        The table as CSV.
    cells : iterable
        Its cells, or those that hold names; numbers are no formulas.
    file : str
        For the message.

    Raises
    ------
    OutputError
    """
    check_no_formula(cells, file, "Rename what has it.")
    if draft() is not None:
        text = _with_model(text)
    return MARK + text.encode("utf-8", "replace")


def _with_model(text: str) -> str:
    head, *rows = csv.reader(io.StringIO(text))
    marked = io.StringIO()
    model = model_digest()
    csv.writer(marked, lineterminator="\n").writerows([[*head, COLUMN_OF_DRAFT], *([*row, model] for row in rows)])
    return marked.getvalue()


def check_no_formula(cells: Iterable[object], file: str, remedy: str) -> None:
    """Refuse to write into CSV a name that a spreadsheet would run.

    Raises
    ------
    OutputError
    """
    found = formula_among(cells)
    if found is not None:
        raise OutputError(
            f"{file:.200}: {shortened(found, 60)!r} would stand there, and spreadsheets run what begins with = + - @ "
            f"as a formula. Allowed in CSV: names that begin otherwise. {remedy}"
        )


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def check_output(path: Path, kind: Kind, *, beside: Path | None = None) -> None:
    """Refuse a file that could not, or must not, be written.

    Parameters
    ----------
    beside : Path, optional
        The store that the same command fills: results do not go into it.

    Raises
    ------
    OutputError
        If it cannot be written, has another ending, lies in a store, or is there and no earlier output of this kind.
    """
    _check_beside(path, beside)
    check_outside_stores(path)
    check_writable(path)
    if path.suffix.lower() not in kind.endings:
        raise OutputError(
            f"{path!s:.200}: {kind.name} does not end so. Allowed: {', '.join(kind.endings)}. Name such a file."
        )
    _check_replaced(path, kind)


def _check_replaced(path: Path, kind: Kind) -> None:
    target = Path(os.path.realpath(path))
    try:
        is_safe = not target.exists() or target.stat().st_size == 0 or kind.is_one(target)
    except OSError as error:
        raise _unwritable(path, error) from None
    if not is_safe:
        raise _other(path, kind.name)


def _other(path: Path, name: str) -> OutputError:
    return OutputError(
        f"{path!s:.200}: it is there already, and is not {name} as an earlier command wrote it, so it is left as it "
        "is. Allowed: a new name, or the same kind of output. Choose another name, or move that file away."
    )


def check_outside_stores(path: Path) -> None:
    """Refuse a place inside a store of runs.

    Raises
    ------
    OutputError
    """
    around = store_around(path)
    if around is not None:
        raise OutputError(
            f"{path!s:.200}: it lies inside the store {around}, whose files are its runs and nothing else. Allowed: "
            "any place outside it. Name one."
        )


def write_output(path: Path, content: str | bytes, kind: Kind) -> None:
    """Write a file as `write_whole` does, where `check_output` lets it.

    Raises
    ------
    OutputError
    """
    check_output(path, kind)
    write_whole(path, content)


def make_output_folder(folder: Path, kinds: Mapping[str, Kind], *, beside: Path | None = None) -> None:
    """Make a folder for outputs of these names, or take one in which only earlier ones have them.

    Parameters
    ----------
    beside : Path, optional
        The store that the same command fills: results do not go into it.

    Raises
    ------
    OutputError
    """
    if folder.suffix.lower() in FILE_ENDINGS and not folder.is_dir():
        raise OutputError(
            f"{folder!s:.200}: results are several files, and this is the name of one. Allowed: a folder, without such "
            "an ending. Name one."
        )
    _check_beside(folder, beside)
    check_outside_stores(folder)
    make_folder(folder)
    for name, kind in kinds.items():
        _check_replaced(folder / name, kind)


def _check_beside(path: Path, store: Path | None) -> None:
    if store is not None and Path(os.path.realpath(path)).is_relative_to(os.path.realpath(store)):
        raise OutputError(
            f"{path!s:.200}: it is, or lies in, the folder of --store, whose files are its runs and nothing else. "
            "Allowed: any place outside it. Name one."
        )


def outputs_as_meta(contents: Mapping[str, bytes]) -> str:
    """Return the names and digests of the files that go beside a page, as it carries them in its head."""
    return json.dumps({name: _digest_of(content) for name, content in contents.items()})


def write_beside(folder: Path, page: str, content: str, contents: Mapping[str, bytes], kind: Kind) -> None:
    """Write a page and the files beside it, in the place of nothing but what an earlier such page names.

    Raises
    ------
    OutputError
        If a file is there that the page that is there does not name, or that was changed since.
    """
    check_beside(folder, page, contents, kind)
    for name, data in contents.items():  # the page last: cut short, the same again finds each as it was or is to be
        write_whole(folder / name, data)
    write_whole(folder / page, content)


def check_beside(
    folder: Path, page: str, contents: Mapping[str, bytes | None], kind: Kind, *, beside: Path | None = None
) -> None:
    """Make a folder for a page and files beside it, or refuse what is there and is no earlier one, or was changed.

    Parameters
    ----------
    contents : mapping of str to bytes or None
        By name; None where nobody knows yet what is to be written.

    Raises
    ------
    OutputError
    """
    make_output_folder(folder, {page: kind}, beside=beside)
    earlier = _outputs_of(folder / page)
    for name, data in contents.items():
        path = folder / name
        if path.exists() and path.stat().st_size:
            known = (earlier.get(name), None if data is None else _digest_of(data))
            if _digest(path) not in known:
                raise _other(path, f"one of the files that {page} there names")


def _outputs_of(page: Path) -> dict[str, Any]:
    if not page.is_file():
        return {}
    found = _OUTPUTS.search(_head(page).decode("utf-8", "replace"))
    try:
        named = json.loads(html.unescape(found[1])) if found else {}
    except ValueError:
        return {}
    return named if isinstance(named, dict) else {}


def _digest(path: Path) -> str:
    return _digest_of(path.read_bytes()) if path.is_file() else ""


def _digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def check_writable(path: Path) -> None:
    """Refuse a place that could not be written to, before hours of work end there.

    Raises
    ------
    OutputError
        If the folder is missing or may not be written to, or the name is a folder's.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise OSError(0, "it is not a file")
        probe = hidden_name(target.parent)
        probe.open("x").close()
        probe.unlink()
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None


def make_folder(folder: Path) -> None:
    """Make a folder for results, or take one that exists; refuse one that may not be written to.

    Raises
    ------
    OutputError
        If it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise _unwritable(folder, error) from None
    check_writable(folder / "run.json")


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write bytes, or a text as UTF-8, in place of a file that may be there.

    Raises
    ------
    OutputError
        If it cannot be written; then nothing is left behind, and what was there is as it was.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise OSError(0, "it is not a file")
        with written(target, as_bytes(content)) as hidden:
            hidden.replace(target)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None


def write_new(path: Path, content: str | bytes) -> None:
    """Write bytes, or a text as UTF-8, under a name that nobody has.

    Raises
    ------
    OutputError
        If there is one of this name, or it cannot be written.
    """
    try:
        with written(path, as_bytes(content)) as hidden:
            take_name(hidden, path)
    except FileExistsError:
        raise OutputError(f"{path}: it exists already, and is left as it is. Choose another name or folder.") from None
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None


def as_bytes(content: str | bytes) -> bytes:
    """Return bytes as they are, and a text as UTF-8."""
    return content if isinstance(content, bytes) else content.encode("utf-8", "replace")


def _unwritable(path: str | os.PathLike[str], error: OSError | ValueError) -> OutputError:
    reason = (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
    return OutputError(f"{path!s:.200}: cannot be written ({reason}). Choose another folder or free space.")
