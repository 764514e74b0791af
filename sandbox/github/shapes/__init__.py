"""GitHub's resources as JSON objects, field by field as its documentation gives them."""
