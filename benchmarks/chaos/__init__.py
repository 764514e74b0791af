"""Kills replicas, fails calls and restarts the database while people ask, and counts what came of it."""
