"""The registry: a step's name -> its parameters, its stage function, its version. No logic.

Each stage package lists its own steps; this is their union. Nothing heavy is imported by it.
"""

from __future__ import annotations

from explorer import anatomy, clusterings, comparison, exports, features, neighbors, projections, sources
from explorer.recipe import Step

STEPS: dict[str, Step] = {
    step.name: step
    for package in (sources, features, neighbors, projections, clusterings, comparison, anatomy, exports)
    for step in package.STEPS
}
