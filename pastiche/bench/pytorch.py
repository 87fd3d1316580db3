"""The same network in PyTorch, on one thread. PyTorch is no part of what `build.py` installs."""

from __future__ import annotations

import importlib.util
import time
from typing import Any

from pastiche.bench.plain import EPS, Array, Weights, kernel, sanet

MISSING = (
    "PyTorch is not installed: install torch, best its build for processors alone, into .venv for "
    "the rows that it belongs in"
)


def installed() -> bool:
    """Whether PyTorch can be imported."""
    return importlib.util.find_spec("torch") is not None


class PyTorch:
    """SANet with given weights, by the paths of our variables; takes pictures (H, W, 3)."""

    def __init__(self, weights: Weights) -> None:
        import torch

        torch.set_num_threads(1)
        self.title = f"PyTorch {torch.__version__.partition('+')[0]}"
        names = {path.rsplit("/", 1)[0] for path in weights}
        self._weights = {
            name: (
                torch.from_numpy(kernel(weights, name)),
                torch.from_numpy(weights[f"{name}/bias"].copy()),
            )
            for name in names
        }

    def stylize(self, content: Array, style: Array) -> Array:
        """Pictures in [0, 1], sides multiples of 16 -> (H, W, 3) in [0, 1]."""
        import torch

        with torch.inference_mode():
            pictures = [
                torch.from_numpy(picture).permute(2, 0, 1)[None] for picture in (content, style)
            ]
            result = sanet(_Operations(self._weights), *pictures).clamp(0, 1)
            array: Array = result[0].permute(1, 2, 0).contiguous().numpy()
            return array

    def seconds(self, content: Array, style: Array) -> float:
        """How long one run takes."""
        began = time.perf_counter()
        self.stylize(content, style)
        return time.perf_counter() - began


class _Operations:
    """See `pastiche.bench.plain.Operations`."""

    def __init__(self, weights: dict[str, tuple[Any, Any]]) -> None:
        import torch

        self.weights = weights
        self.torch = torch
        self.functions = torch.nn.functional

    def conv(self, x: Any, name: str) -> Any:
        kernel, bias = self.weights[name]
        edge = kernel.shape[2] // 2
        if edge:
            x = self.functions.pad(x, (edge,) * 4, mode="reflect")
        return self.functions.conv2d(x, kernel, bias)

    def relu(self, x: Any) -> Any:
        return self.functions.relu(x)

    def pool(self, x: Any) -> Any:
        return self.functions.max_pool2d(x, 2, ceil_mode=True)

    def up(self, x: Any) -> Any:
        return self.functions.interpolate(x, scale_factor=2, mode="nearest")

    def add(self, a: Any, b: Any) -> Any:
        return a + b

    def normal(self, x: Any) -> Any:
        variance, mean = self.torch.var_mean(x, (2, 3), correction=1, keepdim=True)
        return (x - mean) / (variance + EPS).sqrt()

    def attend(self, queries: Any, keys: Any, values: Any) -> Any:
        asked = queries.flatten(2).transpose(1, 2)
        looks = self.torch.softmax(asked @ keys.flatten(2), dim=-1)
        seen = values.flatten(2) @ looks.transpose(1, 2)
        return seen.reshape(queries.shape)
