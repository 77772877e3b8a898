""" "Saved" means on disk: kills, failing calls, power cuts, full disks, many writers at once."""

from __future__ import annotations

import random
import re
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hrcli.document.data import path_of
from hrcli.document.document import read
from hrcli.errors import HrcliError
from hrcli.store.caseload import Caseload
from tests.support import powercut
from tests.support.folders import files, leftovers
from tests.support.processes import TODAY, Done, Process, cold, forked
from tests.support.running import FULL, PLAN, sample

CASE = "7KQ2-9XMP"
DRAFT = f".hrcli/drafts/edit-{CASE}.yaml"
SUPPORT = b"who: a neighbour\nkind: community\n"
EDITOR = """#!/bin/sh
text=$(sed "s/^opened: .*/opened: 2026-01-$(cat "$0.day")/" "$1")
printf '%s\\n' "$text" >"$1"
"""


class Writer:
    """A command that changes the plan, and how it is run for the n-th time."""

    def __init__(self, command: str, folder: Path) -> None:
        self.command = command
        self.editor = folder / "editor"
        self.editor.write_text(EDITOR)
        self.editor.chmod(0o700)

    def start(self, caseload: Path, turn: int) -> Process:
        if self.command == "set":
            words = ("set", CASE, "harms.h7k.importance", str(turn % 11))
            return Process((*TODAY, *words), caseload)
        if self.command == "add":
            return Process((*TODAY, "add", CASE, "support", "--from", "-"), caseload, SUPPORT)
        self.editor.with_name("editor.day").write_text(f"{turn % 12 + 1:02}")
        words = ("edit", CASE, "--editor", str(self.editor))
        return Process((*TODAY, *words), caseload, keys=b"n\n")  # no: begin the draft anew

    def made(self, before: bytes, after: bytes, turn: int) -> bool:
        """Whether the n-th change is in the plan, whole."""
        if self.command == "set":
            return b"\n    importance: %d\n" % (turn % 11) in after
        if self.command == "add":
            grown = after.count(b"who: a neighbour") - before.count(b"who: a neighbour")
            return grown == 1 and len(after) > len(before) + len(SUPPORT)
        return b"\nopened: 2026-01-%02d\n" % (turn % 12 + 1) in after and len(after) == len(before)


@pytest.mark.parametrize("command", ["set", "add", "edit"])
def test_killed_at_any_moment_the_plan_is_old_or_new(
    caseload: Path, tmp_path: Path, command: str
) -> None:
    writer, chance = Writer(command, tmp_path), random.Random(7)
    plan = caseload / PLAN
    first = plan.read_bytes()
    start = time.perf_counter()
    writer.start(caseload, 0).wait()
    whole = time.perf_counter() - start
    killed = finished = 0
    for turn in range(1, sample(300) + 1):
        if command == "add":
            plan.write_bytes(first)
        before = plan.read_bytes()
        process = writer.start(caseload, turn)
        time.sleep(chance.uniform(0, 1.2 * whole))
        process.kill()
        done = process.wait()
        after = plan.read_bytes()
        is_new = writer.made(before, after, turn) and after.endswith(b"\n")
        assert after == before or is_new, f"turn {turn}: torn"
        assert is_new or "Saved" not in done.err, f"turn {turn}: lost after Saved"
        assert len(leftovers(caseload)) <= 1
        killed += done.code == -9
        finished += done.code == 0
        if done.code == 0:
            assert leftovers(caseload) == []
    print(f"{command}: {killed} killed, {finished} ended before the kill")
    assert killed > 0
    assert forked((*TODAY, "set", CASE, "harms.h7k.confidence", "3"), caseload).code == 0
    assert leftovers(caseload) == []
    assert b"confidence: 3" in plan.read_bytes()


def test_killed_at_any_moment_a_review_and_its_undo_are_whole(caseload: Path) -> None:
    chance, answers = random.Random(11), b"harms: [{id: h7k, importance: 4}]\n"
    old, seen, whole = files(caseload), set(), {}
    for turn in range(sample(60) + 2):
        before = files(caseload)
        words = ("review", CASE, "--from", "-") if before == old else ("undo", CASE)
        start = time.perf_counter()
        process = Process((*TODAY, *words), caseload, answers)
        if turn < 2:  # how long it takes when nobody kills it
            assert process.wait().code == 0
            whole[words[0]] = time.perf_counter() - start
            continue
        time.sleep(chance.uniform(0, 1.3 * whole[words[0]]))
        process.kill()
        done = process.wait()
        assert len(leftovers(caseload)) <= 1
        with Caseload(caseload).writing():  # as the next command that writes
            pass
        after = files(caseload)
        changed = {name for name in before.keys() | after if before.get(name) != after.get(name)}
        assert len(changed) in (0, 2), changed
        assert changed or done.code != 0
        assert after in (old, before) or before == old
        assert leftovers(caseload) == []
        seen.add((words[0], bool(changed)))
    print(sorted(seen))
    assert len(seen) == 4 or not FULL


# One call after the other fails, or is the last


@pytest.fixture
def strace(client: Callable[[str], str]) -> str:
    return client("strace")


SET = ("set", CASE, "harms.h7k.importance", "9")
FATES = {"KILL": "signal=KILL", "ENOSPC": "error=ENOSPC", "EIO": "error=EIO"}


def recorded(strace: str, caseload: Path, log: Path) -> tuple[Done, list[str]]:
    """A run of SET and the calls it made, each as `strace -y` tells it."""
    wrapper = [strace, "-f", "-y", "-o", str(log), "-e", f"trace={powercut.CALLS}"]
    done = cold(SET, caseload, wrapper)
    return done, log.read_text().splitlines()


def steps(calls: list[str], caseload: Path) -> Iterator[tuple[str, int]]:
    """Each call that touches the caseload or speaks: its name, and the how-many-eth it is."""
    count: dict[str, int] = {}
    for call in calls:
        found = re.match(r"^\d+ +(\w+)\(", call)
        if not found:
            continue
        name = found[1]
        count[name] = count.get(name, 0) + 1
        speaks = name == "write" and re.search(r"\bwrite\([12]<", call)
        if name in ("openat", "write", "fsync", "rename") and (f"{caseload}/" in call or speaks):
            yield name, count[name]


@pytest.mark.parametrize("fate", list(FATES))
def test_whichever_call_fails_the_plan_is_old_or_new(
    caseload: Path, tmp_path: Path, strace: str, fate: str
) -> None:
    plan, log = caseload / PLAN, tmp_path / "calls"
    old = plan.read_bytes()
    cold(SET, caseload)  # compiles what there is to compile, so that all runs make the same calls
    plan.write_bytes(old)
    done, calls = recorded(strace, caseload, log)
    assert done.code == 0
    new = plan.read_bytes()
    assert new != old
    all_steps = list(steps(calls, caseload))
    assert {name for name, _ in all_steps} == {"openat", "write", "fsync", "rename"}
    chosen = all_steps if FULL else all_steps[-8:]
    for name, number in chosen:
        plan.write_bytes(old)
        inject = f"inject={name}:{FATES[fate]}:when={number}"
        wrapper = [strace, "-f", "-o", str(log), "-e", f"trace={name}", "-e", inject]
        done = cold(SET, caseload, wrapper)
        hit = "INJECTED" in log.read_text() or done.code in (-9, 137)
        assert hit, f"{name} {number} was not reached"
        _still_whole(done, plan.read_bytes(), old, new, f"{fate} {name} {number}")
    plan.write_bytes(old)
    assert cold(SET, caseload).code == 0
    assert leftovers(caseload) == []


def _still_whole(done: Done, now: bytes, old: bytes, new: bytes, where: str) -> None:
    assert now in (old, new), f"{where}: torn"
    assert now == new or "Saved" not in done.err, f"{where}: lost after Saved"
    assert now == old or "nothing was changed" not in done.err, f"{where}: says it wrongly"
    assert "Traceback" not in done.err, f"{where}: {done.err}"
    assert done.code in (0, 2, 3, -9, 137), f"{where}: {done}"
    assert done.code != 0 or now == new, where


# The power goes


REVIEW = ("review", CASE, "--from", "review.yaml")


def _recording(strace: str, caseload: Path, log: Path, words: tuple[str, ...]) -> str:
    wrapper = [strace, "-y", "-xx", "-s", "2000000", "-o", str(log)]
    done = cold(words, caseload, [*wrapper, "-e", f"trace={powercut.CALLS}"])
    assert done.code == 0
    return log.read_text()


class Cut:
    """What a cut may leave of a change; each state is mended as the next command would."""

    def __init__(self, caseload: Path, old: dict[str, bytes], new: dict[str, bytes]) -> None:
        self.caseload, self.old, self.new = caseload, old, new
        self.start = {
            str(caseload / name): content
            for name, content in everything(caseload)
            if not name.startswith(".hrcli/undo/")
        }
        self.start |= {str(caseload / name): content for name, content in old.items()}
        for name in new.keys() - old.keys():
            self.start.pop(str(caseload / name))

    def judged(self, recording: str, aside: Path) -> tuple[int, int, int]:
        """How many states a cut may leave; how many are torn once mended, or lost after "Saved"."""
        found = list(powercut.states(recording, self.start))
        mended = [self._mended(state.files, aside / str(it)) for it, state in enumerate(found)]
        torn = sum(it not in (self.old, self.new) for it in mended)
        said = [it for it, state in zip(mended, found, strict=True) if b"Saved" in state.said]
        return len(found), torn, sum(it != self.new for it in said)

    def _mended(self, state: dict[str, bytes], aside: Path) -> dict[str, bytes] | None:
        for name, content in state.items():
            if name.startswith(f"{self.caseload}/"):
                place = aside / Path(name).relative_to(self.caseload)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
        try:
            with Caseload(aside).writing():
                pass
        except HrcliError:
            return None
        assert leftovers(aside) == []
        found = files(aside)
        shutil.rmtree(aside)
        return {name: found[name] for name in self.new if name in found}


def everything(root: Path) -> list[tuple[str, bytes]]:
    found = (path for path in root.rglob("*") if path.is_file())
    return [(path.relative_to(root).as_posix(), path.read_bytes()) for path in found]


@pytest.mark.parametrize("words", [SET, REVIEW], ids=["one file", "two files"])
def test_after_a_power_cut_the_case_is_old_or_new(
    caseload: Path, tmp_path: Path, strace: str, words: tuple[str, ...]
) -> None:
    (caseload / "review.yaml").write_text("harms: [{id: h7k, importance: 4}]\n")
    before = files(caseload)
    recording = _recording(strace, caseload, tmp_path / "calls", words)
    after = files(caseload)
    new = {name: content for name, content in after.items() if before.get(name) != content}
    old = {name: before[name] for name in new if name in before}
    assert len(new) == (1 if words == SET else 2)
    cut = Cut(caseload, old, new)
    count, torn, lost = cut.judged(recording, tmp_path / "cut")
    print(f"power cut: {count} states, {torn} torn, {lost} lost")
    assert count > 10
    assert (torn, lost) == (0, 0)
    if words == SET:
        return  # a single file is old or new by itself
    # The reckoning sees what no kill can see: a flush that is not made. What was written down is
    # flushed before the files, each file before its name counts, the names before it is said.
    calls = recording.splitlines()
    *flushes, _ = [line for line in calls if re.search(r"\bfsync\(", line)]
    for flush in flushes if FULL else flushes[::4]:
        without = "\n".join(line for line in calls if line is not flush)
        _, torn, lost = cut.judged(without, tmp_path / "without")
        assert torn + lost > 0, flush


# No room


@pytest.mark.parametrize("room", [0, 100, 4096])
@pytest.mark.parametrize("command", ["set", "add", "create", "edit", "render"])
def test_a_full_disk_changes_nothing(
    caseload: Path, tmp_path: Path, command: str, room: int
) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    with (caseload / PLAN).open("ab") as file:
        file.write(b"# " + 5000 * b"." + b"\n")
    (tmp_path / "support.yaml").write_bytes(SUPPORT)
    words = {
        "set": SET,
        "add": ("add", CASE, "support", "--from", str(tmp_path / "support.yaml")),
        "create": ("create", "--starter", "quitting"),
        "edit": ("edit", CASE, "--editor", "true"),
        "render": ("render", CASE, "--to", "html", "-o", "page.html"),
    }[command]
    before = files(caseload)
    done = forked((*TODAY, *words), caseload, keys=b"", before=no_room)
    assert done.code == 3, done
    assert (done.err.count("\n"), "nothing was changed" in done.err) == (3, True), done.err
    assert files(caseload) == before
    assert leftovers(caseload) == []


# Many at once


def test_no_change_of_many_writers_at_once_is_lost(caseload: Path) -> None:
    """Eight writers, each with a value of its own in the same plan."""
    writers, rounds = (8, 50) if FULL else (4, 8)
    paths = [
        "harms.h7k.importance",
        "harms.h7k.confidence",
        "harms.h7k.rank",
        "goals.g2m.realistic.confidence",
        "goals.g2m.assessable.target",
        "goals.g2m.timed.by",
        "goals.g2m.actions.a8r.by",
        "review.next",
    ][:writers]
    plan = caseload / PLAN

    kept = 0

    def value(path: str, turn: int) -> str:
        if path.endswith(("by", "next")):
            return f"2026-0{3 + turn // 28}-{turn % 28 + 1:02}"
        return str(turn % 9 + 1)

    def stands(path: str, wanted: str) -> bool:
        document = read(plan.read_bytes())
        found = path_of(document.data, path)
        return found is not None and document.typed(found) == wanted

    for turn in range(rounds):
        at_once = [
            Process((*TODAY, "set", CASE, path, value(path, turn)), caseload) for path in paths
        ]
        for path, process in zip(paths, at_once, strict=True):
            done = process.wait()
            assert done.code == 0, (path, done)
        kept += sum(stands(path, value(path, turn)) for path in paths)
    print(f"{kept} of {writers * rounds} kept")
    assert kept == writers * rounds
    assert leftovers(caseload) == []


# Drafts


def begun(caseload: Path, tmp_path: Path, script: str, keys: bytes = b"") -> Done:
    """`hrcli edit` with an editor that is this shell script; $1 is the draft."""
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o700)
    words = (*TODAY, "edit", CASE, "--editor", str(editor))
    return forked(words, caseload, keys=keys)


OURS = 'echo "# ours" >>"$1"'


def test_a_plan_changed_during_an_edit_is_kept_and_so_is_the_draft(
    caseload: Path, tmp_path: Path
) -> None:
    plan = caseload / PLAN
    theirs = f"echo '# theirs' >>{plan}"
    done = begun(caseload, tmp_path, f"{OURS}; {theirs}")
    assert (done.code, "changed by somebody else" in done.err) == (3, True), done
    assert "Your draft is kept" in done.err
    assert plan.read_text().endswith("# theirs\n")
    assert (caseload / DRAFT).read_text().endswith("# ours\n")
    assert (caseload / DRAFT).stat().st_mode & 0o777 == 0o600
    # The draft is offered again, with what it lacks.
    again = begun(caseload, tmp_path, 'echo "# theirs" >>"$1"', keys=b"y\n\n")
    assert again.code == 0, again
    assert "The plan has changed since" in again.out
    assert "+# theirs" in again.out
    assert plan.read_text().endswith("# ours\n# theirs\n")
    assert list((caseload / ".hrcli" / "drafts").iterdir()) == []


def test_a_draft_that_is_not_wanted_is_begun_anew(caseload: Path, tmp_path: Path) -> None:
    assert begun(caseload, tmp_path, f"{OURS}; exit 1").code == 2
    done = begun(caseload, tmp_path, 'echo "# other" >>"$1"', keys=b"n\n")
    assert done.code == 0
    assert (caseload / PLAN).read_text().endswith("# other\n")
    assert "# ours" not in (caseload / PLAN).read_text()


def test_a_draft_that_says_what_the_plan_says_is_not_offered(
    caseload: Path, tmp_path: Path
) -> None:
    assert begun(caseload, tmp_path, "exit 1").code == 2
    done = begun(caseload, tmp_path, OURS)
    assert done.code == 0, done
    assert "draft from last time" not in done.err


def test_a_draft_for_a_newer_hrcli_is_never_saved(caseload: Path, tmp_path: Path) -> None:
    before = files(caseload)
    newer = 'sed -i "s#plan/1#plan/2#" "$1"'
    done = begun(caseload, tmp_path, newer, keys=b"s\nk\n")
    assert (done.code, "1 error." in done.err) == (0, True)
    assert files(caseload) == before


def test_a_killed_edit_leaves_its_draft_to_go_on_with(caseload: Path, tmp_path: Path) -> None:
    before = files(caseload)
    assert begun(caseload, tmp_path, f"{OURS}; kill -9 $PPID").code == -9
    assert files(caseload) == before
    done = begun(caseload, tmp_path, 'echo "# more" >>"$1"', keys=b"y\n")
    assert done.code == 0
    assert (caseload / PLAN).read_text().endswith("# ours\n# more\n")


def test_a_draft_that_cannot_be_read_is_never_saved(caseload: Path, tmp_path: Path) -> None:
    before = files(caseload)
    done = begun(caseload, tmp_path, 'echo "a: [" >>"$1"', keys=b"s\nk\n")
    assert (done.code, "Your draft is kept" in done.err) == (0, True)
    assert files(caseload) == before
    assert (caseload / DRAFT).read_text().endswith("a: [\n")


def test_a_plan_that_is_no_text_can_still_be_mended_in_the_editor(
    caseload: Path, tmp_path: Path
) -> None:
    plan = caseload / PLAN
    good = plan.read_bytes()
    plan.write_bytes(good + b"# caf\xe9\n")
    done = begun(
        caseload, tmp_path, f'sed -n \'/# caf/!p\' "$1" >{tmp_path}/x; cat {tmp_path}/x >"$1"'
    )
    assert done.code == 0, done
    assert plan.read_bytes() == good


def test_an_editor_is_never_run_through_a_shell(caseload: Path, tmp_path: Path) -> None:
    bait = tmp_path / "bait"
    for editor in (f"true; touch {bait}", f"true && touch {bait}", f"$(touch {bait})"):
        forked((*TODAY, "edit", CASE, "--editor", editor), caseload, keys=b"")
        assert not bait.exists()


def test_no_command_leaves_anything_in_the_home_or_among_temporaries(
    caseload: Path, tmp_path: Path, empty_home: Path
) -> None:
    (tmp_path / "support.yaml").write_bytes(SUPPORT)
    for words, code in (
        (SET, 0),
        (("add", CASE, "support", "--from", str(tmp_path / "support.yaml")), 0),
        (("create", "--starter", "quitting"), 0),
        (("edit", CASE, "--editor", "true"), 0),
        (("edit", CASE, "--editor", "false"), 2),
        (("init", str(tmp_path / "other"), "--worker", "jm"), 0),
        (("list",), 0),
        (("show", CASE), 0),
        (("validate", CASE), 0),
        (("due",), 0),
        (("render", CASE, "--as", "client", "--to", "html", "-o", "page.html"), 0),
        (("explain", "GOA01"), 0),
        (("schema", "plan"), 0),
    ):
        done = forked((*TODAY, *words), caseload, keys=b"")
        assert done.code == code, (words, done)
    assert [path for path in empty_home.rglob("*") if path.name != "tmp"] == []
