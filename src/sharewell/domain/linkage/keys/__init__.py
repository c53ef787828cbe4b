"""Match keys: what two records of one person are likely to share, and are found by."""
