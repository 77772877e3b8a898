"""The only door to git: fixed argument lists, and no configuration that could run a program."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hrcli.errors import HrcliError, Refused, Unreadable, WrongCommand

# An unpacked folder may carry settings that run programs; none of them may speak here.
NEUTRAL = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.pager=cat"),
    *("-c", "log.showSignature=false"),
    *("-c", "merge.conflictStyle=merge"),
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
# Git takes over what a driver leaves in %A, also where it fails (hrcli is not on the PATH of a
# desktop program, or its Python is gone): the other side would be lost without a mark. So without
# marks the lines are merged by git itself, and it stays a conflict that somebody looks at.
DRIVER_COMMAND = (
    "hrcli merge-driver %O %A %B %P && exit; grep -q '^<<<<<<< ' %A || git -c"
    " merge.conflictStyle=merge merge-file -q -L 'one side' -L before -L 'the other side'"
    " %A %O %B; exit 1"
)
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
    """One file that a commit changed: its name, and the blobs before and after (or ABSENT).

    A merge has a blob before from each of the states that it brought together.
    """

    name: str
    before: tuple[str, ...]
    after: str


class Commit(NamedTuple):
    """One step of the history: its id, when (with its own clock), who, and the files it changed."""

    id: str
    when: str
    who: str
    merges: bool
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


def need(folder: Path) -> bool:
    """Whether the whole history is here (a shallow clone holds its end alone).

    Raises NoGit where `folder` lies in no repository, or git is not installed or refuses.
    """
    if not holds(folder):
        todo = "Make one in the caseload's folder with: git init"
        raise NoGit("This caseload has no history: no git repository.", str(folder), todo)
    done = _run(folder, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository")
    inside, _, shallow = done.stdout.partition(b"\n")
    if inside != b"true":
        what, todo = "Git does not open this repository.", "See what git says there: git status"
        if b"dubious ownership" in done.stderr:
            what = "Git does not open this repository: it belongs to somebody else."
            todo = "If you trust whoever it is, git status says how to tell git so."
        raise NoGit(what, str(folder), todo)
    return shallow.strip() != b"true"


def history(folder: Path, name: str) -> list[Commit]:
    """The commits that changed something below `name` (a path in `folder`), the latest first.

    Of a merge only what is like none of the states that it brought together.
    """
    done = _run(
        folder,
        *("log", "-z", "--raw", "-c", "--full-history", "--no-abbrev", "--no-renames"),
        *("--relative", "--no-ext-diff", "--no-textconv", "--no-show-signature"),
        *("--format=%H%x00%P%x00%aI%x00%an", "HEAD", "--", name),
    )
    if done.returncode:
        return []  # nothing was ever committed
    return list(_commits(done.stdout.decode("utf-8", "replace").split("\0")))


def _commits(told: Sequence[str]) -> Iterator[Commit]:
    """The commits in what `git log` has told; no name in it can hold what parts its fields."""
    at = 0
    while at + 4 <= len(told):
        name, parents, when, who = told[at : at + 4]
        at, files = at + 4, []
        while at < len(told) and (head := told[at].lstrip("\n"))[:1] in ("", ":"):
            if head:
                at += 1
                files.append(_touched(head, told[at]))
            at += 1
        yield Commit(name.strip("\n"), when, who, " " in parents, tuple(files))


def _touched(head: str, name: str) -> Touched:
    """A line such as `:100644 100644 BEFORE AFTER M`; a merge has a colon for each parent."""
    colons = len(head) - len(head.lstrip(":"))
    *before, after = head.split(" ")[colons + 1 : -1]
    return Touched(name, tuple(before), after)


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
    command = ["git", *_trusted(folder), *NEUTRAL, "cat-file", "--batch"]
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


def folder_of_hooks(folder: Path) -> tuple[Path, str]:
    """Where the repository keeps its hooks, and where in it `folder` lies ("" at its top).

    Raises Refused where a setting, also one of the worker's own, has git look for hooks elsewhere.
    """
    done = _run(folder, "rev-parse", "--git-common-dir", "--show-prefix")
    if done.returncode:
        todo = "Make one in the caseload's folder with: git init"
        raise NoGit("There is no git repository here.", str(folder), todo)
    common, prefix = os.fsdecode(done.stdout).split("\n")[:2]
    hooks = (folder / common).resolve() / "hooks"
    used = _run(folder, "rev-parse", "--git-path", "hooks", neutral=(), own={}).stdout
    if (folder / os.fsdecode(used.rstrip(b"\n"))).resolve() != hooks:
        todo = "Have the pre-commit hook there run: hrcli --quiet validate"
        what = "Git looks for hooks elsewhere (core.hooksPath), so a hook here would never run."
        raise Refused(what, str(folder), todo)
    return hooks, prefix.rstrip("/")


def text_merge(base: Path, ours: Path, theirs: Path) -> bool:
    """Merge three files line by line into `ours`; whether that went without a conflict."""
    labels = ("-L", "one side", "-L", "before", "-L", "the other side")
    names = [str(path.absolute()) for path in (ours, base, theirs)]
    return _run(ours.parent, "merge-file", "-q", *labels, *names).returncode == 0


def commit(folder: Path, names: Sequence[str], message: str) -> None:
    """Take the files `names` into the history, and nothing else.

    Raises Refused where the repository's settings could run a program, Uncommitted where git says
    no. Either way the files themselves are saved already.
    """
    _need_harmless(folder)
    _need_a_place(folder)
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


def _need_a_place(folder: Path) -> None:
    """A commit on no branch is lost with the next switch; one amid a merge would finish it."""
    for name in ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD"):
        if not _run(folder, "rev-parse", "--quiet", "--verify", name).returncode:
            todo = "See how far it is with: git status; then: git commit"
            raise Uncommitted("Saved, but not committed: a merge is under way.", str(folder), todo)
    if _run(folder, "symbolic-ref", "--quiet", "HEAD").returncode:
        todo = "See how to go back with: git status; then: git commit"
        what = "Saved, but not committed: the folder is on no branch, where commits get lost."
        raise Uncommitted(what, str(folder), todo)


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


@cache
def _trusted(folder: Path) -> tuple[str, ...]:
    """The folders of others that the worker has told git to open, as options; else none.

    It is the one setting of the worker's own that counts here: without it nobody could look back
    in a folder that a team shares on one computer.
    """
    top = next((it for it in (folder, *folder.parents) if (it / ".git").exists()), folder)
    me = os.geteuid() if hasattr(os, "geteuid") else None
    if me is not None and all(it.stat().st_uid == me for it in (top, top / ".git") if it.exists()):
        return ()
    words = ("config", "--global", "-z", "--get-all", "safe.directory")
    done = _started(folder, ("git", *words), _environment({}))
    found = os.fsdecode(done.stdout).split("\0")
    return tuple(word for it in found if it for word in ("-c", f"safe.directory={it}"))


def _run(
    folder: Path,
    *words: str,
    neutral: Sequence[str] = NEUTRAL,
    own: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run git once in `folder`; `own` lets the worker's own configuration be read."""
    command = ("git", *_trusted(folder), *neutral, *words)
    return _started(folder, command, _environment(own) | dict(more or {}))


def _started(
    folder: Path, command: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True
        )
    except OSError:
        todo = "Install git, then do it again."
        raise NoGit("Git is not installed here.", str(folder), todo) from None
