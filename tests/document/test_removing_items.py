"""Taking an item out of a list of a YAML text: what goes with it, and that all else stays."""

from __future__ import annotations

import pytest

from hrcli.document.data import path_of
from hrcli.document.document import read
from hrcli.document.edit import CannotEdit, remove
from tests.support.places import ROOT

PAIRS = [
    ("a:\n  - id: x\n  - id: y\n", "a.x", "a:\n  - id: y\n"),
    ("a:\n- id: x\n- id: y\nb: 1\n", "a.y", "a:\n- id: x\nb: 1\n"),
    ("a:\n  - id: x\nb: 1\n", "a.x", "a: []\nb: 1\n"),
    ("a: # all\n  - id: x\nb: 1\n", "a.x", "a: [] # all\nb: 1\n"),
    # Its own comments go: above it, behind it, further in beneath it. Others stay.
    (
        "# top\na:\n  # of x\n  - id: x # too\n    # and this\n  # of y\n  - id: y # y\n# end\n",
        "a.x",
        "# top\na:\n  # of y\n  - id: y # y\n# end\n",
    ),
    (
        "a:\n  - id: x\n    b: 1 # x\n\n  # apart\n\n  # of y\n  - id: y\n# of c\nc: 1\n",
        "a.y",
        "a:\n  - id: x\n    b: 1 # x\n\n  # apart\n# of c\nc: 1\n",
    ),
    ("a:\n  - id: x\n\n  - id: y\n\n  - id: z\n", "a.y", "a:\n  - id: x\n\n  - id: z\n"),
    ("a:\n  - |+\n    x\n\n  - y\n", "a.1", "a:\n  - |+\n    x\n\n"),
    ("a: [x, y, z]\n", "a.0", "a: [y, z]\n"),
    ("a: [x, y, z] # c\n", "a.2", "a: [x, y] # c\n"),
    ("a: [x]\n", "a.0", "a: []\n"),
    ("a: [{id: x}, {id: y}]\n", "a.x", "a: [{id: y}]\n"),
    ("a:\n  - b:\n      - id: x\n      - id: y\n", "a.0.b.x", "a:\n  - b:\n      - id: y\n"),
    ("a:\n  - - x\n    - y\n", "a.0.1", "a:\n  - - x\n"),
    ("a:\n  - x", "a.0", "a: []\n"),
    ("a:\n  b: 1 # b\n  # of c\n  c: 2\n  d: 3\n", "a.c", "a:\n  b: 1 # b\n  d: 3\n"),
    ("a:\n  - b: 1\n    c: [2]\n", "a.0.c", "a:\n  - b: 1\n"),
    ("a: {b: 1, c: 2}\n", "a.b", "a: {c: 2}\n"),
]


@pytest.mark.parametrize(("before", "path", "after"), PAIRS)
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_before_and_after(before: str, path: str, after: str, line_break: str) -> None:
    document = read(before.replace("\n", line_break).encode())
    found = path_of(document.data, path)
    assert found is not None
    written = document.encoded(remove(document, found)).decode()
    if not before.endswith("\n"):
        after = after.rstrip("\n")
    assert written.rstrip("\r\n") == after.replace("\n", line_break).rstrip("\r\n")


@pytest.mark.parametrize(
    ("text", "path"),
    [("a:\n  - - x\n    - y\n", ("a", 0, 0)), ("a: 1\n", ("a", 0)), ("a:\n  b: 1\n", ("a", "b"))],
)
def test_what_cannot_be_cut_out_is_refused(text: str, path: tuple[str | int, ...]) -> None:
    with pytest.raises(CannotEdit):
        remove(read(text.encode()), path)


def test_out_of_the_examples_each_item_is_taken_with_its_comments_alone() -> None:
    for file in sorted(ROOT.glob("examples/cases/*/plan.yaml")):
        document = read(file.read_bytes())
        for section, value in document.data.items():
            for index in range(len(value) if isinstance(value, list) else 0):
                after = read(document.encoded(remove(document, (section, index))))
                assert after.data[section] == value[:index] + value[index + 1 :]
                rest = iter(document.text.split("\n"))
                lines = (it for it in after.text.split("\n") if not it.startswith(f"{section}:"))
                assert all(line in rest for line in lines), f"{file.parent.name} {section} {index}"
