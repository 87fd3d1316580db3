"""Several styles at once: one style code made of many, with a weight for each.

The content's tokens look at the tokens of all styles together. All tokens of style s get the same
number added to their logits, log w_s + c_s: w_s is the style's weight, and c_s is such that of all
the attention of all places together the share w_s goes to that style. At one place it may be all
or nothing: a place looks at what fits it. Without c_s a style with more tokens would get more, and
one that fits better nearly everything, because logits differ by far more than logarithms of
weights do: on our sample styles a weight of 0.1 came out as anything from 0.14 to 0.46.

The number lies in a further row of the keys, and the queries get a 1 to go with it
(`pastiche.models.networks.attend`). What a code has besides, its statistics, is averaged. The
stylizer does the same (assets/stylizer/families/blend.js, balance.js).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from keras import ops
from numpy.typing import NDArray

from pastiche.models.layers import Tensor
from pastiche.models.networks import StyleCode, attend

RUNS, RUN = 32, 32
"""The shares are measured on so many runs of so many queries, spread over the picture."""

MEASUREMENTS = 5
"""How often at most: where styles are very far apart, the first time tells only which is ahead."""

STEPS, ENOUGH = 500, 1e-4
"""Most rounds of balancing, and the logarithm of the error at which they end."""

LEAST = 1e-30
"""Shares of attention below this count as this."""


def mix(
    codes: Sequence[StyleCode], weights: Sequence[float], queries: Sequence[Tensor]
) -> StyleCode:
    """One code of several styles for a content; codes and content have batches of one.

    weights: one per code, from 0, of any sum above 0; a style of weight 0 is left out, and a
    single one that is left is given back as it is.
    queries: of the content, (1, N, D) per level.

    Raises ValueError for other weights.
    """
    if len(codes) != len(weights) or not codes:
        raise ValueError(f"{len(codes)} style codes came with {len(weights)} weights")
    if not (np.isfinite(weights).all() and min(weights) >= 0 and max(weights) > 0):
        numbers = ", ".join(f"{weight:g}" for weight in weights)
        raise ValueError(f"the weights of the styles are {numbers}: none may be below 0, nor all 0")
    whole = float(sum(weights))
    parts = [code for code, weight in zip(codes, weights, strict=True) if weight > 0]
    shares = np.array([weight / whole for weight in weights if weight > 0])
    if len(parts) == 1:
        return parts[0]
    levels = range(len(queries))
    return StyleCode(
        keys=tuple(_joined([c.keys[i] for c in parts], shares, queries[i]) for i in levels),
        values=tuple(ops.concatenate([c.values[i] for c in parts], axis=1) for i in levels),
        statistics=tuple(
            sum(share * c.statistics[i] for share, c in zip(shares, parts, strict=True))
            for i in range(len(parts[0].statistics))
        ),
    )


def _joined(keys: Sequence[Tensor], shares: NDArray[np.float64], queries: Tensor) -> Tensor:
    """(1, D, M) each -> (1, D + 1, all M), balanced."""
    counts = [k.shape[2] for k in keys]
    numbers = -np.log(counts)
    whose = np.repeat(np.eye(len(keys), dtype=np.float32), counts, axis=0)[None]
    for _ in range(MEASUREMENTS):
        seen = attend(_sample(queries), _with_row(keys, numbers), whose)
        masses = np.asarray(ops.convert_to_numpy(seen), np.float64)[0]
        numbers = numbers + balanced(masses, shares)
        if masses.min() > LEAST:  # else there is more to know, now that they are closer
            break
    return _with_row(keys, numbers)


def _with_row(keys: Sequence[Tensor], numbers: NDArray[np.float64]) -> Tensor:
    """Below each style's keys its number, and all in one."""
    rows = [ops.full_like(k[:, :1], float(n)) for k, n in zip(keys, numbers, strict=True)]
    return ops.concatenate([ops.concatenate(p, axis=1) for p in zip(keys, rows, strict=True)], 2)


def _sample(queries: Tensor) -> Tensor:
    count = queries.shape[1]
    if count <= RUNS * RUN:
        return queries
    starts = [i * (count - RUN) // (RUNS - 1) for i in range(RUNS)]
    return ops.concatenate([queries[:, start : start + RUN] for start in starts], axis=1)


def balanced(masses: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """What to add to the styles' logits, at most 0, so that they get these shares of attention.

    masses: (N, S), what each of N queries gives to each of S styles as it is, rows of sum 1.
    shares: (S), above 0, of sum 1.

    Each round adds to a style the logarithm of how far its share is from the one that is due
    (Berry, Levinsohn and Pakes, "Automobile prices in market equilibrium", 1995, appendix I).
    """
    logs = np.log(np.maximum(masses, LEAST))
    added = np.log(shares) - logs.mean(axis=0)
    for _ in range(STEPS):
        odds = np.exp(logs + added - (logs + added).max(axis=1, keepdims=True))
        got = (odds / odds.sum(axis=1, keepdims=True)).mean(axis=0)
        missing = np.log(shares / np.maximum(got, LEAST))
        added = added + missing
        if np.abs(missing).max() < ENOUGH:
            break
    return added - added.max()
