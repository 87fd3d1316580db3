"""Fill `.venv` and `node_modules` from the lock files, and say in a sentence why that failed.

Every file is checked against the hash in its lock, and none may run code while it is installed:
Python packages come as wheels only, npm packages without their scripts.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pastiche import environment, system
from pastiche.environment import Group, Scope
from pastiche.errors import BuildError
from pastiche.progress import step

# Megabytes of disk: what is installed, and the downloads beside it.
SPACE: dict[Group, int] = {"site": 700, "convert": 3000, "test": 3500}

# What an installer prints -> what that means and what to do, the first that fits.
DIAGNOSES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("no space left", "enospc", "disk quota"),
        "the disk is full",
        "free some space and run this again",
    ),
    (
        ("permission denied", "read-only file system", "eacces", "erofs"),
        "no permission to write here",
        "make the folder yours, or work in a copy",
    ),
    (
        (
            "certificate_verify_failed",
            "self_signed_cert",
            "unable_to_get_issuer",
            "invalid peer cert",
        ),
        "the package registry's certificate is not trusted here, as behind some proxies",
        "name your organisation's certificate file in PIP_CERT and NODE_EXTRA_CA_CERTS",
    ),
    (
        (
            "failed to establish a new connection",
            "temporary failure in name resolution",
            "name or service not known",
            "nodename nor servname",
            "network is unreachable",
            "failed to fetch",
            "dns error",
            "read timed out",
            "connect timeout",
            "proxyerror",
            "enotfound",
            "eai_again",
            "etimedout",
            "econnrefused",
            "econnreset",
        ),
        "the package registry cannot be reached",
        "check the network connection (and any proxy), then run this again; it is needed only once",
    ),
    (
        ("do not match the hashes", "hash mismatch", "eintegrity"),
        "a downloaded package is not the one that was locked",
        "run this again; if it stays so, do not trust the registry or mirror that answers",
    ),
    (
        ("no matching distribution", "no wheels with a matching", "ebadplatform"),
        f"a package has no build for Python {sys.version_info.major}.{sys.version_info.minor} "
        f"on {sys.platform} {os.uname().machine}",
        "use Python 3.11 to 3.13 on Linux (x86_64, aarch64) or macOS (Apple silicon)",
    ),
)


def python_packages(root: Path, group: Group) -> None:
    """Bring `.venv` to the lock file of `group`, with uv when it is on PATH, else venv and pip.

    The stamp is taken away first, so that an environment cut short by a kill is made anew.
    """
    venv = root / ".venv"
    _need_space(root, SPACE[group])
    if not environment.usable(venv):
        _make_venv(root, venv)
        environment.stamp_python(root, {})
    standing = environment.installed(root)
    (venv / "pastiche.json").unlink()
    where = ["--require-hashes", "--no-deps", "-r", str(environment.lock(root, group))]
    python = str(environment.venv_python(venv))
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "--python", python, "--no-build", *where]
    else:
        command = [python, "-m", "pip", "install", "--only-binary", ":all:", "--no-compile"]
        command += ["--disable-pip-version-check", "--no-input", "--retries", "2", *where]
    try:
        _run(root, f"Installing Python packages ({group}, once)", command)
    except BuildError:  # the installer gave up by itself: what stood still stands
        environment.stamp_python(root, standing)
        raise
    digest = environment.digest(environment.lock(root, group))
    environment.stamp_python(root, standing | {group: digest})


def node_packages(root: Path, scope: Scope) -> None:
    """Bring `node_modules` to package-lock.json, with the npm that comes in the Node.js wheel."""
    (root / "node_modules" / ".pastiche.json").unlink(missing_ok=True)
    options = [] if scope == "all" else ["--omit=dev"]
    npm_ci(root, root, "Installing JavaScript packages (once)", options)
    environment.stamp_node(root, scope)


def npm_ci(root: Path, folder: Path, name: str, options: Sequence[str] = ()) -> None:
    """Fill `folder`/node_modules from the lock file in `folder`; `name` says what that is."""
    wheel = environment.node_folder(root)
    node = wheel / "bin" / "node"
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(node), str(npm), "ci", "--prefix", str(folder), "--ignore-scripts"]
    command += ["--no-audit", "--no-fund", *options]
    command += ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
    _run(root, name, command, first_on_path=node.parent)


def _make_venv(root: Path, venv: Path) -> None:
    """A new, empty `.venv` in place of whatever is there."""
    if venv.is_symlink() or venv.is_file():
        raise BuildError(venv, None, "this is not a folder", "remove it and run this again")
    if venv.exists():
        shutil.rmtree(venv)
    python: str = getattr(sys, "_base_executable", sys.executable)  # not one inside .venv
    uv = shutil.which("uv")
    if uv:
        command = [uv, "venv", "--python", python, str(venv)]
    else:
        _need_venv_module(python)
        command = [python, "-m", "venv", str(venv)]
    _run(root, "Making .venv", command)


def _need_venv_module(python: str) -> None:
    """Debian and Ubuntu leave venv out of their Python: install its package, or say which it is."""
    if _has_venv_module():
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    with step(f"Installing {package}"):
        system.apt_install(package)
    importlib.invalidate_caches()
    if not _has_venv_module():
        raise BuildError(
            Path(python),
            None,
            "this Python comes without venv",
            f"on Debian or Ubuntu: sudo apt-get install {package}; or install uv",
        )


def _has_venv_module() -> bool:
    return all(importlib.util.find_spec(name) for name in ("ensurepip", "venv"))


def _need_space(root: Path, megabytes: int) -> None:
    free = shutil.disk_usage(root).free // 1_000_000
    if free < megabytes:
        message = f"{megabytes} MB of disk are needed to install, and {free} MB are free"
        raise BuildError(root, None, message, "free some space and run this again")


def _run(root: Path, name: str, command: list[str], first_on_path: Path | None = None) -> None:
    """Run an installer, its output in .cache/install.log. Raises BuildError with a diagnosis."""
    log = root / ".cache" / "install.log"
    log.parent.mkdir(exist_ok=True)
    elsewhere = {"PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER"}  # would install out of .venv
    variables = {name: value for name, value in os.environ.items() if name not in elsewhere}
    if first_on_path:
        variables["PATH"] = f"{first_on_path}{os.pathsep}{variables.get('PATH', '')}"
    with log.open("w") as output, step(name, lambda: _last_line(log)):
        output.write("$ " + " ".join(command) + "\n")
        output.flush()
        code = subprocess.run(
            command, check=False, cwd=root, env=variables, stdout=output, stderr=subprocess.STDOUT
        ).returncode
    if code:
        raise _diagnose(root, name, log, code)


def _diagnose(root: Path, name: str, log: Path, code: int) -> BuildError:
    text = log.read_text(errors="replace").lower()
    see = f"{log.relative_to(root)} has the whole story"
    for signs, message, hint in DIAGNOSES:
        if any(sign in text for sign in signs):
            return BuildError(root, None, f"{name}: {message}", f"{hint}; {see}")
    return BuildError(root, None, f"{name} failed with exit status {code}", see)


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()
    return lines[-1].strip() if lines else ""
