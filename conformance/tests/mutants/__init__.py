"""Servers that are wrong in one way each, made by a middleware before the reference server.

Every mutant comes from a requirement row and names the one check that has to notice it.
"""
