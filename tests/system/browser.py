"""Drives a headless Chromium over its debugging port, with nothing but websockets."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import websockets
from patience import DEADLINE_S

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)
TROUBLE = ("Runtime.exceptionThrown", "Log.entryAdded")


def find_browser() -> str | None:
    """Path of a Chromium, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Page:
    """One page of the browser."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.trouble: list[str] = []

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Give one order of the debugging protocol and wait for its answer."""
        number = next(self._numbers)
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(await self._socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise AssertionError(message["error"])
                return dict(message["result"])
            if message.get("method") in TROUBLE:
                self.trouble.append(json.dumps(message["params"]))

    async def open(self, url: str, *, width: int, height: int) -> None:
        """Go to a page and note what its console has to complain about."""
        for domain in ("Runtime", "Log", "Page"):
            await self.call(f"{domain}.enable")
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        await self.call("Page.navigate", url=url)

    async def look(self, expression: str) -> Any:
        """Value of an expression in the page."""
        answer = await self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def until(self, expression: str, deadline_s: float = DEADLINE_S) -> Any:
        """Look again and again until the expression is true."""
        loop = asyncio.get_running_loop()
        end = loop.time() + deadline_s
        while loop.time() < end:
            value = await self.look(f"document.readyState === 'complete' && ({expression})")
            if value:
                return value
            await asyncio.sleep(0.05)
        text = await self.look("document.body.innerText")
        raise AssertionError(f"not seen: {expression}\n{text}\n{self.trouble}")

    async def key(self, key: str) -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, key=key)

    async def picture(self, path: Path) -> None:
        """Save what is to be seen as PNG."""
        answer = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(answer["data"]))


@contextlib.asynccontextmanager
async def browser_page(browser: str, *more: str) -> AsyncIterator[Page]:
    """Start a browser with more options, give its page, end it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        process = subprocess.Popen(
            [browser, *OPTIONS, *more, f"--user-data-dir={home}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            address = await asyncio.to_thread(_page_address, process)
            async with websockets.connect(address, max_size=None) as socket:
                yield Page(socket)
        finally:
            os.killpg(process.pid, 15)
            process.wait(DEADLINE_S)
            if process.stderr is not None:
                process.stderr.close()


def _page_address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if "DevTools listening on" in line:
            port = line.split()[-1].split("/")[2]
            with urllib.request.urlopen(f"http://{port}/json", timeout=DEADLINE_S) as answer:
                pages = [t for t in json.load(answer) if t["type"] == "page"]
            return str(pages[0]["webSocketDebuggerUrl"])
    raise AssertionError("the browser did not start")
