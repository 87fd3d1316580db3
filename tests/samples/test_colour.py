import numpy as np

from pastiche.samples.colour import palette, ramp, to_oklab, to_rgb


def test_oklab_of_the_published_examples():
    # white and the linear-light primaries, to the digits Ottosson's page gives for its matrices
    white, red = to_oklab(np.array([[1, 1, 1], [1, 0, 0]], np.float32))
    assert np.allclose(white, [1, 0, 0], atol=1e-3)
    assert np.allclose(red, [0.628, 0.225, 0.126], atol=1e-3)


def test_there_and_back():
    rgb = np.random.default_rng(0).uniform(size=(50, 3)).astype(np.float32)
    assert np.abs(to_rgb(to_oklab(rgb)) - rgb).max() < 2e-3


def test_a_ramp_passes_its_stops():
    stops = palette("#000000", "#ff0000", "#ffffff")
    assert np.allclose(ramp(stops, np.array([-1, 0, 0.5, 1, 2])), stops[[0, 0, 1, 2, 2]], atol=1e-6)
