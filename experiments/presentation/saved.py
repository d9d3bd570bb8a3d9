"""Saved: findings in one file, and back: the same answer, tables and figures, without a run made again.

The file is a ZIP archive: ``manifest.json`` says which analysis, format, model and version wrote it, with the SHA-256
of every other file; ``findings.json`` has what was found, ``arrays/`` its arrays as NumPy writes them. Nothing in it is
ever run: see `experiments.runs.typed_data`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.runs.durable_files import HEAD, Kind, check_output, write_whole
from experiments.runs.memory import check_fits
from experiments.runs.model import model_digest
from experiments.runs.sweep.files import DamagedFileError, checked_bytes, checked_from
from experiments.runs.typed_data import UnfitError, Written, read, written
from simulation.errors import SimulationError
from simulation.parameters import shown

FORMAT = 2
ENDING = ".findings"
MANIFEST, CONTENT, ARRAYS = "manifest.json", "findings.json", "arrays/{}.npy"
SIGN = "findings of an analysis, by enabling-bubbles"
LARGEST_MANIFEST = 1_000_000
SAME_DATE = (1980, 1, 1, 0, 0, 0)
"""Of every file inside, so that the same findings are the same bytes."""
NOT_READ = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    UnfitError,
    DamagedFileError,
    SimulationError,
)
"""What comes out of a file that is not as it was written, whatever of it that is."""


class FindingsError(SimulationError):
    """A file of findings cannot be read: it is damaged, or of something else, or another model wrote it."""


def _is_one(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(HEAD)
    return head.startswith(b"PK") and SIGN.encode() in head


KIND = Kind("a file of findings", (ENDING,), _is_one)


def content_of(findings: object) -> dict[str, bytes]:
    """Return what a file of findings holds beside its manifest, by name: the same for the same findings."""
    found = written(findings, type(findings))
    own = {"root": found.root, "objects": found.objects}
    files = {CONTENT: json.dumps(own, allow_nan=False, separators=(",", ":"), ensure_ascii=False).encode()}
    for place, array in enumerate(found.arrays):
        data = io.BytesIO()
        np.lib.format.write_array(data, array, version=(1, 0), allow_pickle=False)
        files[ARRAYS.format(place)] = data.getvalue()
    return files


def digest_of(findings: object) -> str:
    """Return the SHA-256 of everything that findings hold."""
    whole = hashlib.sha256(type(findings).__name__.encode())
    for name, data in content_of(findings).items():
        whole.update(f"\n{name} {_sha(data)}".encode())
    return whole.hexdigest()


def save(findings: object, path: str | os.PathLike[str]) -> Path:
    """Write findings into one file, whole or not at all, and return its path.

    Raises
    ------
    OutputError
        If it cannot be written, does not end in ``.findings``, or another file has the name.
    """
    target = Path(path)
    check_output(target, KIND)
    files = content_of(findings)
    manifest = {
        "what": SIGN,
        "format": FORMAT,
        "kind": type(findings).__name__,
        "model": model_digest(),
        "version": version("enabling-bubbles"),
        "files": {name: _sha(data) for name, data in files.items()},
    }
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, SAME_DATE), checked_bytes(manifest))  # as it is: known by its head
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, SAME_DATE), data, zipfile.ZIP_DEFLATED)
    write_whole(target, whole.getvalue())
    return target


def load(path: str | os.PathLike[str], kinds: Sequence[str], class_of: Callable[[str], type[Any]]) -> Any:
    """Return the findings of a file.

    Parameters
    ----------
    kinds : sequence of str
        Classes of findings that there are.
    class_of : callable
        Returns one of these by its name.

    Raises
    ------
    FindingsError
        If there is no such file, it holds no findings or is damaged, or another model or format wrote it.
    """
    if not isinstance(path, (str, os.PathLike)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise FindingsError(f"path is {shown(path)}. Allowed: the path of a file that save() wrote. Name one.")
    data = _bytes_of(Path(path))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
        is_own = names[:1] == [MANIFEST] and archive.getinfo(MANIFEST).file_size <= LARGEST_MANIFEST
        manifest = checked_from(archive.read(MANIFEST), MANIFEST) if is_own else {}
    except NOT_READ as error:
        raise _damaged(path, error, foreign=SIGN.encode() not in data[:HEAD]) from None
    if manifest.get("what") != SIGN:
        raise _damaged(path, None, foreign=True)
    _check_ours(path, manifest, kinds)
    try:
        found = _content(archive, names, manifest["files"], path)
        return read(found, class_of(manifest["kind"]))
    except FindingsError:
        raise
    except (*NOT_READ, RecursionError) as error:
        raise _damaged(path, error, foreign=False) from None


def _bytes_of(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FindingsError(f"{path!s:.200}: it is no file. Allowed: a file that save() wrote. Name one.")
        check_fits(path.stat().st_size, f"{path!s:.200}", "Check that it is the right file.")
        return path.read_bytes()
    except FileNotFoundError:
        raise FindingsError(f"{path!s:.200}: there is no such file. Check the path.") from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise FindingsError(f"{path!s:.200}: it cannot be read: {said}. Name a file that save() wrote.") from None


def _check_ours(path: object, manifest: dict[str, Any], kinds: Sequence[str]) -> None:
    """Refuse findings of another format, of an analysis that is not known, or of another model."""
    written_in = manifest.get("format")
    if written_in != FORMAT:
        raise FindingsError(
            f"{path!s:.200}: its format is {shown(written_in)}. Allowed: {FORMAT}. Use the version that wrote it "
            f"({manifest.get('version')!s:.40}), or ask again."
        )
    if manifest.get("kind") not in kinds:
        raise FindingsError(
            f"{path!s:.200}: it holds {shown(manifest.get('kind'))}. Allowed: {', '.join(kinds)}. Use the version "
            f"that wrote it ({manifest.get('version')!s:.40}), or ask again."
        )
    then, today = manifest.get("model"), model_digest()
    if then != today:
        raise FindingsError(
            f"{path!s:.200}: the model {then!s:.12} found it, and today's sources are {today[:12]}. Allowed: findings "
            "of one model, for today's words and tables need not fit another's. Go back to those sources "
            f"(version {manifest.get('version')!s:.40}) to read it, or ask again."
        )


def _content(archive: zipfile.ZipFile, names: list[str], listed: dict[str, str], path: object) -> Written:
    """Return what an archive holds, every byte of it checked."""
    if sorted(names[1:]) != sorted(listed):
        raise UnfitError("other files than its manifest names")
    size = sum(one.file_size for one in archive.infolist())
    check_fits(2 * size, f"{path!s:.200}", "Check that it is the right file.")
    files = {name: archive.read(name) for name in listed}
    for name, data in files.items():
        if _sha(data) != listed[name]:
            raise UnfitError(f"{name} is another one")
    own = json.loads(files[CONTENT])
    arrays = [_array_of(files[ARRAYS.format(place)]) for place in range(len(files) - 1)]
    return Written(own["root"], own["objects"], arrays)


def _array_of(data: bytes) -> NDArray[Any]:
    file = io.BytesIO(data)
    array = np.lib.format.read_array(file, allow_pickle=False)
    if file.read(1):
        raise UnfitError("bytes behind an array")
    return array


def _damaged(path: object, error: BaseException | None, *, foreign: bool) -> FindingsError:
    if foreign:
        return FindingsError(
            f"{path!s:.200}: it holds no findings. Allowed: a file that save() wrote, which ends in {ENDING}. Name one."
        )
    said = "" if error is None else f" ({type(error).__name__}: {error!s:.80})"
    return FindingsError(
        f"{path!s:.200}: it is damaged{said}. Allowed: a file as save() wrote it. Take another copy, or ask again."
    )


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
