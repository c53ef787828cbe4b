"""The children's index: basic details only, which partners look up to learn who else works with a child."""
