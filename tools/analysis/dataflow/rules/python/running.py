"""What runs what it is given: commands, code, and what makes objects."""

from __future__ import annotations

from tools.analysis.dataflow.rules.model import FIRST, Condition, Sink
from tools.analysis.dataflow.rules.weaknesses import CODE, COMMAND, DESERIALIZATION

_SHELL = Condition(("shell",), consts=(True, 1))
_SHELLS = (
    "sh",
    "bash",
    "/bin/sh",
    "/bin/bash",
    "zsh",
    "dash",
    "ksh",
    "cmd",
    "cmd.exe",
    "powershell",
    "powershell.exe",
)
_PROCESSES = tuple(
    f"subprocess.{name}"
    for name in ("run", "call", "check_call", "check_output", "Popen", "getoutput", "getstatusoutput")
)
_SAFE_LOADERS = (
    "*.SafeLoader",
    "*.CSafeLoader",
    "*.BaseLoader",
    "*.CBaseLoader",
    "SafeLoader",
    "CSafeLoader",
)

SINKS = (
    Sink(
        COMMAND, ("os.system", "os.popen", "commands.getoutput", "commands.getstatusoutput", "popen2.popen2")
    ),
    Sink(COMMAND, ("subprocess.getoutput", "subprocess.getstatusoutput", "asyncio.create_subprocess_shell")),
    Sink(COMMAND, _PROCESSES, (0, "args"), (_SHELL,)),
    Sink(COMMAND, _PROCESSES, (0, "args"), (Condition((0, "args"), first=_SHELLS),)),
    Sink(COMMAND, _PROCESSES, (0, "args", FIRST), unless=(_SHELL,), deep=False),
    Sink(
        COMMAND,
        tuple(f"os.{name}" for name in ["execl", "execle", "execlp", "execv", "execve", "execvp", "execvpe"]),
    ),
    Sink(
        COMMAND,
        tuple(f"os.{name}" for name in ["spawnl", "spawnle", "spawnlp", "spawnv", "spawnve", "spawnvp"]),
        (1,),
    ),
    Sink(
        COMMAND,
        ("asyncio.create_subprocess_exec", "pty.spawn", "pexpect.spawn", "pexpect.run", "os.startfile"),
        deep=False,
    ),
    Sink(
        COMMAND,
        ("paramiko.SSHClient().exec_command", "*.ssh.exec_command", "fabric.Connection().run", "invoke.run"),
    ),
    Sink(
        CODE,
        (
            "eval",
            "exec",
            "compile",
            "builtins.eval",
            "builtins.exec",
            "code.InteractiveInterpreter().runcode",
        ),
    ),
    Sink(CODE, ("importlib.import_module", "__import__", "runpy.run_path", "timeit.timeit")),
    Sink(
        CODE,
        (
            "flask.render_template_string",
            "jinja2.Template",
            "mako.template.Template",
            "django.template.Template",
        ),
    ),
    Sink(
        CODE,
        (
            "jinja2.Environment().from_string",
            "*.jinja_env.from_string",
            "*jinja*.from_string",
            "*env.from_string",
        ),
    ),
    Sink(
        DESERIALIZATION,
        tuple(
            f"{module}.{name}"
            for module in (
                "pickle",
                "cPickle",
                "_pickle",
                "dill",
                "cloudpickle",
                "marshal",
                "jsonpickle",
                "joblib",
                "torch",
                "pandas",
            )
            for name in ("load", "loads", "decode", "read_pickle", "Unpickler")
        ),
    ),
    Sink(
        DESERIALIZATION,
        ("shelve.open", "numpy.load"),
        (0,),
        (Condition(("allow_pickle", 0), consts=(True,)),),
    ),
    Sink(
        DESERIALIZATION,
        ("yaml.load", "yaml.load_all"),
        (0, "stream"),
        unless=(Condition((1, "Loader"), names=_SAFE_LOADERS),),
    ),
    Sink(
        DESERIALIZATION,
        ("yaml.unsafe_load", "yaml.unsafe_load_all", "yaml.full_load", "yaml.full_load_all"),
        (0, "stream"),
    ),
    Sink(
        DESERIALIZATION,
        ("ruamel.yaml.YAML().load", "ruamel.yaml.load"),
        (0,),
        (Condition(("typ", 1), consts=("unsafe",)),),
    ),
)
