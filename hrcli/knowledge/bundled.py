"""What one of hrcli's own knowledge files holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from hrcli import resources
from hrcli.document.data import keyed
from hrcli.document.document import read

Knowledge: TypeAlias = Mapping[str, Any]
"""What hrcli's own files hold, whose shapes their tests know."""


@lru_cache(maxsize=16)
def knowledge(file: str, folder: str = "knowledge") -> Knowledge:
    """What one of hrcli's own knowledge files holds; nobody may change it."""
    return keyed(read(resources.text(folder, file).encode("utf-8")).data)
