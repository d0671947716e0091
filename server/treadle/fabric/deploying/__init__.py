"""Deployed models: which engine answers an instance, and how it comes up and goes."""
