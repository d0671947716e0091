"""What a directory of weights has to be before an engine is started on it.

It lies under an allowed root, and so does everything in it, once symbolic links are followed. Nothing
that is said of a path outside depends on whether it exists.
"""

from __future__ import annotations

from pathlib import Path

from treadle.fabric.deploying.port import REQUEST_FAULT, DeployFailed

WEIGHTS = (".safetensors", ".bin", ".pt", ".pth", ".gguf")
MOST_FILES = 10_000


def allowed(path: str, roots: tuple[Path, ...]) -> bool:
    """Whether a path lies under one of `roots` once symbolic links are followed."""
    try:
        real = Path(path).resolve()
        return any(real.is_relative_to(root.resolve()) for root in roots)
    except (OSError, RuntimeError, ValueError):  # a circle of links, a NUL, a name too long
        return False


def weights_size(directory: Path) -> int:
    """Bytes of the weights in a directory, 0 where it cannot be read."""
    try:
        return sum(path.stat().st_size for path in directory.iterdir() if path.suffix in WEIGHTS)
    except OSError:
        return 0


def inspected(path: str, roots: tuple[Path, ...]) -> tuple[Path, int]:
    """A model's directory, resolved, and the bytes of its weights; raises DeployFailed."""
    if not allowed(path, roots):
        raise DeployFailed(
            f"local_model_path {path} is under none of the directories that this server allows "
            "(--local-model-root)",
            REQUEST_FAULT,
        )
    directory = Path(path).resolve()
    try:
        if not directory.is_dir():
            raise DeployFailed(f"local_model_path {path} is not a directory on this server", REQUEST_FAULT)
        for count, part in enumerate(sorted(directory.rglob("*"))):
            if count >= MOST_FILES:
                raise DeployFailed(f"{path} holds more than {MOST_FILES} files", REQUEST_FAULT)
            if not allowed(str(part), roots):
                name = part.relative_to(directory)
                raise DeployFailed(f"{name} in {path} leads out of the allowed directories", REQUEST_FAULT)
        if not (directory / "config.json").is_file():
            raise DeployFailed(f"{path} has no config.json, so it is no model directory", REQUEST_FAULT)
    except OSError as error:
        raise DeployFailed(f"{path} cannot be read: {error.strerror}", REQUEST_FAULT) from error
    size = weights_size(directory)
    if not size:
        raise DeployFailed(f"{path} has no weights ({', '.join(WEIGHTS)})", REQUEST_FAULT)
    return directory, size
