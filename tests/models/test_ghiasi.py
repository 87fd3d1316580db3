"""Magenta's network as our own graph: what TFLite computes, what TensorFlow.js computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from keras import ops
from PIL import Image
from tensorflow.lite.python.interpreter import OpResolverType

from pastiche.errors import BuildError
from pastiche.models import magenta_files, places, stylize, tflite
from pastiche.models.card import read_card
from pastiche.models.cli import main
from pastiche.models.ghiasi import Ghiasi
from pastiche.models.golden import read as read_golden
from pastiche.models.package import verify_package
from pastiche.models.restore import restore
from pastiche.models.rivals import files
from pastiche.models.rivals.magenta import Magenta
from pastiche.pinned import Unavailable
from tests.models.conftest import Stylize
from tests.models.dequantised_tflite import write_dequantised
from tests.models.test_parity import picture, psnr

SIZES = [((52, 76), (45, 67)), ((100, 36), (33, 131))]
"""(content, style), (height, width) in pixels: no multiples of 16."""

Files = Mapping[str, Path]


@pytest.mark.parametrize(("content", "style"), SIZES)
def test_tfjs_agrees_with_tensorflow(
    ghiasi_package: Path, stylized: Stylize, content: tuple[int, int], style: tuple[int, int]
) -> None:
    photo, painting = picture(*content, seed=1), picture(*style, seed=2)
    result = stylized(ghiasi_package, photo, painting)
    expected = np.asarray(restore(ghiasi_package)(photo, painting))
    assert result.shape == (1, *content, 3)
    assert psnr(result, expected) > 60
    assert result.std() > 0.05


def test_a_package_passes_its_self_test_on_wasm(ghiasi_package: Path, stylized: Stylize) -> None:
    card = read_card(ghiasi_package)
    content, style, expected = read_golden(card, ghiasi_package)
    result = stylized(ghiasi_package, content[None] / 255, style[None] / 255)[0]
    assert np.abs(result - expected / 255).max() < card.golden.tolerance.max / 2


def test_styles_are_mixed_by_their_vectors(ghiasi_package: Path) -> None:
    network = restore(ghiasi_package)
    photo, *paintings = (picture(48, 64, seed)[0] for seed in range(3))
    first, second = (network.style_code(network.encode(p[None])).statistics[0] for p in paintings)
    features = network.encode(photo[None])
    merged = network.transform(features, (), (0.25 * first + 0.75 * second,))
    weighed = list(zip(paintings, (1, 3), strict=True))
    result = stylize(network, photo, weighed)
    assert np.abs(result - network.decode(merged)[0]).max() < 1e-4
    assert np.abs(result - stylize(network, photo, paintings[0])).mean() > 0.01


@pytest.fixture(scope="module")
def pinned(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The two TFLite files, from the mirror alone."""
    if not (shared / "mirror").is_dir():
        pytest.skip("needs ../shared/mirror")
    return files.fetched("magenta", cache=tmp_path_factory.mktemp("rivals"))


@pytest.fixture(scope="module")
def ghiasi(pinned: Files) -> Ghiasi:
    """The network with their weights, not rounded to float16."""
    network = Ghiasi()
    theirs = {
        name: array
        for path in pinned.values()
        for name, array in tflite.weights(tflite.interpreter(path)).items()
    }
    shapes = {v.path: tuple(v.shape) for v in network.variables}
    arrays = magenta_files.renamed(theirs, shapes)
    for variable in network.variables:
        variable.assign(arrays[variable.path])
    return network


def photo(shared: Path, name: str, side: int) -> np.ndarray:
    with Image.open(shared / "eval" / name) as image:
        return np.asarray(image.convert("RGB").resize((side, side)), np.float32)[None] / 255


def test_every_layer_of_the_predictor_is_tflites_to_a_step_of_its_bytes(
    ghiasi: Ghiasi, pinned: Files, shared: Path
) -> None:
    """From the interpreter's own input of it: what a layer makes is rounded to a byte there."""
    theirs = tflite.interpreter(
        pinned["predictor.tflite"],
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        experimental_preserve_all_tensors=True,
    )
    theirs.allocate_tensors()
    tflite.run(theirs, photo(shared, "style/Starry.jpg", 256))
    details = {detail["name"]: detail for detail in theirs.get_tensor_details()}

    def value(name: str) -> np.ndarray:
        detail = details[name]
        tensor = theirs.get_tensor(detail["index"])
        return tflite.dequantised(tensor, detail["quantization_parameters"])

    def follow(made: Any, name: str) -> np.ndarray:
        (step,) = details[name]["quantization_parameters"]["scales"]
        expected = value(name)
        assert np.abs(np.asarray(made) - expected).max() <= 1.01 * step, name
        assert expected.std() > step, name
        return expected

    predictor = ghiasi.predictor
    x = follow(ops.relu6(predictor.stem(value("style_image_int8"))), "MobilenetV2/Conv/Relu6")
    for i, block in enumerate(predictor.blocks):
        name = f"MobilenetV2/expanded_conv{f'_{i}' if i else ''}"
        y = x
        if block.expand:
            y = follow(ops.relu6(block.expand(y)), f"{name}/expand/Relu6")
        y = follow(ops.relu6(block.depthwise(y)), f"{name}/depthwise/Relu6")
        y = follow(block.project(y), f"{name}/project/BatchNorm/FusedBatchNormV3")
        x = follow(x + y, f"{name}/add") if block.keeps else y
    x = follow(ops.relu6(predictor.last(x)), "MobilenetV2/Conv_1/Relu6")
    x = follow(np.mean(x, axis=(1, 2), keepdims=True), "bottleneck/Mean")
    follow(ghiasi.vector(x), "mobilenet_conv/Conv/BiasAdd_int8")


@pytest.fixture(scope="module")
def fetched(pinned: Files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The package that `model fetch ghiasi` makes of them, where it is looked for."""
    folder = tmp_path_factory.mktemp("fetched")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "LOCAL", folder / "models")
        patch.setattr(places, "SAVED_MODELS", folder / "saved-models")
        patch.setattr(files, "fetched", lambda _, cache=None: dict(pinned))
        assert main(["fetch", "ghiasi"]) == 0
        yield folder / "models" / "ghiasi"


def test_what_fetch_makes_is_whole_and_says_what_it_is(fetched: Path) -> None:
    verify_package(fetched)
    card = read_card(fetched)
    assert (card.family, card.dtype, card.licence) == ("style-vector", "exact", "Apache-2.0")
    assert card.parameters == 2_512_634
    assert card.bytes < 3.5e6
    assert main(["verify", "ghiasi"]) == 0


def test_the_package_is_made_of_their_very_numbers(fetched: Path, ghiasi: Ghiasi) -> None:
    for ours, theirs in zip(restore(fetched).variables, ghiasi.variables, strict=True):
        exact = np.asarray(theirs)
        np.testing.assert_allclose(ours, exact, rtol=0, atol=1e-6 * np.abs(exact).max())


@pytest.fixture(scope="module")
def dequantised(pinned: Files, tmp_path_factory: pytest.TempPathFactory) -> Magenta:
    """Their two networks, with nothing rounded on the way, in their interpreter."""
    folder = tmp_path_factory.mktemp("dequantised")
    for name, path in pinned.items():
        write_dequantised(path, folder / name)
    return Magenta({name: folder / name for name in pinned})


def test_from_two_pictures_to_the_result_it_is_the_dequantised_interpreter(
    fetched: Path, dequantised: Magenta, shared: Path
) -> None:
    network = restore(fetched)
    for content, style in (("chicago", "Starry"), ("Content", "candy"), ("chicago", "wave")):
        picture = photo(shared, f"content/{content}.jpg", 384)[0]
        painting = photo(shared, f"style/{style}.jpg", 256)[0]
        expected = dequantised.stylize(picture, dequantised.code(painting))
        assert np.abs(stylize(network, picture, painting) - expected).max() < 0.1 / 255, style
        assert expected.std() > 0.1


def test_so_it_is_in_tensorflow_js_and_their_rounding_of_activations_is_all_that_is_missing(
    fetched: Path, dequantised: Magenta, pinned: Files, shared: Path, stylized: Stylize
) -> None:
    """Every activation of their predictor is a byte: that alone moves a picture by 1 to 2 of 255
    on average, and single pixels by up to 20."""
    content = photo(shared, "content/chicago.jpg", 384)
    painting = photo(shared, "style/candy.jpg", 256)
    expected = dequantised.stylize(content[0], dequantised.code(painting[0]))
    assert np.abs(stylized(fetched, content, painting)[0] - expected).max() < 2 / 255
    rounding = Magenta(pinned)
    theirs = rounding.stylize(content[0], rounding.code(painting[0]))
    apart = np.abs(theirs - expected)
    assert 0.5 / 255 < apart.mean() < 2 / 255
    assert 5 / 255 < apart.max() < 20 / 255


def test_files_that_cannot_be_had_get_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str, cache: Path | None = None) -> None:
        raise Unavailable("predictor.tflite: the server answered 404", again=False)

    monkeypatch.setattr(files, "fetched", fail)
    with pytest.raises(BuildError, match=r"\[magenta\] in models.toml could not be fetched: pred"):
        main(["fetch", "ghiasi"])
