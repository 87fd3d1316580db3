"""Write a network as a model package: graph, float16 weights, card and self-test."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from pastiche.errors import BuildError
from pastiche.models import golden, trace, weights
from pastiche.models.apply import stylize
from pastiche.models.card import FORMAT, Inputs, ModelCard, Nodes, write_card
from pastiche.models.package import record_files, replaced, verify_package
from pastiche.models.sanet_lite import SIZE_MULTIPLE, SANetLite
from pastiche.models.tfjs import write_graph_model

ABOUT = Path(__file__).resolve().parents[2] / "models.toml"
"""What the card says in words: title, licence, provenance, limits."""


def export(name: str, weights_file: Path, folder: Path) -> ModelCard:
    """Write the package of `name` with the weights of a file into `folder`, in place of the old.

    Raises `BuildError` when the weights are not this network's or do not fit float16, and leaves
    the old package then.
    """
    network = SANetLite()
    halves = _float16(weights.read(weights_file), weights_file)
    weights.assign(network, halves, weights_file)
    with replaced(folder) as new:
        write_graph_model(trace.trace(network), trace.INPUTS, [trace.OUTPUT], halves, new)
        graph_bytes = sum(path.stat().st_size for path in new.iterdir())
        content, style = golden.pictures()
        result = stylize(network, content / 255, style / 255)
        self_test = golden.write(content, style, result, new)
        card = ModelCard(
            format=FORMAT,
            name=name,
            version=datetime.now(UTC).strftime("%Y.%m.%d"),
            parameters=network.count_params(),
            dtype="float16",
            bytes=graph_bytes,
            size_multiple=SIZE_MULTIPLE,
            files=record_files(new),
            inputs=Inputs(*trace.INPUTS),
            nodes=Nodes(
                content_features=trace.CONTENT_FEATURES,
                style_code=trace.STYLE_CODE,
                features=trace.FEATURES,
                attention=trace.ATTENTION,
                output=trace.OUTPUT,
            ),
            golden=self_test,
            quality={},
            **_about(name),
        )
        write_card(card, new)
        verify_package(new)
    return card


def _float16(arrays: weights.Arrays, path: Path) -> weights.Arrays:
    """The values that float16 can hold, as float32: what the browser will compute with."""
    rounded = {}
    for key, array in arrays.items():
        with np.errstate(over="ignore"):
            rounded[key] = array.astype(np.float16).astype(np.float32)
        if not np.isfinite(rounded[key]).all() and np.isfinite(array).all():
            message = f"{key} reaches {np.abs(array).max():g}, and float16 ends at 65504"
            raise BuildError(path, None, message, "train with a smaller rate, or weight decay")
    return rounded


def _about(name: str) -> dict[str, Any]:
    try:
        about = tomllib.loads(ABOUT.read_text("utf-8"))[name]
    except FileNotFoundError:
        raise BuildError(ABOUT, None, "this file is missing", "restore it from Git") from None
    except tomllib.TOMLDecodeError as e:
        raise BuildError(ABOUT, None, f"this is not TOML: {e}", "mend it") from None
    except KeyError:
        raise BuildError(ABOUT, None, f"says nothing about {name}", f"add [{name}]") from None
    return about | {"limits": tuple(about["limits"])}
