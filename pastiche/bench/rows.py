"""The lines that measurements print: what, theirs, ours, their ratio, and a target for it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

HEAD = f"{'':<48}{'theirs':>9}{'ours':>9}{'ratio':>7}  target"


def row(
    what: str, theirs: Sequence[float], ours: Sequence[float], limit: float | None = None
) -> None:
    """Print medians, their ratio, and whether that meets the target; `theirs` may be empty."""
    own = statistics.median(ours)
    if not theirs:
        print(f"{what:<48}{'':>9}{own:>9.2f}", flush=True)
        return
    other = statistics.median(theirs)
    ratio = own / other
    target = "" if limit is None else f"≤ {limit:.2g} {'met' if ratio <= limit else 'MISSED'}"
    print(f"{what:<48}{other:>9.2f}{own:>9.2f}{ratio:>7.2f}  {target}", flush=True)
