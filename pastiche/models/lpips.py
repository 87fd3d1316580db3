"""LPIPS: how different two pictures look to a network that was trained to name things.

The learned perceptual metric of Zhang et al. 2018 (arXiv 1801.03924) on SqueezeNet 1.1: features of
seven layers as unit vectors, their squared differences weighted by heads that were fitted to what
people said. 0 is the same picture.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
from keras import ops
from numpy.typing import NDArray

from pastiche.errors import BuildError
from pastiche.models.layers import Tensor
from pastiche.models.torch_files import read_state_dict

Array = NDArray[np.floating[Any]]

SQUEEZENET = "squeezenet1.1.ncnn"
HEADS = "lpips-squeeze-heads.pth"
FLOAT16 = 0x01306B47
"""Before an ncnn layer's kernel, when that is stored in float16; 0 before float32."""

SHIFT = np.array([-0.030, -0.088, -0.188], np.float32)
SCALE = np.array([0.458, 0.448, 0.450], np.float32)
"""Mean and standard deviation of pixels in [-1, 1], by channel, that LPIPS assumes."""

FIRES = "P01P23P4567"
"""SqueezeNet after its first convolution: its fire modules by number, `P` a pool."""
JUDGED = "134567"
"""The fire modules that are looked at, besides the first convolution."""
EPS = 1e-10


class LPIPS:
    """The metric, for pictures of one size of at least 32 pixels a side."""

    def __init__(self, folder: Path) -> None:
        """folder: has `squeezenet1.1.ncnn.param`, `.bin` and `lpips-squeeze-heads.pth`.

        Raises BuildError when one of them is missing or damaged.
        """
        self._kernels = read_ncnn(folder / f"{SQUEEZENET}.param", folder / f"{SQUEEZENET}.bin")
        heads = read_state_dict(folder / HEADS)
        self._heads = [heads[f"lin{i}.model.1.weight"].reshape(-1) for i in range(7)]

    def see(self, picture: Array) -> tuple[Array, ...]:
        """picture: (H, W, 3) in [0, 1] -> seven of (h, w, C), a unit vector in each place."""
        x = ops.convert_to_tensor((2 * picture[None] - 1 - SHIFT) / SCALE, "float32")
        x = self._conv(x, 0, stride=2)
        kept = [x]
        for part in FIRES:
            x = _pool(x) if part == "P" else self._fire(x, int(part))
            if part in JUDGED:
                kept.append(x)
        return tuple(_unit(np.asarray(x)[0]) for x in kept)

    def distance(self, a: tuple[Array, ...], b: tuple[Array, ...]) -> float:
        """Between two pictures, as `see` sees them."""
        layers = zip(a, b, self._heads, strict=True)
        return float(sum(np.mean(np.square(x - y) @ head) for x, y, head in layers))

    def _conv(self, x: Tensor, number: int, stride: int = 1, padding: str = "valid") -> Tensor:
        kernel, bias = self._kernels[f"convrelu_{number}"]
        return ops.relu(ops.conv(x, kernel, strides=stride, padding=padding) + bias)

    def _fire(self, x: Tensor, number: int) -> Tensor:
        """Squeeze by a 1×1 convolution, then expand by a 1×1 and a 3×3 side by side."""
        first = 1 + 3 * number
        squeezed = self._conv(x, first)
        wide, near = (
            self._conv(squeezed, first + 1, padding="same"),
            self._conv(squeezed, first + 2),
        )
        return ops.concatenate([near, wide], axis=-1)


def read_ncnn(param: Path, weights: Path) -> dict[str, tuple[Array, Array]]:
    """Kernels (k, k, Cin, Cout) and biases (Cout) of an ncnn network's convolutions, by name.

    Raises BuildError when a file is missing, cut short, or of another layout.
    """
    try:
        lines = [line.split() for line in param.read_text("ascii").splitlines()[2:]]
        data = weights.read_bytes()
    except FileNotFoundError as e:
        missing = Path(str(e.filename))
        raise BuildError(missing, None, "there is no such file", "see --networks") from None
    except ValueError as e:
        raise BuildError(
            param, None, f"this lists no ncnn network: {e}", "fetch it again"
        ) from None
    offset, found = 0, {}
    try:
        for kind, name, inputs, outputs, *rest in lines:
            if kind == "Convolution":
                options = dict(item.split("=") for item in rest[int(inputs) + int(outputs) :])
                width, side, count = (int(options[key]) for key in ("0", "1", "6"))
                dtype = {0: "<f4", FLOAT16: "<f2"}[struct.unpack_from("<I", data, offset)[0]]
                kernel = np.frombuffer(data, dtype, count, offset + 4).astype(np.float32)
                offset += 4 + -(-count * np.dtype(dtype).itemsize // 4) * 4
                bias = np.frombuffer(data, "<f4", width, offset)
                offset += 4 * width
                shaped = kernel.reshape(width, -1, side, side).transpose(2, 3, 1, 0)
                found[name] = (shaped.copy(), bias)
    except (ValueError, KeyError, struct.error) as e:
        message = f"it does not hold what {param.name} lists: {e}"
        raise BuildError(weights, None, message, "fetch both again") from None
    if offset != len(data):
        message = f"it has {len(data)} bytes, and {param.name} lists {offset}"
        raise BuildError(weights, None, message, "fetch both again")
    return found


def _pool(x: Tensor) -> Tensor:
    """Maximum of 3×3 at every second place; what is left over at the edges gets a place too.

    Its input has been through a ReLU, so that zeros beyond the edge change nothing.
    """
    more = [(0, (side - 3) % 2) for side in x.shape[1:3]]
    return ops.max_pool(ops.pad(x, ((0, 0), *more, (0, 0))), 3, 2)


def _unit(x: Array) -> Array:
    return x / (np.linalg.norm(x, axis=-1, keepdims=True) + EPS)
