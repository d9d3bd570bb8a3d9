"""Pages of the documentation, and the blocks of code in them."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = Path(sys.executable).with_name("bubbles")
BUBBLES = [str(INSTALLED)] if INSTALLED.exists() else [sys.executable, "-m", "interface"]
ENVIRONMENT = {
    **{k: v for k, v in os.environ.items() if k not in ("COLUMNS", "PYTHONDONTWRITEBYTECODE")},
    "PYTHONPATH": str(ROOT),
}
COMMAND_BLOCKS = ("console", "sh")

BLOCK = re.compile(r"^```(\w*)[ \t]*([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """A fenced block of code."""

    language: str
    title: str
    body: str


def blocks_of(page: Path) -> list[Block]:
    """Return the blocks of a page in their order."""
    return blocks_in(page.read_text(encoding="utf-8"))


def blocks_in(text: str) -> list[Block]:
    """Return the blocks of a page's text in their order."""
    found: list[Block] = []
    for language, more, body in BLOCK.findall(text):
        title = _TITLE.search(more)
        found.append(Block(language, title[1] if title else "", body))
    return found


def commands_of(block: Block) -> list[str]:
    """Return the commands of ours in a block; one with a title is a file, and has none."""
    is_asked = block.language in COMMAND_BLOCKS and not block.title
    lines = (line.removeprefix("$ ") for line in block.body.splitlines()) if is_asked else ()
    return [line for line in lines if line.startswith("bubbles ")]
