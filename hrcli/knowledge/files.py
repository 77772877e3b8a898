"""What one of hrcli's own knowledge files holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from hrcli import resources
from hrcli.document.document import read


@lru_cache(maxsize=16)
def knowledge(file: str) -> Mapping[str, Any]:
    """What one of hrcli's own knowledge files holds; nobody may change it."""
    data: Mapping[str, Any] = read(resources.text("knowledge", file).encode("utf-8")).data
    return data
