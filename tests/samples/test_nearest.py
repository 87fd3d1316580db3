import numpy as np

from pastiche.samples.nearest import borders, nearest
from pastiche.samples.sheet import Sheet


def _brute(points, x, y):
    return np.hypot(points[:, 0, None, None] - x, points[:, 1, None, None] - y)


def test_jump_flooding_finds_the_nearest_points():
    rng = np.random.default_rng(1)
    points = rng.uniform(0, (70, 50), (40, 2)).astype(np.float32)
    label, distance = nearest((50, 70), points[:, 0], points[:, 1])
    y, x = np.mgrid[0:50, 0:70] + 0.5
    away = _brute(points, x, y)
    assert np.mean(label == away.argmin(axis=0)) > 0.995
    assert np.abs(distance - away.min(axis=0)).max() < 1


def test_discs_are_measured_from_their_rims():
    columns = np.array([10.5, 40.5], np.float32)
    rows = np.array([8.5, 8.5], np.float32)
    label, distance = nearest((16, 50), columns, rows, np.array([12, 2], np.float32))
    assert distance[8, 10] == -12
    assert label[8, 27] == 0  # nearer the small disc's centre, but nearer the large disc's rim
    assert distance[8, 22] == 0


def test_borders_are_where_two_points_are_equally_far():
    sheet = Sheet(64, 64)
    points = np.array([[128, 256], [384, 256]], np.float32)
    cell, inward = borders(sheet, points, 600, sheet.x, sheet.y)
    assert (cell[:, :32] == 0).all()
    assert (cell[:, 32:] == 1).all()
    assert np.allclose(inward, np.abs(sheet.x - 256), atol=0.1)
