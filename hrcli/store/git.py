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
    *("-c", "commit.verbose=false"),
    *("-c", "diff.ignoreSubmodules=all"),
    *("-c", "protocol.allow=never"),
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "core.fsync=committed,reference,index"),
)
OPENS = ("-c", "safe.bareRepository=explicit")
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
BEGIN = (
    "To begin one, in the caseload's folder: git init, then git add ., then git commit; with "
    "commit: true in hrcli.yaml hrcli adds every change to it."
)
"""What to do where there is no history, or nothing in it."""
NO_PROGRAM = ("--no-ext-diff", "--no-textconv")

# Settings of a repository that make git run a program while it adds, commits or looks back,
# whatever the path. What only the network or a password asks for (core.sshCommand,
# credential.helper) has no part in that.
RUNS = re.compile(
    r"core\.(fsmonitor|hookspath|editor|pager)|pager\..*|diff\.external"
    r"|gpg\.(.*\.)?program|gpg\.(.*\.)?defaultkeycommand|gc\.recentobjectshook",
    re.IGNORECASE | re.DOTALL,
)
SWITCHES = re.compile(r"core\.fsmonitor|pager\..*", re.DOTALL)
OFF = ("false", "no", "off", "0", "")
DRIVERS = {
    "filter": ("clean", "smudge", "process"),
    "diff": ("command", "textconv"),
    "merge": ("driver",),
}
"""What an attribute of a path chooses by a name, and the settings of that name that are run."""
NO_NAME = ("unspecified", "unset", "set")
# The only filters that hrcli lets git run: those that encrypt, as the worker's own settings (and
# not those of the folder, which anybody may have made) spell them, with nothing for a shell in it.
ENCRYPTS = re.compile(
    r"""(?P<quote>"?)(?:/[\w.+/-]*/)?(?:git-crypt|git-agecrypt|git-age|age|rage|sops)(?P=quote)"""
    r"""(?:[ ](?:[\w./=@%+:,-]+|"[\w ./=@%+:,-]+"))*""",
    re.ASCII,
)
NAME_OF_FILTER = re.compile(r"[A-Za-z0-9_-]+")
UNDER_WAY = {
    "rebase-apply/applying": ("patches are being applied (git am)", "land between two of them"),
    "rebase-apply": ("a rebase is under way", "become part of it"),
    "rebase-merge": ("a rebase is under way", "become part of it"),
    "MERGE_HEAD": ("a merge is under way", "end it"),
    "CHERRY_PICK_HEAD": ("a cherry-pick is under way", "end it"),
    "REVERT_HEAD": ("a revert is under way", "end it"),
    "sequencer": ("a cherry-pick or revert of several is under way", "become part of it"),
    "BISECT_LOG": ("a bisect is under way", "land where it searches"),
}
"""What git keeps beside a repository while something is half done, and what a commit would do."""


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
        raise NoGit("This caseload has no history: no git repository.", str(folder), BEGIN)
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
        *("--relative", *NO_PROGRAM, "--no-show-signature"),
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
    """The id of the commit that `typed` means.

    Raises WrongCommand where it means none, NoGit where there is none yet.
    """
    done = _run(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{typed}^{{commit}}"
    )
    if done.returncode and typed == "HEAD":
        raise NoGit("This caseload has no history yet: nothing was committed.", str(folder), BEGIN)
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
    """What the repository's own configuration says; git spells all but inner names small."""
    return _settings(_run(folder, "config", "--list", "--includes", "-z", neutral=OPENS).stdout)


def _settings(told: bytes) -> dict[str, str]:
    rows = told.decode("utf-8", "replace").split("\0")
    return {key: value for key, _, value in (row.partition("\n") for row in rows) if key}


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


def staged(folder: Path) -> dict[str, str]:
    """The files below `folder` as the next commit will hold them, each with its blob.

    A link has none ("").
    """
    done = _run(folder, "ls-files", "-z", "--stage", more=_index())
    rows = (row.partition("\t") for row in os.fsdecode(done.stdout).split("\0") if row)
    parts = ((head.split(" "), name) for head, _, name in rows)
    return {
        name: "" if mode == "120000" else blob
        for (mode, blob, stage), name in parts
        if stage == "0" and mode != "160000"
    }


def changed_by_commit(folder: Path) -> list[str] | None:
    """The files below `folder` that the next commit will change; None where it is the first."""
    words = ("diff-index", "--cached", "--name-only", "-z", "--no-renames", "--relative")
    done = _run(folder, *words, *NO_PROGRAM, "HEAD", "--", more=_index())
    names = [name for name in os.fsdecode(done.stdout).split("\0") if name]
    return None if done.returncode else names


def _index() -> dict[str, str]:
    """Where git keeps what it will commit, while a hook of its own runs."""
    place = os.environ.get("GIT_INDEX_FILE")
    return {"GIT_INDEX_FILE": os.path.abspath(place)} if place else {}


def lying(folder: Path) -> list[str]:
    """The files that lie below `folder`, kept by git or not."""
    done = _run(folder, "ls-files", "-z", "--cached", "--others")
    return [name for name in os.fsdecode(done.stdout).split("\0") if name]


def is_shared(folder: Path) -> bool:
    """Whether the repository is meant for several users of this computer."""
    return settings(folder).get("core.sharedrepository", "umask").lower() not in (*OFF, "umask")


def own_folders(folder: Path) -> list[Path]:
    """Where the repository keeps its history and settings; two places in a second work tree."""
    done = _run(folder, "rev-parse", "--absolute-git-dir", "--git-common-dir")
    places = os.fsdecode(done.stdout).splitlines()
    return list(dict.fromkeys((folder / place).resolve() for place in places))


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
        todo = "Have the pre-commit hook there run: hrcli --quiet validate --staged"
        what = "Git looks for hooks elsewhere (core.hooksPath), so a hook here would never run."
        raise Refused(what, str(folder), todo)
    return hooks, prefix.rstrip("/")


def text_merge(base: Path, ours: Path, theirs: Path) -> bool:
    """Merge three files line by line into `ours`; whether that went without a conflict."""
    labels = ("-L", "one side", "-L", "before", "-L", "the other side")
    names = [str(path.absolute()) for path in (ours, base, theirs)]
    return _run(ours.parent, "merge-file", "-q", *labels, *names).returncode == 0


def commit(folder: Path, names: Sequence[str], message: str, initials: str = "") -> None:
    """Take the files `names` into the history, and nothing else; what is gone, goes from there too.

    The author is whoever git knows, else the worker with these initials. Raises Refused where the
    repository's settings could run a program, Uncommitted where git says no. Either way the files
    themselves are saved already.
    """
    names = [it for it in names if os.path.lexists(folder / it) or tracked(folder, it)]
    if not names:
        return
    neutral = (*NEUTRAL, *_need_harmless(folder, names))
    _need_a_place(folder)
    who = _identity(folder, initials)
    added = _run(folder, "add", "--", *names, neutral=neutral, more=who)
    if not added.returncode:
        same = _run(folder, "diff", "--cached", "--quiet", *NO_PROGRAM, "--", *names)
        if not same.returncode:
            return  # it is there already
        options = ("--quiet", "--no-verify", "-m", message, "--only")
        added = _run(folder, "commit", *options, "--", *names, neutral=neutral, more=who)
    if added.returncode:
        raise Uncommitted(
            "Saved, but git did not take it into the history.",
            str(folder),
            "See why with: git status; then: git commit",
        )


def runs_programs(folder: Path, names: Sequence[str]) -> list[str]:
    """The settings of the repository that could make git run a program.

    Those that an attribute chooses count where one of the files `names`, or any that git keeps,
    has it: git looks at more files than those that it was asked to take.
    """
    known = settings(folder)
    found = {
        key
        for key, value in known.items()
        if RUNS.fullmatch(key) and not (SWITCHES.fullmatch(key) and value.lower() in OFF)
    }
    drivers = _drivers(known)
    if drivers:
        chosen = _chosen(folder, names) | {("merge", known.get("merge.default", ""))}
        trusted = {("filter", name) for name in _own_filters(folder, known)}
        found.update(*(drivers[it] for it in chosen & drivers.keys() - trusted))
    return sorted(found)


def _drivers(known: Mapping[str, str]) -> dict[tuple[str, str], list[str]]:
    """The settings that are run where an attribute chooses their name; hrcli's own is none.

    A name may be empty, or hold dots: it is whatever stands between the first and the last.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for key in known:
        family, _, rest = key.partition(".")
        name, dot, what = rest.rpartition(".")
        if dot and what in DRIVERS.get(family, ()) and key != DRIVER:
            found.setdefault((family, name), []).append(key)
    return found


def _chosen(folder: Path, names: Sequence[str]) -> set[tuple[str, str]]:
    """What the attributes of the files `names`, and of all that git keeps, choose."""
    top = _run(folder, "rev-parse", "--show-toplevel").stdout.rstrip(b"\n")
    whole = Path(os.fsdecode(top)) if top else folder
    return {
        (kind, value)
        for place, files in ((folder, names), (whole, tracked(whole, ".")))
        for _, kind, value in _attributes(place, files)
    }


def _attributes(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Of each file what its attributes choose: its name, the kind of driver, the driver's name."""
    given = b"".join(os.fsencode(name) + b"\0" for name in names)
    done = _run(folder, "check-attr", "-z", "--stdin", *DRIVERS, given=given)
    told = os.fsdecode(done.stdout).split("\0")
    return zip(told[0::3], told[1::3], told[2::3], strict=False)


def filtered(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """Those of the files that git is to keep through a filter, each with the filter's name."""
    return {
        name: value
        for name, kind, value in _attributes(folder, names)
        if kind == "filter" and value not in NO_NAME
    }


def remotes(folder: Path) -> list[str]:
    """The names of the places that this repository may be pushed to."""
    kept = (re.fullmatch(r"remote\.(.*)\.(?:push)?url", key, re.DOTALL) for key in settings(folder))
    return sorted({found[1] for found in kept if found})


def unencrypted(folder: Path, names: Sequence[str]) -> list[str]:
    """Those of the files that git keeps as they are: no filter that it runs here encrypts them."""
    through = filtered(folder, names)
    known = _own_settings(folder) | settings(folder) if through else {}
    sealing = {
        name
        for (family, name), keys in _drivers(known).items()
        if family == "filter" and all(ENCRYPTS.fullmatch(known[key]) for key in keys)
    }
    return [name for name in names if through.get(name) not in sealing]


def _own_settings(folder: Path) -> dict[str, str]:
    """What the worker's own configuration of git says."""
    words = ("config", "--global", "--list", "--includes", "-z")
    return _settings(_run(folder, *words, neutral=OPENS, own={}).stdout)


def _own_filters(folder: Path, known: Mapping[str, str]) -> dict[str, list[str]]:
    """The filters that encrypt as the worker's own settings say, with the options to use them.

    `known` is what the repository says: where it says anything else, the filter is none of these.
    """
    own = _own_settings(folder)
    found: dict[str, list[str]] = {}
    for (family, name), keys in _drivers(own).items():
        theirs = _drivers(known).get((family, name), [])
        same = all(known[key] == own.get(key) for key in theirs)
        exact = all(ENCRYPTS.fullmatch(own[key]) for key in keys)
        if family == "filter" and same and exact and NAME_OF_FILTER.fullmatch(name):
            options = [f"{key}={own[key]}" for key in keys]
            found[name] = [*options, f"filter.{name}.required=true"]
    return found


def _need_harmless(folder: Path, names: Sequence[str]) -> list[str]:
    """Refuse where a program could run, or where a file would be kept as it should not be.

    Gives the options with which the worker's own filters run.
    """
    if not holds(folder):
        todo = "Make one with git init, or leave --commit out."
        raise Uncommitted("Saved, but there is no git repository here.", str(folder), todo)
    found = runs_programs(folder, names)
    if found:
        raise Refused(
            "Saved, but not committed: a setting of this repository can run a program.",
            f"{folder} ({', '.join(found)})",
            "Commit by hand if you know why it is there: git commit",
        )
    wanted = set(filtered(folder, names).values())
    own = _own_filters(folder, settings(folder)) if wanted else {}
    if wanted - own.keys():
        raise Refused(
            "Saved, but not committed: git keeps this through a filter that hrcli may not run.",
            f"{folder} ({', '.join(sorted(wanted - own.keys()))})",
            "Commit by hand, where the filter is set up: git commit",
        )
    return [word for name in sorted(wanted) for option in own[name] for word in ("-c", option)]


def _need_a_place(folder: Path) -> None:
    """A commit on no branch is lost with the next switch; one amid a merge would finish it."""
    own = Path(os.fsdecode(_run(folder, "rev-parse", "--absolute-git-dir").stdout.rstrip(b"\n")))
    for name, (state, would) in UNDER_WAY.items():
        if (own / name).exists():
            todo = "Finish that first; see how far it is with: git status; then: git commit"
            what = f"Saved, but not committed: {state}, and a commit would {would}."
            raise Uncommitted(what, str(folder), todo)
    if _run(folder, "symbolic-ref", "--quiet", "HEAD").returncode:
        todo = "See how to go back with: git status; then: git commit"
        what = "Saved, but not committed: the folder is on no branch, where commits get lost."
        raise Uncommitted(what, str(folder), todo)


def author(folder: Path, initials: str) -> str:
    """Who stands in the history as the author of what the worker with these initials changes."""
    who = _identity(folder, initials)
    name, email = who["GIT_AUTHOR_NAME"], who["GIT_AUTHOR_EMAIL"]
    return name if name == email else f"{name} <{email}>"


def _identity(folder: Path, initials: str) -> dict[str, str]:
    """Who commits, as the worker's own git knows it: reading that runs nothing.

    What git does not know are the initials: an address made up could be somebody's.
    """
    own = {key: value for key, value in os.environ.items() if key in ("HOME", "XDG_CONFIG_HOME")}
    found: dict[str, str] = {}
    for key, names in (("user.name", "NAME"), ("user.email", "EMAIL")):
        value = _run(folder, "config", "--get", key, neutral=OPENS, own=own).stdout
        given = os.environ.get(f"GIT_AUTHOR_{names}") or value.decode("utf-8", "replace").strip()
        for role in ("AUTHOR", "COMMITTER"):
            found[f"GIT_{role}_{names}"] = given or initials or "hrcli"
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
    given: bytes = b"",
) -> subprocess.CompletedProcess[bytes]:
    """Run git once in `folder`; `own` lets the worker's own configuration be read."""
    command = ("git", *_trusted(folder), *neutral, *words)
    return _started(folder, command, _environment(own) | dict(more or {}), given)


def _started(
    folder: Path, command: Sequence[str], environment: Mapping[str, str], given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            command, cwd=folder, env=environment, input=given, capture_output=True
        )
    except OSError:
        todo = "Install git, then do it again."
        raise NoGit("Git is not installed here.", str(folder), todo) from None
