// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL has templates of the same form
import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    '"a" "b"',
    "x.hcl:1,9-10: Missing newline after argument; An argument definition must end with a newline.",
  ],
  ["(1", "x.hcl:2,1-1: Unbalanced parentheses; Expected a closing parenthesis to terminate the expression."],
  ["[1 2]", "x.hcl:1,8-9: Missing item separator; Expected a comma to mark the beginning of the next item."],
  [
    "[1,",
    "x.hcl:2,1-1: Missing expression; Expected the start of an expression, but found the end of the file.",
  ],
  [
    '{"a" = 1',
    "x.hcl:2,1-1: Missing expression; Expected the start of an expression, but found the end of the file.",
  ],
  ["[for]", "x.hcl:1,9-10: Invalid 'for' expression; For expression requires variable name after 'for'."],
  [
    "[for x]",
    "x.hcl:1,11-12: Invalid 'for' expression; For expression requires the 'in' keyword after its name declarations.",
  ],
  [
    "[for x in]",
    "x.hcl:1,14-15: Invalid expression; Expected the start of an expression, but found an invalid expression token.",
  ],
  [
    "[for x in [1]]",
    "x.hcl:1,18-19: Invalid 'for' expression; For expression requires a colon after the collection expression.",
  ],
  [
    "[for x in [1] : x => x]",
    "x.hcl:1,21-22: Invalid 'for' expression; Key expression is not valid when building a tuple.",
  ],
  [
    "[for x in [1] : x...]",
    "x.hcl:1,22-25: Invalid 'for' expression; Grouping ellipsis (...) cannot be used when building a tuple.",
  ],
  [
    "{for x in [1] : x}",
    "x.hcl:1,21-22: Invalid 'for' expression; Key expression is required when building an object.",
  ],
  [
    "[for x, in [1] : x]",
    "x.hcl:1,16-17: Invalid 'for' expression; For expression requires the 'in' keyword after its name declarations.",
  ],
  [
    "[for x in [1] : x y]",
    "x.hcl:1,23-24: Invalid 'for' expression; Extra characters after the end of the 'for' expression.",
  ],
  [
    "1 +",
    "x.hcl:1,8-2,1: Invalid expression; Expected the start of an expression, but found an invalid expression token.",
  ],
  [
    "* 2",
    "x.hcl:1,5-6: Invalid expression; Expected the start of an expression, but found an invalid expression token.",
  ],
  [
    "a[",
    "x.hcl:2,1-1: Missing expression; Expected the start of an expression, but found the end of the file.",
  ],
  ["1..2", "x.hcl:1,5-9: Invalid number literal; Failed to recognize the value of this number literal."],
  [
    '"abc',
    'x.hcl:1,9-2,1: Invalid multi-line string; Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax., and 1 other diagnostic(s)',
  ],
  [
    '"a${b',
    "x.hcl:1,6-7: Unclosed template interpolation sequence; There is no closing brace for this interpolation sequence before the end of the file. This might be caused by incorrect nesting inside the given expression.",
  ],
  [
    '"a${b c}"',
    'x.hcl:1,11-12: Extra characters after interpolation expression; Expected a closing brace to end the interpolation expression, but found extra characters.\n\nThis can happen when you include interpolation syntax for another language, such as shell scripting, but forget to escape the interpolation start token. If this is an embedded sequence for another language, escape it by starting with "$${" instead of just "${".',
  ],
  [
    '"a${b: c}"',
    'x.hcl:1,10-11: Extra characters after interpolation expression; Template interpolation doesn\'t expect a colon at this location. Did you intend this to be a literal sequence to be processed as part of another language? If so, you can escape it by starting with "$${" instead of just "${".',
  ],
  [
    '"a${"',
    'x.hcl:1,10-2,1: Invalid multi-line string; Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax., and 1 other diagnostic(s)',
  ],
  [
    '"%{ foo }"',
    'x.hcl:1,9-12: Invalid template control keyword; "foo" is not a valid template control keyword. Did you mean "for"?',
  ],
  [
    '"%{ if }"',
    "x.hcl:1,12-13: Invalid expression; Expected the start of an expression, but found an invalid expression token., and 1 other diagnostic(s)",
  ],
  [
    '"%{ if true }a"',
    "x.hcl:1,19-20: Unexpected end of template; The if directive at x.hcl:1,6-18 is missing its corresponding endif directive.",
  ],
  [
    '"%{ endif }"',
    "x.hcl:1,6-16: Unexpected endif directive; The control directives within this template are unbalanced.",
  ],
  [
    '"%{ else }"',
    "x.hcl:1,6-15: Unexpected else directive; The control directives within this template are unbalanced.",
  ],
  [
    '"%{ if true }a%{ else }b%{ else }c%{ endif }"',
    "x.hcl:1,29-38: Unexpected else directive; Already in the else clause for the if started at x.hcl:1,6-18., and 1 other diagnostic(s)",
  ],
  ['"%{ for }"', "x.hcl:1,13-14: Invalid 'for' directive; For directive requires variable name after 'for'."],
  [
    '"%{ for x }"',
    "x.hcl:1,15-16: Invalid 'for' directive; For directive requires 'in' keyword after names.",
  ],
  [
    '"%{ for x of y }"',
    "x.hcl:1,15-17: Invalid 'for' directive; For directive requires 'in' keyword after names.",
  ],
  [
    '"%{ for x in [] }a"',
    "x.hcl:1,23-24: Unexpected end of template; The for directive at x.hcl:1,6-22 is missing its corresponding endfor directive.",
  ],
  [
    '"%{ for x in [] }%{ else }%{ endfor }"',
    "x.hcl:1,22-31: Unexpected else directive; An else clause is not expected for a for directive., and 1 other diagnostic(s)",
  ],
  [
    '"%{ if true }%{ endfor }"',
    "x.hcl:1,18-29: Unexpected endfor directive; Expecting an endif directive for the if started at x.hcl:1,6-18.",
  ],
  [
    '"%{ for x in [1] }%{ endif }"',
    "x.hcl:1,23-33: Unexpected endif directive; Expecting an endfor directive corresponding to the for directive at x.hcl:1,6-23.",
  ],
  [
    '"%{ if true x }a%{ endif }"',
    "x.hcl:1,17-18: Extra characters in if marker; Expected a closing brace to end the sequence, but found extra characters.",
  ],
  [
    '"%{ }"',
    'x.hcl:1,9-10: Invalid template directive; A template directive keyword ("if", "for", etc) is expected at the beginning of a %{ sequence.',
  ],
  [
    '"%{ elseif }"',
    'x.hcl:1,9-15: Invalid template control keyword; "elseif" is not a valid template control keyword. Did you mean "else"?',
  ],
  ['"\\q"', 'x.hcl:1,6-8: Invalid escape sequence; The symbol "q" is not a valid escape sequence selector.'],
  [
    '"\\u12"',
    "x.hcl:1,6-10: Invalid escape sequence; The \\u escape sequence must be followed by four hexadecimal digits.",
  ],
  [
    '"\\U1234"',
    "x.hcl:1,6-12: Invalid escape sequence; The \\U escape sequence must be followed by eight hexadecimal digits.",
  ],
  ['"\\ud800"', "x.hcl:1,6-12: Invalid escape sequence; Cannot encode character U+d800 in UTF-8."],
  [
    '"\\"',
    'x.hcl:1,8-2,1: Invalid multi-line string; Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax., and 1 other diagnostic(s)',
  ],
  [
    "'a'",
    'x.hcl:1,5-6: Invalid character; Single quotes are not valid. Use double quotes (") to enclose strings., and 1 other diagnostic(s)',
  ],
  [
    "'a' + 'b' + 'c'",
    'x.hcl:1,5-6: Invalid character; Single quotes are not valid. Use double quotes (") to enclose strings., and 2 other diagnostic(s)',
  ],
  [
    "`a`",
    'x.hcl:1,5-6: Invalid character; The "`" character is not valid. To create a multi-line string, use the "heredoc" syntax, like "<<EOT"., and 1 other diagnostic(s)',
  ],
  [
    "a ; b",
    'x.hcl:1,7-8: Invalid character; The ";" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items in collection values., and 1 other diagnostic(s)',
  ],
  [
    "a ** b",
    "x.hcl:1,8-9: Invalid expression; Expected the start of an expression, but found an invalid expression token.",
  ],
  [
    "“a”",
    'x.hcl:1,5-6: Invalid character; "Curly quotes" are not valid here. These can sometimes be inadvertently introduced when sharing code via documents or discussion forums. It might help to replace the character with a "straight quote"., and 2 other diagnostic(s)',
  ],
  [
    "@",
    "x.hcl:1,5-6: Invalid character; This character is not used within the language., and 1 other diagnostic(s)",
  ],
  [
    "foo::bar",
    "x.hcl:1,13-2,1: Missing open parenthesis; Function selector must be followed by an open parenthesis to begin the function call.",
  ],
  [
    "a ? b : ",
    "x.hcl:1,13-2,1: Invalid expression; Expected the start of an expression, but found an invalid expression token.",
  ],
  ["<<EOT", "x.hcl:2,1-1: Unterminated template string; No closing marker was found for the string."],
  [
    "a ... b",
    "x.hcl:1,7-10: Missing newline after argument; An argument definition must end with a newline.",
  ],
  ["a => b", "x.hcl:1,7-9: Missing newline after argument; An argument definition must end with a newline."],
  ["a = b", "x.hcl:1,7-8: Missing newline after argument; An argument definition must end with a newline."],
  [
    "// x",
    "x.hcl:1,5-2,1: Invalid expression; Expected the start of an expression, but found an invalid expression token.",
  ],
  [
    '"%%%{ if true }x%{ endif }"',
    "x.hcl:1,21-31: Unexpected endif directive; The control directives within this template are unbalanced.",
  ],
];

describe("syntax that is wrong", () => {
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
