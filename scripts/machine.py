"""What the tests need from the machine: a database server, a browser, a Chinese font. Debian's packages bring them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from office.postgresql import postgres_program  # noqa: E402


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _chinese_font() -> str | None:
    if not shutil.which("fc-list"):
        return None
    return subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=False).stdout


_NEEDED: dict[str, Callable[[], str | None]] = {
    "postgresql": lambda: postgres_program("initdb") and postgres_program("postgres"),
    "chromium": chromium,
    "fonts-noto-cjk": _chinese_font,
}


def require_packages() -> None:
    """Installs what is missing when run by root on Debian; otherwise stops with the line that does it."""
    missing = [package for package, found in _NEEDED.items() if not found()]
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    line = f"apt-get update && {' '.join(install)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"测试需要 {'、'.join(missing)}。请以 root 身份运行：\n{line}")
    print(f"正在安装测试所需的系统软件：{'、'.join(missing)}", flush=True)
    _run_quietly(["apt-get", "update"])
    _run_quietly(install)
    still_missing = [package for package, found in _NEEDED.items() if not found()]
    if still_missing:
        sys.exit(f"安装后仍然缺少 {'、'.join(still_missing)}，请检查：\n{line}")


def _run_quietly(command: list[str]) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    result = subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"安装失败：{' '.join(command)}\n{result.stdout[-2000:]}{result.stderr[-2000:]}")
