"""Which pages an answer will stand on, told where it is asked for: by schemas/views.yaml alone."""

from __future__ import annotations

from functools import cache

from hrcli.finding import Path
from hrcli.pages.audiences import DISCLOSED
from hrcli.pages.views import rows
from hrcli.plan import schema

PAGES = {
    "client": "the client's page",
    "safety": "the client's card",
    "review": "the review sheet on the table",
}
CLIENT = "client"
CHOSEN = ("copy.", "on_copy")
"""How the conditions begin that the client decides on."""
BESIDE = "on the client's page"


def beside(kind: str, path: Path) -> str:
    """What to say at the question itself: that the client will read these very words."""
    when = _readers(kind).get(_name(kind, path), {}).get(CLIENT)
    is_text = schema.is_free_text(kind, path)
    return BESIDE if is_text and when is not None and not _is_chosen(when) else ""


def told(kind: str, path: Path) -> str:
    """All pages on which the answer stands, or that it stays with the worker; empty for what is
    asked of no place of a file.
    """
    readers = _readers(kind).get(_name(kind, path))
    if readers is None:
        return ""
    own = {name: readers[name] for name in PAGES if name in readers}
    always = [PAGES[name] for name, when in own.items() if not _is_chosen(when)]
    chosen = [PAGES[name] for name, when in own.items() if _is_chosen(when)]
    said = [f"Stands on {' and '.join(always)}."] if always else []
    said += [f"Stands on {' and '.join(chosen)} where the client wants it."] if chosen else []
    if any(name in readers for name in DISCLOSED):
        said.append("Others read it only under a consent.")
    return " ".join(said) or "Stays in the worker's own plan."


def _is_chosen(when: tuple[str, ...]) -> bool:
    return any(it.startswith(CHOSEN) for it in when)


@cache
def _readers(kind: str) -> dict[str, dict[str, tuple[str, ...]]]:
    return {row.property: dict(row.readers) for row in rows(kind)}


def _name(kind: str, path: Path) -> str:
    """A place as views.yaml names it: each item of a list is []."""
    name = ""
    for depth, step in enumerate(path):
        part = schema.property_at(kind, path[:depth]) or {}
        in_list = any("items" in it for it in (part, *part.get("anyOf", ())))
        name += "[]" if in_list else f".{step}" if name else str(step)
    return name.removesuffix("[]")
