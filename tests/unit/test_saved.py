"""Findings in a file: whatever stands there is what was written, or a message; nothing that it says is ever run."""

from __future__ import annotations

import io
import json
import pickle
import random
import shutil
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import experiments
from experiments.presentation import saved
from experiments.presentation.findings import Findings
from experiments.runs.sweep.files import checked_bytes, checked_from
from experiments.runs.typed_data import UnfitError, Written, read, written
from simulation.errors import SimulationError
from simulation.results import ReadOnly

SMALL: dict[str, Any] = {"size": "classroom", "months": 48, "tell": lambda _: None}


class Pair(NamedTuple):
    name: str
    value: float | None


@dataclass(frozen=True)
class Inner(ReadOnly):
    values: NDArray[np.float64]
    marks: NDArray[np.uint64] | None
    how: Literal["one", "two"] = "one"


@dataclass(frozen=True)
class Other:
    number: int


@dataclass(frozen=True)
class Whole:
    pairs: tuple[Pair, ...]
    by_name: dict[str, Inner]
    by_pair: dict[tuple[str, str], float]
    either: Inner | Other
    rows: tuple[tuple[float, ...], ...]
    table: pandas.DataFrame
    more: dict[str, Any]
    flags: list[bool]


def whole(draw: np.random.Generator, rows: int = 80) -> Whole:
    inner = Inner(draw.normal(size=(3, 4)), np.array([1, 2**64 - 1], dtype=np.uint64), "two")
    return Whole(
        pairs=(Pair("a" * 80, float("nan")), Pair("b", None), Pair("a" * 80, float("nan")), Pair("c", -0.0)),
        by_name={"z": inner, "a": replace(inner, marks=None)},
        by_pair={("x", "y"): 0.1, ("y", "x"): float("-inf")},
        either=Other(7),
        rows=tuple((float(number), 0.5) for number in range(rows)),
        table=pandas.DataFrame({"u": draw.normal(size=3), "v": [1.0, float("nan"), 3.0]}),
        more={"text": None, "list": [1, (2.5, "t"), {"deep": True}], "nan": float("inf")},
        flags=[True, False],
    )


def assert_same(a: Any, b: Any) -> None:
    assert type(a) is type(b)
    if isinstance(a, np.ndarray):
        assert a.dtype == b.dtype and a.tobytes() == b.tobytes() and a.shape == b.shape
    elif isinstance(a, pandas.DataFrame):
        pandas.testing.assert_frame_equal(a, b, check_exact=True)
    elif isinstance(a, dict):
        assert list(a) == list(b)
        for key in a:
            assert_same(a[key], b[key])
    elif isinstance(a, (list, tuple)):
        assert len(a) == len(b)
        for one, other in zip(a, b, strict=True):
            assert_same(one, other)
    elif hasattr(a, "__dataclass_fields__"):
        for name in a.__dataclass_fields__:
            assert_same(getattr(a, name), getattr(b, name))
    else:
        assert repr(a) == repr(b)


@pytest.mark.parametrize("rows", [2, 80])
def test_every_kind_of_thing_comes_back_with_its_type_and_every_bit(rows: int) -> None:
    value = whole(np.random.default_rng(1), rows)
    made = written(value, Whole)
    text = json.dumps([made.root, made.objects], allow_nan=False)
    root, objects = json.loads(text)
    again = read(Written(root, objects, made.arrays), Whole)
    assert_same(again, value)
    assert text.count("a" * 80) == 1, "what stands there twice is written once"
    with pytest.raises(ValueError, match="read-only"):
        again.by_name["z"].values[0, 0] = 1.0


@given(st.floats(), st.integers(-(2**63), 2**63), st.text(st.characters(exclude_categories=["Cs"])))
@settings(max_examples=50, deadline=None)
def test_numbers_and_texts_keep_every_bit(number: float, count: int, text: str) -> None:
    made = written((number, count, text), tuple[float, int, str])
    again = read(Written(json.loads(json.dumps(made.root, allow_nan=False)), [], []), tuple[float, int, str])
    assert repr(again) == repr((number, count, text))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, float),
        (1.5, int),
        ("x", int),
        (3, str),
        ("three", Literal["one", "two"]),
        ((1.0, 2.0), tuple[float, float, float]),
        (np.zeros(2, dtype=np.float32), NDArray[np.float64]),
        (np.array([object()]), NDArray[np.float64]),
        (Other(1), Inner),
        (len, Any),
        (3 + 4j, Any),
        (None, float),
        ({"a": 1}, set[int]),
    ],
)
def test_what_is_not_declared_cannot_be_written(value: Any, kind: Any) -> None:
    with pytest.raises(UnfitError):
        written(value, kind)


@pytest.mark.parametrize(
    ("root", "kind"),
    [
        ("x", float),
        (True, float),
        (1.0, int),
        (None, str),
        ({"same": 0}, Other),
        ({"same": -1}, Other),
        ({"number": 1, "more": 2}, Other),
        ({}, Other),
        ([1.0], tuple[float, float]),
        ({"array": 0}, NDArray[np.int64]),
        ({"array": 1}, NDArray[np.float64]),
        ({"array": -1}, NDArray[np.float64]),
        ({"array": True}, NDArray[np.float64]),
        ({"kind": "Popen", "value": ["true"]}, Inner | Other),
        ({"exec": "1"}, Any),
        ([1], Any),
        ([[1, 2, 3]], dict[tuple[str, str], float]),
        ({"columns": ["a"], "values": {"array": 0}}, pandas.DataFrame),
    ],
)
def test_what_is_not_declared_is_not_read(root: Any, kind: Any) -> None:
    with pytest.raises(UnfitError):
        read(Written(root, [], [np.zeros(3)]), kind)


def test_an_object_that_names_itself_or_a_later_one_is_refused() -> None:
    @dataclass(frozen=True)
    class Box:
        inside: Other

    for objects in ([{"inside": {"same": 0}}], [{"inside": {"same": 1}}, {"number": 1}]):
        with pytest.raises(UnfitError):
            read(Written({"same": 0}, objects, []), Box)


# Files --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def answered() -> Findings:
    return experiments.attribute("aligned", loops=("identity", "contagion"), replicates=3, **SMALL)


@pytest.fixture
def file(answered: Findings, tmp_path: Path) -> Path:
    return answered.save(tmp_path / "found.findings")


def changed(file: Path, change: Any) -> Path:
    """Write the archive again with its files changed, its digests made true."""
    with zipfile.ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = checked_from(files.pop("manifest.json"), "manifest.json")
    change(manifest, files)
    manifest["files"] = {name: saved._sha(data) for name, data in files.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("manifest.json", checked_bytes(manifest))
        for name, data in files.items():
            archive.writestr(name, data)
    file.write_bytes(target.getvalue())
    return file


def refusal(file: Path) -> str:
    with pytest.raises(SimulationError) as error:
        experiments.load_findings(file)
    assert str(file) in str(error.value) and "\n" not in str(error.value)
    return str(error.value)


def test_another_format_model_or_analysis_is_refused_by_its_name(file: Path) -> None:
    data = file.read_bytes()
    for name, value, said in (
        ("format", 1, "its format is 1. Allowed: 2"),
        ("format", None, "its format is None. Allowed: 2"),
        ("model", "0" * 64, "the model 000000000000 found it, and today's sources are"),
        ("kind", "Popen", "it holds 'Popen'. Allowed: AttributionFindings"),
        ("what", "something else", "it holds no findings"),
    ):
        file.write_bytes(data)
        assert said in refusal(changed(file, lambda manifest, _, n=name, v=value: manifest.update({n: v})))


def test_what_is_no_file_of_findings_is_refused(tmp_path: Path, file: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "was-run",)

    assert "there is no such file" in refusal(tmp_path / "none.findings")
    assert "it is no file" in refusal(tmp_path)
    other = tmp_path / "other.findings"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("manifest.json", "{}")
    for data in (b"", b"PK", b"text", pickle.dumps(Evil()), b"\x80\x04" * 99, archive.getvalue(), b"\0" * 500):
        other.write_bytes(data)
        assert "it holds no findings" in refusal(other)
    with pytest.raises(SimulationError, match="Allowed: the path of a file"):
        experiments.load_findings(3)  # type: ignore[arg-type]
    array = io.BytesIO()
    np.save(array, np.array([Evil()], dtype=object), allow_pickle=True)
    assert "damaged" in refusal(changed(file, lambda _, files: files.update({"arrays/0.npy": array.getvalue()})))
    assert not (tmp_path / "was-run").exists()


def test_any_byte_that_is_another_is_told_or_changes_nothing(file: Path, answered: Findings) -> None:
    data = file.read_bytes()
    draw = random.Random(4)
    for _ in range(150):
        place = draw.randrange(len(data))
        file.write_bytes(data[:place] + bytes([data[place] ^ (1 << draw.randrange(8))]) + data[place + 1 :])
        try:
            assert experiments.load_findings(file) == answered
        except SimulationError as error:
            assert str(file) in str(error)
    for length in (10, 200, len(data) // 2, len(data) - 1):
        file.write_bytes(data[:length])
        refusal(file)
    file.write_bytes(data)
    assert experiments.load_findings(file) == answered


def test_content_that_is_not_what_is_declared_is_refused_though_its_digests_are_true(file: Path) -> None:
    data = file.read_bytes()

    def text(change: Any) -> Any:
        def apply(_: Any, files: dict[str, bytes]) -> None:
            own = json.loads(files["findings.json"])
            change(own)
            files["findings.json"] = json.dumps(own).encode()

        return apply

    def deep(_: Any, files: dict[str, bytes]) -> None:
        files["findings.json"] = b"[" * 100_000 + b"]" * 100_000

    changes = [
        text(lambda own: own.pop("root")),
        text(lambda own: own.update(objects=[])),
        text(lambda own: own.update(root={"same": 10**9})),
        text(lambda own: own["objects"].__setitem__(0, {"a": 1})),
        text(lambda own: own.update(root="import os")),
        lambda _, files: files.update({"arrays/0.npy": b"\x93NUMPY"}),
        lambda _, files: files.update({"findings.json": b"not json"}),
        lambda _, files: files.pop("arrays/0.npy"),
        lambda _, files: files.update({"../outside": b"x"}),
        deep,
    ]
    for change in changes:
        file.write_bytes(data)
        assert "it is damaged" in refusal(changed(file, change))


def test_a_file_of_somebodys_own_is_left_as_it_is(answered: Findings, tmp_path: Path, file: Path) -> None:
    own = tmp_path / "own.findings"
    own.write_text("mine", encoding="utf-8")
    with pytest.raises(SimulationError, match="is not a file of findings"):
        answered.save(own)
    assert own.read_text(encoding="utf-8") == "mine"
    with pytest.raises(SimulationError, match=r"Allowed: .findings"):
        answered.save(tmp_path / "found.json")
    with pytest.raises(SimulationError, match="cannot be written"):
        answered.save(tmp_path / "nowhere" / "found.findings")
    shutil.copy(file, own)
    answered.save(own)


def test_findings_over_sets_and_over_two_levers_come_back(tmp_path: Path) -> None:
    asked = {"sets": "plausible", "facts": ("V1",), "replicates": 2, "size": "classroom", "tell": lambda _: None}
    over_sets = experiments.validate(**asked)
    again: Any = experiments.load_findings(over_sets.save(tmp_path / "sets.findings"))
    assert again == over_sets and again.as_json() == over_sets.as_json() and again.headline() == over_sets.headline()
    of_two = experiments.frontier(
        "alignment", "peer_exchange", measure="reach", level=0.2, replicates=8, scenario="mentoring-kept", **SMALL
    )
    again = experiments.load_findings(of_two.save(tmp_path / "two.findings"))
    assert again == of_two and again.as_json() == of_two.as_json() and again.summary("es") == of_two.summary("es")


def test_a_search_for_packages_comes_back(tmp_path: Path) -> None:
    found = experiments.decide(
        ["baseline", "aligned"], cases=8, replicates=2, search=True, levers=["alignment"], generations=1, **SMALL
    )
    again: Any = experiments.load_findings(found.save(tmp_path / "search.findings"))
    assert again == found and again.searched is not None and again.as_json() == found.as_json()
    assert list(again.pictures()) == list(found.pictures())
