"""Follows data from where it comes in (a request) to where it does harm (a query, a command)."""
