"""What counts as a source, a sink, a cleaner and so on, as data: one package or module for each language."""
