"""A network for one style is the same layers in PyTorch; skipped where PyTorch is not installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pastiche.models.apply import stylize
from pastiche.models.johnson import EPS
from pastiche.models.places import PACKAGES
from tests.models.conftest import Stylize
from tests.models.test_johnson import SHIPPED, arrays_of
from tests.models.test_parity import picture

torch = pytest.importorskip("torch", reason="PyTorch is not installed; no test group needs it")


class Residual(torch.nn.Module):
    """What it is given, and what its layers make of that."""

    def __init__(self, *layers: Any) -> None:
        super().__init__()
        self.layers = torch.nn.Sequential(*layers)

    def forward(self, x: Any) -> Any:
        return x + self.layers(x)


class Painter(torch.nn.Module):
    """The network as PyTorch's own modules, filled from our variables."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        super().__init__()
        self.weights = {name.removeprefix("painter/"): w for name, w in weights.items()}
        relu, up = torch.nn.ReLU(), torch.nn.Upsample(scale_factor=2, mode="nearest")
        self.first = torch.nn.Sequential(*self.normed("half", 2), relu)
        self.second = torch.nn.Sequential(*self.normed("quarter", 2), relu)
        self.third = torch.nn.Sequential(*self.normed("eighth", 2), relu)
        self.blocks = torch.nn.Sequential(self.block("block0"), self.block("block1"))
        self.to_quarter = torch.nn.Sequential(up, *self.normed("to_quarter"), relu)
        self.fine = self.block("fine")
        self.to_half = torch.nn.Sequential(up, *self.normed("to_half"), relu)
        self.pixels = self.conv("pixels")

    def conv(self, name: str, stride: int = 1) -> Any:
        kernel = self.weights[f"{name}/conv/kernel"].transpose(3, 2, 0, 1)
        bias = self.weights.get(f"{name}/conv/bias")
        out, inputs, size, _ = kernel.shape
        edge = {"padding": size // 2, "padding_mode": "reflect"}
        module = torch.nn.Conv2d(inputs, out, size, stride, bias=bias is not None, **edge)
        module.weight.data = torch.from_numpy(kernel.copy())
        if bias is not None:
            module.bias.data = torch.from_numpy(bias)
        return module

    def normed(self, name: str, stride: int = 1) -> tuple[Any, Any]:
        scale, shift = (self.weights[f"{name}/{part}"] for part in ("scale", "shift"))
        norm = torch.nn.InstanceNorm2d(len(scale), eps=EPS, affine=True)
        norm.weight.data, norm.bias.data = torch.from_numpy(scale), torch.from_numpy(shift)
        return self.conv(f"{name}/conv", stride), norm

    def block(self, name: str) -> Residual:
        return Residual(*self.normed(f"{name}/a"), torch.nn.ReLU(), *self.normed(f"{name}/b"))

    def forward(self, image: Any) -> Any:
        half = self.first(image - 0.5)
        quarter = self.second(half)
        x = quarter + self.to_quarter(self.blocks(self.third(quarter)))
        x = self.pixels(half + self.to_half(self.fine(x)))
        # PyTorch's shuffle takes the four pixels of a channel side by side, ours the three
        # channels of a pixel.
        by_channel = x.unflatten(1, (4, 3)).transpose(1, 2).flatten(1, 2)
        return torch.nn.functional.pixel_shuffle(by_channel, 2).sigmoid()


def in_pytorch(name: str, photo: np.ndarray) -> np.ndarray:
    """What PyTorch makes of (1, H, W, 3) with a shipped network's weights."""
    with torch.no_grad():
        painter = Painter(arrays_of(name))
        painted = painter(torch.from_numpy(photo.transpose(0, 3, 1, 2)))
        return painted.permute(0, 2, 3, 1).numpy()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_network_paints_what_its_weights_paint_in_pytorch(name: str) -> None:
    photo = picture(72, 104, seed=4)
    expected = in_pytorch(name, photo)[0]
    assert np.abs(stylize(name, photo[0], photo[0]) - expected).max() < 1e-4
    assert expected.std() > 0.05


def test_so_it_does_in_tensorflow_js(stylized: Stylize) -> None:
    photo = picture(64, 96, seed=4)
    made = stylized(PACKAGES / SHIPPED[0], photo, photo)
    assert np.abs(made - in_pytorch(SHIPPED[0], photo)).max() < 1e-4
