"""The front ends: a file's text in, a `Module` out.

Each language is one module or package with `lower(path, text)`.
"""
