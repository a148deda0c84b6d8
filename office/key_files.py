"""Key files: one a generation, mode 600, base64 of 32 bytes. `field_key` is the first generation, `field_key.2` the next."""

import base64
import os
import re
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LENGTH = 32
RETIRED = "retired"
_SETTLED = "profile"


def generations(name: str, folder: Path) -> dict[int, Path]:
    """Number → file of each generation that is there, oldest first."""
    pattern = re.compile(rf"{re.escape(name)}(?:\.([2-9]|[1-9]\d+))?")
    found = {int(match[1] or 1): path for path in _files(folder) if (match := pattern.fullmatch(path.name))}
    return dict(sorted(found.items()))


def path_of(name: str, generation: int, folder: Path) -> Path:
    return folder / (name if generation == 1 else f"{name}.{generation}")


def read_key(path: Path) -> bytes:
    """The 32 bytes of a key file; raises `ImproperlyConfigured`."""
    return decode(path.name, path.read_text("ascii"))


def decode(name: str, text: str) -> bytes:
    """32 bytes from base64, as files and environment hold them; raises `ImproperlyConfigured`."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError as error:
        raise ImproperlyConfigured(f"密钥 {name} 不是有效的 base64：请检查环境变量或密钥文件。") from error
    if len(key) != LENGTH:
        raise ImproperlyConfigured(f"密钥 {name} 应为 {LENGTH} 字节，现为 {len(key)} 字节。")
    return key


def create_key(path: Path) -> None:
    """A new random key; one that is there already stays. The file appears complete or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(base64.b64encode(secrets.token_bytes(LENGTH)).decode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails if another process was first: its key stands
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def settled_profile(folder: Path) -> str:
    """The profile that everything was last moved to; `gm` where that was never written down."""
    path = folder / _SETTLED
    return path.read_text("ascii").strip() if path.is_file() else "gm"


def note_settled_profile(profile: str, folder: Path) -> None:
    """Everything stored is of this profile now."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{_SETTLED}.{os.getpid()}"
    draft.write_text(profile, "ascii")
    draft.replace(folder / _SETTLED)


def retire(path: Path, mark: str) -> Path:
    """Puts a key aside under `retired/`: it writes no more, and reads only what was written late and old backups."""
    folder = path.parent / RETIRED
    folder.mkdir(exist_ok=True, mode=0o700)
    name = path.name.partition(".")[0]
    return path.replace(folder / f"{name}.{mark}")


def put_aside(name: str, folder: Path) -> list[Path]:
    """The keys of that name which were retired and are still there."""
    return sorted(path for path in _files(folder / RETIRED) if path.name.partition(".")[0] == name)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
