"""Arrays: the plain scalar functions of the model, turned into functions of NumPy arrays.

A conditional becomes ``where``, ``min`` and ``max`` become ``minimum`` and ``maximum``, a number becomes an array
that has one for each run and agent; the arithmetic stays as it is written.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from types import FunctionType, SimpleNamespace
from typing import Any

import numpy as np


def as_float(x: Any) -> Any:
    """Return numbers as floats."""
    return np.asarray(x).astype(np.float64, copy=False)


def as_whole(x: Any) -> Any:
    """Return numbers cut to whole ones."""
    return np.asarray(x).astype(np.int64)


IN_ARRAYS: dict[str, Any] = {
    "min": np.minimum,
    "max": np.maximum,
    "abs": np.abs,
    "float": as_float,
    "int": as_whole,
    "where": np.where,
    "all_of": np.logical_and,
    "any_of": np.logical_or,
    "opposite": np.logical_not,
    "math": SimpleNamespace(sqrt=np.sqrt, isnan=np.isnan, nan=np.nan),
}


class _ToArrays(ast.NodeTransformer):
    """Turns conditionals into ``where``."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.args.args = [ast.arg(a.arg) for a in node.args.args]
        node.returns, node.decorator_list = None, []
        node.body = self.choices(node.body)
        self.generic_visit(node)
        return node

    def choices(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Turn `if test: return a` with what follows into one `return where(test, a, ...)`."""
        for place, statement in enumerate(body):
            match statement:
                case ast.If(test=test, body=[ast.Return(value=ast.expr() as chosen)], orelse=[]):
                    *steps, last = self.choices(body[place + 1 :])
                    assert isinstance(last, ast.Return) and last.value is not None
                    return [*body[:place], *steps, ast.Return(ast.IfExp(test, chosen, last.value))]
                case _:
                    pass
        return body

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        return _called("where", node.test, node.body, node.orelse)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        name, found = "all_of" if isinstance(node.op, ast.And) else "any_of", node.values[0]
        for value in node.values[1:]:
            found = _called(name, found, value)
        return found

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return _called("opposite", node.operand) if isinstance(node.op, ast.Not) else node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        sides = [node.left, *node.comparators]
        pairs = [ast.Compare(a, [op], [b]) for a, op, b in zip(sides, node.ops, sides[1:], strict=False)]
        found: ast.expr = pairs[0]
        for pair in pairs[1:]:
            found = _called("all_of", found, pair)
        return found


def _called(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


_made: dict[FunctionType, FunctionType] = {}


def on_arrays(rule: Any) -> Any:
    """Return the rule as a function of arrays; so are the rules that it calls."""
    assert isinstance(rule, FunctionType)
    if rule not in _made:
        tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
        tree = ast.fix_missing_locations(_ToArrays().visit(tree))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        known = {
            name: on_arrays(value) if isinstance(value, FunctionType) else value
            for name, value in rule.__globals__.items()
            if name in names
        }
        space: dict[str, Any] = {**known, **IN_ARRAYS}
        exec(compile(tree, f"<{rule.__module__} on arrays>", "exec"), space)
        _made[rule] = space[rule.__name__]
    return _made[rule]
