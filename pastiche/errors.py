"""What went wrong, as a sentence: where it is, what is wrong, what to do."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path


@dataclass(unsafe_hash=True)  # not frozen: contextlib sets __traceback__ on what passes through it
class BuildError(Exception):
    """One problem a person can mend.

    `path` and `line` (from 1) say where, when there is a where; `hint` says what to do.

    >>> str(BuildError(Path("posts/a.md"), 3, "unknown key 'tilte'", "did you mean 'title'?"))
    "posts/a.md:3: unknown key 'tilte' (did you mean 'title'?)"
    >>> str(BuildError(None, None, "no network", ""))
    'no network'
    """

    path: Path | None
    line: int | None
    message: str
    hint: str

    def __post_init__(self) -> None:
        super().__init__(self.path, self.line, self.message, self.hint)  # so that it pickles

    def __str__(self) -> str:
        where = "" if self.path is None else f"{self.path}:{self.line or ''}".rstrip(":") + ": "
        return f"{where}{self.message}" + (f" ({self.hint})" if self.hint else "")


class BuildErrors(Exception):
    """Every problem of one run, in the order in which they were found."""

    def __init__(self, errors: list[BuildError]) -> None:
        super().__init__(errors)
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


def explain(error: OSError) -> BuildError | None:
    """The sentence for a failure of the machine, or None when it is not one we can name."""
    path = Path(str(error.filename)) if error.filename else None
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return BuildError(path, None, "the disk is full", "free some space and run this again")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return BuildError(
                path,
                None,
                "no permission to write here",
                "make the folder yours, or work in a copy",
            )
        case errno.EADDRINUSE:
            return BuildError(None, None, "the port is in use", "choose another one with --port")
        case _:
            return None
