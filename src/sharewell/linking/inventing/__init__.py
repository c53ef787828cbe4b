"""Invented children, and the errors that people make of them."""
