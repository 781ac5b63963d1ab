"""The page Neighbours: what is asked about, what was brought for it, what is nearest in the data and on the map."""
