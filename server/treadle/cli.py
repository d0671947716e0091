"""The `treadle` command: which sub-commands there are and which part of the install each needs.

Sub-commands are imported when they are called: `treadle conform` must not load an engine, and a
client's install, which has none of this, must still say what to do.
"""

from __future__ import annotations

import importlib
import sys

COMMANDS = {
    "serve": ("treadle.serve", "server", "serve a model over TGI's and Fabric's APIs"),
    "token": ("treadle.credentials:token", "server", "issue, list and revoke tokens of Fabric's API"),
    "access-key": ("treadle.credentials:access_key", "server", "the same for access keys (AK/SK)"),
    "watermark": ("treadle.watermark", "cpu", "look for the watermark in a text"),
    "conform": ("treadle_conformance.cli", "conformance", "check whether a server keeps its contract"),
    "conform-client": (
        "treadle_conformance.client.cli",
        "conformance",
        "check whether a client keeps its side",
    ),
}


def usage() -> str:
    """The text of `treadle --help`."""
    from treadle import __version__

    lines = [f"Treadle {__version__}", "", "Usage: treadle COMMAND [OPTIONS]   (each has --help)", ""]
    lines += [f"  {name:<15} {text}" for name, (_, _, text) in COMMANDS.items()]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run a sub-command; the exit status is its own, 2 for a command that does not exist."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given or given[0] in ("-h", "--help", "help"):
        sys.stdout.write(usage() + "\n")
        return 0
    if given[0] in ("-V", "--version"):
        from treadle import __version__

        sys.stdout.write(f"treadle {__version__}\n")
        return 0
    if given[0] not in COMMANDS:
        sys.stderr.write(f"treadle: there is no command {given[0]!r}\n\n{usage()}\n")
        return 2
    place, extra, _ = COMMANDS[given[0]]
    module, _, function = place.partition(":")
    try:
        run = getattr(importlib.import_module(module), function or "main")
    except ModuleNotFoundError as error:
        if error.name is not None and error.name.split(".")[0].startswith("treadle"):
            raise
        sys.stderr.write(
            f"treadle {given[0]} needs {error.name}, which is not installed: pip install 'treadle[{extra}]'\n"
        )
        return 1
    return int(run(given[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main())
