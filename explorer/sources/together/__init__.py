"""Several files that belong together -> `Records`: vectors, what stands beside them, and images, joined row by row.

They come as one archive (see `explorer.sources.pack`). `parts` reads each of them for itself, `keys` finds out which
columns say the same of rows, `join` puts the parts together, `archive` does all of it.
"""
