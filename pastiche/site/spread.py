"""Spreads work over the cores: the process divides itself, so that its children start warm.

A child has all that the parent had loaded and read when it was made; only tasks and answers travel.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")

FEWEST = 24  # tasks below which dividing costs more than it gains
_CHUNK = 8  # tasks that travel together
_work: Callable[[Any], Any] | None = None


def cores() -> int:
    """The cores this process may use; PASTICHE_CORES names another number."""
    named = os.environ.get("PASTICHE_CORES", "")
    if named.isdecimal() and int(named):
        return int(named)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(work: Callable[[Task], Answer], tasks: Sequence[Task]) -> Iterator[Answer]:
    """The answers of `work` for `tasks`, in their order.

    Few tasks, one core, a process that has other threads, and systems on which dividing a process
    is not safe are served one task after the other. What `work` raises is raised here.
    """
    workers = min(cores(), len(tasks) // 4)
    alone = workers < 2 or len(tasks) < FEWEST or threading.active_count() > 1
    if alone or not sys.platform.startswith("linux"):
        for task in tasks:
            yield work(task)
        return
    yield from _divided(work, tasks, workers)


def _divided(
    work: Callable[[Task], Answer], tasks: Sequence[Task], workers: int
) -> Iterator[Answer]:
    global _work  # noqa: PLW0603, the children find it there
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    _work = work
    chunks = [tasks[start : start + _CHUNK] for start in range(0, len(tasks), _CHUNK)]
    gc.collect()
    gc.freeze()  # what is there now stays shared with the children
    sys.stdout.flush()
    sys.stderr.flush()
    context = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin) as pool:
            for answers in pool.map(_chunk, chunks):
                yield from answers
    finally:
        _work = None
        gc.unfreeze()


def _begin() -> None:
    """In a child: most of what is made is a tree that dies at once, which counting frees."""
    gc.set_threshold(50_000, 20, 100)


def _chunk(tasks: Sequence[Any]) -> list[Any]:
    assert _work
    return [_work(task) for task in tasks]
