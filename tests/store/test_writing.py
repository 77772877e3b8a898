"""A change of several files: all or none, whichever call of it is the last, or fails."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from hrcli.errors import HrcliError, Refused, Unreadable, Unwritable
from hrcli.store import taking_back
from hrcli.store.caseload import Caseload
from hrcli.store.files import hash_of
from hrcli.store.journal import UNDO, Put
from hrcli.store.taking_back import Taking
from tests.support.folders import files, leftovers
from tests.support.running import FULL, PLAN, Run

pytestmark = pytest.mark.library

CASE = "cases/7KQ2-9XMP"
CALLS = ("open", "fsync", "mkdir", "rename", "replace", "unlink", "rmdir")
GONE = f"{CASE}/events/2026-02-04-aaaa.yaml"
NEW = {
    PLAN: b"hrcli: plan/1 # new\n",
    "cases/AAAA-AAAA/plan.yaml": b"hrcli: plan/1\n",
    f"{CASE}/plans/2026-01-01-aaaa.yaml": b"kept\n",
    GONE: None,
}


class Killed(BaseException):
    """Stands for the end of the process: nothing that it does afterwards has any effect."""


class Calls:
    """Counts what is asked of the system; the one at `last`, or it and all behind it, fails."""

    def __init__(self, last: int = -1, fate: Callable[[], BaseException] = Killed) -> None:
        self.made, self.last, self.fate = 0, last, fate
        self.for_good = fate is Killed

    def wrap(self, call: Callable[..., object]) -> Callable[..., object]:
        def counted(*words: object, **more: object) -> object:
            self.made += 1
            if self.made - 1 == self.last or (self.for_good and -1 < self.last < self.made):
                raise self.fate()
            return call(*words, **more)

        return counted


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Callable[[Calls, Callable[[], object]], str]:
    """Does something while its calls are counted and one of them fails; gives what that says."""

    def done(calls: Calls, work: Callable[[], object]) -> str:
        with monkeypatch.context() as patched:
            for name in CALLS:
                patched.setattr(os, name, calls.wrap(getattr(os, name)))
            try:
                work()
            except (Killed, KeyboardInterrupt):
                return "stopped"
            except HrcliError as error:
                return str(error)
        return ""

    return done


World = Callable[[Calls, Callable[[], object]], str]


@pytest.fixture
def door(caseload: Path) -> Caseload:
    (caseload / GONE).write_bytes(b"hrcli: event/1\n")
    return Caseload(caseload)


def changing(door: Caseload) -> None:
    with door.writing() as writer:
        now = {name: _now(door, name) for name in NEW}
        writer.change([Put(name, now[name], content) for name, content in NEW.items()])


def _now(door: Caseload, name: str) -> bytes | None:
    place = door.path(name)
    return place.read_bytes() if place.exists() else None


def _any(found: Taking | None) -> Taking:
    assert found is not None
    return found


def undoing(door: Caseload) -> None:
    taking_back.take_back(door, None, False, _any)


def mending(door: Caseload) -> None:
    with door.writing():
        pass


def half_done(world: World, door: Caseload) -> None:
    """Kill a change once half of its files are in place."""
    before = files(door.root)
    for last in range(1000):
        world(Calls(last), lambda: changing(door))
        if sum(files(door.root).get(it) != before.get(it) for it in NEW) == 2:
            return
        mending(door)
    raise AssertionError("no call left it half done")


KINDS = ("change", "undo", "mend")


def prepared(kind: str, world: World, door: Caseload) -> Callable[[], None]:
    if kind == "undo":
        changing(door)
    elif kind == "mend":
        half_done(world, door)
    work = {"change": changing, "undo": undoing, "mend": mending}[kind]
    return lambda: work(door)


@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_any_call_all_files_are_old_or_new(
    door: Caseload, tmp_path: Path, world: World, kind: str
) -> None:
    old = files(door.root)
    work = prepared(kind, world, door)
    begun = files(door.root)
    changing(door) if kind == "change" else work()
    ends = (begun, files(door.root)) if kind != "mend" else (old,)
    back_to_the_beginning = restoring(kind, world, door, tmp_path / "begun", old)
    seen, last = [], 0
    while True:
        back_to_the_beginning()
        if not world(Calls(last), work):
            break
        mending(door)
        seen.append(ends.index(files(door.root)))  # fails where it is neither
        assert leftovers(door.root) == []
        last += 1 if FULL else 3
    assert len(seen) > (20 if FULL else 7)
    assert seen == sorted(seen), "what is done once is not taken back by a later kill"
    assert set(seen) == set(range(len(ends)))


def restoring(
    kind: str, world: World, door: Caseload, aside: Path, old: dict[str, bytes]
) -> Callable[[], None]:
    """What makes all as it was before the attempt, by a copy of the whole folder."""
    for path in (door.root / UNDO).glob("*"):
        shutil.rmtree(path)
    for name in files(door.root).keys() - old.keys():
        (door.root / name).unlink()
    for name, content in old.items():
        (door.root / name).write_bytes(content)
    shutil.rmtree(door.root / "cases/AAAA-AAAA", ignore_errors=True)
    prepared(kind, world, door)
    shutil.copytree(door.root, aside)

    def back() -> None:
        shutil.rmtree(door.root)
        shutil.copytree(aside, door.root)

    return back


def full() -> OSError:
    return OSError(errno.ENOSPC, "full")


@pytest.mark.parametrize("fate", [full, KeyboardInterrupt], ids=["full", "Ctrl-C"])
def test_whichever_call_fails_nothing_stands_and_it_says_so(
    door: Caseload, world: World, fate: Callable[[], BaseException]
) -> None:
    old, confirmed = files(door.root), set()
    for last in range(1000):
        calls = Calls(last, fate)
        said = world(calls, lambda: changing(door))
        now = files(door.root)
        if now == old:
            told = "nothing was changed" in said or "could not be read" in said
            assert fate is KeyboardInterrupt or told, f"{last}: {said}"
        else:
            assert now.get(PLAN) == NEW[PLAN], f"call {last} is torn"
            told = "does not confirm" in said or not said  # some calls may fail without harm
            assert fate is KeyboardInterrupt or told, f"{last}: {said}"
        confirmed.add(now == old)
        assert leftovers(door.root) == []
        mending(door)
        assert files(door.root) == now
        if now != old:
            undoing(door)
        if calls.made <= last:
            break
    assert last > 20
    assert confirmed == {True, False}


def test_where_putting_back_fails_too_it_says_that_part_of_it_stands(
    door: Caseload, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, replace, count = files(door.root), os.replace, iter(range(99))

    def breaks(start: Path, end: Path) -> None:
        if next(count):
            raise full()
        replace(start, end)

    two = [Put(PLAN, old[PLAN], b"new\n"), Put("hrcli.yaml", old["hrcli.yaml"], b"new\n")]
    with monkeypatch.context() as broken, door.writing() as writer:
        broken.setattr(os, "replace", breaks)
        with pytest.raises(Unwritable, match="The disk is full; part of it stands"):
            writer.change(two)
    assert files(door.root)[PLAN] == b"new\n"
    mending(door)
    assert files(door.root) == old


def test_a_half_done_change_with_somebody_elses_in_it_is_told_and_left(
    door: Caseload, world: World, run: Run
) -> None:
    old = files(door.root)
    half_done(world, door)
    (door.root / PLAN).write_bytes(b"hrcli: plan/1 # theirs\n")
    now = files(door.root)
    with pytest.raises(Refused, match="cut short") as told:
        mending(door)
    assert PLAN in told.value.where
    assert files(door.root) == now
    assert "Cut short" in run("validate", "EDD0").stderr
    said = " ".join(run("doctor", code=1).stdout.split())
    assert "Cut short, and changed by somebody since: a change of an earlier day in" in said
    (kept,) = (door.root / UNDO).glob("*.begun/0")
    assert kept.read_bytes() == old[PLAN]
    run("doctor", "--fix", code=1)
    assert files(door.root).keys() >= now.keys()
    assert files(door.root)[PLAN] == now[PLAN]
    mending(door)
    run("undo", code=3)


def test_what_was_cut_short_is_put_back_by_the_next_that_writes(
    door: Caseload, world: World, run: Run
) -> None:
    old = files(door.root)
    half_done(world, door)
    half = files(door.root)
    assert "Cut short" in run("validate", "EDD0").stderr
    assert "or the next command that writes" in " ".join(run("doctor", code=1).stdout.split())
    assert files(door.root) == half, "reading puts nothing back"
    said = run("set", "7KQ2", "harms.h7k.importance", "9").stderr
    assert said.startswith("Cut short, and put back as it was before: a change of an earlier day")
    assert {**files(door.root), PLAN: b""} == {**old, PLAN: b""}
    assert "Cut short" not in run("validate", "EDD0").stderr


HOSTILE = (
    "../bait",
    "/tmp/bait",
    ".git/hooks/pre-commit",
    "cases/../../bait",
    ".hrcli/x",
    "link/x",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_planted_record_reaches_nothing_that_is_no_file_of_the_caseload(
    door: Caseload, tmp_path: Path, name: str
) -> None:
    (door.root / "link").symlink_to(tmp_path)
    place = door.root / UNDO / "7.begun"
    place.mkdir(parents=True)
    (place / "0").write_bytes(b"evil")
    row = {"name": name, "before": hash_of(b"evil"), "after": None}
    (place / "record.json").write_text(json.dumps({"files": [row]}))
    known = {path for path in tmp_path.rglob("*") if UNDO not in str(path)}
    with pytest.raises((Unreadable, Refused)):
        mending(door)
    assert {path for path in tmp_path.rglob("*") if UNDO not in str(path)} == known | {
        door.root / ".hrcli/lock"
    }


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b"{}", b'{"files": [{}]}', b"\xff", b"1"])
def test_a_damaged_record_is_told_and_can_be_left_behind(
    door: Caseload, run: Run, content: bytes
) -> None:
    place = door.root / UNDO / "7.begun"
    place.mkdir(parents=True)
    (place / "record.json").write_bytes(content)
    before = files(door.root)
    said = run("set", "7KQ2", "harms.h7k.importance", "9", code=3).stderr
    assert said.startswith("The record of a change is damaged.")
    assert "is damaged" in run("doctor", code=1).stdout
    run("doctor", "--fix", code=1)
    assert files(door.root)[PLAN] == before[PLAN]
    run("set", "7KQ2", "harms.h7k.importance", "9")
    run("undo")
    assert files(door.root)[PLAN] == before[PLAN]
    run("undo", code=2)


def test_a_damaged_image_is_never_put_in_place(door: Caseload, run: Run) -> None:
    run("set", "7KQ2", "harms.h7k.importance", "9")
    before = files(door.root)
    (door.root / UNDO / "1" / "0").write_bytes(b"hrcli: plan/1\n")
    assert "is damaged" in run("undo", code=3).stderr
    assert files(door.root) == before


def test_records_lie_in_the_private_folder_alone_and_for_their_owner(door: Caseload) -> None:
    changing(door)
    for path in (door.root / UNDO, *(door.root / UNDO).rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert {it.name for it in door.root.iterdir()} >= {"cases", ".hrcli"}
    outside = [path for path in door.root.rglob("record.json") if ".hrcli" not in path.parts]
    assert outside == []


def test_nothing_is_written_down_where_nothing_changes(door: Caseload) -> None:
    content = (door.root / PLAN).read_bytes()
    with door.writing() as writer:
        writer.change([Put(PLAN, content, content)])
    assert door.journal.entries() == []
