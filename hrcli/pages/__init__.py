"""A case on paper: who may see what, under whose consent, laid out how."""
