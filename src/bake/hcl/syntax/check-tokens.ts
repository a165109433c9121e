import type { Diagnostic } from "./diagnostics.js";
import type { Token, TokenKind } from "./tokens.js";

interface Complaint {
  readonly summary: string;
  readonly detail: string;
  /** How often it is said; later ones are left out. */
  readonly times: number;
}

const bitwise = (hint: string): Complaint => ({
  summary: "Unsupported operator",
  detail: `Bitwise operators are not supported.${hint}`,
  times: 4,
});
const character = (detail: string, times: number): Complaint => ({
  summary: "Invalid character",
  detail,
  times,
});

const complaints: Partial<Record<TokenKind, Complaint>> = {
  "&": bitwise(' Did you mean boolean AND ("&&")?'),
  "|": bitwise(' Did you mean boolean OR ("||")?'),
  "~": bitwise(' Did you mean boolean NOT ("!")?'),
  "^": bitwise(""),
  "`": character(
    'The "`" character is not valid. To create a multi-line string, use the "heredoc" syntax, like "<<EOT".',
    1,
  ),
  "'": character('Single quotes are not valid. Use double quotes (") to enclose strings.', 1),
  ";": character(
    'The ";" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items in collection values.',
    1,
  ),
  "bad-encoding": {
    summary: "Invalid character encoding",
    detail: "All input files must be UTF-8 encoded. Ensure that UTF-8 encoding is selected in your editor.",
    times: 1,
  },
  "quoted-newline": {
    summary: "Invalid multi-line string",
    detail:
      'Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax.',
    times: 10_000,
  },
  invalid: character("This character is not used within the language.", 10_000),
};

const curlyQuotes =
  '"Curly quotes" are not valid here. These can sometimes be inadvertently introduced when sharing code via documents or discussion forums. It might help to replace the character with a "straight quote".';

/** Finds what is wrong with tokens themselves: characters and operators that the language does not have. */
export class TokenCheck {
  readonly found: Diagnostic[] = [];
  readonly #told = new Map<string, number>();

  /** Looks at the next token of a text. */
  see(token: Token): void {
    const complaint = complaints[token.kind];
    if (complaint === undefined) return;
    const group = complaint.summary === "Unsupported operator" ? "bitwise" : token.kind;
    const count = this.#told.get(group) ?? 0;
    this.#told.set(group, count + 1);
    // Quotes come in pairs: the second of them is not news, the third is.
    const paired = (token.kind === "'" || token.kind === "`") && count === 2;
    if (count >= complaint.times && !paired) return;
    const detail = token.text === "“" || token.text === "”" ? curlyQuotes : complaint.detail;
    this.found.push({ summary: complaint.summary, detail, subject: token.range });
  }
}
