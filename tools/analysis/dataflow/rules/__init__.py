"""What counts as a source, a sink, a sanitizer (`Cleaner`) and so on: one package of data for each language."""
