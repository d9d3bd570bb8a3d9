"""Typed data: results as JSON and arrays, and back, by the types that their classes declare.

What a file says is never run and never names a class: the reader knows from the declarations which class, field, number
or array stands where, and refuses whatever else stands there. Dataclasses and named tuples, numbers, texts, tuples,
lists, mappings, NumPy arrays and tables of numbers can be written; nothing that does something can.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import types
import typing
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Union, cast

import numpy as np
from numpy.typing import NDArray

Json = Any
LEAST_SHARED = 64
"""Characters of an object's JSON from which it is written once, however often it stands there."""
LEAST_ROWS = 64
"""Rows of numbers that are written as an array."""
KINDS = ("float64", "int64", "uint64", "bool")
"""What arrays may hold."""


class UnfitError(Exception):
    """What stands there is not what is declared there."""


@dataclasses.dataclass
class Written:
    """What a value became.

    Attributes
    ----------
    root : JSON
    objects : list of JSON
        Objects that stand in several places; each names earlier ones only.
    arrays : list of ndarray
    """

    root: Json
    objects: list[Json]
    arrays: list[NDArray[Any]]


def written(value: object, kind: Any) -> Written:
    """Return a value of a declared kind as JSON and arrays.

    Raises
    ------
    UnfitError
        If it holds what cannot be written, or is not of that kind: a mistake of its class.
    """
    writer = _Writer()
    return Written(writer.put(value, kind), writer.objects, writer.arrays)


def read(found: Written, kind: Any) -> Any:
    """Return the value of a declared kind that was written.

    Raises
    ------
    UnfitError
        If anything in it is not what the kind declares.
    """
    return _Reader(found).get(found.root, kind, len(found.objects))


# Kinds --------------------------------------------------------------------------------------------------------


@cache
def fields_of(of: type[Any]) -> dict[str, Any]:
    """Return the fields of a dataclass or named tuple with their kinds, in their order."""
    hints = typing.get_type_hints(of)
    names = [one.name for one in dataclasses.fields(of)] if dataclasses.is_dataclass(of) else of._fields
    return {name: hints[name] for name in names}


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and (dataclasses.is_dataclass(kind) or hasattr(kind, "_fields"))


def _is_frame(kind: Any) -> bool:
    return isinstance(kind, type) and kind.__module__.startswith("pandas") and kind.__name__ == "DataFrame"


def _is_rows(kind: Any) -> bool:
    """Return whether a kind is rows of numbers."""
    parts = typing.get_args(kind)
    return typing.get_origin(kind) is tuple and len(parts) == 2 and parts == (tuple[float, ...], ...)


def _members(kind: Any) -> tuple[Any, ...] | None:
    """Return the kinds of a union; None if it is none."""
    return typing.get_args(kind) if typing.get_origin(kind) in (Union, types.UnionType) else None


def _array_kind(kind: Any) -> str:
    return np.dtype(typing.get_args(typing.get_args(kind)[1])[0]).name


def _of_tuple(kind: Any, length: int) -> tuple[Any, ...]:
    parts = typing.get_args(kind)
    if len(parts) == 2 and parts[1] is Ellipsis:
        return (parts[0],) * length
    if len(parts) != length:
        raise UnfitError(f"{length} values, not {len(parts)}")
    return parts


# Writing ------------------------------------------------------------------------------------------------------


class _Writer:
    def __init__(self) -> None:
        self.objects: list[Json] = []
        self.arrays: list[NDArray[Any]] = []
        self._places: dict[str, int] = {}

    def put(self, value: Any, kind: Any) -> Json:
        members, origin = _members(kind), typing.get_origin(kind)
        if members is not None:
            return self._one_of(value, members)
        if origin is typing.Literal:
            return _checked(value, value in typing.get_args(kind))
        if kind is type(None):
            return _checked(value, value is None)
        if kind in (Any, object):
            return _any_put(value)
        if kind in (bool, int, float, str):
            return _scalar_put(value, kind)
        if _is_record(kind):
            return self._record(_checked(value, type(value) is kind), kind)
        if _is_frame(kind):
            return self._frame(value)
        if origin is np.ndarray:
            return self._array(value, _array_kind(kind))
        if _is_rows(kind) and len(value) >= LEAST_ROWS:
            return self._many_rows(value)
        if origin is tuple:
            parts = _of_tuple(kind, len(_checked(value, isinstance(value, tuple))))
            return [self.put(one, part) for one, part in zip(value, parts, strict=True)]
        if origin is list:
            return [self.put(one, typing.get_args(kind)[0]) for one in _checked(value, isinstance(value, list))]
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._mapping(_checked(value, isinstance(value, Mapping)), *typing.get_args(kind))
        raise UnfitError(f"nothing of the kind {kind} can be written")

    def _one_of(self, value: Any, members: tuple[Any, ...]) -> Json:
        if value is None and type(None) in members:
            return None
        kinds = [one for one in members if one is not type(None)]
        if len(kinds) == 1:
            return self.put(value, kinds[0])
        own = next((one for one in kinds if type(value) is one), None)
        if own is None:
            raise UnfitError(f"a {type(value).__name__} is none of {kinds}")
        return {"kind": own.__name__, "value": self.put(value, own)}

    def _record(self, value: Any, kind: type[Any]) -> Json:
        own = {name: self.put(getattr(value, name), of) for name, of in fields_of(kind).items()}
        text = json.dumps(own)
        if len(text) < LEAST_SHARED:
            return own
        key = f"{kind.__qualname__} {text}"
        if key not in self._places:
            self._places[key] = len(self.objects)
            self.objects.append(own)
        return {"same": self._places[key]}

    def _mapping(self, value: Mapping[Any, Any], of_key: Any, of_value: Any) -> Json:
        if of_key is str:
            return {_scalar_put(key, str): self.put(one, of_value) for key, one in value.items()}
        return [[self.put(key, of_key), self.put(one, of_value)] for key, one in value.items()]

    def _array(self, value: Any, kind: str) -> Json:
        _checked(value, isinstance(value, np.ndarray) and value.dtype.name == kind and kind in KINDS)
        key = f"{kind} {value.shape} {value.flags.c_contiguous} {hashlib.sha256(value.tobytes()).hexdigest()}"
        if key not in self._places:
            self._places[key] = len(self.arrays)
            self.arrays.append(value)
        return {"array": self._places[key]}

    def _many_rows(self, value: tuple[tuple[float, ...], ...]) -> Json:
        is_table = len({len(row) for row in value}) == 1 and all(type(x) is float for row in value for x in row)
        if not is_table:
            return [[_scalar_put(number, float) for number in row] for row in value]
        return self._array(np.array(value, dtype=np.float64), "float64")

    def _frame(self, value: Any) -> Json:
        _checked(value, all(kind == np.float64 for kind in value.dtypes))
        names = [_scalar_put(name, str) for name in value.columns]
        return {"columns": names, "values": self._array(value.to_numpy(dtype=np.float64), "float64")}


def _checked(value: Any, is_good: bool) -> Any:
    if not is_good:
        raise UnfitError(f"{value!r:.60} is not what is declared there")
    return value


def _scalar_put(value: Any, kind: Any) -> Json:
    if isinstance(value, np.generic):
        value = value.item()
    is_bool = isinstance(value, bool)
    if kind is bool:
        return _checked(value, is_bool)
    if kind is str:
        return str(_checked(value, isinstance(value, str)))
    _checked(value, not is_bool and isinstance(value, (int, float) if kind is float else int))
    return value if not isinstance(value, float) or math.isfinite(value) else str(value)


def _any_put(value: Any) -> Json:
    """Return whatever may stand in JSON, tuples told from lists, and what is not finite."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": str(value)}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [_any_put(one) for one in cast("Sequence[Any]", value)]}
    pairs = cast("Mapping[Any, Any]", _checked(value, isinstance(value, Mapping)))
    return {"map": {_scalar_put(key, str): _any_put(one) for key, one in pairs.items()}}


# Reading ------------------------------------------------------------------------------------------------------


class _Reader:
    def __init__(self, found: Written) -> None:
        self.objects, self.arrays = found.objects, found.arrays
        self._made: dict[tuple[int, type[Any]], Any] = {}
        self._rows: dict[int, tuple[tuple[float, ...], ...]] = {}

    def get(self, value: Json, kind: Any, below: int) -> Any:
        """Return what stands there; objects it names are those before `below`."""
        members, origin = _members(kind), typing.get_origin(kind)
        if members is not None:
            return self._one_of(value, members, below)
        if origin is typing.Literal:
            return _checked(value, value in typing.get_args(kind))
        if kind is type(None):
            return _checked(value, value is None)
        if kind in (Any, object):
            return _any_get(value)
        if kind in (bool, int, float, str):
            return _scalar_get(value, kind)
        if _is_record(kind):
            return self._record(value, kind, below)
        if _is_frame(kind):
            return self._frame(value, kind)
        if origin is np.ndarray:
            return self._array(value, _array_kind(kind))
        if _is_rows(kind) and isinstance(value, dict):
            return self._many_rows(value)
        if origin is tuple:
            parts = _of_tuple(kind, len(_checked(value, isinstance(value, list))))
            return tuple(self.get(one, part, below) for one, part in zip(value, parts, strict=True))
        if origin is list:
            of = typing.get_args(kind)[0]
            return [self.get(one, of, below) for one in _checked(value, isinstance(value, list))]
        of_key, of_value = typing.get_args(kind)
        return self._mapping(value, of_key, of_value, below)

    def _one_of(self, value: Json, members: tuple[Any, ...], below: int) -> Any:
        if value is None and type(None) in members:
            return None
        kinds = [one for one in members if one is not type(None)]
        if len(kinds) == 1:
            return self.get(value, kinds[0], below)
        named, own = _with_keys(value, "kind", "value")
        kind = next((one for one in kinds if one.__name__ == named), None)
        return self.get(own, _checked(kind, kind is not None), below)

    def _record(self, value: Json, kind: type[Any], below: int) -> Any:
        if isinstance(value, dict) and value.keys() == {"same"}:
            place = _scalar_get(value["same"], int)
            _checked(place, 0 <= place < below)
            if (place, kind) not in self._made:
                self._made[place, kind] = self._fields(self.objects[place], kind, place)
            return self._made[place, kind]
        return self._fields(value, kind, below)

    def _fields(self, value: Json, kind: type[Any], below: int) -> Any:
        declared = fields_of(kind)
        _checked(value, isinstance(value, dict) and value.keys() == declared.keys())
        return kind(**{name: self.get(value[name], of, below) for name, of in declared.items()})

    def _mapping(self, value: Json, of_key: Any, of_value: Any, below: int) -> dict[Any, Any]:
        if of_key is str:
            _checked(value, isinstance(value, dict))
            return {key: self.get(one, of_value, below) for key, one in value.items()}
        pairs = [_checked(pair, isinstance(pair, list) and len(pair) == 2) for pair in self._listed(value)]
        return {self.get(key, of_key, below): self.get(one, of_value, below) for key, one in pairs}

    def _listed(self, value: Json) -> list[Json]:
        return _checked(value, isinstance(value, list))

    def _array(self, value: Json, kind: str, dimensions: int | None = None) -> NDArray[Any]:
        (named,) = _with_keys(value, "array")
        place = _scalar_get(named, int)
        array = self.arrays[_checked(place, 0 <= place < len(self.arrays))]
        _checked(array.dtype, array.dtype.name == kind and dimensions in (None, array.ndim))
        return array

    def _many_rows(self, value: Json) -> tuple[tuple[float, ...], ...]:
        array = self._array(value, "float64", 2)
        if value["array"] not in self._rows:
            self._rows[value["array"]] = tuple(tuple(row) for row in array.tolist())
        return self._rows[value["array"]]

    def _frame(self, value: Json, kind: type[Any]) -> Any:
        columns, values = _with_keys(value, "columns", "values")
        names = [_scalar_get(name, str) for name in self._listed(columns)]
        array = self._array(values, "float64", 2)
        return kind(_checked(array, array.shape[1] == len(names)), columns=names)


def _with_keys(value: Json, *keys: str) -> tuple[Any, ...]:
    _checked(value, isinstance(value, dict) and value.keys() == set(keys))
    return tuple(value[key] for key in keys)


def _scalar_get(value: Json, kind: Any) -> Any:
    if kind is float and value in ("nan", "inf", "-inf"):
        return float(value)
    kinds = (int, float) if kind is float else (kind,)
    return _checked(value, type(value) in kinds)


def _any_get(value: Json) -> Any:
    if not isinstance(value, (dict, list)):
        return value
    _checked(value, isinstance(value, dict) and len(cast("dict[str, Any]", value)) == 1)
    ((kind, own),) = cast("dict[str, Any]", value).items()
    if kind == "number":
        return _scalar_get(own, float)
    if kind == "map":
        return {key: _any_get(one) for key, one in _checked(own, isinstance(own, dict)).items()}
    _checked(kind, kind in ("list", "tuple") and isinstance(own, list))
    return (list if kind == "list" else tuple)(_any_get(one) for one in own)
