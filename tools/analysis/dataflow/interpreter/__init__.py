"""Runs a program on what is known of its values instead of on values."""
