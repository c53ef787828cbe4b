"""What systems of the health service write of a person, in FHIR R4, and what our own record says: each way."""
