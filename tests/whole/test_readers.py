"""Every key of a file has a reader: cases with and without it, of which different things are told.

`python -m tests.whole.test_readers` writes docs/readers.yaml anew from what it finds; the
sentences and tests that stand there by hand stay.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from hrcli.plan import schema
from tests.support import readers
from tests.support.places import ROOT
from tests.support.readers import WAYS, named, way_of
from tests.support.running import FULL
from tools import build_docs as build

KINDS = ("plan", "review", "event", "caseload", "resources")
MOST_SENTENCES = 15
TRIES = 12
TELLING = ("rule", "next", "due", "facts", "calendar", "report")
Entry = dict[str, Any]
ROWS: list[tuple[str, str, Entry]] = [
    (kind, key, entry or {})
    for kind, keys in build.read_by().items()
    for key, entry in keys.items()
]
SHOWN = [row for row in ROWS if "shown" in row[2]]


def keys_of(kind: str) -> list[str]:
    return list(dict.fromkeys(key for key, _ in schema.properties(kind)))


def test_every_key_stands_there_once_and_in_order() -> None:
    stands = {kind: [key for of, key, _ in ROWS if of == kind] for kind in KINDS}
    assert stands == {kind: keys_of(kind) for kind in KINDS}


def test_a_key_has_a_case_that_shows_its_readers_or_a_test_or_a_sentence() -> None:
    for kind, key, entry in ROWS:
        forms = ({"by", "shown"}, {"by", "test"}, {"because"})
        assert set(entry) in forms, (kind, key)
        assert entry.get("because", ".").endswith("."), key
        assert entry.get("by", True), key


def test_hardly_any_key_has_a_sentence_in_the_place_of_a_reader() -> None:
    assert sum("because" in entry for _, _, entry in ROWS) <= MOST_SENTENCES


def test_the_tests_that_it_names_exist() -> None:
    for _, _, entry in ROWS:
        path, _, name = entry.get("test", "").partition("::")
        assert not path or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), entry


@pytest.mark.parametrize(
    ("kind", "key", "entry"), SHOWN, ids=[f"{kind}-{key}" for kind, key, _ in SHOWN]
)
def test_without_the_key_its_readers_tell_something_else(kind: str, key: str, entry: Entry) -> None:
    """At full size: and nothing else tells anything else."""
    files = named(entry["shown"])
    ways = readers.wanted(kind) if FULL else list(dict.fromkeys(map(way_of, entry["by"])))
    found = readers.readers(files, kind, key, ways)
    assert found == entry["by"] if FULL else set(entry["by"]) <= set(found)


def test_the_worker_s_plan_is_no_reader() -> None:
    assert "page plan" not in WAYS


# Writing it anew


def _found(kind: str, key: str, known: Entry) -> Entry:
    """The case that shows most about the key: one that a rule, a step or a date depends on."""
    if "shown" not in known and known:
        return known
    best: Entry = {}
    tries = 0
    for name in (known["shown"], *readers.names()) if known else readers.names():
        if (tries >= TRIES and best) or not named(name).has(kind, key):
            continue
        tries += 1
        by = readers.readers(named(name), kind, key)
        if by:
            best = best or {"by": by, "shown": name}
            if by[0].startswith(TELLING):
                return {"by": by, "shown": name}
            if known:
                return best
    return best


def _scalar(text: str) -> str:
    """A sentence in quotes; a name as it is."""
    return json.dumps(text, ensure_ascii=False) if ": " in text or text.startswith("`") else text


def _written() -> Iterator[str]:
    known = build.read_by()
    head = (build.DOCS / "readers.yaml").read_text(encoding="utf-8").partition("plan:\n")[0]
    yield head.rstrip("\n")
    for kind in KINDS:
        yield f"{kind}:"
        for key in keys_of(kind):
            entry = _found(kind, key, known.get(kind, {}).get(key) or {})
            if not entry:
                sys.stderr.write(f"no reader: {kind} {key}\n")
            yield f"  '{key}':"
            if "by" in entry:
                yield f"    by: [{', '.join(entry['by'])}]"
            for name in ("shown", "test", "because"):
                if name in entry:
                    yield f"    {name}: {_scalar(entry[name])}"


if __name__ == "__main__":
    text = "\n".join(_written()) + "\n"
    (build.DOCS / "readers.yaml").write_text(text, encoding="utf-8")
