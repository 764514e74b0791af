"""A stand-in for deps.dev: releases and licences of the packages that the story names (docs.deps.dev/api/v3).

`create_app()` answers `/v3/systems/{system}/packages/{name}`, with and without `/versions/{version}`.
"""

from sandbox.depsdev.server import create_app

__all__ = ["create_app"]
