"""Where the page finds uploaded images that blocks name by their id only."""

from typing import Any


def addressed(value: Any, team_id: str) -> Any:
    """Copy a JSON value, giving each `slack_file` an address next to its id."""
    if isinstance(value, list):
        return [addressed(one, team_id) for one in value]
    if not isinstance(value, dict):
        return value
    copy = {key: addressed(one, team_id) for key, one in value.items()}
    file = copy.get("slack_file")
    if isinstance(file, dict) and "id" in file:
        copy["slack_file"] = {"url": f"/files-pri/{team_id}-{file['id']}/image", **file}
    return copy
