"""What counts as a source, a sink, a sanitizer (`Cleaner`) and so on: a package of data for each language."""
