"""Errors as GitHub's GraphQL API words them."""

import re
from typing import Any

from graphql import GraphQLError

_NO_FIELD = re.compile(r"Cannot query field '(?P<field>\w+)' on type '(?P<type>\w+)'\.")


class RefusedError(GraphQLError):
    """An error with one of GitHub's types, such as NOT_FOUND."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def shown(error: GraphQLError) -> dict[str, Any]:
    """An error as it is sent."""
    shape: dict[str, Any] = {}
    if isinstance(error.original_error, RefusedError):
        shape["type"] = error.original_error.kind
    if error.path is not None:
        shape["path"] = error.path
    if error.locations:
        shape["locations"] = [{"line": one.line, "column": one.column} for one in error.locations]
    shape["message"] = error.message
    if match := _NO_FIELD.match(error.message):
        names = {"typeName": match["type"], "fieldName": match["field"]}
        shape["message"] = f"Field '{match['field']}' doesn't exist on type '{match['type']}'"
        shape["extensions"] = {"code": "undefinedField", **names}
    return shape
