"""Request + edition -> answer, compiled once for each edition. `decide` is the way in."""
