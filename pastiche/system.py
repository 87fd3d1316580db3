"""Run the system's programs quietly, and install Debian's packages where nobody need be asked."""

from __future__ import annotations

import os
import shutil
import subprocess

PACKAGE_SECONDS = 600


def quietly(command: list[str], seconds: int, variables: dict[str, str] | None = None) -> bool:
    """Run a command without showing it; whether it ended well and in time."""
    try:
        return not subprocess.run(
            command,
            check=False,
            timeout=seconds,
            env=os.environ | (variables or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def as_root() -> list[str] | None:
    """What goes before a command that needs root; None where that would ask for a password."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if quietly(["sudo", "-n", "true"], 10) else None


def has_apt() -> bool:
    """Whether this is Debian, Ubuntu or one of their kin."""
    return shutil.which("apt-get") is not None


def apt_install(*packages: str) -> bool:
    """Install packages, with a fresh list of them if need be; False where we may not or cannot."""
    sudo = as_root()
    if sudo is None or not has_apt():
        return False
    apt = [*sudo, "apt-get", "-y", "-q", "-o", "DPkg::Lock::Timeout=120"]
    unattended = {"DEBIAN_FRONTEND": "noninteractive"}
    install = [*apt, "install", "--no-install-recommends", *packages]
    if quietly(install, PACKAGE_SECONDS, unattended):
        return True
    quietly([*apt, "update"], PACKAGE_SECONDS)
    return quietly(install, PACKAGE_SECONDS, unattended)
