"""Measurements, printed as ratios within one run: `build.py bench WHAT`."""

from __future__ import annotations

import argparse


def main(argv: list[str]) -> int:
    """Run one measurement; returns its exit status."""
    parser = argparse.ArgumentParser(
        prog="build.py bench",
        description="Measure speed. Seconds depend on the machine; the ratios are what counts.",
    )
    parser.add_argument(
        "what",
        choices=["site", "stylizer", "sanet", "families", "gatys"],
        help="what to measure",
    )
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each (default: 5)")
    parser.add_argument("--posts", type=int, default=1000, help="site: posts (default: 1000)")
    parser.add_argument(
        "--against",
        default="hugo,pelican,mkdocs-material,eleventy,jekyll",
        help="site: the other generators, with commas between (default: all that install here)",
    )
    parser.add_argument("--memory", action="store_true", help="site: measure memory as well")
    parser.add_argument(
        "--short", action="store_true", help="stylizer: 128 and 256 pixels only, for small machines"
    )
    parser.add_argument("--large", action="store_true", help="sanet: 2048 pixels as well")
    options = parser.parse_args(argv)
    if options.what == "site":
        from pastiche.bench.generators import NAMES
        from pastiche.bench.site import bench

        names = [name for name in options.against.split(",") if name]
        for name in names:
            if name not in NAMES:
                parser.error(f"unknown generator {name}; known: {', '.join(NAMES)}")
        bench(options.runs, options.posts, names, memory=options.memory)
    elif options.what == "families":
        from pastiche.bench.families import bench as bench_families

        bench_families(options.runs)
    elif options.what == "sanet":
        from pastiche.bench.sanet import bench as bench_sanet

        bench_sanet(options.runs, large=options.large)
    elif options.what == "gatys":
        from pastiche.bench.gatys import bench as bench_gatys

        bench_gatys(options.runs)
    else:
        from pastiche.bench.stylizer import bench as bench_stylizer

        bench_stylizer(options.runs, short=options.short)
    return 0
