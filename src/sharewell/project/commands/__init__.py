"""What the command line does, a file for each group of commands, and what all of them are given, print and write."""
