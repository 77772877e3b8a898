"""Repositories that were made to run a program, and how plain git is made to run it.

A trap is what a folder may bring with it: settings, attributes, hooks, another repository inside.
"""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

PLAN = "cases/7KQ2-9XMP/plan.yaml"
STATUS = ("status",)
ADD = ("add", "-A")
COMMIT = ("commit", "-q", "--allow-empty", "-m", "x")
DIFF = ("diff",)
LOG = ("log", "-p")
CHECKOUT = ("checkout", "-q", "-f", "other")
MERGE = ("merge", "-q", "-m", "x", "other")
FETCH = ("fetch", "-q", "origin")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ1aWx0Zm9ydGVzdHNvbmx5bm9ib2R5a25vd3NpdHMw"
IDENTITY = {
    "GIT_AUTHOR_NAME": "x",
    "GIT_AUTHOR_EMAIL": "x@y.invalid",
    "GIT_COMMITTER_NAME": "x",
    "GIT_COMMITTER_EMAIL": "x@y.invalid",
}
SPRUNG = "sprung"


class Place(NamedTuple):
    """Where a trap is set: the caseload, and the program that must never run."""

    root: Path
    program: Path

    def write(self, name: str, text: str, mode: int = 0o644) -> None:
        """Put `text` behind what stands in a file of the caseload's folder."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text.format(program=self.program, root=self.root))
        path.chmod(mode)

    def git(self, *words: str, folder: str = "") -> str:
        """What plain git says, before the trap is set."""
        command = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", *words]
        done = subprocess.run(
            command,
            cwd=self.root / folder,
            env=os.environ | IDENTITY,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


class Trap(NamedTuple):
    """What is in the folder (texts name {program} and {root}), and what plain git is then asked."""

    fires: tuple[str, ...]
    config: str = ""
    files: Mapping[str, str] = {}
    more: Callable[[Place], object] = lambda place: None
    given: bytes = b""

    def set_in(self, place: Place) -> None:
        """Set the trap; the caseload's folder is a repository, with a branch `other`."""
        self.more(place)
        if self.config:
            place.write(".git/config", self.config)
        for name, text in self.files.items():
            place.write(name, text, 0o755 if "hooks/" in name else 0o644)

    def spring(self, place: Place) -> bool:
        """Have plain git do what runs the program, at a terminal; whether it ran."""
        outer, inner = pty.openpty()
        with tempfile.TemporaryFile() as given:
            given.write(self.given)
            given.seek(0)
            process = subprocess.Popen(
                ["git", *self.fires],
                cwd=place.root,
                env=os.environ | IDENTITY | {"TERM": "xterm", "GIT_TERMINAL_PROMPT": "0"},
                stdin=given,
                stdout=inner,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        os.close(inner)
        with contextlib.suppress(OSError):  # how Linux says that nobody writes any more
            while os.read(outer, 65536):
                pass
        process.wait()
        os.close(outer)
        return sprung(place)


def sprung(place: Place) -> bool:
    """Whether the program ran since somebody asked last."""
    mark = place.program.with_name(SPRUNG)
    ran = mark.exists()
    mark.unlink(missing_ok=True)
    return ran


def program_in(folder: Path) -> Path:
    """The program that must not run: it leaves a mark."""
    path = folder / "program"
    path.write_text(f"#!/bin/sh\ntouch '{folder / SPRUNG}'\n")
    path.chmod(0o755)
    return path


def repository(root: Path) -> None:
    """Make a repository of a caseload, with a branch `other` whose plan differs, as here."""
    place = Place(root, root)
    place.git("init", "-q", "-b", "main", ".")
    place.git("add", "-A")
    place.git("commit", "-qm", "all")
    for branch in ("other", "main"):
        place.git("checkout", "-q", *(["-b"] if branch == "other" else []), branch)
        text = (root / PLAN).read_text(encoding="utf-8")
        (root / PLAN).write_text(f"{text}# seen by {branch}\n", encoding="utf-8")
        place.git("commit", "-qam", branch)
    text = (root / PLAN).read_text(encoding="utf-8")
    (root / PLAN).write_text(f"{text}# not committed yet\n", encoding="utf-8")


def hook(name: str, *fires: str, config: str = "") -> Trap:
    """A hook that lies where git looks for it by itself."""
    return Trap(fires, config, {f".git/hooks/{name}": "#!/bin/sh\nexec {program}\n"})


def chosen(
    family: str, what: str, *fires: str, name: str = "x", value: str = "x", at: str = ""
) -> Trap:
    """A driver with a `name`, and an attribute that chooses it."""
    attributes = f"*.yaml {family}={value}\n"
    config = f'[{family} "{name}"]\n {what} = {{program}}\n'
    return Trap(fires, config, {at or ".gitattributes": attributes})


def _signed(place: Place) -> None:
    """The last commit, with something in it that has to be looked at as a signature."""
    head = place.git("cat-file", "commit", "HEAD").split("\n\n", 1)
    text = f"{head[0]}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n"
    raw = place.root / "commit"
    raw.write_text(f"{text}\n{head[1]}\n")
    place.git("update-ref", "HEAD", place.git("hash-object", "-t", "commit", "-w", str(raw)))
    raw.unlink()


def _inside(config: str) -> Callable[[Place], None]:
    """A repository of its own in a folder of the caseload, which git keeps as a link."""

    def make(place: Place) -> None:
        inner = place.root / "cases" / "inner"
        inner.mkdir()
        place.git("init", "-q", ".", folder="cases/inner")
        (inner / "a.yaml").write_text("a: 1\n")
        place.git("add", "-A", folder="cases/inner")
        place.git("commit", "-qm", "x", folder="cases/inner")
        place.git("add", "cases/inner")
        place.git("commit", "-qm", "x", "--", "cases/inner")
        place.write("cases/inner/.gitattributes", "*.yaml filter=x\n")
        place.write("cases/inner/.git/config", config)
        (inner / "a.yaml").write_text("a: 2\n")

    return make


def _bare(place: Place) -> None:
    """The folder itself looks like a repository, as only servers have it."""
    for path in (place.root / ".git").iterdir():
        path.rename(place.root / path.name)
    (place.root / ".git").rmdir()
    config = "[core]\n repositoryformatversion = 0\n bare = false\n worktree = {root}\n"
    (place.root / "config").unlink()
    place.write("config", config + " fsmonitor = {program}\n")


def _elsewhere(place: Place) -> None:
    """The folder's repository lies somewhere else, and .git says where."""
    (place.root / ".git").rename(place.root / "cases" / "kept")
    place.write("cases/kept/config", "[core]\n fsmonitor = {program}\n")
    place.write(".git", "gitdir: cases/kept\n")


def _other_file(place: Place) -> None:
    """A file that is none of hrcli's goes through the filter; git looks at it by the way."""
    (place.root / "photo.bin").write_text("1")
    place.git("add", "photo.bin")
    place.git("commit", "-qm", "x", "--", "photo.bin")
    (place.root / "photo.bin").write_text("2")


FILTER = '[filter "x"]\n clean = {program}\n'
FSMONITOR = "[core]\n fsmonitor = {program}\n"
SIGNS = "[commit]\n gpgSign = true\n[user]\n signingKey = x\n"
TRAPS: dict[str, Trap] = {
    "fsmonitor": Trap(STATUS, FSMONITOR),
    "fsmonitor-by-include": Trap(STATUS, "[include]\n path = ../more\n", {"more": FSMONITOR}),
    "fsmonitor-by-condition": Trap(
        STATUS, '[includeIf "gitdir:**"]\n path = ../more\n', {"more": FSMONITOR}
    ),
    "fsmonitor-of-a-work-tree": Trap(
        STATUS, "[extensions]\n worktreeConfig = true\n", {".git/config.worktree": FSMONITOR}
    ),
    "hooks-elsewhere": Trap(
        COMMIT,
        "[core]\n hooksPath = {root}/hooks\n",
        {"hooks/pre-commit": "#!/bin/sh\nexec {program}\n"},
    ),
    "hook-pre-commit": hook("pre-commit", *COMMIT),
    "hook-prepare-commit-msg": hook("prepare-commit-msg", *COMMIT),
    "hook-commit-msg": hook("commit-msg", *COMMIT),
    "hook-post-commit": hook("post-commit", *COMMIT),
    "hook-post-index-change": hook("post-index-change", *ADD),
    "hook-reference-transaction": hook("reference-transaction", *COMMIT),
    "hook-post-checkout": hook("post-checkout", *CHECKOUT),
    "hook-pre-merge-commit": hook("pre-merge-commit", "merge", "--no-ff", "-s", "ours", "other"),
    "pager": Trap(LOG, "[core]\n pager = {program}\n"),
    "pager-of-log": Trap(LOG, "[pager]\n log = {program}\n"),
    "pager-of-diff": Trap(DIFF, "[pager]\n diff = {program}\n"),
    "pager-of-config": Trap(("config", "--list"), "[pager]\n config = {program}\n"),
    "editor": Trap(("commit", "--allow-empty"), "[core]\n editor = {program}\n"),
    "sequence-editor": Trap(
        ("rebase", "-i", "--autostash", "HEAD~1"), "[sequence]\n editor = {program}\n"
    ),
    "diff-external": Trap(DIFF, "[diff]\n external = {program}\n"),
    "diff-command": chosen("diff", "command", *DIFF),
    "diff-textconv": chosen("diff", "textconv", *LOG),
    "diff-textconv-without-a-name": chosen("diff", "textconv", *DIFF, name="", value=""),
    "filter-clean": chosen("filter", "clean", *ADD),
    "filter-smudge": chosen("filter", "smudge", *CHECKOUT, at=".git/info/attributes"),
    "filter-process": chosen("filter", "process", *ADD),
    "filter-without-a-name": chosen("filter", "clean", *ADD, name="", value=""),
    "filter-called-unspecified": chosen("filter", "clean", *ADD, name="set", value="set"),
    "filter-called-unset": chosen("filter", "clean", *ADD, name="unset", value="unset"),
    "filter-with-dots": chosen("filter", "clean", *ADD, name="A.clean.B", value="A.clean.B"),
    "filter-with-signs": chosen("filter", "clean", *ADD, name="=;$x", value="=;$x"),
    "filter-called-git-crypt": chosen("filter", "clean", *ADD, name="git-crypt", value="git-crypt"),
    "filter-by-info": chosen("filter", "clean", *ADD, at=".git/info/attributes"),
    "filter-by-folder": chosen("filter", "clean", *ADD, at="cases/7KQ2-9XMP/.gitattributes"),
    "filter-by-macro": Trap(ADD, FILTER, {".gitattributes": "[attr]mine filter=x\n*.yaml mine\n"}),
    "filter-by-file": Trap(
        ADD,
        FILTER + "[core]\n attributesFile = {root}/cases/more\n",
        {"cases/more": "*.yaml filter=x\n"},
    ),
    "filter-of-another-file": Trap(
        STATUS, FILTER, {".gitattributes": "*.bin filter=x\n"}, _other_file
    ),
    "merge-driver": chosen("merge", "driver", *MERGE),
    "merge-driver-of-hrcli": chosen("merge", "driver", *MERGE, name="hrcli", value="hrcli"),
    "merge-driver-by-default": Trap(
        MERGE, '[merge]\n default = x\n[merge "x"]\n driver = {program}\n'
    ),
    "gpg": Trap(COMMIT, SIGNS + "[gpg]\n program = {program}\n"),
    "gpg-openpgp": Trap(COMMIT, SIGNS + '[gpg "openpgp"]\n program = {program}\n'),
    "gpg-x509": Trap(COMMIT, SIGNS + '[gpg]\n format = x509\n[gpg "x509"]\n program = {program}\n'),
    "gpg-ssh": Trap(
        COMMIT,
        "[commit]\n gpgSign = true\n[gpg]\n format = ssh\n"
        f'[user]\n signingKey = "{KEY}"\n[gpg "ssh"]\n program = {{program}}\n',
    ),
    "gpg-ssh-key": Trap(
        COMMIT,
        "[commit]\n gpgSign = true\n[gpg]\n format = ssh\n"
        '[gpg "ssh"]\n defaultKeyCommand = {program}\n',
    ),
    "signatures-shown": Trap(
        LOG, "[log]\n showSignature = true\n[gpg]\n program = {program}\n", more=_signed
    ),
    "ssh": Trap(
        FETCH,
        '[core]\n sshCommand = {program}\n[remote "origin"]\n url = x@y.invalid:z\n'
        " promisor = true\n",
    ),
    "ext": Trap(
        FETCH,
        '[protocol "ext"]\n allow = always\n[remote "origin"]\n url = ext::{program}\n'
        " promisor = true\n",
    ),
    "upload-pack": Trap(
        FETCH, '[remote "origin"]\n url = {root}\n uploadpack = {program}\n promisor = true\n'
    ),
    "credential": Trap(
        ("credential", "fill"),
        "[credential]\n helper = {program}\n",
        given=b"protocol=https\nhost=y.invalid\n\n",
    ),
    "askpass": Trap(
        ("credential", "fill"),
        "[core]\n askPass = {program}\n",
        given=b"protocol=https\nhost=y.invalid\n\n",
    ),
    "alias": Trap(("look",), "[alias]\n look = !{program}\n log = !{program}\n add = !{program}\n"),
    "trailer": Trap(
        ("commit", "-q", "--allow-empty", "-m", "x", "--trailer", "mine=x"),
        '[trailer "mine"]\n command = {program}\n',
    ),
    "difftool": Trap(("difftool", "-y", "-t", "mine"), '[difftool "mine"]\n cmd = {program}\n'),
    "repository-inside": Trap(STATUS, more=_inside(FSMONITOR)),
    "repository-inside-with-a-filter": Trap(STATUS, more=_inside(FILTER)),
    "repository-in-the-open": Trap(STATUS, more=_bare),
    "repository-elsewhere": Trap(STATUS, more=_elsewhere),
}
"""Every trap, by what it is."""
