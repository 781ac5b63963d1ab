"""The pages about identities: the lens, strangers, lookalikes, maps with and without names, colours; and outliers."""
