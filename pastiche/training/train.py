"""Train sanet-lite: distil the encoder, learn to reconstruct, then to stylize.

Runs on any Keras backend: TensorFlow on a CPU, torch on an accelerator. A run stopped at any
moment goes on from its last checkpoint with the batches it would have seen.
"""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from pastiche.models.sanet_lite import SANetLite
from pastiche.training import data
from pastiche.training.checkpoint import Run, TrainingError
from pastiche.training.gradients import Terms, compiled
from pastiche.training.losses import MARGIN
from pastiche.training.objectives import distil, identity, stylise
from pastiche.training.perceptual import Teacher
from pastiche.training.recipe import Phase, Recipe
from pastiche.training.sheet import write_sheet


def rate(phase: Phase, step: int, warm_up: int) -> float:
    """Learning rate: a linear warm-up, then a half cosine from `rate` to `last_rate`."""
    if step < warm_up:
        return phase.rate * (step + 1) / warm_up
    done = (step - warm_up) / max(1, phase.steps - warm_up)
    return phase.last_rate + (phase.rate - phase.last_rate) * 0.5 * (1 + math.cos(math.pi * done))


LONGEST_SHIFT = 8
"""Pixels, in steady phases: a whole stride of the encoder."""

AVERAGE_EVERY = 10
"""Steps between two updates of the running average: each copies all weights."""


def train(
    recipe: Recipe,
    teacher_state: dict[str, NDArray[np.float32]],
    pictures: data.Pictures,
    out: Path,
    *,
    minutes: float | None = None,
    sheet_every: int = 500,
    say: Callable[[str], None] = print,
) -> Run:
    """Run the recipe, resuming from `out/checkpoint.npz` where it stands.

    Writes there: `checkpoint.npz` every `sheet_every` steps and at the end, `log.csv` (a row per
    20 steps) and `sheet-*.png`. Returns at the end of the recipe, or after `minutes`.
    Raises `TrainingError` at a loss that is not a number; the last checkpoint stays.
    """
    out.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(recipe.seed)
    model = SANetLite()
    run = Run(model, keras.optimizers.Adam(1e-3, global_clipnorm=5.0))
    run.optimizer.build(model.trainable_variables)
    checkpoint = out / "checkpoint.npz"
    if checkpoint.exists():
        run.load(checkpoint)
        say(f"resumed: phase {run.phase}, step {run.step}, {run.seconds / 60:.0f} minutes in")
    teacher = Teacher(teacher_state)
    started, before = time.monotonic(), run.seconds
    deadline = math.inf if minutes is None else started + 60 * minutes
    while run.phase < len(recipe.phases):
        phase = recipe.phases[run.phase]
        steps = _objectives(phase, recipe, model, teacher, run.optimizer)

        seed = recipe.seed + 1000 * run.phase
        side = phase.size + MARGIN * phase.steady
        make = partial(data.batch, pictures, side, phase.batch, seed)

        recent: dict[str, list[float]] = {}
        clock = time.monotonic()
        for content, style in data.ahead(make, run.step, phase.steps):
            run.optimizer.learning_rate.assign(rate(phase, run.step, recipe.warm_up))
            terms = steps(run.step, content, style)
            for name, term in terms.items():
                recent.setdefault(name, []).append(float(term))
            if not math.isfinite(recent["loss"][-1]):
                raise TrainingError(
                    f"the loss is not a number at step {run.step} of phase {phase.name}; "
                    f"{checkpoint} holds the last good weights. Lower the rate and resume."
                )
            run.step += 1
            run.seconds = before + time.monotonic() - started
            if phase.objective == "stylise" and run.step % AVERAGE_EVERY == 0:
                seen = run.step / AVERAGE_EVERY
                run.follow(min(recipe.average**AVERAGE_EVERY, (1 + seen) / (10 + seen)))
            if run.step % 20 == 0:
                per_step = (time.monotonic() - clock) / 20
                clock = time.monotonic()
                _log(out / "log.csv", phase, run, recent)
                if run.step % 100 == 0:
                    left = (phase.steps - run.step) * per_step / 60
                    means = " ".join(f"{k} {np.mean(v):.3f}" for k, v in recent.items())
                    say(
                        f"{phase.name} {run.step}/{phase.steps} "
                        f"{2 * phase.batch / per_step:.1f} images/s {left:.0f} min left | {means}"
                    )
                recent = {}
            over = time.monotonic() > deadline
            if run.step % sheet_every == 0 or over:
                run.save(checkpoint)
                if phase.objective != "distil":
                    write_sheet(model, pictures, out / f"sheet-{phase.name}-{run.step:05d}.png")
            if over:
                say(f"stopped after {minutes} minutes; run the same command to go on")
                return run
        run.phase, run.step = run.phase + 1, 0
        run.save(checkpoint)
    return run


def _objectives(
    phase: Phase,
    recipe: Recipe,
    model: SANetLite,
    teacher: Teacher,
    optimizer: keras.optimizers.Optimizer,
) -> Callable[[int, Any, Any], Terms]:
    """One function of (step, content, style) that does the phase's step and returns its terms."""
    w = recipe.weights
    if phase.objective == "distil":
        one = compiled(
            lambda c, s: distil(model, teacher, c, s), model.encoder.trainable_variables, optimizer
        )
        return lambda step, content, style: one(content, style)
    trained = model.trainable_variables
    if not phase.encoder:
        fixed = {v.path for v in model.encoder.trainable_variables}
        trained = [v for v in trained if v.path not in fixed]
    same = compiled(lambda image, d: identity(model, teacher, w, image, d), trained, optimizer)
    paint = compiled(
        lambda c, s, d, shift=None: stylise(model, teacher, w, c, s, d, shift), trained, optimizer
    )

    def step(step: int, content: Any, style: Any) -> Terms:
        rng = np.random.default_rng((recipe.seed, 7, step))
        detail = (phase.detail * _detail(phase.batch, rng)).astype(np.float32)
        if phase.objective == "autoencode" or step % recipe.identity_every == 0:
            return same(content if step // recipe.identity_every % 2 else style, detail)
        if not phase.steady:
            return paint(content, style, detail)
        shift = rng.integers((1, 0), (LONGEST_SHIFT + 1, LONGEST_SHIFT), dtype=np.int32)
        return paint(content, style[:, :-MARGIN, :-MARGIN], detail, shift)

    return step


def _detail(batch: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """How much of the skips each picture of a step is given, (batch, 1, 1, 1) in [0, 1].

    Mostly all, as visitors mostly have it; the rest keeps the trunk alive and the control useful.
    """
    chance = rng.random()
    if chance < 0.6:
        return np.ones((batch, 1, 1, 1))
    return rng.uniform(0, 1, (batch, 1, 1, 1)) if chance < 0.87 else np.zeros((batch, 1, 1, 1))


def _log(path: Path, phase: Phase, run: Run, recent: dict[str, list[float]]) -> None:
    """Append one CSV row: time, phase, step and the mean of each term since the last row."""
    names = [
        "loss",
        "style",
        "content",
        "local",
        "distillation",
        "roughness",
        "grid",
        "out_of_range",
        "flicker",
    ]
    names += ["psnr", "same", "distil", "relu4", "relu5"]
    new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(["seconds", "phase", "step", *names])
        means = [f"{np.mean(recent[n]):.5f}" if recent.get(n) else "" for n in names]
        writer.writerow([f"{run.seconds:.1f}", phase.name, run.step, *means])
