"""The contract itself, and a page that shows it without a network."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from treadle.contract.call import Call
from treadle_contracts.tgi.services import DocumentationService

# Both documents that this server keeps; the page offers them by these names.
DOCUMENTS = {"TGI and OpenAI": "/openapi.json", "Fabric": "/openapi/fabric.json"}


class DocumentationRoutes(DocumentationService):
    """`/openapi.json`, TGI's own place for it, and `/docs`."""

    def __init__(self, document: bytes) -> None:
        self._document = msgspec.Raw(document)

    async def openapi_document(self, call: Call) -> Any:
        """The document."""
        del call
        return self._document

    async def api_doc(self, call: Call) -> Any:
        """The same."""
        del call
        return self._document

    async def docs(self, call: Call) -> str:
        """The page."""
        del call
        return page()


@cache
def page() -> str:
    """Swagger UI in one file, with a choice of the documents."""
    assets = files("fastapi_offline").joinpath("static")
    # Inside a script element only this sequence could end it.
    script = assets.joinpath("swagger-ui-bundle.js").read_text().replace("</script", "<\\/script")
    style = assets.joinpath("swagger-ui.css").read_text()
    links = "".join(f'<button data-url="{url}">{name}</button>' for name, url in DOCUMENTS.items())
    return _PAGE.format(style=style, script=script, links=links)


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Treadle: the contracts</title>
<style>{style}</style>
<style>
body {{ margin: 0; background: #fafafa; font-family: sans-serif; }}
nav {{ display: flex; gap: .5rem; align-items: center; padding: .75rem 1.25rem; background: #1b1f24; }}
nav strong {{ margin-right: 1rem; color: #fff; }}
nav button {{ border: 1px solid #8b949e; border-radius: 4px; padding: .35rem .8rem; background: none;
  color: #fff; font: inherit; cursor: pointer; }}
nav button[aria-pressed=true] {{ background: #fff; color: #1b1f24; }}
</style>
</head>
<body>
<nav><strong>Treadle</strong>{links}</nav>
<main id="contract"></main>
<script>{script}</script>
<script>
const buttons = document.querySelectorAll("nav button");
function show(button) {{
  buttons.forEach(other => other.setAttribute("aria-pressed", other === button));
  SwaggerUIBundle({{url: button.dataset.url, dom_id: "#contract", deepLinking: true, validatorUrl: null}});
}}
buttons.forEach(button => button.addEventListener("click", () => show(button)));
show(buttons[0]);
</script>
</body>
</html>
"""
