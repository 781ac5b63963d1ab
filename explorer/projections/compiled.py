"""umap-learn, imported so that what numba compiles for it is kept on disk.

umap-learn marks few of its functions for numba's cache, so every process would compile the rest anew: about
six seconds before the first map. Caching is switched on for them here by numba's own switch; what they
compute is unchanged.
"""

from __future__ import annotations

import importlib
import warnings
from functools import cache
from types import ModuleType


@cache
def umap_learn() -> ModuleType:
    """Import umap-learn, its compiled functions kept in ``NUMBA_CACHE_DIR``."""
    with warnings.catch_warnings():
        # said about parametric UMAP, which is not used here
        warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)
        umap = importlib.import_module("umap")
    for name in ("umap.distances", "umap.layouts", "umap.umap_", "umap.utils"):
        _keep_compiled(importlib.import_module(name))
    return umap


def _keep_compiled(module: ModuleType) -> None:
    """Switch caching on for the module's compiled functions.

    numba finds a cached function by its source, not by its options, so of two compiled from one source
    (umap-learn has its layout once for one thread and once for several) only the first may be kept: the other
    would be taken for it.
    """
    from numba.core.dispatcher import Dispatcher

    kept = set()
    for function in vars(module).values():
        if isinstance(function, Dispatcher) and function.__module__ == module.__name__:
            if function.py_func not in kept:
                function.enable_caching()
            kept.add(function.py_func)
