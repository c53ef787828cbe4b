"""Linking extracts: reading them, training the model, finding the pairs. The arithmetic is domain.linkage."""
