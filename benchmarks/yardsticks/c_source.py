"""C source: the plain scalar functions of the model, translated to C.

Rules are a small subset of Python: numbers, comparisons, conditionals, calls of each other, NamedTuples. A state
or a group of parameters that a function takes becomes a pointer to its first row (runs lie side by side, so the
next field stands ``W`` further on); a NamedTuple that it returns becomes a struct. Whatever is not in the subset
is refused with its place.
"""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any, get_type_hints

Rule = Callable[..., Any]

BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Mod: "%",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.LShift: "<<",
    ast.RShift: ">>",
}
COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
BUILT_IN = {"min": "smaller", "max": "larger", "abs": "fabs", "float": "(double)", "int": "(int64_t)"}
OF_MATH = {"sqrt": "sqrt", "isnan": "isnan"}
HEAD = """\
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#define RULE static inline __attribute__((always_inline))
RULE double smaller(double a, double b) { return b < a ? b : a; }
RULE double larger(double a, double b) { return b > a ? b : a; }
"""


class NotInSubsetError(Exception):
    """A rule that uses more of Python than the translation knows."""


def is_tuple_class(kind: Any) -> bool:
    """Return whether this is a NamedTuple class."""
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


def parts(kind: type[Any]) -> dict[str, Any]:
    """Return the fields of a NamedTuple class with their types."""
    return {name: hint for name, hint in get_type_hints(kind).items() if name in kind._fields}


def rows_of(kind: Any) -> int:
    """Return how many rows a NamedTuple class takes."""
    return sum(rows_of(part) for part in parts(kind).values()) if is_tuple_class(kind) else 1


class CSource:
    """C source of rules and of all that they call.

    Parameters
    ----------
    rules : iterable of functions
        Those that the loop calls; what they call is found.
    row_classes : iterable of NamedTuple classes
        Those that lie in rows of the workspace: states, parameters, ledgers.
    """

    def __init__(self, rules: Iterable[Rule], row_classes: Iterable[type[Any]]) -> None:
        self.row_classes: list[type[Any]] = []
        for kind in row_classes:
            self._add_rows(kind)
        self.structs: list[type[Any]] = []
        self.functions: dict[str, FunctionType] = {}
        self.bodies: list[str] = []
        for rule in rules:
            self.add_rule(rule)

    @property
    def text(self) -> str:
        """The whole source."""
        return "\n".join([HEAD, *map(self._enum, self.row_classes), *map(self._struct, self.structs),
                          *self._puts(), *self.bodies]) + "\n"  # fmt: skip

    # Types ------------------------------------------------------------------------------------------------

    def _add_rows(self, kind: type[Any]) -> None:
        for part in parts(kind).values():
            if is_tuple_class(part):
                self._add_rows(part)
        if kind not in self.row_classes:
            self.row_classes.append(kind)

    @staticmethod
    def _enum(kind: type[Any]) -> str:
        """Return the places of a class's fields among its rows."""
        row, places = 0, [f"ROWS_{kind.__name__} = {rows_of(kind)}"]
        for name, part in parts(kind).items():
            places.append(f"{kind.__name__}_{name} = {row}")
            row += rows_of(part)
        return f"enum {{ {', '.join(places)} }};"

    @staticmethod
    def _struct(kind: type[Any]) -> str:
        return f"typedef struct {{ double {', '.join(kind._fields)}; }} {kind.__name__};"

    def _puts(self) -> Iterable[str]:
        """Yield, for each struct whose fields a class of rows has, the function that writes them there."""
        for state in self.row_classes:
            for change in self.structs:
                if set(change._fields) <= set(state._fields) and all(part is float for part in parts(change).values()):
                    writes = " ".join(f"row[{state.__name__}_{f} * W] = now.{f};" for f in change._fields)
                    name = f"put_{state.__name__}_{change.__name__}"
                    yield f"RULE void {name}(double *row, {change.__name__} now) {{ {writes} }}"

    def _kind_of(self, hint: Any) -> Any:
        """Return the class that a hint stands for: of a union the one that lies in rows."""
        options = getattr(hint, "__args__", ()) if not is_tuple_class(hint) else ()
        for option in options:
            if option in self.row_classes:
                return option
        return hint

    def _c_type(self, kind: Any) -> str:
        kind = self._kind_of(kind)
        if kind in self.row_classes:
            return "const double *"
        if is_tuple_class(kind):
            self._need_struct(kind)
            return kind.__name__
        if getattr(kind, "__origin__", None) is tuple:
            return "const double *"
        return {float: "double", int: "uint64_t", bool: "int"}[kind]

    def _need_struct(self, kind: type[Any]) -> None:
        if kind not in self.structs:
            self.structs.append(kind)

    # Functions --------------------------------------------------------------------------------------------

    def add_rule(self, rule: Rule) -> None:
        """Translate a rule, after all that it calls."""
        assert isinstance(rule, FunctionType)
        known = self.functions.get(rule.__name__)
        if known is rule:
            return
        if known is not None:
            raise NotInSubsetError(f"two rules are called {rule.__name__}: {known.__module__} and {rule.__module__}")
        self.functions[rule.__name__] = rule
        self.bodies.append(_Body(self, rule).text())


class _Body:
    """One function on its way to C."""

    def __init__(self, source: CSource, rule: FunctionType) -> None:
        self.source, self.rule = source, rule
        self.hints = get_type_hints(rule)
        self.kinds: dict[str, Any] = {n: source._kind_of(h) for n, h in self.hints.items() if n != "return"}

    def text(self) -> str:
        node = ast.parse(textwrap.dedent(inspect.getsource(self.rule))).body[0]
        assert isinstance(node, ast.FunctionDef)
        returned = self.hints["return"]
        if is_tuple_class(returned):
            self.source._need_struct(returned)
        result = returned.__name__ if is_tuple_class(returned) else self.source._c_type(returned)
        arguments = ", ".join(f"{self.source._c_type(self.kinds[a.arg])} {a.arg}" for a in node.args.args)
        lines = [line for statement in node.body for line in self.statement(statement)]
        return f"RULE {result} {self.rule.__name__}({arguments}) {{\n" + "\n".join(f"    {x}" for x in lines) + "\n}"

    def refuse(self, node: ast.AST) -> NotInSubsetError:
        where = f"{self.rule.__module__}.{self.rule.__name__}"
        return NotInSubsetError(f"{where}: {ast.unparse(node)} is more Python than can be translated to C")

    def statement(self, node: ast.stmt) -> list[str]:
        match node:
            case ast.Expr(value=ast.Constant()):  # the docstring
                return []
            case ast.Return(value=ast.expr() as value):
                return [f"return {self.expression(value)};"]
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                text = self.expression(value)
                if name in self.kinds:
                    return [f"{name} = {text};"]
                self.kinds[name] = self.kind(value)
                return [f"{self.source._c_type(self.kinds[name])} {name} = {text};"]
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = zip(names, values, strict=True)
                return [line for n, v in pairs for line in self.statement(ast.Assign(targets=[n], value=v))]
            case ast.If(test=test, body=body, orelse=orelse):
                lines = [f"if ({self.expression(test)}) {{", *(x for s in body for x in self.statement(s)), "}"]
                return lines + (["else {", *(x for s in orelse for x in self.statement(s)), "}"] if orelse else [])
            case _:
                raise self.refuse(node)

    def kind(self, node: ast.expr) -> Any:
        """Return the type of an expression."""
        match node:
            case ast.Name(id=name) if name in self.kinds:
                return self.kinds[name]
            case ast.Attribute(value=value, attr=attr) if is_tuple_class(self.kind(value)):
                return parts(self.kind(value))[attr]
            case ast.Call(func=ast.Name(id=name)) if name in self.rule.__globals__:
                called = self.rule.__globals__[name]
                return called if is_tuple_class(called) else get_type_hints(called)["return"]
            case _:
                return float

    def expression(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=value):
                return number(value)
            case ast.Name(id=name):
                return name if name in self.kinds else self.constant(node, self.rule.__globals__.get(name))
            case ast.Attribute():
                return self.attribute(node)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
                return f"({self.expression(left)} {BINARY[type(op)]} {self.expression(right)})"
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"(-{self.expression(operand)})"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"(!{self.expression(operand)})"
            case ast.BoolOp(op=op, values=values):
                sign = " && " if isinstance(op, ast.And) else " || "
                return f"({sign.join(map(self.expression, values))})"
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                sides = [self.expression(side) for side in (left, *comparators)]
                pairs = zip(sides, ops, sides[1:], strict=False)
                return f"({' && '.join(f'{a} {COMPARE[type(op)]} {b}' for a, op, b in pairs)})"
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return f"({self.expression(test)} ? {self.expression(body)} : {self.expression(orelse)})"
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int() as place)):
                return f"{name}[{place}]"
            case ast.Call():
                return self.call(node)
            case _:
                raise self.refuse(node)

    def constant(self, node: ast.expr, value: object) -> str:
        """Return a constant of the module."""
        if isinstance(value, int | float):
            return number(value)
        raise self.refuse(node)

    def attribute(self, node: ast.Attribute) -> str:
        if isinstance(node.value, ast.Name) and node.value.id == "math" and node.attr == "nan":
            return "NAN"
        kind = self.kind(node.value)
        whole = self.expression(node.value)
        if kind in self.source.row_classes:
            place = f"{kind.__name__}_{node.attr} * W"
            return f"({whole} + {place})" if is_tuple_class(parts(kind)[node.attr]) else f"{whole}[{place}]"
        if is_tuple_class(kind):
            return f"{whole}.{node.attr}"
        raise self.refuse(node)

    def call(self, node: ast.Call) -> str:
        arguments = [self.expression(argument) for argument in node.args]
        match node.func:
            case ast.Attribute(value=ast.Name(id="math"), attr=name) if name in OF_MATH:
                return f"{OF_MATH[name]}({', '.join(arguments)})"
            case ast.Name(id=name) if name in BUILT_IN and name not in self.rule.__globals__:
                return f"{BUILT_IN[name]}({', '.join(arguments)})"
            case ast.Name(id=name):
                called = self.rule.__globals__.get(name)
            case _:
                raise self.refuse(node)
        if called is not None and is_tuple_class(called):
            self.source._need_struct(called)
            fields = [*called._fields[: len(arguments)], *(str(keyword.arg) for keyword in node.keywords)]
            values = [*arguments, *(self.expression(keyword.value) for keyword in node.keywords)]
            return f"({called.__name__}){{{', '.join(f'.{f} = {v}' for f, v in zip(fields, values, strict=True))}}}"
        if not isinstance(called, FunctionType) or node.keywords:
            raise self.refuse(node)
        self.source.add_rule(called)
        return f"{name}({', '.join(arguments)})"


def number(value: object) -> str:
    """Return a number as C writes it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotInSubsetError(f"{value!r} is no number")
    if isinstance(value, int):
        return f"{int(value)}ULL"
    return "NAN" if math.isnan(value) else repr(float(value))
