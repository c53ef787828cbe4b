"""Asking the Personal Demographics Service of the NHS for somebody's NHS number, over its published FHIR R4 search."""
