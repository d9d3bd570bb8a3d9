"""One line says that the first run compiles; none where it need not, or where quiet is asked for."""

from __future__ import annotations

import pytest

from interface.language import say
from interface.notice import announce_compiling
from simulation.engine import compiled


@pytest.mark.parametrize(
    ("first", "engine", "quiet", "lines"),
    [
        (True, "compiled", False, 1),
        (True, "compiled", True, 0),
        (True, "readable", False, 0),
        (False, "compiled", False, 0),
    ],
)
def test_the_first_compilation_is_announced_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    first: bool,
    engine: str,
    quiet: bool,
    lines: int,
) -> None:
    monkeypatch.setattr(compiled, "compiles_first", lambda: first)
    announce_compiling(engine, quiet)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (say("notice.compiling") + "\n") * lines
    assert told.err.count("\n") == lines
