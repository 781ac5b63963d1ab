"""Runs recipes in workers: one run a digest, progress, cancel; local workers or a remote scheduler by the same code.

`engine.py` keeps the books, `cluster.py` is the connection, `job.py` what is known of one run.
"""

from __future__ import annotations

from explorer.engine.engine import Engine
from explorer.engine.job import Job

__all__ = ["Engine", "Job"]
