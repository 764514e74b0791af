"""Each rule finds what it should at its line, and leaves alone what is right."""

import pytest

from tools.analysis.analysers.patterns import PatternAnalyser
from tools.analysis.change import Change, SourceFile


def rules(text: str, path: str = "app/code.py") -> list[tuple[str, int | None]]:
    """Rule and line of each finding when all lines are new."""
    lines = frozenset(range(1, text.count("\n") + 2))
    change = Change((SourceFile(path, text, lines),), (path,))
    return sorted((finding.rule, finding.line) for finding in PatternAnalyser().analyse(change))


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("a.py", "q = f\"SELECT id FROM a WHERE b = '{c}'\"", "sql-from-input"),
        ("a.py", "q += f\" AND customer = '{c}'\"", "sql-from-input"),
        ("a.py", "cur.execute('select * from a where b = ' + c)", "sql-from-input"),
        ("a.py", "cur.execute(\"delete from a where b = '%s'\" % c)", "sql-from-input"),
        ("a.py", "cur.execute('update a set b = {}'.format(c))", "sql-from-input"),
        ("a.py", 'q = f"""\n  INSERT INTO a VALUES ({c})\n"""', "sql-from-input"),
        ("a.ts", "const q = `SELECT * FROM a WHERE b = ${c}`;", "sql-from-input"),
        ("a.tsx", "const q = `DELETE FROM a WHERE b = ${c}`;", "sql-from-input"),
        ("a.mjs", "let q = ''; q += ` AND customer = '${c}'`;", "sql-from-input"),
        ("a.js", "db.query('SELECT * FROM a WHERE b = ' + c);", "sql-from-input"),
        (
            "a.go",
            "package a\nfunc f() { q := fmt.Sprintf(\"SELECT * FROM a WHERE b = '%s'\", c) }",
            "sql-from-input",
        ),
        ("a.go", 'package a\nfunc f() { db.Query("SELECT * FROM a WHERE b = " + c) }', "sql-from-input"),
        ("a.py", "for item in items:\n    db.load(item.id)", "query-in-loop"),
        ("a.py", "x = [self._connection.execute('…', (i,)) for i in ids]", "query-in-loop"),
        ("a.py", "os.system('ls ' + d)", "shell-from-input"),
        ("a.py", "subprocess.run(f'ls {d}', shell=True)", "shell-from-input"),
        ("a.py", "subprocess.Popen(command, shell=True)", "shell-from-input"),
        ("a.ts", "execSync(`ls ${d}`);", "shell-from-input"),
        ("a.go", 'package a\nfunc f() { exec.Command("sh", "-c", "ls "+d) }', "shell-from-input"),
        ("a.py", "eval(text)", "eval"),
        ("a.js", "eval(text);", "eval"),
        ("a.ts", "const f = new Function('a', body);", "eval"),
        ("a.py", "hashlib.md5(data)", "weak-hash"),
        ("a.py", "hashlib.new('sha1', data)", "weak-hash"),
        ("a.ts", 'crypto.createHash("md5")', "weak-hash"),
        ("a.go", "package a\nfunc f() { md5.Sum(b) }", "weak-hash"),
        ("a.py", "requests.get(url)", "no-timeout"),
        ("a.py", "requests.post(url, timeout=None)", "no-timeout"),
        ("a.go", "package a\nfunc f() { http.Get(u) }", "no-timeout"),
        ("a.go", "package a\nvar c = &http.Client{}", "no-timeout"),
        ("a.py", "httpx.get(url, verify=False)", "tls-not-verified"),
        ("a.ts", "new https.Agent({ rejectUnauthorized: false })", "tls-not-verified"),
        ("a.go", "package a\nvar t = &tls.Config{InsecureSkipVerify: true}", "tls-not-verified"),
        ("a.py", "pickle.loads(data)", "unsafe-load"),
        ("a.py", "yaml.load(text, Loader=yaml.FullLoader)", "unsafe-load"),
    ],
)
def test_what_is_dangerous_is_found(path: str, text: str, rule: str) -> None:
    assert rule in [name for name, _ in rules(text, path)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "cur.execute('select * from a where b = ?', (c,))"),
        ("a.py", "log.info(f'Update of {name} failed: select another')"),
        ("a.py", "q = f'SELECT {COLUMNS} FROM a'"),
        ("a.py", "q = f\"SELECT * FROM a WHERE b IN ({', '.join('?' for _ in c)})\""),
        ("a.py", "q = f'SELECT * FROM a WHERE b IN ({placeholders})'"),
        ("a.py", "q = 'SELECT a ' + 'FROM b'"),
        ("a.py", "text = f'and then {name} left'"),
        ("a.ts", "const t = `hello ${name}, select a colour`;"),
        ("a.go", 'package a\nfunc f() { db.Query("SELECT * FROM a WHERE b = $1", c) }'),
        ("a.py", "for item in items:\n    cart.add(item)\n    total += price(item)"),
        ("a.py", "rows = db.load([item.id for item in items])"),
        ("a.py", "subprocess.run(['ls', d])"),
        ("a.py", "subprocess.run('ls -l', shell=True)"),
        ("a.ts", "const m = /a/.exec(text);"),
        ("a.py", "ast.literal_eval(text)"),
        ("a.py", "model.eval()"),
        ("a.py", "hashlib.md5(data, usedforsecurity=False)"),
        ("a.py", "hashlib.sha256(data)"),
        ("a.py", "requests.get(url, timeout=5)"),
        ("a.py", "requests.get(url, **options)"),
        ("a.py", "httpx.get(url)"),
        ("a.go", "package a\nvar c = &http.Client{Timeout: time.Second}"),
        ("a.py", "requests.get(url, timeout=5, verify='/etc/ca.pem')"),
        ("a.py", "yaml.safe_load(text)"),
        ("a.py", "yaml.load(text, Loader=yaml.SafeLoader)"),
        ("a.rb", 'eval("1 + 1")'),
        ("README.md", "eval(text)"),
    ],
)
def test_what_is_right_is_left_alone(path: str, text: str) -> None:
    assert rules(text, path) == []


def test_the_reason_names_the_parameter() -> None:
    text = "def find(db, text):\n    return db.execute(f\"SELECT a FROM b WHERE c = '{text}'\")\n"
    change = Change((SourceFile("app/a.py", text, frozenset({2})),))
    (finding,) = PatternAnalyser().analyse(change)
    assert finding.line == 2
    assert "`text`" in finding.why


def test_a_file_that_does_not_parse_is_read_as_far_as_it_does() -> None:
    assert ("eval", 3) in rules("def broken(:\n\neval(text)\n")
    assert rules("\x00\x01\x02") == []
    assert rules("") == []
