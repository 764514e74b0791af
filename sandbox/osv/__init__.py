"""A stand-in for OSV.dev: the same routes, shapes and errors, with the advisories that the story needs.

`create_app()` answers `/v1/query`, `/v1/querybatch`, `/v1/vulns/{id}` and the page `/vulnerability/{id}`.
"""

from sandbox.osv.server import create_app

__all__ = ["create_app"]
