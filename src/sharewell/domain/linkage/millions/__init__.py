"""Records beside millions of rows: packed, compiled, and found by key."""
