"""Spreads work over the cores: the process divides itself, so that its children start warm.

A child has all that the parent had loaded and read when it was made, the tasks included; only their
numbers and the answers travel.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")

FEWEST = 24  # tasks below which dividing costs more than it gains
_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
_CHUNK = 16  # tasks that travel together
_work: Callable[[int], Any] | None = None


def cores() -> int:
    """The cores this process may use; PASTICHE_CORES names another number."""
    named = os.environ.get("PASTICHE_CORES", "")
    if named.isdecimal() and int(named):
        return int(named)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(
    work: Callable[[Task], Answer],
    tasks: Sequence[Task],
    meanwhile: Callable[[], object] = lambda: None,
) -> Iterator[Answer]:
    """The answers of `work` for `tasks`, in their order; this process does `meanwhile` as well.

    Few tasks, one core, a process that has other threads, and systems on which dividing a process
    is not safe are served one task after the other. What `work` raises is raised here.
    """
    workers = min(cores(), len(tasks) // 4)
    alone = workers < 2 or len(tasks) < FEWEST or threading.active_count() > 1
    if alone or not sys.platform.startswith("linux"):
        meanwhile()
        for task in tasks:
            yield work(task)
        return
    yield from _divided(work, tasks, workers, meanwhile)


def _divided(
    work: Callable[[Task], Answer],
    tasks: Sequence[Task],
    workers: int,
    meanwhile: Callable[[], object],
) -> Iterator[Answer]:
    global _work  # noqa: PLW0603, the children find it there
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    _work = lambda number: work(tasks[number])  # noqa: E731
    numbers = range(len(tasks))
    chunks = [numbers[start : start + _CHUNK] for start in numbers[::_CHUNK]]
    gc.collect()
    gc.freeze()  # what is there now stays shared with the children
    sys.stdout.flush()
    sys.stderr.flush()
    context = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin) as pool:
            answers = pool.map(_chunk, chunks)
            meanwhile()
            for some in answers:
                yield from some
    finally:
        _work = None
        gc.unfreeze()


def _begin() -> None:
    """In a child: it ends with its parent, and looks for cycles often, as they hold whole texts."""
    import ctypes

    ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
    gc.set_threshold(20_000, 10, 10)


def _chunk(numbers: range) -> list[Any]:
    assert _work
    return [_work(number) for number in numbers]
