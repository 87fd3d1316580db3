"""A browser's memory is that of all its processes, what they share counted once."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from pastiche.bench import memory

MEBIBYTE = 2**20
pytestmark = pytest.mark.skipif(not memory.measurable(), reason="only Linux tells it")

# As Playwright does: we start a driver, the driver starts what takes the memory.
TAKE = (
    f"import time; taken = bytearray(64 * {MEBIBYTE}); print('taken', flush=True); time.sleep(60)"
)
DRIVE = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {TAKE!r}])"


def test_the_peak_is_of_what_the_driver_started() -> None:
    with memory.peak_of_browser() as peak:
        driver = subprocess.Popen([sys.executable, "-c", DRIVE], stdout=subprocess.PIPE, text=True)
        try:
            assert driver.stdout is not None
            assert driver.stdout.readline() == "taken\n"
            time.sleep(5 * memory.PAUSE)
            started = memory.browser_processes()
        finally:
            for process in memory.browser_processes():
                subprocess.run(["kill", str(process)])
            driver.wait(10)
            driver.stdout.close()
    assert len(started) == 1
    assert 64 * MEBIBYTE < peak.bytes < 128 * MEBIBYTE
