"""What to do about a weight: the guard for families, the decision, who is who, and why."""
