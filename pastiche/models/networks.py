"""What every network offers, and where to get one by its name.

A picture is encoded into features. From a content's features come queries, from a style's a
`StyleCode`; softmax(queries · keys) · values is what every content token sees in the style, and
is computed outside the networks, in Python here (`attend`) and in JavaScript by the stylizer.
Tensors are channels-last; N counts the content's tokens at a level, M the style's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from keras import ops

from pastiche.errors import BuildError
from pastiche.models.card import Cost, Inputs, Nodes
from pastiche.models.layers import Tensor
from pastiche.models.weights import Arrays

NAMES = ("sanet-lite", "sanet", "ghiasi")
JOHNSON = "johnson-"
"""First part of the names of networks for one style; the rest is the style's."""
STUDENT = "student-"
"""First part of the names of narrower ones; then come the style, a hyphen and the width."""

BLOCK = 4096
"""Queries that are answered at once: above, the attention is computed block by block."""


class StyleCode(NamedTuple):
    """What is kept of a style: encode once, use for any content. One entry per level.

    Keys lie transposed, so that the product with the queries needs no transpose (TensorFlow.js on
    wasm is slow at those).
    """

    keys: tuple[Tensor, ...]  # (B, D, M) each
    values: tuple[Tensor, ...]  # (B, M, V) each
    statistics: tuple[Tensor, ...]  # whatever else the network's `transform` wants; may be empty


class Network(Protocol):
    """A Keras model of the family. Images are (B, H, W, 3) float32 in [0, 1]."""

    size_multiple: int
    """Heights and widths that Python feeds are multiples of this; 1: any size will do."""
    graph_inputs: Inputs
    graph_nodes: Nodes
    cost: Cost
    variables: list[Any]

    def encode(self, image: Tensor) -> tuple[Tensor, ...]:
        """An image's features."""

    def queries(self, features: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """A content's questions, (B, N, D) per level; logits need no scaling after them."""

    def style_code(self, features: Sequence[Tensor]) -> StyleCode:
        """Everything of a style that is needed later."""

    def own_code(self, features: Sequence[Tensor]) -> StyleCode:
        """The code of a content as a style of its own, for strengths below 1."""

    def transform(
        self,
        features: Sequence[Tensor],
        attended: Sequence[Tensor],
        statistics: Sequence[Tensor],
    ) -> tuple[Tensor, ...]:
        """A content's features under what it saw in the style, (B, N, V) per level."""

    def decode(self, merged: Sequence[Tensor], keep_detail: Tensor | float = 1.0) -> Tensor:
        """What `transform` made -> (B, H, W, 3), not clipped to [0, 1]."""

    def for_graph(self) -> Network:
        """The same function with fewer operations, for sizes that are multiples of 16."""

    def from_graph(self, arrays: Arrays) -> Arrays:
        """Values for this network's variables, from those of the network `for_graph` gave."""

    def count_params(self) -> int:
        """How many numbers the variables hold."""


def create(name: str) -> Network:
    """The network of that name with initial weights. Raises `BuildError` for a name unknown."""
    network: Network
    if name == "sanet-lite":
        from pastiche.models.sanet_lite import SANetLite

        network = SANetLite()
    elif name == "sanet":
        from pastiche.models.sanet import SANet

        network = SANet()
    elif name == "ghiasi":
        from pastiche.models.ghiasi import Ghiasi

        network = Ghiasi()
    elif name.startswith(JOHNSON):
        from pastiche.models.johnson import Johnson

        network = Johnson()
    elif name.startswith(STUDENT) and name.rpartition("-")[2].isdecimal():
        from pastiche.models.johnson import Johnson

        network = Johnson(int(name.rpartition("-")[2]))
    else:
        hint = f"there are {', '.join(NAMES)}, {JOHNSON}STYLE and {STUDENT}STYLE-WIDTH"
        raise BuildError(None, None, f"no network is called {name!r}", hint)
    return network


def student_name(teacher: str, width: int) -> str:
    """What a narrower network is called that imitates `teacher`.

    >>> student_name("johnson-wheat", 4)
    'student-wheat-4'
    """
    return f"{STUDENT}{teacher.removeprefix(JOHNSON)}-{width}"


def style_of(name: str) -> str | None:
    """The only style that the network of that name knows, if it is of those.

    >>> style_of("johnson-rose-window"), style_of("student-rose-window-4"), style_of("sanet")
    ('rose-window', 'rose-window', None)
    """
    if name.startswith(STUDENT):
        return name.removeprefix(STUDENT).rpartition("-")[0]
    return name.removeprefix(JOHNSON) if name.startswith(JOHNSON) else None


def recognise(arrays: Arrays) -> str:
    """The name of the network whose weights these are, if they are any network's."""
    if "painter/half/scale" in arrays:
        return f"{STUDENT}{len(arrays['painter/half/scale'])}"
    marks = {"sanet4_1/": "sanet", "predictor/": "ghiasi"}
    for mark, name in marks.items():
        if any(path.startswith(mark) for path in arrays):
            return name
    return "sanet-lite"


def attend(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    """softmax(queries · keys) · values: (B, N, D), (B, D, M), (B, M, V) -> (B, N, V).

    Keys may have one row more than that, (B, D + 1, M): it is added to the logits of each token
    (`pastiche.models.mixture`).

    More than `BLOCK` queries are answered in blocks, so that never more than `BLOCK` × M logits
    are in memory; where N is open (in a traced graph), all at once.
    """
    count = queries.shape[1]
    if keys.shape[1] == queries.shape[2] + 1:
        queries = ops.concatenate([queries, ops.ones_like(queries[..., :1])], axis=-1)
    if count is None or count <= BLOCK:
        return ops.matmul(ops.softmax(ops.matmul(queries, keys), axis=-1), values)
    blocks = (queries[:, start : start + BLOCK] for start in range(0, count, BLOCK))
    return ops.concatenate([attend(block, keys, values) for block in blocks], axis=1)


def restyle(network: Network, features: Sequence[Tensor], code: StyleCode) -> tuple[Tensor, ...]:
    """A content's features in the style of a code: what `decode` takes."""
    levels = zip(network.queries(features), code.keys, code.values, strict=True)
    attended = [attend(*level) for level in levels]
    return network.transform(features, attended, code.statistics)
