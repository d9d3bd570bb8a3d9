"""Link: the part of the page's address after "#", with the check that the page asks for.

The page makes and reads links (``source/ui/link.js``, ``source/ui/seal.js``); Python makes them only.
"""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import unquote

VERSION = 2
DIGITS = 8


def with_check(said: str) -> str:
    """Return a link that says this, such as ``lang=en&view=desk&set=sanction@24=0.2``."""
    link = f"v={VERSION}&{said}"
    parts = "\n".join(sorted(unquote(part) for part in link.split("&")))
    return f"{link}&check={sha256(parts.encode()).hexdigest()[:DIGITS]}"
