"""Models learnt from the extracts themselves, and with Splink from invented families."""
