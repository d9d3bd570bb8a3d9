"""Site: the explorer in the documentation, as it is built, and links into it. A hook of mkdocs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from interface.explorer.link import with_check

PAGE = Path(__file__).resolve().parent / "built" / "explorer.html"
ADDRESS = "explorer/index.html"
_LINK = re.compile(rf"\({re.escape(ADDRESS)}#([^)]+)\)")


def on_files(files: Any, config: Any) -> Any:
    """Add the explorer to the files of the site."""
    from mkdocs.structure.files import File

    files.append(File.generated(config, ADDRESS, abs_src_path=str(PAGE)))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Give links into the explorer, written by hand, their version and check."""
    return _LINK.sub(lambda found: f"({ADDRESS}#{with_check(found[1])})", markdown)
