"""Each kind of value: what it may say, the one way it is written, and how it is packed."""
