"""Asking whether information may be shared, deciding it, and keeping what was then done."""
