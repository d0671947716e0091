"""`python -m generate [--check] [--spec FOLDER] [--out FOLDER]`: what `make generate` runs."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from generate import tree
from generate.bundle import bundle
from generate.client import client
from generate.contracts import contract, root
from generate.errors import GenerationError

ROOT = Path(__file__).parents[2]


def generated(spec: Path) -> dict[str, bytes]:
    """Every file that the contracts under `spec` give, by its path."""
    names = sorted(path.parent.name for path in spec.glob("*/openapi.yaml"))
    if not names:
        raise GenerationError(f"{spec}: there is no contract")
    documents = {name: bundle(spec / name) for name in names}
    files = root()
    with ThreadPoolExecutor() as pool:
        waiting = [pool.submit(contract, name, document) for name, document in documents.items()]
        for name, document in documents.items():
            files |= client(name, document)
        for future in waiting:
            files |= future.result()
    return files


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate, or with `--check` only compare; 0 when all is well, 1 when it is not."""
    parser = argparse.ArgumentParser(prog="generate", description=__doc__)
    parser.add_argument("--spec", type=Path, default=ROOT / "spec", help="the contracts")
    parser.add_argument("--out", type=Path, default=ROOT / "generated", help="where the results are")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if anything would change")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        files = generated(options.spec)
    except GenerationError as error:
        print(f"generate: {error}", file=sys.stderr)
        return 1
    if options.check:
        wrong = tree.different(files, options.out)
        for name in wrong:
            print(
                f"generate: {options.out / name} is not what the contracts give; run `make generate`",
                file=sys.stderr,
            )
        return 1 if wrong else 0
    changed = tree.write(files, options.out)
    print(f"generate: {len(files)} files, {len(changed)} changed, {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
