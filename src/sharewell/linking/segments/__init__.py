"""Children in memory, for look-ups in under a millisecond."""
