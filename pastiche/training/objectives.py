"""What a step of sanet-lite's phases minimises: network, teacher and losses put together."""

from __future__ import annotations

import math
from dataclasses import dataclass

from keras import ops

from pastiche.models.layers import Tensor
from pastiche.models.networks import restyle
from pastiche.models.sanet_lite import SANetLite
from pastiche.training import losses
from pastiche.training.gradients import Terms
from pastiche.training.perceptual import Teacher


@dataclass(frozen=True)
class Weights:
    """Weights of the terms of `losses.py`, each normalised to be about 1 untrained."""

    style: float = 30.0
    content: float = 1.2
    local: float = 0.1
    identity_pixels: float = 50.0
    identity_features: float = 1.0
    distillation: float = 0.5
    roughness: float = 0.1
    grid: float = 400.0
    flicker: float = 50.0  # of steady phases
    out_of_range: float = 20.0
    style_scales: tuple[float, ...] | None = None  # of `style_loss`; None: each pair's own


def distil(model: SANetLite, teacher: Teacher, content: Tensor, style: Tensor) -> Terms:
    """The encoder alone, on both batches: its heads regress onto the teacher's features."""
    images = ops.concatenate([content, style], axis=0)
    kept = teacher.narrow(images)
    seen = model.encode(images)
    loss = 0.0
    terms = {}
    for name, x, y in (("relu4", seen.relu4, kept["41"]), ("relu5", seen.relu5, kept["51"])):
        terms[name] = losses.relative_error(x, y)
        loss += terms[name]
    return {"loss": loss, **terms}


def identity(
    model: SANetLite, teacher: Teacher, weights: Weights, image: Tensor, detail: Tensor
) -> Terms:
    """A picture in its own style is itself: pixels, features, and the encoder's heads."""
    features = model.encode(image)
    result = model.decode(restyle(model, features, model.style_code(features)), detail)
    seen = teacher(image)
    pixels = ops.mean(ops.square(result - image))
    same = losses.feature_loss(teacher(result), seen)
    kept = losses.distillation_loss(features.relu4, features.relu5, seen)
    loss = (
        weights.identity_pixels * pixels
        + weights.identity_features * same
        + weights.distillation * kept
    )
    return {
        "loss": loss,
        "psnr": -10 * ops.log(pixels) / math.log(10),
        "same": same,
        "distil": kept,
    }


def stylise(
    model: SANetLite,
    teacher: Teacher,
    weights: Weights,
    content: Tensor,
    style: Tensor,
    detail: Tensor,
    shift: Tensor | None = None,
) -> Terms:
    """The task itself: the content's structure in the style's statistics and patterns.

    shift: (2,) integers from 0 to `losses.MARGIN`; with them the content is cut to a window
    `losses.MARGIN` pixels smaller, and the window that lies so far down and right must look the
    same.
    """
    wide, fs = content, model.encode(style)
    if shift is not None:
        content = wide[:, : -losses.MARGIN, : -losses.MARGIN]
    code, fc = model.style_code(fs), model.encode(content)
    result = model.decode(restyle(model, fc, code), detail)
    of_content, of_style, of_result = teacher(content), teacher(style), teacher(result)
    terms = {
        "style": losses.style_loss(of_result, of_style, of_content, weights.style_scales),
        "content": losses.content_loss(of_result, of_content),
        "local": losses.local_loss(of_result, of_style, of_content),
        "distillation": 0.5 * losses.distillation_loss(fc.relu4, fc.relu5, of_content)
        + 0.5 * losses.distillation_loss(fs.relu4, fs.relu5, of_style),
        "roughness": losses.roughness(result),
        "grid": losses.grid(result),
        "out_of_range": losses.out_of_range(result),
    }
    if shift is not None:
        start = ops.pad(shift, ((1, 1),))
        moved = ops.slice(wide, start, ops.shape(content))
        again = model.decode(restyle(model, model.encode(moved), code), detail)
        terms["flicker"] = losses.flicker(result, again, shift)
    return {"loss": sum(getattr(weights, name) * term for name, term in terms.items()), **terms}
