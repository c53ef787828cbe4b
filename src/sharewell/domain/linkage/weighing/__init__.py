"""How far two records agree, in bits: the model, for one pair and for very many."""
