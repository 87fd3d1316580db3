"""What sanet-lite is trained to do, as functions of what the teacher sees.

Every term is normalised to be about 1 for a result that did nothing (or at random), so that the
weights in the recipe compare like with like.
"""

from __future__ import annotations

from collections.abc import Sequence

from keras import ops

from pastiche.models.layers import Tensor, moments, mvn
from pastiche.training.perceptual import Perception

EPS = 1e-5
MARGIN = 16  # pixels: the longest shift of `flicker`, and what it leaves out at each edge


def _mse(a: Tensor, b: Tensor) -> Tensor:
    """Mean squared difference per image: (B, …) -> (B,)."""
    return ops.mean(ops.square(a - b), axis=tuple(range(1, len(a.shape))))


def style_loss(
    result: Perception,
    style: Perception,
    content: Perception,
    scales: Sequence[float] | None = None,
) -> Tensor:
    """Distance of channel means and standard deviations, relu1_1 … relu5_1 -> scalar.

    Each layer of each pair is divided by its own scale (`style_scales`), so that no layer and no
    pair rules: the style-aware normalisation of Cheng et al. 2021 (arXiv 2104.10064).
    scales: one number a layer to divide every pair by instead.
    """
    total = 0.0
    own = style_scales(style, content) if scales is None else scales
    for r, s, scale in zip(result.wide, style.wide, own, strict=True):
        (rm, rs), (sm, ss) = moments(r, EPS), moments(s, EPS)
        total += ops.mean((_mse(rm, sm) + _mse(rs, ss)) / ops.stop_gradient(scale))
    return total / len(result.wide)


def style_scales(style: Perception, content: Perception) -> list[Tensor]:
    """How far apart pairs are to begin with, for each layer relu1_1 … relu5_1 -> (B,) each.

    The content's own distance to the style, plus a fifth of the style's energy, for pairs that
    are alike from the start.
    """
    scales = []
    for s, c in zip(style.wide, content.wide, strict=True):
        (sm, ss), (cm, cs) = moments(s, EPS), moments(c, EPS)
        energy = _mse(ops.zeros_like(ss), ss)
        scales.append(_mse(cm, sm) + _mse(cs, ss) + 0.2 * energy + EPS)
    return scales


def content_loss(result: Perception, content: Perception) -> Tensor:
    """Distance of mean-variance-normalised relu4_1 and relu5_1 -> scalar; 2 is unrelated."""
    pairs = zip(result.wide[3:], content.wide[3:], strict=True)
    return sum(ops.mean(_mse(mvn(r, EPS), mvn(c, EPS))) for r, c in pairs) / 2


def local_target(content: Tensor, style: Tensor) -> Tensor:
    """Parameter-free attention on the teacher's own features (AdaAttN, section 3.3).

    content (B, h, w, C), style (B, k, l, C) -> (B, h, w, C): the style's features, rearranged
    to the content's structure.
    """
    b, channels = ops.shape(content)[0], content.shape[-1]
    q = ops.reshape(mvn(content, EPS), (b, -1, channels))
    k = ops.reshape(mvn(style, EPS), (b, -1, channels))
    v = ops.reshape(style, (b, -1, channels))
    attention = ops.softmax(ops.matmul(q, ops.transpose(k, (0, 2, 1))), axis=-1)
    mean, square = ops.split(
        ops.matmul(attention, ops.concatenate([v, ops.square(v)], axis=-1)), 2, axis=-1
    )
    std = ops.sqrt(ops.relu(square - ops.square(mean)) + EPS)
    return ops.reshape(std * q + mean, ops.shape(content))


def local_loss(result: Perception, style: Perception, content: Perception) -> Tensor:
    """Distance to `local_target` at relu4_1 and relu5_1, in units of the pair's variance.

    The content's variance counts too: a nearly flat style would otherwise outweigh the batch.
    """
    total = 0.0
    for r, s, c in (
        (result.narrow4, style.narrow4, content.narrow4),
        (result.narrow5, style.narrow5, content.narrow5),
    ):
        (_, of_style), (_, of_content) = moments(s, EPS), moments(c, EPS)
        scale = ops.mean(ops.square(of_style) + ops.square(of_content), axis=(1, 2, 3)) / 2
        total += ops.mean(_mse(r, ops.stop_gradient(local_target(c, s))) / (scale + EPS))
    return total / 2


def feature_loss(a: Perception, b: Perception) -> Tensor:
    """Relative distance of all features, relu1_1 … relu5_1 -> scalar (identity term)."""
    total = 0.0
    for x, y in zip(a.wide, b.wide, strict=True):
        total += ops.mean(_mse(x, y) / (_mse(y, ops.mean(y, axis=(1, 2), keepdims=True)) + EPS))
    return total / len(a.wide)


def relative_error(x: Tensor, y: Tensor) -> Tensor:
    """Squared distance of `x` to `y` in units of `y`'s square, over the whole batch -> scalar."""
    return ops.sum(ops.square(x - y)) / ops.sum(ops.square(y))


def unexplained(x: Tensor, y: Tensor) -> Tensor:
    """Squared distance of `x` to `y` in units of `y`'s variance over batch and space -> scalar.

    0 is equal, 1 what a constant for each channel would reach: 1 - R² of a regression.
    """
    centred = y - ops.mean(y, axis=(0, 1, 2), keepdims=True)
    return ops.sum(ops.square(x - y)) / ops.sum(ops.square(centred))


def distillation_loss(relu4: Tensor, relu5: Tensor, teacher: Perception) -> Tensor:
    """Squared relative error of the encoder's heads against the teacher -> scalar."""
    return relative_error(relu4, teacher.narrow4) + relative_error(relu5, teacher.narrow5)


def roughness(image: Tensor) -> Tensor:
    """Total variation, mean absolute difference of neighbours -> scalar."""
    dy, dx = image[:, 1:] - image[:, :-1], image[:, :, 1:] - image[:, :, :-1]
    return ops.mean(ops.abs(dy)) + ops.mean(ops.abs(dx))


def grid(image: Tensor) -> Tensor:
    """The pattern of period two that depth-to-space leaves, as a mean square -> scalar.

    image: (B, H, W, 3), H and W at least 8. Pixels are sorted by the place they have in their
    2×2 block; over 4×4 blocks, no place should be brighter than the others.
    """
    places = ops.average_pool(ops.space_to_depth(image, 2), 4)  # (B, h, w, 4·3)
    places = ops.reshape(places, (*ops.shape(places)[:3], 4, 3))
    return ops.mean(ops.square(places - ops.mean(places, axis=3, keepdims=True)))


def flicker(result: Tensor, moved: Tensor, shift: Tensor) -> Tensor:
    """How far two results differ where they show the same places, as a mean square -> scalar.

    result, moved: (B, S, S, 3), of two windows of one picture; shift: (2,) integers from 0 to
    `MARGIN`, how far down and right the second window lies. A margin is left out at each edge,
    where the windows see different surroundings. What moves with the lattice of the encoder's
    strides, and not with the picture, is all that remains (motion made from single pictures: Wang
    et al. 2020, "Consistent video style transfer via compound regularization").
    """
    side = result.shape[1] - 3 * MARGIN
    shape = (ops.shape(result)[0], side, side, 3)
    start = ops.pad(shift + MARGIN, ((1, 1),))
    here = ops.slice(result, start, shape)
    return ops.mean(ops.square(here - ops.slice(moved, (0, MARGIN, MARGIN, 0), shape)))


def out_of_range(image: Tensor) -> Tensor:
    """How far pixels leave [0, 1], squared mean -> scalar."""
    return ops.mean(ops.square(ops.relu(-image) + ops.relu(image - 1.0)))
