"""HDF5 -> `Records`: ``.h5`` and ``.hdf5`` of plain data sets, and ``.h5ad`` as AnnData writes it."""
