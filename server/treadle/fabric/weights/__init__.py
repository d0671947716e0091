"""Weights from an object store: signed requests, a cache by content, and what may be fetched at all."""
