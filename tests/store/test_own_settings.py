"""The worker's own settings: where they lie, what they change, and what a slip in them stops."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hrcli.store.own_settings import OwnSettings, own_settings, place
from tests.support.processes import forked
from tests.support.running import PLAN, Run

Own = Callable[[str], Path]


@pytest.fixture
def own(empty_home: Path) -> Own:
    """Writes the worker's own settings."""

    def write(text: str) -> Path:
        file = empty_home / ".config" / "hrcli" / "config.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"hrcli: config/1\n{text}", encoding="utf-8")
        return file

    return write


@pytest.fixture
def elsewhere(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """We are in a folder that lies in no caseload."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("system", "environment", "file"),
    [
        ("linux", {}, "/h/.config/hrcli/config.yaml"),
        ("linux", {"XDG_CONFIG_HOME": "/x"}, "/x/hrcli/config.yaml"),
        ("linux", {"XDG_CONFIG_HOME": "x"}, "/h/.config/hrcli/config.yaml"),
        ("darwin", {"XDG_CONFIG_HOME": "/x"}, "/h/Library/Application Support/hrcli/config.yaml"),
        ("win32", {"APPDATA": "/a"}, "/a/hrcli/config.yaml"),
        ("win32", {}, "/h/AppData/Roaming/hrcli/config.yaml"),
    ],
)
def test_each_system_has_its_place(system: str, environment: dict[str, str], file: str) -> None:
    assert place(environment, system, "/h") == Path(file)


def test_what_is_not_said_keeps_its_default(own: Own, empty_home: Path) -> None:
    assert own_settings(empty_home / "none.yaml") == OwnSettings()
    assert own_settings(own("")) == OwnSettings()
    file = own("words: true\ncolor: never\ncaseload: ~/mine\neditor: nano\nx-mine: 1\n")
    said = OwnSettings(True, "never", str(empty_home / "mine"), "nano")
    assert own_settings(file) == said
    link = empty_home / "link.yaml"
    link.symlink_to(file)
    assert own_settings(link) == said


def test_the_caseload_is_used_where_nothing_else_names_one(
    own: Own, run: Run, caseload: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "There is no caseload here" in run("list", code=3).stderr
    own(f"caseload: {caseload}\n")
    listed = run("list")
    assert "7KQ2-9XMP" in listed.stdout
    assert listed.stderr == ""
    written = run("set", "7KQ2", "harms.h7k.rank", "2")
    assert f"Written in {caseload}, which your own settings name." in written.stderr
    assert "rank: 2" in (caseload / PLAN).read_text()
    other = elsewhere / "other"
    run("init", str(other), "--no-git")
    for words in (("--caseload", str(other), "list"),):
        assert "7KQ2" not in run(*words).stdout
    monkeypatch.setenv("HRCLI_CASELOAD", str(other))
    assert "7KQ2" not in run("list").stdout
    monkeypatch.delenv("HRCLI_CASELOAD")
    monkeypatch.chdir(other)
    assert "7KQ2" not in run("list").stdout
    assert "Written in" not in run("create", "--starter", "quitting").stderr


def test_a_caseload_that_is_gone_is_told_with_who_names_it(
    own: Own, run: Run, elsewhere: Path
) -> None:
    file = own(f"caseload: {elsewhere}/gone\n")
    told = run("list", code=3).stderr
    assert f"{elsewhere}/gone" in told
    assert str(file) in told


@pytest.mark.parametrize(
    "slip", ["wrods: true\n", "color: red\n", "caseload: here\n", "words: [\n", "a: b: c\n"]
)
def test_a_slip_is_told_and_stops_nothing_that_does_not_need_it(
    own: Own, run: Run, slip: str
) -> None:
    own(slip)
    listed = run("list")
    assert "7KQ2-9XMP" in listed.stdout
    assert listed.stderr.startswith("Your own settings do not hold: ")
    assert len(listed.stderr.splitlines()) == 3
    assert "config.yaml:2" in listed.stderr
    assert run("--quiet", "list").stderr == ""


def test_colour_and_editor(own: Own, run: Run, caseload: Path) -> None:
    own("color: always\neditor: 'false'\n")
    assert "\x1b[" in run("validate", "9SR8").stdout
    assert "\x1b[" not in run("--color", "never", "validate", "9SR8").stdout
    opened = forked(("edit", "7KQ2"), caseload, keys=b"")
    assert "The editor ended with an error" in opened.err
    assert forked(("edit", "7KQ2", "--editor", "true"), caseload, keys=b"").code == 0
