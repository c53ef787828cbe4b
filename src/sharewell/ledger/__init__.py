"""The ledger: every act leaves a leaf in one Merkle tree, in the act's own transaction.

It knows nothing of people, protocols or sharing: who acts brings ids, and hashes of what must not be seen.
"""
