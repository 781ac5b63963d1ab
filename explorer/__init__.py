"""Embedding Explorer: maps of embeddings, groupings of them, and which of those to believe.

The package is usable from a notebook or a script without a browser; ``ARCHITECTURE.md`` says where what is.
"""

__version__ = "0.1.0"
