"""A YAML file as text: read with the place of every value, changed in place."""
