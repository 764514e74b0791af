"""A hostile model against the real crew: tries what changes something, and to carry data out."""
