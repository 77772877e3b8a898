"""The door to case folders: what it finds, what it refuses, and what it leaves behind."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from hrcli.document.document import MAX_BYTES
from hrcli.errors import (
    Changed,
    HrcliError,
    NoCaseload,
    Refused,
    Unreadable,
    WrongCommand,
)
from hrcli.plan.case import Case
from hrcli.store.caseload import DRAFTS, IGNORED, Caseload, ClosedDoor, find, lone, make
from hrcli.store.files import TEMPORARY, read_bytes
from hrcli.store.journal import Put
from hrcli.store.pages import write_page
from tests.support.folders import files, leftovers
from tests.support.processes import TODAY as TODAY_SAID
from tests.support.processes import Done, cold, forked
from tests.support.running import PLAN, Run

pytestmark = pytest.mark.library

TODAY = date(2026, 2, 9)
CASE = "7KQ2-9XMP"
SET = ("set", "7KQ2", "harms.h7k.importance", "9")
# Root may do everything; these processes are root without the right to overrule modes.
NO_OVERRULE = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


# Finding


def test_a_caseload_is_found_from_any_folder_below(caseload: Path) -> None:
    for start in (caseload, caseload / "cases", caseload / "cases" / CASE / "reviews"):
        assert find(start) == caseload


def test_no_caseload_is_told_with_what_to_do(tmp_path: Path) -> None:
    for attempt in (lambda: find(tmp_path), lambda: Caseload(tmp_path)):
        with pytest.raises(NoCaseload, match="hrcli init"):
            attempt()


def test_a_case_is_found_by_any_unique_beginning_in_either_case(caseload: Path) -> None:
    door = Caseload(caseload)
    for typed in ("7", "7k", "7KQ2", "7kq2-9", "7kq29xmp", CASE):
        assert door.case_id(typed) == CASE


def test_an_ambiguous_beginning_names_the_candidates(caseload: Path) -> None:
    (caseload / "cases" / "7KQ3-0000").mkdir()
    with pytest.raises(WrongCommand, match="7KQ2-9XMP, 7KQ3-0000"):
        Caseload(caseload).case_id("7kq")


def test_no_such_beginning_is_a_wrong_command(caseload: Path) -> None:
    for typed in ("ZZZZ", "", " ", "../x", "7KQ2-9XMP/plan"):
        with pytest.raises(WrongCommand):
            Caseload(caseload).case_id(typed)


@pytest.mark.parametrize("typed", ["7KQ2-9XMPX", "Jane Canary", ""])
def test_what_is_no_id_is_not_repeated_as_one(caseload: Path, typed: str) -> None:
    with pytest.raises(WrongCommand) as refusal:
        Caseload(caseload).case_id(typed)
    assert refusal.value.where == "This is no id such as 7KQ2-9XMP."


def test_a_file_of_a_newer_hrcli_is_left_alone_and_never_half_read(
    caseload: Path, run: Run
) -> None:
    plan = caseload / "cases" / "3DK6-AHFX" / "plan.yaml"
    plan.write_bytes(plan.read_bytes().replace(b"hrcli: plan/1", b"hrcli: plan/2"))
    before = plan.read_bytes()
    told = run("validate", "3DK6", code=1).stdout
    assert "error SCH10" in told
    assert "newer hrcli" in told
    assert told.count("plan.yaml:3:8") == 1
    for words in (("show",), ("set", "status", "draft"), ("render",), ("next",)):
        told = run(words[0], "3DK6", *words[1:], code=3).stderr
        assert "newer hrcli" in told
    assert "3DK6-AHFX  unreadable" in run("list", code=3).stdout
    assert "unreadable" in run("due", code=3).stdout
    assert plan.read_bytes() == before
    review = caseload / "cases" / "7KQ2-9XMP" / "reviews" / "2026-02-09-k7fw.yaml"
    review.write_bytes(review.read_bytes().replace(b"review/1", b"review/12"))
    assert "unreadable" in run("due", code=3).stdout


def test_folders_that_are_no_cases_are_not_cases(caseload: Path) -> None:
    known = Caseload(caseload).case_ids()
    for name in (".git", "notes", "7kq2-9xmp", "7KQ2-9XMP copy", f".7KQ2{TEMPORARY}"):
        (caseload / "cases" / name).mkdir()
    assert Caseload(caseload).case_ids() == known


def test_a_closed_door_hides_no_other_case(caseload: Path) -> None:
    (caseload / PLAN).unlink()
    cases = list(Caseload(caseload).cases(TODAY))
    assert [case.case for case in cases if isinstance(case, ClosedDoor)] == [CASE]
    assert sum(isinstance(case, Case) for case in cases) == len(cases) - 1 > 5


def test_a_file_by_its_path_finds_its_case_mates(caseload: Path) -> None:
    case, name = lone(caseload / PLAN, TODAY)
    assert (case.id, case.whole, name, len(case.reviews)) == (CASE, True, "plan.yaml", 1)
    case, name = lone(caseload / "cases" / CASE / "reviews" / "2026-02-09-k7fw.yaml", TODAY)
    assert (case.whole, name) == (True, "reviews/2026-02-09-k7fw.yaml")


def test_a_copy_of_a_plan_beside_it_is_checked_for_itself(caseload: Path) -> None:
    copy = (caseload / PLAN).with_name("plan-copy.yaml")
    copy.write_bytes((caseload / PLAN).read_bytes())
    case, name = lone(copy, TODAY)
    assert (case.whole, name, case.plan_file.name) == (False, "plan-copy.yaml", "plan-copy.yaml")


# Refusing


@pytest.mark.parametrize("name", ["hrcli.yaml", "cases", f"cases/{CASE}", PLAN])
def test_links_are_followed_nowhere(caseload: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    (caseload / name).rename(outside)
    (caseload / name).symlink_to(outside)
    before = files(tmp_path)
    for words in (("show", CASE), SET, ("list",), ("validate",)):
        done = forked(words, caseload)
        assert done.code in (2, 3), (words, done)
        assert "Robin" not in done.out + done.err
    assert files(tmp_path) == before


def test_a_file_named_by_its_path_may_be_no_link(run: Run, caseload: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_bytes((caseload / PLAN).read_bytes())
    (caseload / "link.yaml").symlink_to(outside)
    before = files(tmp_path)
    assert "This is a link" in run("validate", "link.yaml", code=3).stderr
    for place in range(3):
        three = ["outside.yaml"] * 3
        three[place] = "caseload/link.yaml"
        merging = ("merge-driver", *(str(tmp_path / name) for name in three), "plan.yaml")
        assert "This is a link" in run(*merging, code=3).stderr
    assert files(tmp_path) == before


def test_a_linked_folder_of_reviews_is_refused(caseload: Path, tmp_path: Path) -> None:
    reviews = caseload / "cases" / CASE / "reviews"
    reviews.rename(tmp_path / "reviews")
    reviews.symlink_to(tmp_path / "reviews")
    with pytest.raises(Unreadable, match="link"):
        Caseload(caseload).case(CASE, TODAY)


@pytest.mark.parametrize("name", [".hrcli", ".hrcli/drafts", ".hrcli/undo", ".hrcli/lock"])
def test_links_in_the_private_folder_lead_no_write_outside(
    caseload: Path, tmp_path: Path, name: str
) -> None:
    bait = tmp_path / "bait"
    if name in (".hrcli", ".hrcli/drafts"):
        bait.mkdir()
        (bait / "unfinished").write_text("as it was")
    else:
        bait.write_text("as it was")
    place = caseload / name
    if place.is_dir():
        place.rename(tmp_path / "aside")
    place.unlink(missing_ok=True)
    place.symlink_to(bait)
    before = files(tmp_path)
    done = forked(("edit", CASE, "--editor", "true"), caseload, keys=b"")
    assert done.code == 3, done
    assert files(tmp_path) == before


@pytest.mark.parametrize("name", ["../plan.yaml", "/etc/passwd", "cases/../../x", "cases//x", ""])
def test_no_name_leads_out_of_the_caseload(caseload: Path, name: str) -> None:
    door = Caseload(caseload)
    with pytest.raises(Unreadable, match="out of the caseload"):
        door.read(name)
    with door.writing() as writer, pytest.raises(Unreadable, match="out of the caseload"):
        writer.change([Put(name, None, b"x")])


def test_a_pipe_is_no_file_and_keeps_nobody_waiting(caseload: Path) -> None:
    (caseload / PLAN).unlink()
    os.mkfifo(caseload / PLAN)
    for words in (("show", CASE), SET, ("validate", CASE), ("edit", CASE)):
        done = forked(words, caseload, keys=b"")
        assert done.code == 3, (words, done)
        assert "not a file" in done.err


def test_a_folder_in_place_of_a_file_is_told(caseload: Path) -> None:
    (caseload / PLAN).unlink()
    (caseload / PLAN).mkdir()
    with pytest.raises(Unreadable, match="folder"):
        read_bytes(caseload / PLAN)


def test_of_a_huge_file_no_more_is_read_than_needed(caseload: Path, run: Run) -> None:
    with (caseload / PLAN).open("ab") as file:
        file.truncate(1 << 40)
    assert len(read_bytes(caseload / PLAN)) == MAX_BYTES + 1
    run(*SET, code=3)
    assert (caseload / PLAN).stat().st_size == 1 << 40


def test_a_page_is_written_over_no_case_file_link_or_device(caseload: Path, run: Run) -> None:
    (caseload / "link.html").symlink_to(caseload / "hrcli.yaml")
    (caseload / "pipe.html").touch()
    (caseload / "pipe.html").unlink()
    os.mkfifo(caseload / "pipe.html")
    before = (caseload / PLAN).read_bytes()
    for target in (PLAN, "hrcli.yaml", "link.html", "pipe.html", "new.yaml"):
        with pytest.raises(Refused):
            write_page(caseload / target, "a page")
    assert (caseload / PLAN).read_bytes() == before
    assert not (caseload / "new.yaml").exists()


def test_a_page_is_for_its_owner_and_leaves_no_second_copy(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.with_name(f".page.html{TEMPORARY}").write_text("left by a kill")
    page.write_text("old")
    write_page(page, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert (page.read_text(), stat.S_IMODE(page.stat().st_mode)) == ("new", 0o600)


# Writing


def test_a_change_keeps_what_another_wrote_meanwhile(caseload: Path) -> None:
    door = Caseload(caseload)
    before = read_bytes(caseload / PLAN)
    theirs = before + b"# theirs\n"
    with door.writing() as writer:
        (caseload / PLAN).write_bytes(theirs)
        with pytest.raises(Changed, match="somebody else"):
            writer.change([Put(PLAN, before, before + b"# ours\n")])
        with pytest.raises(Changed):
            writer.change([Put(PLAN, None, b"new")])
    assert read_bytes(caseload / PLAN) == theirs
    assert leftovers(caseload) == []


def refusing(code: int, *folders: Path) -> Callable[[int], None]:
    """An fsync on a disk that has none for folders: for these, or for any."""
    flush, known = os.fsync, {it.stat().st_ino for it in folders}

    def fsync(handle: int) -> None:
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode) and (not known or found.st_ino in known):
            raise OSError(code, os.strerror(code))
        flush(handle)

    return fsync


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP])
def test_a_disk_that_cannot_flush_folders_is_no_failure(
    run: Run, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(os, "fsync", refusing(code))
    assert "Saved" in run(*SET).stderr
    run("create", "--starter", "quitting")


def test_a_disk_that_fails_to_flush_a_folder_is_told(
    run: Run, caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(caseload)
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", refusing(errno.EIO))
        said = run(*SET, code=3).stderr
    assert "nothing was changed" in said, "no change is begun that could not be put back"
    assert files(caseload) == before
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", refusing(errno.EIO, (caseload / PLAN).parent))
        said = run(*SET, code=3).stderr
    assert "does not confirm" in said
    assert "Saved" not in said
    assert files(caseload) != before
    run("set", "7KQ2", "harms.h7k.importance", "8")  # what stands is a step like any other
    run("undo")
    assert b"importance: 9" in (caseload / PLAN).read_bytes()


def test_a_case_whose_making_was_killed_is_swept(caseload: Path) -> None:
    before = Caseload(caseload).case_ids()
    rename = os.rename

    def dies(start: Path, end: Path) -> None:
        if end.parent.name == "cases":
            os.kill(os.getpid(), signal.SIGKILL)
        rename(start, end)

    def die_before_rename() -> None:
        os.rename = dies  # type: ignore[assignment]

    create = ("create", "--starter", "quitting")
    assert forked(create, caseload, before=die_before_rename).code == -signal.SIGKILL
    (left,) = leftovers(caseload)
    assert (left / "plan.yaml").exists(), "killed too early to show anything"
    assert Caseload(caseload).case_ids() == before
    assert forked((*TODAY_SAID, "list"), caseload).code == 0
    assert leftovers(caseload), "a read command sweeps nothing"
    assert forked((*TODAY_SAID, *SET), caseload).code == 0
    assert leftovers(caseload) == []


@pytest.mark.parametrize("folder", ["drafts", "undo", "schemas"])
def test_what_a_killed_write_of_its_own_left_is_swept(
    caseload: Path, run: Run, folder: str
) -> None:
    left = caseload / ".hrcli" / folder / f".something{TEMPORARY}"
    left.mkdir(parents=True)
    (left / "plan.yaml").write_text("half")
    run("list")
    assert leftovers(caseload), "a read command sweeps nothing"
    run(*SET)
    assert leftovers(caseload) == []


def test_whoever_waits_for_the_lock_is_told_so(
    caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hrcli.store.writing.LOCK_SECONDS", 1.5)
    with Caseload(caseload).writing():
        done = forked(SET, caseload)
    assert done.code == 3, done
    waits, *error = done.err.splitlines()
    assert waits == "Another hrcli is writing here; waiting for it."
    assert len(error) == 3


def test_the_lock_is_waited_for_and_then_told(
    caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hrcli.store.writing.LOCK_SECONDS", 0.1)
    before = files(caseload)
    with Caseload(caseload).writing():
        done = forked(SET, caseload)
    assert (done.code, done.err.count("\n")) == (3, 3)
    assert "Another hrcli is writing" in done.err
    assert files(caseload) == before


def test_make_makes_no_second_caseload_over_the_first(caseload: Path) -> None:
    before = files(caseload)
    with pytest.raises(Refused, match="already"):
        make(caseload, "xy")
    assert files(caseload) == before


def test_make_makes_no_caseload_inside_another(caseload: Path) -> None:
    for inside in (caseload / "cases", caseload / "cases" / "7KQ2-9XMP" / "new"):
        with pytest.raises(Refused, match="inside a caseload"):
            make(inside, "jm")
    assert not (caseload / "cases" / "7KQ2-9XMP" / "new").exists()


def test_make_keeps_what_was_there(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("own\n")
    make(tmp_path, "jm: x")
    assert (tmp_path / ".gitignore").read_text() == f"own\n{IGNORED}"
    assert Caseload(tmp_path).settings.worker == "jm: x"


# Modes and other people


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_everything_is_for_its_owner_alone(tmp_path: Path, mask: int) -> None:
    root = tmp_path / "caseload"

    def loosely() -> None:
        os.umask(mask)

    assert forked(("init", str(root), "--no-git"), tmp_path, before=loosely).code == 0
    made = forked(("create", "--starter", "continuing"), root, before=loosely)
    case = made.out.strip()
    assert made.code == 0
    add = ("add", case, "support", "--from", "-")
    support = b"who: sister\nkind: family\n"
    assert forked(add, root, stdin=support, before=loosely).code == 0
    ended = forked(("edit", case, "--editor", "false"), root, keys=b"", before=loosely)
    assert ended.code == 2
    assert (root / DRAFTS / f"edit-{case}.yaml").is_file()
    for path in (root, *root.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_nobody_else_can_read_a_case(client: Callable[[str], str]) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        place = Path(folder)
        place.chmod(0o755)
        (place / "open").write_text("for all")
        make(place / "caseload", "jm")
        assert _as_nobody(client, place / "open") == b"for all"
        assert _as_nobody(client, place / "caseload" / "hrcli.yaml") == b""


def _as_nobody(client: Callable[[str], str], path: Path) -> bytes:
    """What somebody without any rights of their own reads there (root alone can become one)."""
    if os.geteuid():
        others = all(part.stat().st_mode & 0o005 for part in (path, path.parent))
        return path.read_bytes() if others else b""
    nobody = [client("setpriv"), "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    return subprocess.run([*nobody, "cat", str(path)], capture_output=True).stdout


def no_overrule(client: Callable[[str], str]) -> list[str]:
    if os.geteuid():
        return []
    client("setpriv")
    return NO_OVERRULE


@pytest.mark.parametrize("shut", ["", ".hrcli", f"cases/{CASE}"])
def test_where_nothing_may_be_written_nothing_changes(
    caseload: Path, client: Callable[[str], str], shut: str
) -> None:
    wrapper = no_overrule(client)
    before = files(caseload)
    folders = [caseload / shut, caseload / ".hrcli"] if not shut else [caseload / shut]
    for folder in folders:
        folder.chmod(0o500)
    (caseload / ".hrcli" / "lock").unlink(missing_ok=True)
    try:
        done = cold(SET, caseload, wrapper)
        reading = cold(("list",), caseload, wrapper)
    finally:
        for folder in folders:
            folder.chmod(0o700)
    assert (done.code, done.err.count("\n")) == (3, 3), done
    assert "nothing was changed" in done.err
    assert "Traceback" not in done.err
    assert reading.code == 0
    assert files(caseload) == before
    assert leftovers(caseload) == []


@pytest.mark.parametrize("shut", [PLAN, f"cases/{CASE}", f"cases/{CASE}/reviews"])
def test_what_may_not_be_read_is_told_and_hides_nothing(
    caseload: Path, client: Callable[[str], str], shut: str
) -> None:
    wrapper = no_overrule(client)
    mode = (caseload / shut).stat().st_mode
    (caseload / shut).chmod(0)
    try:
        one = cold(("show", "7KQ2"), caseload, wrapper)
        due = cold(("--today", "2026-02-09", "due"), caseload, wrapper)
    finally:
        (caseload / shut).chmod(mode)
    assert (one.code, one.err.count("\n")) == (3, 3), one
    assert "may not read" in one.err
    assert due.code == 3
    assert "unreadable" in due.out
    assert len(due.out.splitlines()) > 5


def shut_out(wrapper: list[str], shut: Path, words: tuple[str, ...], folder: Path) -> Done:
    """What a command says while nobody may look into `shut`, or read it."""
    mode = shut.stat().st_mode
    shut.chmod(0)
    try:
        return cold(words, folder, wrapper)
    finally:
        shut.chmod(mode)


@pytest.mark.parametrize(
    ("shut", "words", "named"),
    [
        ("caseload", ("list",), "caseload/cases/hrcli.yaml"),
        ("caseload", ("validate", "{top}/caseload/" + PLAN), "caseload/hrcli.yaml"),
        ("caseload", ("init", "{top}/caseload/inner", "--no-git"), "caseload/hrcli.yaml"),
        ("caseload/.gitignore", ("doctor",), "caseload/.gitignore"),
        ("caseload/knowledge", ("options",), "caseload/knowledge/options.yaml"),
        ("caseload/.hrcli/schemas", ("create", "--starter", "quitting"), "schemas/"),
        ("shut", ("render", "7KQ2", "-o", "{top}/shut/page.md"), "shut/page.md"),
        ("shut", ("render", "7KQ2", "-o", "{top}/shut/inner/page.md"), "shut/inner/page.md"),
    ],
)
def test_whatever_nobody_may_look_into_is_named(
    caseload: Path,
    client: Callable[[str], str],
    shut: str,
    words: tuple[str, ...],
    named: str,
) -> None:
    wrapper, top = no_overrule(client), caseload.parent
    (top / "shut").mkdir()
    (caseload / "knowledge").mkdir(exist_ok=True)
    (caseload / ".hrcli" / "schemas").mkdir(exist_ok=True)
    subprocess.run([client("git"), "init", "-q", str(caseload)], check=True)
    spelled = tuple(word.format(top=top) for word in words)
    done = shut_out(wrapper, top / shut, (*TODAY_SAID, *spelled), caseload / "cases")
    assert (done.code, done.err.count("\n")) == (3, 3), done
    assert f"{top}/" in done.err.splitlines()[1]
    assert named in done.err.splitlines()[1], done.err


def test_every_refusal_names_a_place_and_a_way_out(caseload: Path) -> None:
    with pytest.raises(HrcliError) as told:
        read_bytes(caseload / "nothing.yaml")
    assert [len(line) > 10 for line in str(told.value).split("\n")] == [True] * 3
