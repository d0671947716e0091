"""Treadle: TGI's and Fabric's contracts in front of one vLLM engine."""

__version__ = "0.1.0"
