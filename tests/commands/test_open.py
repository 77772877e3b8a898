"""`hrcli open`: a page for as long as it is looked at, and nothing of it afterwards."""

from __future__ import annotations

import os
import re
import signal
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from hrcli.store.opened import opened, sweep
from tests.support.processes import Process, forked
from tests.support.running import PLAN, Run

OPEN = Path(".hrcli/open")
TODAY = ("--today", "2026-02-09")


@pytest.fixture
def seen(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser in the environment that copies what it is shown to the file given here.

    Where a file `hold` lies beside it, it stays in the terminal.
    """
    browser = tmp_path / "browser"
    browser.write_text(
        '#!/bin/sh\ncd "${0%/*}"\ncp -p "${1#file://}" part && mv part seen\n'
        "if [ -e hold ]; then sleep 60; fi\n",
        encoding="utf-8",
    )
    browser.chmod(0o700)
    monkeypatch.setenv("BROWSER", str(browser))
    return tmp_path / "seen"


def left() -> list[str]:
    return sorted(os.listdir(OPEN)) if OPEN.is_dir() else []


@pytest.mark.parametrize("keys", [b"\n", b"\x03", b"\x04"], ids=["Enter", "Ctrl-C", "Ctrl-D"])
def test_the_page_is_the_workers_alone_and_gone_afterwards(seen: Path, keys: bytes) -> None:
    done = forked((*TODAY, "open", "7KQ2"), Path.cwd(), keys=keys)
    assert done.code == 0, done.out
    assert "The page is gone." in done.out
    assert "Child A" in seen.read_text(encoding="utf-8")
    assert stat.S_IMODE(seen.stat().st_mode) == 0o600
    assert not OPEN.exists()


def test_each_reader_sees_their_own_page(seen: Path, run: Run) -> None:
    pages = set()
    for reader in ("client", "review"):
        forked((*TODAY, "open", "7KQ2", "--as", reader), Path.cwd(), keys=b"\n")
        page = run("render", "7KQ2", "--as", reader, "--to", "html").stdout
        assert seen.read_text(encoding="utf-8") == page
        pages.add(page)
    assert len(pages) == 2


def test_a_name_tells_nothing(run: Run, tmp_path: Path) -> None:
    with opened(tmp_path, "x") as place:
        assert re.fullmatch(r"[0-9a-f]{16}\.html", place.name)
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_copies_for_others_are_not_opened(run: Run) -> None:
    for reader in ("court", "referral", "family", "handover"):
        run("open", "6PYF", "--as", reader, code=2)
    run("open", code=2)


def test_what_is_refused_on_paper_is_refused_here(seen: Path, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    plan.write_text(re.sub(r"paper: \w+", "paper: not_ok", text), encoding="utf-8")
    done = forked((*TODAY, "open", "7KQ2", "--as", "client"), Path.cwd(), keys=b"\n")
    assert done.code == 3
    assert "Paper is not safe" in done.out
    assert not seen.exists()
    assert not OPEN.exists()


def test_without_a_terminal_or_a_browser_it_says_what_to_do(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "-o FILE" in run("open", "7KQ2", code=2).stderr
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "")
    done = forked((*TODAY, "open", "7KQ2"), Path.cwd(), keys=b"")
    assert done.code == 3
    assert "Name one in BROWSER" in done.out
    assert not OPEN.exists()


@pytest.fixture
def looking(seen: Path) -> Iterator[Process]:
    """Somebody who looks at a page in a browser that runs in the terminal."""
    (seen.parent / "hold").touch()
    process = Process((*TODAY, "open", "7KQ2"), Path.cwd(), keys=b"")
    while not seen.exists():
        time.sleep(0.01)
    yield process
    with suppress(ProcessLookupError):
        os.killpg(process.id, signal.SIGKILL)


def test_what_a_kill_leaves_the_next_command_takes_away(looking: Process, run: Run) -> None:
    run("list")
    assert len(left()) == 1  # somebody is looking at it
    looking.kill()
    looking.wait()
    assert len(left()) == 1
    run("list")
    assert not OPEN.exists()


def test_a_window_that_is_closed_takes_the_page_with_it(looking: Process) -> None:
    os.kill(looking.id, signal.SIGHUP)
    looking.wait()
    assert not OPEN.exists()


def test_a_sweep_takes_pages_alone(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.html"
    own.write_text("x", encoding="utf-8")
    OPEN.mkdir()
    (OPEN / "a.html").symlink_to(own)
    (OPEN / "notes.txt").write_text("x", encoding="utf-8")
    (OPEN / "b.html").write_text("x", encoding="utf-8")
    sweep(Path.cwd())
    assert left() == ["a.html", "notes.txt"]
    assert own.exists()
    before = Path(PLAN).read_bytes()
    run("show", "7KQ2")
    assert Path(PLAN).read_bytes() == before
