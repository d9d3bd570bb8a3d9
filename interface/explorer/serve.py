"""Serve: the explorer's page for this machine, or with `--lan` for a class; one page, and nothing else."""

from __future__ import annotations

import base64
import gzip
import ipaddress
import re
import socket
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from simulation.errors import OutputError

PAGE = Path(__file__).with_name("built") / "explorer.html"
ANYBODY = "any"
"""Who may show the page in a frame of theirs, where all may."""
SCENARIOS = "<!--scenarios-->"
"""Where a page has room for scenarios of a user's own."""
LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"
PATHS = ("/", "/explorer.html")
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class _Handler(BaseHTTPRequestHandler):
    """Answers with the page, if it is asked for by a name of this machine."""

    page: bytes
    is_open: bool
    headers_sent: dict[str, str]
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        # A page of another name that leads here (DNS rebinding) is not ours to answer.
        if not is_own_name(self.headers.get("Host", ""), self.is_open):
            self._send(
                HTTPStatus.MISDIRECTED_REQUEST, b"This is not the name of this server.\n", "text/plain", with_body
            )
        elif urlsplit(self.path).path not in PATHS:
            self._send(HTTPStatus.NOT_FOUND, b"There is one page here: /\n", "text/plain", with_body)
        else:
            self._send(HTTPStatus.OK, self.page, HEADERS["Content-Type"], with_body)

    def _send(self, status: HTTPStatus, body: bytes, kind: str, with_body: bool) -> None:
        self.send_response(status)
        for name, value in (self.headers_sent | {"Content-Type": kind, "Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def version_string(self) -> str:
        return "bubbles"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""


def is_own_name(host: str, is_open: bool) -> bool:
    """Return whether a Host header names this machine: loopback; where the network may come in, any address too."""
    name = urlsplit(f"//{host}").hostname or ""
    if name in ("localhost", LOOPBACK, "::1"):
        return True
    if not is_open:
        return False
    own = socket.gethostname().lower()
    if name in (own, f"{own}.local"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def framed_by(origin: str | None) -> dict[str, str]:
    """Return the headers of a page that a site may show in a frame, as learning platforms do.

    Parameters
    ----------
    origin : str, optional
        Scheme and host of the site, such as ``https://moodle.example.org``; "any" for all. None: nobody may.

    Raises
    ------
    OutputError
        If it is neither.
    """
    if origin is None:
        return HEADERS
    if origin != ANYBODY and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?/?", origin):
        raise OutputError(
            f"--framed-by is {origin!r}. Allowed: the address of a site without anything behind its name, such as "
            f"https://moodle.example.org, or {ANYBODY}."
        )
    ancestors = "*" if origin == ANYBODY else origin.rstrip("/")
    kept = {name: value for name, value in HEADERS.items() if name != "X-Frame-Options"}
    return kept | {
        "Content-Security-Policy": f"frame-ancestors {ancestors}",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def with_scenarios(page: str, bundle: str) -> str:
    """Return a page that carries scenarios of a user's own, and opens with them."""
    packed = base64.b64encode(gzip.compress(bundle.encode(), 9, mtime=0)).decode()
    carried = f'<script type="application/gzip;base64" id="asset-scenarios">{packed}</script>'
    return page.replace(SCENARIOS, carried, 1)


def server(
    port: int, *, page: bytes | None = None, is_open: bool = False, framed: str | None = None
) -> ThreadingHTTPServer:
    """Return a server of a page, which listens but does not answer yet. Port 0 takes any free one.

    Parameters
    ----------
    port : int
    page : bytes, optional
        The explorer's page as it was built, where none is given.
    is_open : bool
        Whether others in the network may open it.
    framed : str, optional
        Who may show it in a frame (see `framed_by`).

    Raises
    ------
    OutputError
        If the port is taken, or may not be used.
    """
    parts = {"page": PAGE.read_bytes() if page is None else page, "is_open": is_open, "headers_sent": framed_by(framed)}
    handler = type("Handler", (_Handler,), parts)
    try:
        listening = ThreadingHTTPServer((EVERYWHERE if is_open else LOOPBACK, port), handler)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(
            f"--port is {port}, and the page cannot be served there: {reason}. Leave it out, and a free one is taken."
        ) from None
    listening.daemon_threads = True
    return listening


def tell_network(listening: ThreadingHTTPServer, page: bytes) -> None:
    """Answer with this page from now on: one that knows under which address the network finds it."""
    handler: Any = listening.RequestHandlerClass
    handler.page = page


def address_of(listening: ThreadingHTTPServer) -> str:
    """Return the page's address on this machine."""
    return f"http://{LOOPBACK}:{listening.server_address[1]}/"


def address_in_network(listening: ThreadingHTTPServer) -> str | None:
    """Return the page's address for others in the network, if this machine has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks which way a packet would go
        except OSError:
            return None
        return f"http://{probe.getsockname()[0]}:{listening.server_address[1]}/"
