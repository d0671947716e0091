"""Fabric's resources in SQL: what there is, kept across restarts."""
