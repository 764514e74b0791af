"""Block Kit builders: small pure functions that turn records into blocks and views.

One concept a file; the ids of buttons and modals stand next to what builds them.
"""
