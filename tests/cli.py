"""The command line in this process: quicker than a process of its own, where nothing of one is asked."""

from __future__ import annotations

import pytest

from interface.cli import main


def bubbles(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Return the exit code of a command, what it printed and what it complained of."""
    with pytest.raises(SystemExit) as left:
        main(list(words))
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err
