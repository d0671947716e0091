# Any, for basedpyright: reading transformers's own source takes it longer than checking all of ours does.
from typing import Any

def __getattr__(name: str) -> Any: ...
