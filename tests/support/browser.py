"""A real browser, driven through tests/clients/browse.mjs; nothing is fetched from anywhere."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.support.places import ROOT

SCRIPT = ROOT / "tests" / "clients" / "browse.mjs"


class Browser:
    """One browser process; each page is written to the same file and opened from there."""

    def __init__(self, node: str, modules: Path, program: str, folder: Path) -> None:
        self.file = folder / "page.html"
        argv = [node, str(SCRIPT), str(modules), program, str(folder / "profile")]
        self.process = subprocess.Popen(
            argv, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert "ready" in self._answer()

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, kind: type | None, error: Any, trace: TracebackType | None) -> None:
        self.process.communicate(timeout=60)

    def look(self, page: str, modes: tuple[str, ...]) -> dict[str, Any]:
        """How accessible a page is, how wide at 320 pixels, and what it asked for."""
        return self._ask("look", page, modes=modes)

    def shape(self, page: str) -> dict[str, Any]:
        """The elements that the browser made of a page, and what happened on the way."""
        return self._ask("shape", page)

    def _ask(self, order: str, page: str, **what: Any) -> dict[str, Any]:
        assert self.process.stdin
        self.file.write_text(page, encoding="utf-8", newline="\n")
        line = json.dumps({"order": order, "url": self.file.as_uri(), **what})
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        answer = self._answer()
        assert "failed" not in answer, answer["failed"]
        return answer

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the browser is gone"
        answer: dict[str, Any] = json.loads(line)
        return answer
