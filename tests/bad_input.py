"""What strange, broken and hostile pull requests bring along: files that a review must survive and name."""

import os
import subprocess
from pathlib import Path

HOLE = 'import subprocess\n\n\ndef run(name):\n    subprocess.run("ls " + name, shell=True)\n'
STRANGE_NAME = "app/odd\x1b[2J\u202ename\n.py"
DEEP = "\n".join(["(" * 4_000] * 5 + ["1"] + [")" * 4_000] * 5)
# What each has to be called; those with None are looked at.
REASONS = {
    "huge.js": "large",
    "long.ts": "a line of it has 300,000 characters",
    "logo.png": "binary",
    "module": "it is a submodule",
    "out.py": "symbolic link",
    "inside.py": "symbolic link",
}


def plant(folder: Path) -> None:
    """Put all of them into a repository, and stage them."""
    (folder / "app").mkdir(exist_ok=True)
    (folder / "huge.js").write_text(f"const a = '{'x' * 5_000_000}';\n")
    (folder / "long.ts").write_text("a" * 300_000)
    (folder / "logo.png").write_bytes(b"\x89PNG\x00" * 100)
    (folder / "out.py").symlink_to("../../../../etc/passwd")
    (folder / "inside.py").symlink_to("app/plain.py")
    (folder / "app" / "plain.py").write_text("a = 1\n")
    (folder / STRANGE_NAME).write_text(HOLE)
    (folder / os.fsdecode(b"app/latin-\xe9.py")).write_text("b = 2\n")
    # What parsers go down with: deep nesting, no end, no text.
    (folder / "app" / "deep.py").write_text(f"a = {DEEP}\n")
    (folder / "app" / "deep.js").write_text(f"let a = {DEEP.replace('(', '[').replace(')', ']')};\n")
    (folder / "app" / "Deep.java").write_text(f"class A {{ int a = {DEEP}; }}\n")
    (folder / "app" / "half.py").write_text("def f(:\n    '''\n")
    (folder / "app" / "bytes.py").write_bytes(b"# \xff\xfe\xfa\nx = '\xc3'\n")
    (folder / "Dockerfile").write_text("FROM\nRUN [\n" + "\\\n" * 3_000)
    (folder / ".github" / "workflows").mkdir(parents=True, exist_ok=True)
    (folder / ".github" / "workflows" / "a.yml").write_text("a: &a [*a, *a]\n" * 50)
    (folder / ".quarterdeck.toml").write_text(
        "[review]\nenabled = false\nautomatic = false\nignore = ['**']\n" + "a = [" * 5_000
    )
    git(folder, "add", "--all", ".")
    git(folder, "update-index", "--add", "--cacheinfo", f"160000,{'ab' * 20},module")


def git(folder: Path, *arguments: str) -> None:
    """Run git in the repository."""
    name = ("-c", "user.name=Tom", "-c", "user.email=tom@example.com")
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)
