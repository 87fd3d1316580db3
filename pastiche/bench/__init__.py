"""Measurements, printed as ratios within one run: `python3 build.py bench site|stylizer`."""

from __future__ import annotations

import argparse


def main(argv: list[str]) -> int:
    """Run one measurement; returns its exit status."""
    parser = argparse.ArgumentParser(
        prog="build.py bench",
        description="Measure speed. Seconds depend on the machine; the ratios are what counts.",
    )
    parser.add_argument("what", choices=["site", "stylizer"], help="what to measure")
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each (default: 5)")
    options = parser.parse_args(argv)
    if options.what == "site":
        from pastiche.bench.site import bench
    else:
        from pastiche.bench.stylizer import bench
    bench(options.runs)
    return 0
