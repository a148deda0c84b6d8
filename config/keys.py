"""The three secrets of an installation: one for the browser, one for personal fields, one for their index.

They live apart from the database, one file each with mode 600, so that a copied database tells nothing.
In production they may come from the environment instead.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from office.key_files import create_key, decode, generations, path_of, read_key


def load_key(name: str, *, folder: Path, from_environment: str, required_from_outside: bool) -> bytes:
    """32 secret bytes, from the environment, else the newest of that name in `folder`, else made there once.

    A first start by several processes ends with one key: the file appears complete or not at all.
    """
    if from_environment:
        return decode(name, from_environment)
    there = generations(name, folder)
    path = list(there.values())[-1] if there else path_of(name, 1, folder)
    if not there:
        if required_from_outside:
            raise ImproperlyConfigured(
                f"正式环境缺少密钥：请设置环境变量 {name.upper()}（32 字节的 base64），或把已有密钥文件放到 {path}。"
            )
        create_key(path)
    return read_key(path)
