"""The three secrets of an installation: one for the browser, one for personal fields, one for their index.

They live apart from the database, one file each with mode 600, so that a copied database tells nothing.
In production they may come from the environment instead.
"""

import base64
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LENGTH = 32


def load_key(name: str, *, folder: Path, from_environment: str, required_from_outside: bool) -> bytes:
    """32 secret bytes, from the environment, else from `folder`, else made there once.

    A first start by several processes ends with one key: the file appears complete or not at all.
    """
    if from_environment:
        return _decode(name, from_environment)
    path = folder / name
    if not path.exists():
        if required_from_outside:
            raise ImproperlyConfigured(
                f"正式环境缺少密钥：请设置环境变量 {name.upper()}（32 字节的 base64），或把已有密钥文件放到 {path}。"
            )
        _create(path)
    return _decode(name, path.read_text("ascii"))


def _create(path: Path) -> None:
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


def _decode(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError as error:
        raise ImproperlyConfigured(f"密钥 {name} 不是有效的 base64：请检查环境变量或密钥文件。") from error
    if len(key) != LENGTH:
        raise ImproperlyConfigured(f"密钥 {name} 应为 {LENGTH} 字节，现为 {len(key)} 字节。")
    return key
