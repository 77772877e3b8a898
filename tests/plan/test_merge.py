"""Two and three workers on one case: what real git makes of it with hrcli's merge driver."""

from __future__ import annotations

import os
import random
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from hrcli.document.document import read
from hrcli.plan.merge import CONFLICT, Merged, merge
from hrcli.resources import folder
from hrcli.store.git import DRIVER_COMMAND
from tests.support.histories import PLAN, Branch, Fact, Facts, Files, facts, merged, remarks
from tests.support.oracle import data_of
from tests.support.places import ROOT
from tests.support.running import FULL, Run
from tests.support.scripts import NAMES, typed

CASE = "cases/7KQ2-9XMP"
PER_ROUND = 20
ROUNDS = 50 if FULL else 3  # 1,000 histories, or 60; in rounds, so that every core has some
BASE = folder("examples") / CASE
Git = Callable[..., subprocess.CompletedProcess[bytes]]


def started() -> Files:
    return {it.relative_to(BASE).as_posix(): it.read_bytes() for it in BASE.rglob("*.yaml")}


@pytest.fixture
def git(tmp_path: Path, client: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Git:
    """Real git in an empty repository that merges with `hrcli` from the PATH."""
    program = tmp_path / "bin" / "hrcli"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m hrcli -q "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    place = tmp_path / "repository"
    place.mkdir()
    words = [client("git"), "-c", "user.name=x", "-c", "user.email=x@y.invalid"]

    def run(*more: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([*words, *more], cwd=place, input=stdin, capture_output=True)

    run("init", "-q", ".")
    run("config", "merge.hrcli.driver", DRIVER_COMMAND)
    return run


def stream(commits: dict[str, tuple[str | None, Files]]) -> bytes:
    """The commits as git's fast-import takes them: a branch each, on the branch it starts from."""
    out = [b"blob\nmark :1\ndata 18\n*.yaml merge=hrcli\n"]
    for name, (parent, files) in commits.items():
        out.append(f"commit refs/heads/{name}\ncommitter x <x@y.invalid> 0 +0000\n".encode())
        out.append(b"data 1\nx\n" + (f"from refs/heads/{parent}\n".encode() if parent else b""))
        out.append(b"deleteall\nM 100644 :1 .gitattributes\n")
        for file, raw in files.items():
            out.append(f"M 100644 inline {CASE}/{file}\ndata {len(raw)}\n".encode() + raw + b"\n")
    return b"".join(out)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_random_histories_lose_nothing(git: Git, tmp_path: Path, round_: int) -> None:
    """Each merge against the model: nothing lost, nothing unreadable, all clashes marked."""
    chance = random.Random(round_)
    trials: list[list[Branch]] = []
    commits: dict[str, tuple[str | None, Files]] = {}
    for number in range(PER_ROUND):
        base = Branch(started(), chance)
        base.steps(chance.randrange(4))
        branches = [Branch(base.files, chance) for _ in range(chance.choice((2, 2, 3)))]
        for branch in branches:
            branch.steps(chance.randrange(1, 6))
        trials.append([base, *branches])
        commits[f"t{number}-0"] = (None, base.files)
        for index, branch in enumerate(branches, 1):
            commits[f"t{number}-{index}"] = (f"t{number}-0", branch.files)
    assert git("fast-import", "--quiet", stdin=stream(commits)).returncode == 0
    count: Counter[str] = Counter()
    for number, (base, first, *others) in enumerate(trials):
        git("checkout", "-q", "-f", f"t{number}-1")
        ours = first.files
        for index, other in enumerate(others, 2):
            done = git("merge", "-q", "-m", "x", f"t{number}-{index}")
            now = (tmp_path / "repository" / CASE / PLAN).read_bytes()
            sides = (base.files[PLAN], ours[PLAN], other.files[PLAN])
            count["merges"] += 1
            count["clean"] += done.returncode == 0
            count["plain git clean"] += plain_merge(git, tmp_path, sides)
            count["plain git right"] += plain_merge(git, tmp_path, sides) and not clashing(sides)
            assert b"hrcli --help" not in done.stderr
            check(now, sides, clean=done.returncode == 0)
            for file in {*ours, *other.files}:
                assert (tmp_path / "repository" / CASE / file).exists(), file
            if done.returncode:
                git("merge", "--abort")
                break
            ours = {**ours, **other.files, PLAN: now}
    print(dict(count))
    assert count["clean"] >= count["plain git right"]


def clashing(sides: tuple[bytes, bytes, bytes]) -> bool:
    """Whether somebody has to decide, whatever the lines look like."""
    base, ours, theirs = (facts(data_of(raw)) for raw in sides)
    return bool(merged(base, ours, theirs, agreed_anew(base, ours, theirs))[1])


@pytest.mark.parametrize("failing", ["missing", "exit 1", "exit 3", "exit 4", "exec no-such"])
def test_a_driver_that_fails_loses_neither_side(git: Git, tmp_path: Path, failing: str) -> None:
    """Git keeps our side as it is where a driver fails, without a mark: theirs would be gone."""
    base = started()
    sides = {
        side: {**base, PLAN: base[PLAN].replace(b"rank: 1", b"rank: " + rank) + more}
        for side, rank, more in (("ours", b"2", b""), ("theirs", b"3", b"hope: a flat\n"))
    }
    made = {"base": (None, base), **{name: ("base", files) for name, files in sides.items()}}
    assert git("fast-import", "--quiet", stdin=stream(made)).returncode == 0
    git("checkout", "-q", "-f", "ours")
    program = tmp_path / "bin" / "hrcli"
    if failing == "missing":
        program.unlink()
    else:
        program.write_text(f"#!/bin/sh\n{failing}\n")
    assert git("merge", "-q", "-m", "x", "theirs").returncode == 1
    now = (tmp_path / "repository" / CASE / PLAN).read_bytes()
    assert [b"rank: 2" in now, b"rank: 3" in now, b"hope: a flat" in now] == [True] * 3
    (slip,) = read(now).findings
    assert slip.code == "YML11"


def test_a_driver_that_fails_is_a_conflict_also_where_the_lines_fit(
    git: Git, tmp_path: Path
) -> None:
    base = started()
    sides = {
        "ours": base[PLAN].replace(b"rank: 1", b"rank: 2"),
        "theirs": base[PLAN] + b"hope: a flat\n",
    }
    made: dict[str, tuple[str | None, Files]] = {"base": (None, base)}
    made |= {name: ("base", {**base, PLAN: raw}) for name, raw in sides.items()}
    assert git("fast-import", "--quiet", stdin=stream(made)).returncode == 0
    git("checkout", "-q", "-f", "ours")
    (tmp_path / "bin" / "hrcli").unlink()
    assert git("merge", "-q", "-m", "x", "theirs").returncode == 1
    now = (tmp_path / "repository" / CASE / PLAN).read_bytes()
    assert now == sides["ours"] + b"hope: a flat\n"


def plain_merge(git: Git, tmp_path: Path, sides: tuple[bytes, bytes, bytes]) -> bool:
    """Whether git by itself merges the three without a conflict into a file that reads."""
    names = []
    for name, raw in zip(("base", "ours", "theirs"), sides, strict=True):
        (tmp_path / name).write_bytes(raw)
        names.append(str(tmp_path / name))
    done = git("merge-file", "-p", names[1], names[0], names[2])
    return done.returncode == 0 and read(done.stdout).sound


def check(now: bytes, sides: tuple[bytes, bytes, bytes], clean: bool) -> None:
    base, ours, theirs = (facts(data_of(raw)) for raw in sides)
    anew = agreed_anew(base, ours, theirs)
    kept, clashes = merged(base, ours, theirs, anew)
    new = (remarks(sides[1]) | remarks(sides[2])) - remarks(sides[0])
    assert new <= remarks(now)
    if clean:
        assert read(now).sound
        assert not clashes
        assert told(facts(data_of(now))) == told(kept)
        return
    document = read(now)
    assert [it.code for it in document.findings] == ["YML11"]
    assert "One side: " in document.findings[0].help
    both = [CONFLICT.sub(rf"\{side}", now.decode()).encode() for side in (1, 2)]
    present = [facts(data_of(each)) for each in both]
    for fact, value in told(kept).items():
        assert value in (present[0].get(fact), present[1].get(fact)), fact
    for fact in clashes:
        for side in (ours, theirs):
            assert side.get(fact) in (present[0].get(fact), present[1].get(fact)), fact


def told(found: Facts) -> Facts:
    """Without what only says that a list or a group is there."""
    return {fact: value for fact, value in found.items() if value not in ("keys", "empty")}


AGREED_TO = ("specific", "meaningful", "for", "intervention", "timed", "assessable", "realistic")


def agreed_anew(base: Facts, ours: Facts, theirs: Facts) -> bool:
    """Whether one side agreed, or took back, while the other changed what was agreed to."""

    three = (base, ours, theirs)
    agreed = [{it for it in side.items() if it[0][:1] == ("agreed",)} for side in three]
    goals = [
        {it for it in side.items() if it[0][:1] == ("goals",) and _binding(it[0])} for side in three
    ]
    if agreed[1] == agreed[2] and goals[1] == goals[2]:
        return False
    return any(agreed[a] != agreed[0] and goals[b] != goals[0] for a, b in ((1, 2), (2, 1)))


def _binding(fact: Fact) -> bool:
    return len(fact) == 2 or (len(fact) > 2 and fact[2] in AGREED_TO)


# Single merges

TEXT = started()[PLAN].decode()


def of(base: str, ours: str, theirs: str) -> Merged:
    found = merge(*(read(each.encode()) for each in (base, ours, theirs)))
    assert found is not None
    return found


def plan(*lines: str) -> str:
    return "\n".join(("hrcli: plan/1", "case: 7KQ2-9XMP", "status: draft", *lines, ""))


CLEAN = {
    "both add to a list": (
        plan("later:", "  - a"),
        plan("later:", "  - a", "  - b"),
        plan("later:", "  - a", "  - c"),
        plan("later:", "  - a", "  - b", "  - c"),
    ),
    "one puts in front, the other behind": (
        plan("later:", "  - a"),
        plan("later:", "  - b", "  - a"),
        plan("later:", "  - a", "  - c"),
        plan("later:", "  - b", "  - a", "  - c"),
    ),
    "one takes a word out, the other adds one, on one line": (
        plan("none_seen: [law, liver]  # asked twice"),
        plan("none_seen: [law]  # asked twice"),
        plan("none_seen: [law, liver, livelihood]  # asked twice"),
        plan("none_seen: [law, livelihood]  # asked twice"),
    ),
    "one settles a barrier, the other adds one": (
        plan("barriers:", "  - no bus", "  - no lift"),
        plan("barriers:", "  - {what: no bus, settled_on: 2026-02-16}", "  - no lift"),
        plan("barriers:", "  - no bus", "  - no lift", "  - no phone"),
        plan(
            "barriers:",
            "  - {what: no bus, settled_on: 2026-02-16}",
            "  - no lift",
            "  - no phone",
        ),
    ),
    "both ask the same on different days": (
        plan("asked:", "  - {about: driving, answer: absent}"),
        plan(
            "asked:",
            "  - {about: driving, answer: absent}",
            "  - {about: violence, answer: declined, asked_on: 2026-02-02}",
        ),
        plan(
            "asked:",
            "  - {about: driving, answer: absent}",
            "  - {about: violence, answer: absent, asked_on: 2026-02-09}",
        ),
        plan(
            "asked:",
            "  - {about: driving, answer: absent}",
            "  - {about: violence, answer: declined, asked_on: 2026-02-02}",
            "  - {about: violence, answer: absent, asked_on: 2026-02-09}",
        ),
    ),
    "the earlier next review, the later last one": (
        plan("review: {next: 2026-03-01, last: 2026-02-01}"),
        plan("review: {next: 2026-05-01, last: 2026-03-01}"),
        plan("review: {next: 2026-04-01, last: 2026-03-02}"),
        plan("review: {next: 2026-04-01, last: 2026-03-02}"),
    ),
    "two fields of one flow item": (
        plan("harms:", "  - {id: h7k, degree: mild, rank: 1}  # the worst"),
        plan("harms:", "  - {id: h7k, degree: none, rank: 1}  # the worst"),
        plan("harms:", "  - {id: h7k, degree: mild, rank: 2}  # the worst"),
        plan("harms:", "  - {id: h7k, degree: none, rank: 2}  # the worst"),
    ),
    "they put the goals in another order, we change one": (
        plan("goals:", "  - id: g1a", "    status: active", "  - id: g2b"),
        plan("goals:", "  - id: g1a", "    status: achieved", "  - id: g2b"),
        plan("goals:", "  - id: g2b", "  - id: g1a", "    status: active"),
        plan("goals:", "  - id: g2b", "  - id: g1a", "    status: achieved"),
    ),
    "one closes the case, the other hands it over": (
        plan("worker: jm"),
        plan("worker: ak"),
        plan("worker: jm").replace("draft", "closed"),
        plan("worker: ak").replace("draft", "closed"),
    ),
    "one opens the case again, the other sets its next review": (
        plan("review:", "  next: 2026-03-01").replace("draft", "closed"),
        plan("review:", "  next: 2026-03-01").replace("draft", "active"),
        plan("review:", "  next: 2026-02-01").replace("draft", "closed"),
        plan("review:", "  next: 2026-02-01").replace("draft", "active"),
    ),
    "agreed here, another goal there": (
        plan("goals:", "  - id: g1a", "agreed:", "  date: 2026-01-01"),
        plan("goals:", "  - id: g1a", "agreed:", "  date: 2026-02-02"),
        plan("goals:", "  - id: g1a", "  - id: g2b", "agreed:", "  date: 2026-01-01"),
        plan("goals:", "  - id: g1a", "  - id: g2b", "agreed: null"),
    ),
    "agreed here, progress there": (
        plan("goals:", "  - id: g1a", "agreed:", "  date: 2026-01-01"),
        plan("goals:", "  - id: g1a", "agreed:", "  date: 2026-02-02"),
        plan("goals:", "  - id: g1a", "    status: achieved", "agreed:", "  date: 2026-01-01"),
        plan("goals:", "  - id: g1a", "    status: achieved", "agreed:", "  date: 2026-02-02"),
    ),
}


@pytest.mark.parametrize("name", CLEAN)
def test_what_goes_together_is_put_together(name: str) -> None:
    base, ours, theirs, meant = CLEAN[name]
    assert of(base, ours, theirs) == Merged(meant, ())


def test_where_the_fine_merge_would_not_read_a_coarser_one_is_taken() -> None:
    """One side indents a list anew, the other changes a value in it: line by line they do not fit.

    The proof finds that out, and the list is merged as a whole.
    """
    base = plan("harms:", "  - id: h7k", "    degree: mild", "    rank: 1", "  - id: h2b")
    ours = base.replace("mild", "severe")
    theirs = plan("harms:", "- id: h7k", "  degree: mild", "  rank: 2", "- id: h2b")
    found = of(base, ours, theirs)
    assert found == Merged(ours.replace("rank: 1", "rank: 2"), ())
    found = of(base, theirs, ours)
    assert found == Merged(theirs.replace("mild", "severe"), ())


CLASHES = {
    "one value, two wishes": (
        plan("hope: a"),
        plan("hope: b"),
        plan("hope: c"),
        "hope",
    ),
    "one takes out what the other changes": (
        plan("goals:", "  - id: g1a", "    status: active", "  - id: g2b"),
        plan("goals:", "  - id: g2b"),
        plan("goals:", "  - id: g1a", "    status: achieved", "  - id: g2b"),
        "goals.g1a",
    ),
    "two new things under one id": (
        plan("goals:", "  - id: g1a"),
        plan("goals:", "  - id: g1a", "  - id: g2b", "    specific: x"),
        plan("goals:", "  - id: g1a", "  - id: g2b", "    option: o1a"),
        "goals.g2b",
    ),
    "one question, asked on one day with two answers": (
        plan("asked:", "  - {about: driving, answer: absent, asked_on: 2026-01-12}"),
        plan(
            "asked:",
            "  - {about: driving, answer: absent, asked_on: 2026-01-12}",
            "  - {about: violence, answer: absent, asked_on: 2026-02-09}",
        ),
        plan(
            "asked:",
            "  - {about: driving, answer: absent, asked_on: 2026-01-12}",
            "  - {about: violence, answer: present, asked_on: 2026-02-09}",
        ),
        "asked.1",
    ),
    "a remark that would be lost": (
        plan("harms:", "  - {id: h7k, degree: mild, rank: 1}"),
        plan("harms:", "  - {id: h7k, degree: none, rank: 1}  # mine"),
        plan("harms:", "  - {id: h7k, degree: mild, rank: 2}  # theirs"),
        "harms.h7k",
    ),
}


@pytest.mark.parametrize("name", CLASHES)
def test_what_clashes_is_marked_with_both_sides_and_named(name: str) -> None:
    base, ours, theirs, where = CLASHES[name]
    found = of(base, ours, theirs)
    assert found.clashes == (where,)
    assert CONFLICT.sub(r"\1", found.text) == ours
    assert CONFLICT.sub(r"\2", found.text) == theirs
    (it,) = read(found.text.encode()).findings
    assert (it.code, it.path) == ("YML11", where)


@pytest.mark.parametrize(
    "work",
    [
        "review:\n  next: 2026-02-01\n",
        "goals:\n  - id: g1a\n",
        "agreed: {date: 2026-02-01}\n",
        "replans:\n  - {date: 2026-02-01}\n",
    ],
)
def test_a_case_is_not_closed_over_the_work_of_the_other_side(work: str) -> None:
    """A closed case owes nothing: the review that a colleague has set would never come due."""
    open_case, closed = plan(), plan().replace("draft", "closed")
    for sides in ((open_case + work, closed), (closed, open_case + work)):
        found = of(open_case, *sides)
        assert found.clashes == ("status",)
        assert work in found.text
        assert {"status: draft", "status: closed"} <= set(found.text.splitlines())
        (slip,) = read(found.text.encode()).findings
        assert slip.path == "status"


def test_an_agreement_counts_as_work_also_where_it_has_to_be_made_anew() -> None:
    base = plan("goals:", "  - id: g1a", "agreed: null")
    ours = plan("goals:", "  - id: g1a", "    specific: x", "agreed: null")
    theirs = base.replace("agreed: null", "agreed: {date: 2026-02-01}")
    assert of(base, ours.replace("draft", "closed"), theirs).clashes == ("status",)
    assert of(base, ours, theirs) == Merged(ours, ())


def test_line_ends_stay_those_of_our_side() -> None:
    ours = plan("hope: a", "worker: jm").replace("\n", "\r\n")
    found = of(plan("hope: a"), ours, plan("hope: b"))
    assert found == Merged(plan("hope: b", "worker: jm").replace("\n", "\r\n"), ())


def test_a_side_may_begin_the_file() -> None:
    found = of("", plan("worker: jm"), plan("hope: b"))
    assert found == Merged(plan("worker: jm", "hope: b"), ())


@pytest.mark.parametrize("odd", ["a: [\n", "", "- a\n", "hrcli: review/1\n", "hello\n"])
def test_other_files_are_left_to_git(odd: str) -> None:
    three = [read(each.encode()) for each in (TEXT, TEXT, odd)]
    assert merge(*three) is None


def test_validate_names_a_clash_in_plain_words(run: Run, caseload: Path) -> None:
    (caseload / CASE / PLAN).write_text(
        of(TEXT, TEXT.replace("rank: 1", "rank: 2"), TEXT.replace("rank: 1", "rank: 3")).text
    )
    said = run("validate", "7KQ2", "--select", "YML11", code=1).stdout
    assert "two people changed the same lines" in said
    assert "harms.h7k.rank" in said
    assert "One side: line 71; the other: line 73." in said


def test_a_mark_of_what_stood_before_is_named_too() -> None:
    """As git marks it where `merge.conflictStyle` is diff3."""
    marks = "<<<<<<< a\nhope: b\n||||||| c\nhope: a\n=======\nhope: d\n>>>>>>> e\n"
    (it,) = read((plan() + marks).encode()).findings
    assert it.help.startswith("One side: line 5; the other: line 9. ")
    assert "|||||||" in it.help


def test_git_names_hidden_files_to_merge(run: Run, tmp_path: Path) -> None:
    names = [str(tmp_path / f".merge_file_{sign}") for sign in ("Ab1", "Cd2", "Ef3")]
    sides = (TEXT, TEXT.replace("rank: 1", "rank: 2"), TEXT + "hope: a flat\n")
    for name, text in zip(names, sides, strict=True):
        Path(name).write_text(text, encoding="utf-8")
    run("merge-driver", *names, "plan.yaml")
    merged_text = Path(names[1]).read_text(encoding="utf-8")
    assert ["rank: 2" in merged_text, "hope: a flat" in merged_text] == [True] * 2


def test_git_is_told_of_lines_that_do_not_fit(run: Run, tmp_path: Path) -> None:
    """Other files are merged line by line; a clean result that does not read counts as none."""
    names = []
    for name, raw in (
        ("base", "a: 1\nb: 1\nc: 1\nd: 1\n"),
        ("ours", "x: 1\na: 1\nb: 1\nc: 1\nd: 1\n"),
        ("theirs", "a: 1\nb: 1\nc: 1\nd: 1\nx: 2\n"),
    ):
        (tmp_path / name).write_text(raw)
        names.append(str(tmp_path / name))
    assert "do not fit" in run("merge-driver", *names, "k.yaml", code=1).stderr
    (tmp_path / "theirs").write_text("a: 1\nb: 1\nc: 1\nd: 1\ny: 2\n")
    (tmp_path / "ours").write_text("x: 1\na: 1\nb: 1\nc: 1\nd: 1\n")
    run("merge-driver", *names, "k.yaml")
    assert (tmp_path / "ours").read_text() == "x: 1\na: 1\nb: 1\nc: 1\nd: 1\ny: 2\n"


@pytest.mark.parametrize("script", NAMES)
def test_a_support_is_one_person_in_whatever_form_the_name_was_typed(script: str) -> None:
    name, *others = sorted(typed(NAMES[script]))
    plan = "hrcli: plan/1\nsupports:\n- who: {}\n  kind: friend\n".format
    for other in others:
        texts = (plan(name), plan(name) + "  how: by phone\n", plan(other))
        found = merge(*(read(text.encode("utf-8")) for text in texts))
        assert found
        assert not found.clashes
        assert found.text == plan(other) + "  how: by phone\n"
