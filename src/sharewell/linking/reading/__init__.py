"""Extracts as people save them: read, their columns recognised, their values written one way."""
