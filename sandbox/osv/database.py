"""The advisories as OSV records, and the search for those that affect a package."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sandbox.osv.versions import KEYS, UnknownEcosystemError, is_affected, normalized

DATA = Path(__file__).with_name("advisories.yml")
PURL_TYPES = {"PyPI": "pypi", "npm": "npm", "Go": "golang"}

Record = dict[str, Any]


@cache
def records() -> dict[str, Record]:
    """Id to record, in the OSV schema (https://ossf.github.io/osv-schema/)."""
    return {entry["id"]: _record(entry) for entry in yaml.safe_load(DATA.read_text("utf-8"))}


def affecting(ecosystem: str, name: str, version: str | None) -> list[Record]:
    """Records that affect a package: at this version, or at any version when none is given.

    Raises:
        UnknownEcosystemError: an ecosystem that this stand-in does not know.
    """
    if ecosystem not in KEYS:
        raise UnknownEcosystemError(ecosystem)
    wanted = normalized(ecosystem, name)
    found = []
    for record in records().values():
        for affected in record["affected"]:
            package = affected["package"]
            if package["ecosystem"] != ecosystem or normalized(ecosystem, package["name"]) != wanted:
                continue
            if version is None or _in_ranges(ecosystem, version, affected):
                found.append(record)
                break
    return found


def _in_ranges(ecosystem: str, version: str, affected: Record) -> bool:
    for span in affected["ranges"]:
        events = {key: value for event in span["events"] for key, value in event.items()}
        if is_affected(ecosystem, version, events["introduced"], events.get("fixed")):
            return True
    return False


def _record(entry: Record) -> Record:
    record: Record = {
        "schema_version": "1.7.3",
        "id": entry["id"],
        "aliases": entry["aliases"],
        "summary": entry["summary"],
        "details": f"{entry['summary']}.",
        "published": _time(entry["published"]),
        "modified": _time(entry["modified"]),
        "affected": [_affected(package) for package in entry["affected"]],
        "references": [{"type": "ADVISORY", "url": url} for url in _references(entry)],
    }
    if "cvss" in entry:
        record["severity"] = [{"type": "CVSS_V3", "score": entry["cvss"]}]
    if "severity" in entry:
        specific = {"severity": entry["severity"], "cwe_ids": entry.get("cwe", []), "github_reviewed": True}
        record["database_specific"] = specific
    return record


def _affected(package: Record) -> Record:
    ecosystem, name = package["ecosystem"], package["name"]
    events = [{"introduced": package["introduced"]}]
    if "fixed" in package:
        events.append({"fixed": package["fixed"]})
    return {
        "package": {"ecosystem": ecosystem, "name": name, "purl": f"pkg:{PURL_TYPES[ecosystem]}/{name}"},
        "ranges": [{"type": "ECOSYSTEM" if ecosystem == "PyPI" else "SEMVER", "events": events}],
    }


def _references(entry: Record) -> list[str]:
    ids = [entry["id"], *entry["aliases"]]
    nvd = [f"https://nvd.nist.gov/vuln/detail/{name}" for name in ids if name.startswith("CVE-")]
    github = [f"https://github.com/advisories/{name}" for name in ids if name.startswith("GHSA-")]
    return nvd + github


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
