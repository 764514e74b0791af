"""JavaScript's arrays, maps and sets."""

CONTAINERS = {"Map()": "map", "Set()": "list", "Array()": "list", "WeakMap()": "map"}

_ARRAY = {
    "append": "push add",
    "prepend": "unshift",
    "pop": "pop",
    "pop_first": "shift",
    "slice": "slice",
    "get": "at",
    "copy": "concat flat",
    "join": "join",
    "reverse": "reverse",
    "sort": "sort fill splice",
    "iterate": "values entries",
    "ask": "includes indexOf has lastIndexOf",
    "clear": "clear",
}
_MAP = {
    "get": "get",
    "put": "set",
    "remove": "delete",
    "values": "values",
    "keys": "keys",
    "items": "entries",
    "clear": "clear",
    "ask": "has",
}
METHODS = {("list", name): operation for operation, names in _ARRAY.items() for name in names.split()} | {
    ("map", name): operation for operation, names in _MAP.items() for name in names.split()
}

# Methods that put their arguments into their object, of whatever class it is.
_MUTATORS = "push unshift append add set write concat assign input"
MUTATORS = frozenset(_MUTATORS.split())
