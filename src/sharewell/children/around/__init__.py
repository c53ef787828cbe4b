"""Who works with a child, and what they put on record of it: involvements, concerns, doubts, education."""
