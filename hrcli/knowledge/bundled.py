"""What one of hrcli's own knowledge files holds."""

from __future__ import annotations

from functools import lru_cache

from hrcli import resources
from hrcli.document.data import Data
from hrcli.document.document import read


@lru_cache(maxsize=16)
def knowledge(file: str) -> Data:
    """What one of hrcli's own knowledge files holds; nobody may change it."""
    data: Data = read(resources.text("knowledge", file).encode("utf-8")).data
    return data
