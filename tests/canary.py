"""A case where every property of the schema is filled, each free text with a word of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hrcli import schema

CHOSEN = {"copy": "print", "on_copy": "print", "status": "active", "said_by": "client"}
EMPTY = ("set_aside_on",)


class Filling:
    """Fills a schema; `words` tells which canary stands at which property."""

    def __init__(self, kind: str, chosen: Mapping[str, str]) -> None:
        self.kind = kind
        self.chosen = chosen
        self.words: dict[str, str] = {}
        self.definitions = schema.bundled(kind)["$defs"]

    def whole(self) -> dict[str, Any]:
        return self.value(schema.bundled(self.kind), "", "")  # type: ignore[no-any-return]

    def meant(self, shape: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in shape:
            name = shape["$ref"].rsplit("/", 1)[-1]
            shape = {**self.definitions[name], **{k: v for k, v in shape.items() if k != "$ref"}}
        return shape

    def value(self, shape: Mapping[str, Any], path: str, key: str) -> Any:
        shape = self.meant(shape)
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
        return shape["examples"][0]

    def listed(self, shape: Mapping[str, Any], path: str, key: str) -> list[Any]:
        inner = self.meant(shape["items"])
        shapes = [*inner.get("oneOf", ()), *inner.get("anyOf", ())] or [inner]
        one = next((s for s in map(self.meant, shapes) if "properties" in s), None)
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
