"""SANet in TensorFlow is the same layers in PyTorch; skipped where PyTorch is not installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pastiche.models.apply import stylize
from pastiche.models.sanet import SANet
from tests.models.test_sanet import SIZES, picture

torch = pytest.importorskip("torch", reason="PyTorch is not installed; no test group needs it")


class Modules:
    """The network as PyTorch's own modules, filled from our variables."""

    def __init__(self, network: SANet) -> None:
        self.arrays = {variable.path: variable.numpy() for variable in network.variables}
        self.encoder4 = torch.nn.Sequential(self.conv("encoder/conv0"), *self.stages())
        self.encoder5 = torch.nn.Sequential(
            *(m for n in (2, 3, 4) for m in self.block(f"encoder/conv4_{n}")),
            self.pool(),
            *self.block("encoder/conv5_1"),
        )
        up = torch.nn.Upsample(scale_factor=2, mode="nearest")
        thirds = (m for n in (4, 3, 2, 1) for m in self.block(f"decoder/conv3_{n}"))
        self.decoder = torch.nn.Sequential(
            *(*self.block("decoder/conv4_1"), up, *thirds, up),
            *(*self.block("decoder/conv2_2"), *self.block("decoder/conv2_1"), up),
            *(*self.block("decoder/conv1_2"), self.conv("decoder/conv1_1")),
        )

    def conv(self, name: str) -> Any:
        kernel = self.arrays[f"{name}/kernel"].transpose(3, 2, 0, 1)
        out, inputs, size, _ = kernel.shape
        module = torch.nn.Conv2d(
            inputs, out, size, padding=size // 2, padding_mode="reflect" if size > 1 else "zeros"
        )
        module.weight.data = torch.from_numpy(kernel.copy())
        module.bias.data = torch.from_numpy(self.arrays[f"{name}/bias"].copy())
        return module

    def block(self, name: str) -> list[Any]:
        return [self.conv(name), torch.nn.ReLU()]

    def pool(self) -> Any:
        return torch.nn.MaxPool2d(2, 2, ceil_mode=True)

    def stages(self) -> list[Any]:
        modules: list[Any] = []
        for stage, count in ((1, 2), (2, 2), (3, 4)):
            for n in range(1, count + 1):
                modules += self.block(f"encoder/conv{stage}_{n}")
            modules.append(self.pool())
        return [*modules, *self.block("encoder/conv4_1")]

    def attention(self, content: Any, style: Any, name: str) -> Any:
        f, g, h, out = (self.conv(f"{name}/{part}") for part in ("f", "g", "h", "out"))
        weights = torch.softmax(f(mvn(content)).flatten(2).mT @ g(mvn(style)).flatten(2), dim=-1)
        seen = (h(style).flatten(2) @ weights.mT).reshape(content.shape)
        return content + out(seen)

    def stylize(self, content: np.ndarray, style: np.ndarray, iterations: int) -> np.ndarray:
        """(H, W, 3) each, in [0, 1]."""
        image, painting = (torch.from_numpy(p.transpose(2, 0, 1)[None]) for p in (content, style))
        style4 = self.encoder4(painting)
        style5 = self.encoder5(style4)
        for _ in range(iterations):
            content4 = self.encoder4(image)
            fine = self.attention(content4, style4, "sanet4_1")
            coarse = self.attention(self.encoder5(content4), style5, "sanet5_1")
            coarse = torch.nn.functional.interpolate(coarse, scale_factor=2, mode="nearest")
            coarse = coarse[..., : fine.shape[2], : fine.shape[3]]
            made = self.decoder(self.conv("merge")(fine + coarse))
            image = made[..., : content.shape[0], : content.shape[1]].clamp(0, 1)
        return image[0].permute(1, 2, 0).numpy()


def mvn(x: Any) -> Any:
    mean = x.mean((2, 3), keepdim=True)
    return (x - mean) / torch.sqrt(x.var((2, 3), keepdim=True, unbiased=True) + 1e-5)


@pytest.mark.parametrize(("content", "style"), SIZES)
def test_two_iterations_are_those_of_pytorch(
    sanet: SANet, content: tuple[int, int], style: tuple[int, int]
) -> None:
    photo, painting = picture(content, 1), picture(style, 2)
    with torch.no_grad():
        expected = Modules(sanet).stylize(photo, painting, 2)
    difference = np.abs(stylize(sanet, photo, painting, num_iterations=2) - expected).max()
    assert difference <= 1e-4
