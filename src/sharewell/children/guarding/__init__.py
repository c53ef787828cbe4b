"""What keeps a child from whoever must not see it: shielding, names left out, and signs for the auditor."""
