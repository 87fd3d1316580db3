"""The teacher: VGG-19 compressed 16 times, to relu5_1, as a fixed function of an image.

Weights come from Collaborative Distillation (Wang et al. 2020, arXiv 2003.08436), `5SE`. Images
are RGB in [0, 1]; padding is by reflection; 2×2 max pools follow conv1_2, 2_2, 3_4 and 4_4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from keras import ops
from numpy.typing import NDArray

from pastiche.models.layers import Tensor, reflect

LAYERS = ("11", "12", "P", "21", "22", "P", "31", "32", "33", "34", "P", "41", "42", "43", "44")
"""The convolutions in order, `P` a pool; one more pool and conv5_1 follow."""


class Perception(NamedTuple):
    """What the teacher sees: `narrow` are its own channels, `wide` those of the true VGG-19."""

    narrow4: Tensor  # (B, H/8, W/8, 128) relu4_1
    narrow5: Tensor  # (B, H/16, W/16, 128) relu5_1
    wide: tuple[Tensor, ...]  # relu1_1 … relu5_1 with 64, 128, 256, 512, 512 channels


class Teacher:
    """The compressed VGG-19. Holds constants only: nothing in it is ever trained."""

    def __init__(self, state: Mapping[str, NDArray[np.float32]]) -> None:
        """state: the checkpoint's tensors by name (`conv11.weight` OIHW, `conv11.bias`)."""
        self._weights = {
            name[: -len(".weight")]: (
                ops.convert_to_tensor(np.transpose(value, (2, 3, 1, 0)).copy()),  # OIHW -> HWIO
                ops.convert_to_tensor(state[name[: -len("weight")] + "bias"]),
            )
            for name, value in state.items()
            if name.endswith(".weight")
        }

    def _conv(self, x: Tensor, name: str) -> Tensor:
        kernel, bias = self._weights[name]
        return ops.conv(x, kernel, padding="valid") + bias

    def narrow(self, image: Tensor) -> dict[str, Tensor]:
        """relu1_1 … relu5_1 at the compressed widths, by name ("11", "12" … "51")."""
        x = self._conv(image, "conv0")
        kept = {}
        for layer in (*LAYERS, "P", "51"):
            if layer == "P":
                x = ops.max_pool(x, 2)
            else:
                x = kept[layer] = ops.relu(self._conv(reflect(x, 1), f"conv{layer}"))
        return kept

    def linear(self, image: Tensor) -> dict[str, Tensor]:
        """Before their ReLU, relu1_1 … relu5_1 at the true VGG-19's widths; else as `narrow`."""
        kept = self.narrow(image)
        return kept | {f"{level}1": self._wide(kept, level) for level in range(1, 6)}

    def _wide(self, kept: Mapping[str, Tensor], level: int) -> Tensor:
        return self._conv(kept[f"{level}1"], f"conv{level}1_aux")

    def __call__(self, image: Tensor) -> Perception:
        """image: (B, H, W, 3) float32 in [0, 1], H and W at least 32."""
        kept = self.narrow(image)
        wide = tuple(ops.relu(self._wide(kept, level)) for level in range(1, 6))
        return Perception(kept["41"], kept["51"], wide)
