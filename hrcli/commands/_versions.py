"""What a report of a mistake has to say about the machine: versions, and nothing of a case."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from hrcli import __version__
from hrcli.document.document import Parser

LIBRARIES = ("click", "pyyaml", "jsonschema", "jsonschema-rs", "jinja2")


def versions() -> str:
    """hrcli's version in the first line, then those of what it stands on, one a line."""
    return "\n".join((f"hrcli, version {__version__}", *_below()))


def _below() -> Iterator[str]:
    yield f"{platform.python_implementation()} {platform.python_version()}"
    for name in LIBRARIES:
        yield f"{name} {_version(name)}{_remark(name)}"
    yield platform.platform()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "is not installed"


def _remark(library: str) -> str:
    """What makes files slow to read: PyYAML without the C library."""
    if library != "pyyaml":
        return ""
    return " with libyaml" if Parser.__name__ == "CSafeLoader" else " without libyaml"
