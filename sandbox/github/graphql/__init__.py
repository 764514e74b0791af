"""The part of GitHub's GraphQL API that REST has no counterpart for: review threads, drafts.

The schema is a cut-out of GitHub's own, in `schema.graphql`: a field that is not in it is an error.
"""

from sandbox.github.graphql.endpoint import GRAPHQL_PATH, graphql

__all__ = ["GRAPHQL_PATH", "graphql"]
