"""The same promises kept the slow and obvious way: the oracles that `deciding` and `duties` must agree with."""
