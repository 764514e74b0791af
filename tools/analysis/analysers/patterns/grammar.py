"""The kinds of syntax nodes that mean the same in the ten languages.

Their grammars hardly ever use one name for two things, so one table serves all.
"""

STRINGS = frozenset(
    [
        "string",
        "string_literal",
        "interpreted_string_literal",
        "raw_string_literal",
        "encapsed_string",
        "template_string",
        "interpolated_string_expression",
        "verbatim_string_literal",
        "multi_line_string_literal",
        "line_string_literal",
        "concatenated_string",
        "chained_string",
        "heredoc",
        "heredoc_body",
        "nowdoc",
        "text_block",
        "character_literal",
        "subshell",
        "shell_command_expression",
    ]
)
LITERALS = STRINGS | frozenset(
    [
        "integer",
        "integer_literal",
        "int_literal",
        "float",
        "float_literal",
        "real_literal",
        "number",
        "decimal_integer_literal",
        "decimal_floating_point_literal",
        "hex_integer_literal",
        "hex_literal",
        "long_literal",
        "unsigned_literal",
        "true",
        "false",
        "none",
        "nil",
        "null",
        "null_literal",
        "boolean",
        "boolean_literal",
        "bool_literal",
        "simple_symbol",
        "symbol",
        "rune_literal",
        "imaginary_literal",
        "undefined",
        "regex",
        "hash_key_symbol",
        "property_identifier",
        "type_identifier",
    ]
)
CONTENT = frozenset(
    [
        "string_content",
        "string_fragment",
        "escape_sequence",
        "interpreted_string_literal_content",
        "string_literal_content",
        "multiline_string_fragment",
        "raw_string_literal_content",
        "raw_string_content",
        "heredoc_content",
        "string_value",
        "nowdoc_string",
        "character_escape_seq",
        "verbatim_string_content",
    ]
)
HOLES = frozenset(
    ["interpolation", "template_substitution", "interpolated_identifier", "interpolated_expression"]
)
# What stands around the value in a hole, or around a string, and is no value.
AROUND = frozenset(
    [
        "interpolation_brace",
        "interpolation_start",
        "interpolation_quote",
        "interpolation_format_clause",
        "format_specifier",
        "interpolation_alignment_clause",
        "type_conversion",
        "string_start",
        "string_end",
        "interpolation_identifier_start",
        "interpolation_expression_start",
        "interpolation_expression_end",
        "heredoc_start",
        "heredoc_end",
        "heredoc_beginning",
        "comment",
        "line_comment",
        "block_comment",
    ]
)
WRAPPERS = frozenset(
    [
        "parenthesized_expression",
        "parenthesized_statements",
        "argument",
        "value_argument",
        "expression_list",
        "literal_element",
        "control_structure_body",
        "reference_expression",
        "as_expression",
        "non_null_expression",
        "await_expression",
        "then",
        "else",
        "cast_expression",
        "satisfies_expression",
        "switch_block_statement_group",
        "statements",
        "when_entry",
        "block",
        "expression_statement",
        "else_clause",
        "arguments",
        "argument_list",
        "value_arguments",
    ]
)
JOINING = frozenset(
    ["binary_operator", "binary_expression", "binary", "additive_expression", "concatenated_string"]
)
CHOICES = frozenset(
    [
        "conditional_expression",
        "ternary_expression",
        "conditional",
        "if_expression",
        "when_expression",
        "match_expression",
        "match",
        "if",
        "case",
        "switch_expression",
        "elvis_expression",
        "boolean_operator",
    ]
)
COLLECTIONS = frozenset(
    [
        "list",
        "tuple",
        "set",
        "dictionary",
        "pair",
        "array",
        "object",
        "hash",
        "composite_literal",
        "literal_value",
        "keyed_element",
        "array_creation_expression",
        "array_element_initializer",
        "array_initializer",
        "initializer_expression",
        "expression_list",
        "array_expression",
        "collection_literal",
        "implicit_array_creation_expression",
        "element_initializer",
        "collection_expression",
        "collection_element",
        "tuple_expression",
    ]
)
LOOKUPS = frozenset(
    [
        "subscript",
        "subscript_expression",
        "element_reference",
        "index_expression",
        "element_access_expression",
        "indexing_expression",
    ]
)
MEMBERS = frozenset(
    {
        "attribute",
        "member_expression",
        "selector_expression",
        "field_expression",
        "member_access_expression",
        "navigation_expression",
        "field_access",
        "scope_resolution",
        "scoped_identifier",
        "class_constant_access_expression",
    }
)
LISTS = frozenset({"arguments", "argument_list", "value_arguments"})
NAMES = frozenset(["identifier", "simple_identifier", "variable_name", "interpolated_identifier", "constant"])
CALLS = frozenset(
    [
        "call",
        "call_expression",
        "method_invocation",
        "invocation_expression",
        "function_call_expression",
        "macro_invocation",
        "member_call_expression",
        "scoped_call_expression",
        "object_creation_expression",
        "new_expression",
        "nullsafe_member_call_expression",
    ]
)
FUNCTIONS = frozenset(
    [
        "function_definition",
        "function_declaration",
        "method_declaration",
        "method_definition",
        "arrow_function",
        "lambda",
        "function_expression",
        "constructor_declaration",
        "method",
        "singleton_method",
        "function_item",
        "closure_expression",
        "local_function_statement",
        "lambda_expression",
        "func_literal",
        "lambda_literal",
        "generator_function_declaration",
        "anonymous_function",
        "anonymous_function_creation_expression",
        "block",
        "do_block",
    ]
)
# Functions in Ruby only.
BLOCKS = frozenset({"block", "do_block"})
PARAMETERS = frozenset(
    [
        "parameters",
        "formal_parameters",
        "parameter_list",
        "function_value_parameters",
        "method_parameters",
        "closure_parameters",
        "lambda_parameters",
        "block_parameters",
        "inferred_parameters",
    ]
)
# What gives a name a value, and the fields of the two; None: the first and the last child.
ASSIGNMENTS: dict[str, tuple[str | None, str | None]] = {
    "assignment": ("left", "right"),
    "augmented_assignment": ("left", "right"),
    "named_expression": ("name", "value"),
    "assignment_expression": ("left", "right"),
    "augmented_assignment_expression": ("left", "right"),
    "operator_assignment": ("left", "right"),
    "compound_assignment_expr": ("left", "right"),
    "assignment_statement": ("left", "right"),
    "short_var_declaration": ("left", "right"),
    "range_clause": ("left", "right"),
    "var_spec": ("name", "value"),
    "const_spec": ("name", "value"),
    "variable_declarator": ("name", "value"),
    "let_declaration": ("pattern", "value"),
    "const_item": ("name", "value"),
    "static_item": ("name", "value"),
    "property_declaration": (None, None),
    "const_element": (None, None),
    "property_element": (None, None),
    "for_statement": ("left", "right"),
    "for_in_clause": ("left", "right"),
    "for_in_statement": ("left", "right"),
    "foreach_statement": ("left", "right"),
    "enhanced_for_statement": ("name", "value"),
}
