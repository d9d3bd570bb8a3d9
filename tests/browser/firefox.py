"""Firefox: started, driven and ended over Marionette, the protocol it speaks by itself; nothing else is needed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.waiting import eventually

NAMES = ("firefox", "firefox-esr")
HOW = "No Firefox was found (Debian: apt-get install firefox-esr), or name one: FIREFOX=/path/to/it"
QUIET = {
    "app.normandy.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disabled": True,
}
"""A profile that asks nobody for anything: every name is unknown to it."""
LONGEST = 240.0
"""Seconds that anything may take before it counts as hanging."""
ASYNCHRONOUS = """
const [given, done] = arguments;
const page = window.wrappedJSObject ?? window;
(async () => {%s})().then((found) => done({ found }), (error) => done({ error: `${error} ${error.stack}` }));
"""


def executable() -> str | None:
    """Return the browser named in FIREFOX, or the first found on the path."""
    named = os.environ.get("FIREFOX")
    return shutil.which(named) if named else next((path for name in NAMES if (path := shutil.which(name))), None)


class Firefox:
    """A Firefox that listens at a port of this machine."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=LONGEST)
        self.rest = b""
        self.asked = 0
        self._read()
        self("WebDriver:NewSession", capabilities={})
        self("WebDriver:SetTimeouts", script=int(1000 * LONGEST), pageLoad=int(1000 * LONGEST))

    def __call__(self, command: str, **parameters: Any) -> Any:
        self.asked += 1
        message = json.dumps([0, self.asked, command, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, found = self._read()
        assert error is None, error
        return found

    def evaluate(self, body: str, given: Any = None) -> Any:
        """Return what the body of an asynchronous function returns in the page, which it knows as `page`."""
        answer = self("WebDriver:ExecuteAsyncScript", script=ASYNCHRONOUS % body, args=[given])["value"]
        assert "error" not in answer, answer["error"]
        return answer.get("found")

    def _read(self) -> Any:
        while b":" not in self.rest:
            self.rest += self._received()
        length, _, rest = self.rest.partition(b":")
        while len(rest) < int(length):
            rest += self._received()
        self.rest = rest[int(length) :]
        return json.loads(rest[: int(length)])

    def _received(self) -> bytes:
        found = self.socket.recv(1 << 20)
        assert found, "Firefox ended."
        return found


@contextmanager
def started(profile: Path) -> Iterator[Firefox]:
    """Start a Firefox with a fresh profile, and end it."""
    path = executable()
    assert path, HOW
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in QUIET.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    arguments = [path, "--headless", "--no-remote", "--profile", str(profile), "--marionette", "about:blank"]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        chosen = profile / "MarionetteActivePort"
        eventually(lambda: chosen.exists() and chosen.read_text().strip(), LONGEST)
        yield Firefox(int(chosen.read_text()))
    finally:
        process.kill()
        process.wait()
