"""What a YAML text says, worked out without hrcli: PyYAML's composer and a typing of its own."""

from __future__ import annotations

from typing import Any

import yaml


def data_of(raw: bytes) -> Any:
    """The data in `raw`, in the types that hrcli promises."""
    node = yaml.compose(raw.decode("utf-8-sig"), Loader=yaml.CSafeLoader)
    return _value(node)


def _value(node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    return node.value if node.style else _typed(node.value)


def _typed(text: str) -> Any:
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    whole, point, part = text.removeprefix("-").partition(".")
    if not _digits(whole) or len(whole) > 18 or (len(whole) > 1 and whole[0] == "0"):
        return text
    if not point:
        return int(text)
    return float(text) if _digits(part) and len(part) <= 17 else text


def _digits(text: str) -> bool:
    return bool(text) and set(text) <= set("0123456789")


def differs(one: Any, other: Any, path: str = "") -> str | None:
    """The first path at which two data differ in type, order or value; None where they agree."""
    if type(one) is not type(other):
        return path or "."
    if isinstance(one, dict):
        if [*one] != [*other]:
            return path or "."
        pairs = [(one[key], other[key], f"{path}.{key}") for key in one]
    elif isinstance(one, list):
        if len(one) != len(other):
            return path or "."
        pairs = [
            (a, b, f"{path}.{index}") for index, (a, b) in enumerate(zip(one, other, strict=True))
        ]
    else:
        return None if repr(one) == repr(other) else path or "."
    return next((found for a, b, inner in pairs if (found := differs(a, b, inner))), None)


def comments_of(raw: bytes) -> list[str]:
    """The comments of `raw`: every # that PyYAML's scanner passes over between two tokens."""
    text = raw.decode("utf-8-sig")
    found: list[str] = []
    last = 0
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        start, end = token.start_mark.index, token.end_mark.index
        found += _hashes(text[last:start])
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            found += _hashes(text[start:end].split("\n", 1)[0])
        last = max(last, end)
    return found + _hashes(text[last:])


def _hashes(gap: str) -> list[str]:
    return ["#" + line.split("#", 1)[1].rstrip() for line in gap.split("\n") if "#" in line]
