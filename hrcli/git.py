"""The only door to git: fixed argument lists, and no configuration that could run a program."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hrcli.errors import HrcliError, Refused, Unreadable, WrongCommand

# An unpacked folder may carry settings that run programs; none of them may speak here.
NEUTRAL = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.pager=cat"),
    *("-c", "log.showSignature=false"),
    *("-c", "commit.gpgSign=false"),
    *("-c", "protocol.allow=never"),
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "core.fsync=committed,reference,index"),
)
QUIET = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TEMPLATE_DIR": "",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
}
DRIVER = "merge.hrcli.driver"
DRIVER_COMMAND = "hrcli merge-driver %O %A %B %P"
DRIVER_NAME = "merge.hrcli.name"
ABSENT = "0" * 40

# Settings of a repository that make git run a program while it adds or commits.
RUNS = re.compile(
    r"core\.(fsmonitor|hookspath|sshcommand|editor|pager|askpass|gitproxy"
    r"|alternaterefscommand|worktree)"
    r"|filter\..+\.(clean|smudge|process)|diff\.external|diff\..+\.(command|textconv)"
    r"|gpg\.(.+\.)?program|credential\.(.+\.)?helper|merge\.(?!hrcli\.).+\.driver"
    r"|sequence\.editor|gpg\..+\.defaultkeycommand",
    re.IGNORECASE,
)


class NoGit(HrcliError):
    """Git is not there, or the caseload is not kept in it."""


class Uncommitted(HrcliError):
    """The file is saved, but git did not take it into the history."""


class Touched(NamedTuple):
    """One file that a commit changed: its name, and the blobs before and after (or ABSENT)."""

    name: str
    before: str
    after: str


class Commit(NamedTuple):
    """One step of the history: its id, when (with its own clock), who, and the files it changed."""

    id: str
    when: str
    who: str
    files: tuple[Touched, ...]


def holds(folder: Path) -> bool:
    """Whether `folder` lies in a git work tree; looks at folders only, starts nothing."""
    return any((place / ".git").exists() for place in (folder, *folder.parents))


def init(folder: Path) -> bool:
    """Make a git repository of `folder`. False where git is not installed or refuses."""
    try:
        done = _run(folder, "-c", "init.defaultBranch=main", "init", "--quiet", ".")
    except NoGit:
        return False
    return done.returncode == 0


def need(folder: Path) -> None:
    """Raises NoGit where `folder` lies in no repository, or git is not installed."""
    if not holds(folder):
        todo = "Make one in the caseload's folder with: git init"
        raise NoGit("This caseload has no history: no git repository.", str(folder), todo)
    if _run(folder, "rev-parse", "--is-inside-work-tree").stdout.strip() != b"true":
        todo = "See what git says there: git status"
        raise NoGit("Git does not open this repository.", str(folder), todo)


def history(folder: Path, name: str) -> list[Commit]:
    """The commits that changed something below `name` (a path in `folder`), the latest first."""
    form = "--format=%x01%H%x02%aI%x02%an%x02"
    done = _run(
        folder,
        *("log", "-z", "--raw", "--no-abbrev", "--no-renames", "--relative", "--no-ext-diff"),
        *("--no-textconv", "--no-show-signature", form, "HEAD", "--", name),
    )
    if done.returncode:
        return []  # nothing was ever committed
    told = done.stdout.decode("utf-8", "replace")
    return [_commit(piece) for piece in told.split("\x01")[1:]]


def _commit(piece: str) -> Commit:
    name, when, who, rest = piece.split("\x02", 3)
    parts = [part.strip("\n") for part in rest.split("\0")]
    parts = [part for part in parts if part]
    files = []
    for head, file in zip(parts[::2], parts[1::2], strict=False):
        _, _, before, after, _ = head.lstrip(":").split(" ")
        files.append(Touched(file, before, after))
    return Commit(name, when, who, tuple(files))


def commit_id(folder: Path, typed: str) -> str:
    """The id of the commit that `typed` means. Raises WrongCommand where it means none."""
    done = _run(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{typed}^{{commit}}"
    )
    if done.returncode:
        todo = "See the commits with: git log --oneline"
        raise WrongCommand("Git knows no such commit.", "hrcli diff", todo)
    return done.stdout.decode("ascii").strip()


def files_at(folder: Path, commit: str, name: str) -> dict[str, str]:
    """The files below `name` in a commit, each with its blob."""
    done = _run(folder, "ls-tree", "-r", "-z", commit, "--", f"{name}/")
    found = {}
    for row in done.stdout.decode("utf-8", "replace").split("\0"):
        head, _, file = row.partition("\t")
        if file and head.split(" ")[1] == "blob" and not head.startswith("120000"):
            found[file] = head.split(" ")[2]
    return found


def blobs(folder: Path, wanted: Iterable[str]) -> Iterator[bytes]:
    """The bytes of each wanted blob, in order, from one process that answers them all."""
    command = ["git", *NEUTRAL, "cat-file", "--batch"]
    with subprocess.Popen(
        command, cwd=folder, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for blob in wanted:
            process.stdin.write(blob.encode("ascii") + b"\n")
            process.stdin.flush()
            head = process.stdout.readline().split()
            if len(head) != 3:
                raise Unreadable(
                    "Part of the history is missing.", str(folder), "Check it with: git fsck"
                )
            yield process.stdout.read(int(head[2]) + 1)[:-1]
        process.stdin.close()


def settings(folder: Path) -> dict[str, str]:
    """What the repository's own configuration says, names in lower case."""
    done = _run(folder, "config", "--list", "--includes", "-z", neutral=())
    rows = done.stdout.decode("utf-8", "replace").split("\0")
    return {key.lower(): value for key, _, value in (row.partition("\n") for row in rows) if key}


def set_driver(folder: Path) -> bool:
    """Tell the repository how plans are merged. Whether git took it."""
    rows = ((DRIVER_NAME, "merges harm-reduction plans by item"), (DRIVER, DRIVER_COMMAND))
    try:
        return all(not _run(folder, "config", "--local", *row).returncode for row in rows)
    except NoGit:
        return False


def tracked(folder: Path, name: str) -> list[str]:
    """The files below `name` that git keeps."""
    done = _run(folder, "ls-files", "-z", "--", name)
    return [row for row in done.stdout.decode("utf-8", "replace").split("\0") if row]


def folder_of_hooks(folder: Path) -> Path:
    """Where the repository keeps its hooks, whatever its configuration says about them."""
    done = _run(folder, "rev-parse", "--git-common-dir")
    if done.returncode:
        todo = "Make one in the caseload's folder with: git init"
        raise NoGit("There is no git repository here.", str(folder), todo)
    return (folder / os.fsdecode(done.stdout.rstrip(b"\n"))).resolve() / "hooks"


def text_merge(base: Path, ours: Path, theirs: Path) -> bool:
    """Merge three files line by line into `ours`; whether that went without a conflict."""
    labels = ("-L", "yours", "-L", "before", "-L", "theirs")
    names = [str(path.absolute()) for path in (ours, base, theirs)]
    return _run(ours.parent, "merge-file", "-q", *labels, *names).returncode == 0


def commit(folder: Path, names: Sequence[str], message: str) -> None:
    """Take the files `names` into the history, and nothing else.

    Raises Refused where the repository's settings could run a program, Uncommitted where git says
    no. Either way the files themselves are saved already.
    """
    _need_harmless(folder)
    who = _identity(folder)
    added = _run(folder, "add", "--", *names, more=who)
    if not added.returncode:
        same = _run(folder, "diff", "--cached", "--quiet", "--no-ext-diff", "--", *names)
        if not same.returncode:
            return  # it is there already
        options = ("--quiet", "--no-verify", "-m", message, "--only")
        added = _run(folder, "commit", *options, "--", *names, more=who)
    if added.returncode:
        raise Uncommitted(
            "Saved, but git did not take it into the history.",
            str(folder),
            "See why with: git status; then: git commit",
        )


def runs_programs(folder: Path) -> list[str]:
    """The settings of the repository that could make git run a program."""
    return sorted(key for key in settings(folder) if RUNS.fullmatch(key))


def _need_harmless(folder: Path) -> None:
    if not holds(folder):
        todo = "Make one with git init, or leave --commit out."
        raise Uncommitted("Saved, but there is no git repository here.", str(folder), todo)
    found = runs_programs(folder)
    if found:
        raise Refused(
            "Saved, but not committed: a setting of this repository can run a program.",
            f"{folder} ({', '.join(found)})",
            "Commit by hand if you know why it is there: git commit",
        )


def _identity(folder: Path) -> dict[str, str]:
    """Who commits, as the worker's own git knows it: reading that runs nothing."""
    own = {key: value for key, value in os.environ.items() if key in ("HOME", "XDG_CONFIG_HOME")}
    found: dict[str, str] = {}
    for key, names in (("user.name", "NAME"), ("user.email", "EMAIL")):
        value = _run(folder, "config", "--get", key, neutral=(), own=own).stdout
        given = os.environ.get(f"GIT_AUTHOR_{names}") or value.decode("utf-8", "replace").strip()
        for role in ("AUTHOR", "COMMITTER"):
            found[f"GIT_{role}_{names}"] = given or "hrcli"
    return found


def _environment(own: Mapping[str, str] | None = None) -> dict[str, str]:
    plain = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | QUIET
    if own is not None:
        asked = os.environ.get("GIT_CONFIG_GLOBAL")
        plain.pop("GIT_CONFIG_GLOBAL")
        plain |= {"GIT_CONFIG_GLOBAL": asked} if asked else {}
    return plain


def _run(
    folder: Path,
    *words: str,
    neutral: Sequence[str] = NEUTRAL,
    own: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run git once in `folder`; `own` lets the worker's own configuration be read."""
    try:
        return subprocess.run(
            ["git", *neutral, *words],
            cwd=folder,
            env=_environment(own) | dict(more or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
    except OSError:
        todo = "Install git, then do it again."
        raise NoGit("Git is not installed here.", str(folder), todo) from None
