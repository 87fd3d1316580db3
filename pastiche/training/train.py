"""The loop that every network is trained by.

Runs on any Keras backend: TensorFlow on a CPU, torch on an accelerator. A run stopped at any
moment goes on from its last checkpoint with the batches it would have seen.
"""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np

from pastiche.training import data
from pastiche.training.checkpoint import Run, TrainingError
from pastiche.training.recipe import Phase, Task


def rate(phase: Phase, step: int, warm_up: int) -> float:
    """Learning rate: a linear warm-up, then a half cosine from `rate` to `last_rate`."""
    if step < warm_up:
        return phase.rate * (step + 1) / warm_up
    done = (step - warm_up) / max(1, phase.steps - warm_up)
    return phase.last_rate + (phase.rate - phase.last_rate) * 0.5 * (1 + math.cos(math.pi * done))


AVERAGE_EVERY = 10
"""Steps between two updates of the running average: each copies all weights."""


def train(
    task: Task,
    out: Path,
    *,
    minutes: float | None = None,
    sheet_every: int = 500,
    say: Callable[[str], None] = print,
) -> Run:
    """Run the task's recipe, resuming from `out/checkpoint.npz` where it stands.

    Writes there: `checkpoint.npz` every `sheet_every` steps and at the end, `log.csv` (a row per
    20 steps) and `sheet-*.png`. Returns at the end of the recipe, or after `minutes`.
    Raises `TrainingError` at a loss that is not a number; the last checkpoint stays.
    """
    out.mkdir(parents=True, exist_ok=True)
    recipe = task.recipe
    run = Run(task.model, keras.optimizers.Adam(1e-3, global_clipnorm=5.0))
    run.optimizer.build(task.model.trainable_variables)
    checkpoint = out / "checkpoint.npz"
    if checkpoint.exists():
        run.load(checkpoint)
        say(f"resumed: phase {run.phase}, step {run.step}, {run.seconds / 60:.0f} minutes in")
    started, before = time.monotonic(), run.seconds
    deadline = math.inf if minutes is None else started + 60 * minutes
    while run.phase < len(recipe.phases):
        phase = recipe.phases[run.phase]
        steps = task.steps(run.phase, run.optimizer)
        recent: dict[str, list[float]] = {}
        clock = time.monotonic()
        for batch in data.ahead(task.batches(run.phase), run.step, phase.steps):
            run.optimizer.learning_rate.assign(rate(phase, run.step, recipe.warm_up))
            terms = steps(run.step, *batch)
            for name, term in terms.items():
                recent.setdefault(name, []).append(float(term))
            if not math.isfinite(recent["loss"][-1]):
                raise TrainingError(
                    f"the loss is not a number at step {run.step} of phase {phase.name}; "
                    f"{checkpoint} holds the last good weights. Lower the rate and resume."
                )
            run.step += 1
            run.seconds = before + time.monotonic() - started
            if phase.averaged and run.step % AVERAGE_EVERY == 0:
                seen = run.step / AVERAGE_EVERY
                run.follow(min(recipe.average**AVERAGE_EVERY, (1 + seen) / (10 + seen)))
            if run.step % 20 == 0:
                per_step = (time.monotonic() - clock) / 20
                clock = time.monotonic()
                _log(out / "log.csv", task.columns, phase, run, recent)
                if run.step % 100 == 0:
                    left = (phase.steps - run.step) * per_step / 60
                    images = sum(len(pictures) for pictures in batch)
                    means = " ".join(f"{k} {np.mean(v):.3f}" for k, v in recent.items())
                    say(
                        f"{phase.name} {run.step}/{phase.steps} "
                        f"{images / per_step:.1f} images/s {left:.0f} min left | {means}"
                    )
                recent = {}
            over = time.monotonic() > deadline
            if run.step % sheet_every == 0 or over:
                run.save(checkpoint)
                task.sheet(run.phase, out / f"sheet-{phase.name}-{run.step:05d}.png")
            if over:
                say(f"stopped after {minutes} minutes; run the same command to go on")
                return run
        run.phase, run.step = run.phase + 1, 0
        run.save(checkpoint)
    return run


def _log(
    path: Path, columns: tuple[str, ...], phase: Phase, run: Run, recent: dict[str, list[float]]
) -> None:
    """Append one CSV row: time, phase, step and the mean of each term since the last row."""
    new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(["seconds", "phase", "step", *columns])
        means = [f"{np.mean(recent[n]):.5f}" if recent.get(n) else "" for n in columns]
        writer.writerow([f"{run.seconds:.1f}", phase.name, run.step, *means])
