"""The files under `generated/`: written as a whole, so that nothing stays that nobody generates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

_CACHES = frozenset({"__pycache__", ".ruff_cache", ".mypy_cache"})  # other tools' and ignored by git

Files = Mapping[str, bytes]


def write(files: Files, folder: Path) -> list[str]:
    """Make `folder` hold exactly `files`; what was changed, added or removed, by path."""
    changed = different(files, folder)
    for name in changed:
        path = folder / name
        if name in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[name])
        else:
            path.unlink()
    _remove_empty(folder)
    return changed


def different(files: Files, folder: Path) -> list[str]:
    """The paths under `folder` that are not as `files` has them: changed, missing or strange."""
    present = set(_present(folder))
    wrong = {name for name in present if name not in files}
    wrong |= {
        name for name, data in files.items() if name not in present or (folder / name).read_bytes() != data
    }
    return sorted(wrong)


def _present(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and not _CACHES & set(path.relative_to(folder).parts):
            yield path.relative_to(folder).as_posix()


def _remove_empty(folder: Path) -> None:
    """Remove folders that hold nothing but caches: Python would import one as a namespace package."""
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        inside = list(path.rglob("*"))
        if path.name not in _CACHES and not any(
            item.is_file() and not _CACHES & set(item.relative_to(path).parts) for item in inside
        ):
            for item in sorted(inside, reverse=True):
                item.rmdir() if item.is_dir() else item.unlink()
            path.rmdir()
