"""The pure part: reads texts and computes answers. No Django, no clock, no input or output."""
