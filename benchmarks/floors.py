"""What no reader can beat: the bytes of a caseload's files, or the states of a plan in git."""

from __future__ import annotations

import os
import subprocess
import sys


def main(root: str, history: bool) -> None:
    """Read every plan below `root`, and every review and event if `history`."""
    cases = os.path.join(root, "cases")
    for case in sorted(os.listdir(cases)):
        folder = os.path.join(cases, case)
        _bytes(os.path.join(folder, "plan.yaml"))
        for inner in ("reviews", "events") if history else ():
            place = os.path.join(folder, inner)
            for name in os.listdir(place) if os.path.isdir(place) else ():
                _bytes(os.path.join(place, name))


def _bytes(path: str) -> bytes:
    handle = os.open(path, os.O_RDONLY)
    try:
        return os.read(handle, 1024 * 1024)
    finally:
        os.close(handle)


def states(root: str) -> None:
    """Fetch every state of the plans that git keeps in `root`, and read its data."""
    from hrcli.document.document import read

    git = ["git", "-C", root]
    listed = subprocess.run([*git, "rev-list", "--objects", "HEAD"], capture_output=True, text=True)
    rows = (line.partition(" ") for line in listed.stdout.splitlines())
    wanted = [blob for blob, _, name in rows if name.endswith("plan.yaml")]
    with subprocess.Popen(
        [*git, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        for blob in wanted:
            process.stdin.write(f"{blob}\n".encode())
            process.stdin.flush()
            size = int(process.stdout.readline().split()[2])
            read(process.stdout.read(size + 1)[:-1])
        process.stdin.close()


if __name__ == "__main__":
    if sys.argv[2:] == ["blobs"]:
        states(sys.argv[1])
    else:
        main(sys.argv[1], "history" in sys.argv[2:])
