"""The Mini contract as a server needs it. Written by `make generate`; never edited."""
