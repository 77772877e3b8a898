"""A case where every property of the schema is filled, each text with a word of its own.

The word is `Canary..` where people write freely and `canary..` elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from hrcli.plan import schema

CHOSEN = {"copy": "print", "on_copy": "print", "status": "active", "said_by": "client"}
EMPTY = ("set_aside_on", "settled_on")


bundled = cache(schema.bundled)


class Filling:
    """Fills a schema; `words` tells which canary stands at which property."""

    def __init__(self, kind: str, chosen: Mapping[str, str]) -> None:
        self.kind = kind
        self.chosen = chosen
        self.words: dict[str, str] = {}

    def whole(self) -> dict[str, Any]:
        return self.value(bundled(self.kind), "", "")  # type: ignore[no-any-return]

    def value(self, shape: Mapping[str, Any], path: str, key: str) -> Any:
        if key in EMPTY:
            return None
        if "const" in shape:
            return shape["const"]
        if "properties" in shape:
            return {
                name: self.value(inner, f"{path}.{name}" if path else name, name)
                for name, inner in shape["properties"].items()
            }
        if "items" in shape:
            return self.listed(shape, path, key)
        if "enum" in shape:
            return self.word(shape, path, key)
        if shape.get("x-free-text"):
            return self.canary(path)
        for branch in (*shape.get("oneOf", ()), *shape.get("anyOf", ())):
            return self.value(branch, path, key)
        return self.short(shape, path) if shape.get("type") == "string" else shape["examples"][0]

    def short(self, shape: Mapping[str, Any], path: str) -> str:
        """A canary where the form of this text allows one, else an example of it."""
        word = f"canary{len(self.words):03d}{self.kind}"
        if "format" in shape or not re.search(shape.get("pattern", ""), word):
            return str(shape["examples"][0])
        return self.words.setdefault(path, word)

    def listed(self, shape: Mapping[str, Any], path: str, key: str) -> list[Any]:
        inner = shape["items"]
        shapes = [inner, *inner.get("oneOf", ()), *inner.get("anyOf", ())]
        one = next((s for s in shapes if "properties" in s), None)
        if one is not None:
            return [self.value(one, f"{path}[]", key)]
        if shape.get("x-free-text") or inner.get("x-free-text"):
            return [self.canary(path)]
        return list(shape["examples"][0])

    def word(self, shape: Mapping[str, Any], path: str, key: str) -> Any:
        for name in (path, key, path.split(".")[-2] if "." in path else ""):
            if self.chosen.get(name) in shape["enum"]:
                return self.chosen[name]
        return shape["enum"][0]

    def canary(self, path: str) -> str:
        return self.words.setdefault(path, f"Canary{len(self.words):03d}{self.kind}")
