"""What an SPDX expression asks of those who use a package."""

import pytest

from tools.security.licences import binding, binds_itself, is_allowed


@pytest.mark.parametrize(
    ("expression", "licence"),
    [
        ("GPL-3.0-only", "GPL-3.0-only"),
        ("AGPL-3.0-or-later", "AGPL-3.0-or-later"),
        ("GPL-2.0+", "GPL-2.0+"),
        ("SSPL-1.0", "SSPL-1.0"),
        ("MIT AND GPL-3.0-only", "GPL-3.0-only"),
        ("GPL-2.0-only OR GPL-3.0-only", "GPL-2.0-only"),
        ("(MIT AND EUPL-1.2) OR AGPL-3.0-only", "EUPL-1.2"),
    ],
)
def test_licences_that_ask_for_the_source(expression: str, licence: str) -> None:
    found = binding(expression)
    assert found is not None
    assert found.licence == licence
    assert "source" in found.asks


@pytest.mark.parametrize(
    "expression",
    [
        *("MIT", "Apache-2.0", "LGPL-3.0-or-later", "MPL-2.0", "BSD-3-Clause AND MIT", "", "non-standard"),
        *(
            "MIT OR GPL-3.0-only",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "GPL-3.0-only OR (MIT AND ISC)",
        ),
        *("(" * 900, "GPL", "AND OR WITH"),
    ],
)
def test_licences_that_bind_nobody(expression: str) -> None:
    assert binding(expression) is None


def test_what_a_list_of_licences_allows() -> None:
    allowed = ("MIT", "ISC")
    assert is_allowed("MIT", allowed)
    assert is_allowed("GPL-3.0-only OR (MIT AND ISC)", allowed)
    assert not is_allowed("MIT AND Apache-2.0", allowed)
    assert not is_allowed("", allowed)


def test_whether_a_project_is_under_such_a_licence_itself() -> None:
    assert binds_itself(
        ["                    GNU GENERAL PUBLIC LICENSE\n                 Version 3, 29 June 2007\n"]
    )
    assert binds_itself(["MIT", "AGPL-3.0-only"])
    assert not binds_itself(["MIT License\n\nCopyright", "Apache-2.0"])
    assert not binds_itself(["                   GNU LESSER GENERAL PUBLIC LICENSE\n"])
    assert not binds_itself([])
