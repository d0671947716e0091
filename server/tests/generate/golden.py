"""The golden record: what the small contract in `spec/mini` gives, in `golden/generated`.

`python server/tests/generate/golden.py` writes it anew; read the difference before you commit it.
The client's hand-written runtime is copied, not generated, and is no part of the record.
"""

from __future__ import annotations

from pathlib import Path

from generate import tree
from generate.__main__ import generated
from generate.client import RUNTIME

HERE = Path(__file__).parent
SPEC = HERE / "spec"
GOLDEN = HERE / "golden" / "generated"


def record() -> dict[str, bytes]:
    """The files that templates and tools write for the small contract."""
    copied = {path.name for path in RUNTIME.glob("*.py")} - {"__init__.py"}
    return {name: data for name, data in generated(SPEC).items() if Path(name).name not in copied}


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    print("\n".join(tree.write(record(), GOLDEN)))
