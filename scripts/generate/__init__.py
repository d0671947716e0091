"""What `make generate` does: from the contracts in `spec/` to everything under `generated/`.

    spec/<contract>/*.yaml ─ bundle ─▶ one 3.2 document ──▶ spec.json
                                          │  ├─ render31 ─▶ spec-3.1.json ─ client ─▶ treadle_<contract>/
                                          │  └─ models ───▶ models.py        (datamodel-code-generator)
                                          └─ operations ─┬▶ services.py      (abstract classes, one per tag)
                                                         └▶ routes.py        (the table of operations)

Every step is a pure function of the document, so the same contracts give the same bytes.
"""
