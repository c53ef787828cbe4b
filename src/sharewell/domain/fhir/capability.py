"""What our FHIR address can do, as systems ask before they speak to it (HL7 FHIR 4.0.1, CapabilityStatement)."""

from __future__ import annotations

from typing import Any, Final

from sharewell.domain.fhir.match import CONTENT_TYPE

CHANGED: Final = "2026-11-21"
"""The day on which what this says last changed."""
MATCH: Final = "http://hl7.org/fhir/OperationDefinition/Patient-match"
SECURITY: Final = (
    "A bearer token of somebody who may look up a child. Each request says why in the headers Look-Up-Purpose and "
    "Look-Up-Reason, and goes on record."
)


def capability(*, url: str) -> dict[str, Any]:
    """Of the server at this address: one operation, and no reading, searching or writing besides."""
    match = {"name": "match", "definition": MATCH}
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": CHANGED,
        "kind": "instance",
        "software": {"name": "Sharewell"},
        "implementation": {"description": "An index of children: who a child is, and whom to call", "url": url},
        "fhirVersion": "4.0.1",
        "format": [CONTENT_TYPE],
        "rest": [
            {
                "mode": "server",
                "security": {"cors": False, "description": SECURITY},
                "resource": [{"type": "Patient", "operation": [match]}],
            }
        ],
    }
