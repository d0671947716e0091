"""The contract's schemas as msgspec Structs, through datamodel-code-generator.

The tool gets the typing view of the document and writes the classes. What it cannot be told is
put right afterwards, in its syntax tree: a member with a default is never UNSET, and a docstring
takes as many lines as it needs.
"""

from __future__ import annotations

import ast
import sys
import tempfile
import textwrap
from pathlib import Path

from generate.bundle import Document, serialize
from generate.tools import LINE_LENGTH, formatted, run
from generate.typing_view import typing_view

_OPTIONS = (
    "--input-file-type=openapi",
    "--openapi-scopes=schemas",
    "--output-model-type=msgspec.Struct",
    "--target-python-version=3.11",
    "--keyword-only",
    "--disable-timestamp",
    "--enum-field-as-literal=all",
    "--use-union-operator",
    "--use-standard-collections",
    "--use-type-alias",
    "--use-msgspec-tagged-unions",
    "--use-typed-nullable-map-values",
    "--use-one-literal-as-default",
    "--use-schema-description",
    "--use-field-description",
    "--strict-nullable",
    "--strict-refs",
    "--keep-model-order",
    "--no-allow-remote-refs",
    "--no-formatters",
    "--ignore-pyproject",
)


def models(document: Document) -> str:
    """The source of `models.py`; raises GenerationError when the tool warns of anything."""
    title = document["info"]["title"]
    header = f'"""Types of the {title} contract.\n\nWritten by `make generate`; never edited.\n"""'
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "view.json"
        output = Path(folder) / "models.py"
        source.write_bytes(serialize(typing_view(document)))
        tool = [sys.executable, "-W", "error::UserWarning", "-m", "datamodel_code_generator"]
        run([*tool, *_OPTIONS, f"--input={source}", f"--output={output}", "--custom-file-header", header])
        return formatted(corrected(output.read_text(encoding="utf-8")))


def corrected(source: str) -> str:
    """The tool's output with defaulted members that are never UNSET, and with tidy docstrings."""
    edits: list[tuple[ast.expr, str]] = []
    tree = ast.parse(source)
    for node in ast.walk(tree):
        match node:
            case ast.AnnAssign(annotation=ast.Name(id="TypeAlias"), value=ast.expr() as value):
                edits.append((value, ast.unparse(_without_unset(_Bare().visit(value)))))
            case ast.AnnAssign(annotation=annotation, value=value):
                bare = _Bare().visit(annotation)
                always_set = value is not None and ast.unparse(value) != "UNSET"
                edits.append((annotation, ast.unparse(_without_unset(bare) if always_set else bare)))
            case ast.Expr(value=ast.Constant(value=str(text)) as constant) if node is not tree.body[0]:
                edits.append((constant, _docstring(text, indent=constant.col_offset)))
            case _:
                pass
    lines = source.splitlines(keepends=True)
    for node_, text in sorted(edits, key=lambda edit: (edit[0].lineno, edit[0].col_offset), reverse=True):
        _replace(lines, node_, text)
    return "".join(lines).rstrip("\n") + "\n"


class _Bare(ast.NodeTransformer):
    """Takes `Annotated` away: what it says stands in the docstring, or is the validator's."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[first, *_])):
                return first
            case _:
                return node


def _without_unset(annotation: ast.expr) -> ast.expr:
    match annotation:
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Name(id="UnsetType")):
            return left
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return ast.BinOp(left=_without_unset(left), op=ast.BitOr(), right=right)
        case _:
            return annotation


def _docstring(text: str, *, indent: int) -> str:
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if len(escaped) + indent + 6 <= LINE_LENGTH and not escaped.endswith('"'):
        return f'"""{escaped}"""'
    margin = " " * indent
    wrapped = textwrap.fill(escaped, LINE_LENGTH - indent, break_long_words=False, break_on_hyphens=False)
    return f'"""\n{textwrap.indent(wrapped, margin)}\n{margin}"""'


def _replace(lines: list[str], node: ast.expr, text: str) -> None:
    """Put `text` where `node` stands; columns of the syntax tree count UTF-8 bytes."""
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    before = lines[node.lineno - 1].encode()[: node.col_offset].decode()
    after = lines[node.end_lineno - 1].encode()[node.end_col_offset :].decode()
    lines[node.lineno - 1 : node.end_lineno] = [before + text + after]
