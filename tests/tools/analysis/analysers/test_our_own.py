"""The analysers that compare with what was before: each tells a change that harms from one that does not."""

import pytest

from tests.tools.analysis.analysers.looking import added, altered, look, rules
from tools.analysis.analysers.api_breakage import ApiBreakageAnalyser
from tools.analysis.analysers.complexity import ComplexityAnalyser
from tools.analysis.analysers.dead_code import DeadCodeAnalyser
from tools.analysis.analysers.dependencies import DependencyChanges, changed_dependencies
from tools.analysis.analysers.duplication import DuplicationAnalyser
from tools.analysis.analysers.licences import LicenceAnalyser
from tools.analysis.analysers.migrations import MigrationAnalyser

SURE = 0.5


def branches(number: int, name: str = "choose") -> str:
    return f"def {name}(a):\n" + "".join(
        f"    if a == {one}:\n        return {one}\n" for one in range(number)
    )


def test_a_function_that_a_change_made_hard_to_follow() -> None:
    analyser = ComplexityAnalyser()
    (found,) = look(analyser, altered(branches(10), branches(17), "a.py"))
    assert (found.rule, found.line) == ("complex-function", 22)
    assert "was 11 and is 18" in found.why
    assert look(analyser, altered(branches(20), branches(20) + "    a = 3\n", "a.py")) == []
    assert look(analyser, altered(branches(20), branches(20) + "\n\nx = 1\n", "a.py")) == []
    assert len(look(analyser, added(branches(17), "a.py"))) == 1
    assert look(analyser, added(branches(17), "tests/test_a.py")) == []


def test_code_that_never_runs() -> None:
    text = (
        "def f(a):\n    return a\n    a += 1\n\n\ndef g(unused):\n    if a:\n        return 1\n    return 2\n"
    )
    assert rules(DeadCodeAnalyser(), added(text, "a.py")) == [("unreachable-code", 3)]
    assert look(DeadCodeAnalyser(), added("def f(:\n", "b.py")) == []


BLOCK = "".join(
    f"    total_{n} = price_of(item_{n}, rate) * amount_{n} + shipping_of(item_{n})\n" for n in range(10)
)


def test_lines_that_stand_elsewhere_already() -> None:
    old = f"def total(rate):\n{BLOCK}    return total_1\n"
    (found,) = look(
        DuplicationAnalyser(), added(f"def sum_up(rate):\n{BLOCK}", "b.py"), context={"a.py": old}
    )
    assert (found.line, found.end_line) == (2, 11)
    assert "lines 2 to 11" in found.why
    within = altered(old, f"{old}\n\ndef again(rate):\n{BLOCK}    return None\n", "a.py")
    assert look(DuplicationAnalyser(), within) == []  # its lines count as old where they equal old ones
    other = BLOCK.replace("price_of", "cost_of")
    assert look(DuplicationAnalyser(), added(f"def f(rate):\n{other}", "b.py"), context={"a.py": old}) == []


@pytest.mark.parametrize(
    ("path", "before", "text", "caller", "said"),
    [
        (
            "shop/cart.py",
            "def total(a):\n    pass\n",
            "def total(a, b):\n    pass\n",
            "from shop import cart\ncart.total(1)\n",
            "each call has to give `b` now",
        ),
        (
            "shop/cart.py",
            "def total(a):\n    pass\n",
            "x = 1\n",
            "from shop.cart import total\ntotal(1)\n",
            "it is gone",
        ),
        (
            "shop/cart.py",
            "class Cart:\n    def add(self, a, b=1):\n        pass\n",
            "class Cart:\n    def add(self, a):\n        pass\n",
            "from shop.cart import Cart\nCart().add(1, 2)\n",
            "it takes no `b` any more",
        ),
        (
            "shop/cart.ts",
            "export function total(a: number) {}\n",
            "export function total(a: number, b: number) {}\n",
            "import { total } from '../shop/cart'\ntotal(1)\n",
            "each call has to give `b` now",
        ),
        (
            "shop/cart.js",
            "export const total = (a) => a\n",
            "export const sum = (a) => a\n",
            "import { total } from '../shop/cart'\ntotal(1)\n",
            "it is gone",
        ),
        (
            "shop/cart.go",
            "package shop\n\nfunc Total(a int) int { return a }\n",
            "package shop\n\nfunc Total(a int, b int) int { return a }\n",
            "package main\n\nfunc main() { shop.Total(1) }\n",
            "each call has to give `b` now",
        ),
        (
            "shop/Cart.java",
            "class Cart {\n  public int total(int a) { return a; }\n}\n",
            "class Cart {\n  public int total(int a, int b) { return a; }\n}\n",
            "class Main { int f(Cart c) { return c.total(1); } }\n",
            "each call has to give `b` now",
        ),
    ],
)
def test_what_callers_in_sight_still_use_as_it_was(
    path: str, before: str, text: str, caller: str, said: str
) -> None:
    ending = path.rpartition(".")[2]
    change = altered(before, text, path)
    (found,) = look(ApiBreakageAnalyser(), change, context={f"other/main.{ending}": caller})
    assert said in found.title
    assert f"other/main.{ending}:" in found.why
    assert found.confidence >= SURE
    # Nobody in sight calls it: it is not shown without asking for it.
    (alone,) = look(ApiBreakageAnalyser(), change)
    assert alone.confidence < SURE


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("def total(a):\n    pass\n", "def total(a, b=1):\n    pass\n"),
        ("def total(a):\n    pass\n", "def total(a, *, b=None, **more):\n    pass\n"),
        ("def total(a):\n    pass\n", "def total(amount):\n    return 2\n"),
        ("def _total(a):\n    pass\n", "x = 1\n"),
        ("def total(*a):\n    pass\n", "def total(*a, b=1):\n    pass\n"),
        ("__all__ = ['x']\n\ndef total(a):\n    pass\n", "__all__ = ['x']\n\ndef total(a, b):\n    pass\n"),
        ("def total(a):\n    pass\n", "def total(a:\n"),
        ("def total(a):\n    pass\n", "from sums import total\n\nx = total(1)\n"),
    ],
)
def test_what_breaks_nobody(before: str, text: str) -> None:
    caller = {"main.py": "from cart import total\ntotal(1)\n"}
    assert look(ApiBreakageAnalyser(), altered(before, text, "cart.py"), context=caller) == []


def test_a_function_that_moved_within_the_change_is_not_gone() -> None:
    gone = altered("def total(a):\n    pass\n", "from new import total\n", "old.py")
    new = altered("", "def total(a):\n    pass\n", "new.py")
    assert look(ApiBreakageAnalyser(), gone, new, context={"m.py": "import old\nold.total(1)\n"}) == []


@pytest.mark.parametrize(
    ("path", "text", "rule", "line"),
    [
        ("db/migrations/2.sql", "ALTER TABLE a DROP COLUMN b;\n", "migration-drops-data", 1),
        ("db/migrations/2.sql", "-- bye\n\nDROP TABLE IF EXISTS a;\n", "migration-drops-data", 3),
        ("flyway/V2__x.sql", "ALTER TABLE a ADD COLUMN b int NOT NULL;\n", "migration-not-null", 1),
        ("flyway/V2__x.sql", "ALTER TABLE a ALTER COLUMN b SET NOT NULL;\n", "migration-not-null", 1),
        ("migrations/2.sql", "ALTER TABLE a RENAME COLUMN b TO c;\n", "migration-renames", 1),
        ("migrations/2.sql", "ALTER TABLE a RENAME TO c;\n", "migration-renames", 1),
        ("migrations/2.sql", "ALTER TABLE a ALTER COLUMN b TYPE bigint;\n", "migration-changes-type", 1),
        ("migrations/2.sql", "CREATE UNIQUE INDEX i ON a (b);\n", "migration-locks-table", 1),
        (
            "alembic/versions/2.py",
            "def upgrade():\n    op.drop_column('a', 'b')\n",
            "migration-drops-data",
            2,
        ),
        (
            "alembic/versions/2.py",
            "def upgrade():\n    op.add_column('a', sa.Column('b', sa.Integer, nullable=False))\n",
            "migration-not-null",
            2,
        ),
        ("alembic/versions/2.py", "op.alter_column('a', 'b', new_column_name='c')\n", "migration-renames", 1),
        (
            "app/migrations/0002_x.py",
            "x = [migrations.RemoveField(model_name='a', name='b')]\n",
            "migration-drops-data",
            1,
        ),
        (
            "app/migrations/0002_x.py",
            "x = [migrations.AddField('a', 'b', models.IntegerField())]\n",
            "migration-not-null",
            1,
        ),
        ("db/migrate/2_x.rb", "def change\n  remove_column :a, :b\nend\n", "migration-drops-data", 2),
    ],
)
def test_migrations_that_lose_data_or_stop_what_runs(path: str, text: str, rule: str, line: int) -> None:
    assert rules(MigrationAnalyser(), added(text, path)) == [(rule, line)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "db/migrations/2.sql",
            "CREATE TABLE a (b int NOT NULL);\nCREATE INDEX i ON a (b);\nALTER TABLE a DROP COLUMN b;\n",
        ),
        (
            "db/migrations/2.sql",
            "ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 0, ADD CONSTRAINT c CHECK (b > 0) NOT VALID;\n",
        ),
        ("db/migrations/2.sql", "CREATE INDEX CONCURRENTLY i ON a (b);\nALTER TABLE a DROP CONSTRAINT c;\n"),
        ("db/migrations/2.sql", "-- +goose Up\nSELECT 1;\n-- +goose Down\nDROP TABLE a;\n"),
        ("db/migrations/2.down.sql", "DROP TABLE a;\n"),
        ("db/migrations/2.sql", "INSERT INTO a VALUES ('DROP TABLE x; ALTER TABLE a DROP COLUMN b;');\n"),
        (
            "alembic/versions/2.py",
            "def upgrade():\n    op.create_table('a')\n\ndef downgrade():\n    op.drop_table('a')\n",
        ),
        (
            "alembic/versions/2.py",
            "op.add_column('a', sa.Column('b', sa.Integer, nullable=False, server_default='0'))\n",
        ),
        ("app/migrations/0002_x.py", "x = [migrations.AddField('a', 'b', models.IntegerField(null=True))]\n"),
        ("scripts/tidy.sql", "DROP TABLE a;\n"),
        ("db/migrations/2.sql", "UPDATE a SET b = 0 WHERE b IS NULL;\nALTER TABLE a ALTER b SET NOT NULL;\n"),
        (
            "alembic/versions/2.py",
            "op.execute('UPDATE a SET b = 0')\nop.alter_column('a', 'b', nullable=False)\n",
        ),
        ("alembic/versions/2.py", "def upgrade(:\n"),
    ],
)
def test_migrations_that_are_safe(path: str, text: str) -> None:
    assert rules(MigrationAnalyser(), added(text, path)) == []


def test_licences() -> None:
    analyser = LicenceAnalyser()
    mit, gpl = "MIT License\nCopyright 2024 A\n", "GNU General Public License\nCopyright 2024 A\n"
    assert rules(analyser, altered(mit, gpl, "LICENSE")) == [("licence-changed", 1)]
    assert look(analyser, altered(mit, mit.replace("2024", "2025"), "LICENSE")) == []
    assert look(analyser, added(mit, "LICENSE")) == []
    before = '{\n  "license": "MIT",\n  "version": "1"\n}\n'
    (found,) = look(analyser, altered(before, before.replace("MIT", "BUSL-1.1"), "package.json"))
    assert (found.title, found.line) == ("The licence is now BUSL-1.1", 2)
    assert "MIT" in found.why
    assert look(analyser, altered(before, before.replace('"1"', '"2"'), "package.json")) == []
    source = "# SPDX-License-Identifier: MIT\nx = 1\n"
    assert rules(analyser, altered(source, source.replace("MIT", "GPL-3.0-only"), "a.py")) == [
        ("licence-changed", 1)
    ]


def test_dependencies() -> None:
    before = "requests==2.32.0\nflask==3.0.0\n"
    file = altered(before, "requests==2.19.0\nflask==3.0.1\nclick==8.1.0\n", "requirements.txt")
    assert rules(DependencyChanges(), file) == [("dependency-downgraded", 1)]
    assert [(item.name, item.version) for item in changed_dependencies(file)] == [
        ("requests", "2.19.0"),
        ("flask", "3.0.1"),
        ("click", "8.1.0"),
    ]
    loose = (
        "a @ git+https://example.com/a.git\nb @ git+https://example.com/b@"
        + "a" * 40
        + "\n--index-url https://x.example\n"
    )
    assert rules(DependencyChanges(), added(loose, "requirements.txt")) == [("dependency-by-address", 1)]
    home = '{\n  "homepage": "https://example.com/a.git",\n  "dependencies": {"a": "^1.0.0"}\n}\n'
    assert look(DependencyChanges(), added(home, "package.json")) == []
