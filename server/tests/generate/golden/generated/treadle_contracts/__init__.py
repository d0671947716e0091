"""What servers need of the contracts. Written by `make generate`; never edited."""
