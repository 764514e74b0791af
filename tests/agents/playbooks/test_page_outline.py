"""What people read of a runbook: its steps and commands, in its own words."""

from agents.playbooks.page_outline import LONGEST, about, outline

PAGE = """\
# DiskFull

A volume is nearly full. It stops writes.

| sign | means |
|---|---|
| one | two |

## Look

```sh
df -h \\
  | sort
```

1. Which volume:

   ```sh
   kubectl get pvc
   # then
   ```

2. See [grow](grow.md) and ask [Tom](https://x.example/tom).

| a | b |
|---|---|
| 1 | 2 |

## Query

Ask the database:

```sql
SELECT name,
       size FROM volumes
```

## Empty
"""


def test_steps_come_with_their_commands() -> None:
    assert outline(PAGE, "E1") == (
        "**Look** [E1]\n"
        "- `df -h | sort`\n"
        "1. Which volume: `kubectl get pvc` `# then`\n"
        "2. See grow and ask Tom.\n\n"
        "**Query** [E1]\n"
        "- Ask the database: `SELECT name, size FROM volumes`\n\n"
        "Further on that page [E1]: Empty."
    )


def test_what_a_page_is_about_stands_before_its_sections() -> None:
    assert about(PAGE) == "A volume is nearly full. It stops writes."
    assert about("## Look\n\nThere.") == ""


def test_a_section_in_pieces_is_one() -> None:
    assert outline("# P\n\n## Look\n\n- one\n\n## Look\n\n- two", "E1") == "**Look** [E1]\n- one\n- two"


def test_a_long_page_is_told_as_far_as_it_fits() -> None:
    page = "\n\n".join(f"## Part {n}\n\n{'word ' * 60}." for n in range(20))
    told = outline(page, "E1")
    assert len(told) < LONGEST + 600
    assert told.startswith("**Part 0** [E1]\n- word word")
    assert "Part 19." in told
    assert told.count("\n- ") < 20


def test_a_command_that_is_no_line_is_left_to_the_page() -> None:
    page = f"## Ask\n\nSo:\n\n```sql\n{'SELECT 1; ' * 40}\n```\n\nThen:\n\n```sh\na `b`\nc\nd\ne\n```"
    assert outline(page, "E1") == "**Ask** [E1]\n- So: …\n- Then: `a 'b'` `c` `d` …"
