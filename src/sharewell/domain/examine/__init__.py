"""What falls out of reading a text whole: what is wrong with it, and how each of its clauses is held."""

from sharewell.domain.examine.check import Finding, Findings, Severity, check
from sharewell.domain.examine.coverage import Attestation, Coverage, Covered, coverage

__all__ = ["Attestation", "Coverage", "Covered", "Finding", "Findings", "Severity", "check", "coverage"]
