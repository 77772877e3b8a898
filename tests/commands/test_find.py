"""`hrcli find`: every text is looked at, and what was looked for is kept nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from hrcli.document.document import read
from hrcli.document.search import looked_for, may_hold, spots
from tests.support.processes import forked
from tests.support.running import PLAN, Run

CANARY = "Zyxwvut"
EVENT = "cases/7KQ2-9XMP/events/2026-02-03-m2pd.yaml"


def found(run: Run, words: str) -> list[str]:
    """Case, place and line of what is found, by the words of each line."""
    told = run("find", "--from", "-", stdin=words).stdout.splitlines()
    return [" ".join(line.split()) for line in told[1:]]


def lines_with(path: str, word: str) -> list[int]:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, start=1) if word in line]


def test_each_place_is_named_by_case_place_and_line_without_a_word_of_it(run: Run) -> None:
    told = found(run, "SECOND Régular night\n")
    (number,) = lines_with(PLAN, "about a second regular night")
    assert f"7KQ2-9XMP goals.g2m.actions.a8r.what {PLAN}:{number}" in told
    assert "regular" not in " ".join(told)


def test_the_line_itself_is_shown_on_ones_own_screen_where_it_is_asked_for(run: Run) -> None:
    typed = b"second regular night\n"
    assert "what: Ask" not in forked(("find",), Path.cwd(), keys=typed).out
    shown = forked(("find", "--words"), Path.cwd(), keys=typed).out
    assert "what: Ask the sister about a second regular night" in " ".join(shown.split())
    refused = run("find", "--words", "--from", "-", stdin="sister", code=2)
    assert "own screen" in refused.stderr


def test_plans_reviews_events_and_earlier_plans_are_read(run: Run, plan: Path) -> None:
    run("replan", "7KQ2", "--from", "-", stdin="because: x\nactions: {a8r: keep}\n")
    run("note", "7KQ2", "--how", "met", "--from", "-", stdin=CANARY)
    files = {it.partition("cases/7KQ2-9XMP/")[2].split("/")[0] for it in found(run, "sister")}
    assert {it.partition(":")[0] for it in files} >= {"plan.yaml", "reviews", "events", "plans"}
    assert [it.split()[1] for it in found(run, CANARY.lower())] == ["what"]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("a: Ren\u00e9 came\n", "rene", [("a", 1)]),
        ("a: Rene\u0301 came\n", "REN\u00c9 came", [("a", 1)]),
        ("a: |\n  one\n  two three\n", "three two", [("a", 3)]),
        ('a: "caf\\u00e9"\n', "cafe", [("a", 1)]),
        ("a: one\nb: two\n", "one two", []),
        ("a: one  # two of them\n", "two", [("", 1)]),
        ("a: two  # two of them\n", "two", [("a", 1)]),
        ("x-two: 1\n", "two", [("x-two", 1)]),
        ("two: 1\n", "two", []),
        ("a:\n  - {id: g2m, b: two}\n", "two", [("a.g2m.b", 2)]),
        ("a: gr\u00fc\u00df Gott\n", "GR\u00dcSS", [("a", 1)]),
    ],
)
def test_a_text_holds_all_the_words_whatever_their_form(
    text: str, words: str, expected: list[tuple[str, int]]
) -> None:
    document, wanted = read(text.encode()), looked_for(words)
    told = [
        ("" if it.path is None else document.dotted(it.path), it.line)
        for it in spots(document, wanted)
    ]
    assert told == expected
    assert may_hold(text, wanted) or not expected


def test_words_are_kept_nowhere(run: Run, empty_home: Path, tmp_path: Path) -> None:
    done = forked(("find",), Path.cwd(), keys=f"{CANARY}\n".encode())
    assert "No text holds that." in done.out
    assert done.code == 0
    assert "Nothing was looked for." in forked(("find",), Path.cwd(), keys=b"\n").out
    files = [it for top in (tmp_path, empty_home) for it in top.rglob("*") if it.is_file()]
    assert not [it for it in files if CANARY.encode() in it.read_bytes()]
    assert not [it for it in files if CANARY in it.name]


def test_words_are_no_argument(run: Run) -> None:
    for words in ((CANARY,), (f"--{CANARY}",), ("--words", CANARY)):
        refused = run("find", *words, code=2)
        assert "no argument" in refused.stderr
        assert CANARY not in refused.output
    assert "word or more" in run("find", "--from", "-", stdin=" \n", code=2).stderr
    assert "--from FILE|-" in run("find", code=2).stderr


def test_what_cannot_be_read_is_named_and_hides_nothing(run: Run, plan: Path) -> None:
    plan.write_text("sister: [\n", encoding="utf-8")
    Path("cases/9SR8-AWTQ/plan.yaml").write_bytes(b"\xff\xfe\x00")
    done = run("find", "--from", "-", stdin="sister", code=3)
    assert f"Not read: {PLAN}: " in done.stderr
    assert "Not read: cases/9SR8-AWTQ/plan.yaml: " in done.stderr
    assert "7KQ2-9XMP  " in done.stdout
    assert not done.stderr.count("Traceback")
