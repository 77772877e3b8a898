"""A small client of the YAML language server: opens a file, asks, and takes what comes back."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

SETTINGS = {"schemaStore": {"enable": False}, "hover": True, "completion": True, "validate": True}


class LanguageServer:
    """One session over standard input and output; nothing is fetched from anywhere."""

    def __init__(self, program: str, root: Path) -> None:
        self.process = subprocess.Popen(
            [program, "--stdio"], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.count = 0
        self.published: dict[str, list[dict[str, Any]]] = {}
        self.ask("initialize", processId=None, rootUri=root.as_uri(), capabilities={})
        self.tell("initialized")

    def __enter__(self) -> LanguageServer:
        return self

    def __exit__(self, kind: type | None, error: Any, trace: TracebackType | None) -> None:
        self.process.kill()
        self.process.communicate()

    def tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        self.count += 1
        self._send({"id": self.count, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self.count and "method" not in message:
                assert "error" not in message, message
                return message.get("result")

    def open(self, path: Path, text: str | None = None) -> list[dict[str, Any]]:
        """What the server has to say about a file (with `text` instead of what is in it)."""
        content = path.read_text(encoding="utf-8") if text is None else text
        uri = path.as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": content}
        self.tell("textDocument/didOpen", textDocument=document)
        while uri not in self.published:
            self._next()
        return self.published.pop(uri)

    def at(self, what: str, path: Path, line: int, column: int) -> Any:
        """`hover` or `completion` at a place counted from 0."""
        place = {"line": line, "character": column}
        document = {"uri": path.as_uri()}
        return self.ask(f"textDocument/{what}", textDocument=document, position=place)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        self.process.stdin.flush()

    def _next(self) -> dict[str, Any]:
        assert self.process.stdout
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        assert length, "the language server has ended"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            self.published[params["uri"]] = params["diagnostics"]
        elif "id" in message and "method" in message:  # the server asks for its settings
            items = message["params"].get("items", []) if message.get("params") else []
            answer = [SETTINGS if item.get("section") == "yaml" else {} for item in items]
            self._send({"id": message["id"], "result": answer or None})
        return message
