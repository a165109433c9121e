import { TokenCheck } from "./check-tokens.js";
import { type Diagnostic, HclError } from "./diagnostics.js";
import type { Expression } from "./nodes.js";
import type { SourceRange } from "./positions.js";
import type { Token, TokenKind } from "./tokens.js";

/** So deep may brackets, blocks, templates and conditionals stand in each other. */
const maxDepth = 500;

const opposites: Partial<Record<TokenKind, TokenKind>> = {
  "{": "}",
  "[": "]",
  "(": ")",
  '"open': '"close',
  "heredoc-open": "heredoc-close",
  "}": "{",
  "]": "[",
  ")": "(",
  '"close': '"open',
  "heredoc-close": "heredoc-open",
  "${": "template-end",
  "%{": "template-end",
  "template-end": "${",
};

/** The kind that closes what `kind` opens, or opens what it closes. */
export function opposite(kind: TokenKind): TokenKind {
  return opposites[kind] ?? "end";
}

/**
 * Hands out tokens, with or without newlines, and collects what is wrong. After an error it skips to where parsing can go
 * on; from then on complaints that may only follow from the first are left out (`recovering`).
 */
export class TokenReader {
  /** What the parser found. What is wrong with the tokens themselves comes before it, see {@link allDiagnostics}. */
  readonly diagnostics: Diagnostic[] = [];
  recovering = false;
  private readonly check = new TokenCheck();
  /** The token that was read last, if any, and those after it that were looked at. */
  private readonly window: Token[] = [];
  /** Where the next token is in the window. */
  private next = 0;
  private ended = false;
  private depth = 0;
  private newlines: boolean[] = [true];

  constructor(private readonly tokens: Iterator<Token, undefined>) {}

  /** Everything that is wrong in the text, once it has been parsed. */
  allDiagnostics(): Diagnostic[] {
    while (!this.ended) this.pull();
    return [...this.check.found, ...this.diagnostics];
  }

  /** The next token, which stays next. */
  peek(): Token {
    return this.token(this.find());
  }

  /** The next token. At the end it is the end token, again and again. */
  read(): Token {
    const at = this.find();
    const token = this.token(at);
    if (token.kind === "end") {
      this.next = at + 1;
      return token;
    }
    this.window.copyWithin(0, at);
    this.window.length -= at;
    this.next = 1;
    return token;
  }

  /** The range of the token that was read last. */
  previousRange(): SourceRange {
    return this.next === 0 ? this.peek().range : this.token(this.next - 1).range;
  }

  private find(): number {
    const include = this.newlines[this.newlines.length - 1] === true;
    let at = this.next;
    for (;;) {
      const before = this.window[at - 1];
      if (before?.kind === "end") return at - 1;
      const token = this.token(at);
      if (include || token.kind !== "newline") return at;
      at++;
    }
  }

  private token(at: number): Token {
    while (at >= this.window.length && !this.ended) this.pull();
    const token = this.window[at];
    if (token === undefined) throw new RangeError("no tokens");
    return token;
  }

  private pull(): void {
    const { value } = this.tokens.next();
    if (value === undefined) throw new RangeError("no tokens");
    this.check.see(value);
    this.ended = value.kind === "end";
    this.window.push(value);
  }

  /** Runs `parse` with newlines as tokens, or without. */
  withNewlines<T>(include: boolean, parse: () => T): T {
    this.newlines.push(include);
    try {
      return parse();
    } finally {
      this.newlines.pop();
    }
  }

  /**
   * Runs `parse` one level deeper, or `levels`.
   *
   * @throws HclError when there are too many levels for the stack.
   */
  nested<T>(parse: () => T, levels = 1): T {
    this.depth += levels;
    if (this.depth > maxDepth) {
      const subject = this.peek().range;
      const detail = `Expressions, blocks and templates may be nested at most ${maxDepth} levels deep.`;
      throw new HclError([...this.allDiagnostics(), { summary: "Nesting too deep", detail, subject }]);
    }
    try {
      return parse();
    } finally {
      this.depth -= levels;
    }
  }

  /** Notes an error. */
  wrong(summary: string, detail: string, subject: SourceRange): void {
    this.diagnostics.push({ summary, detail, subject });
  }

  /** Notes an error unless it may only follow from an earlier one. */
  complain(summary: string, detail: string, subject: SourceRange): void {
    if (!this.recovering) this.wrong(summary, detail, subject);
  }

  /** Whether `parse`d part had errors that left the reader in the middle of something. */
  failedSince(count: number): boolean {
    return this.recovering && this.diagnostics.length > count;
  }

  /** Skips to after the `end` that closes the bracket we are in, and returns it. */
  recover(end: TokenKind): Token {
    const start = opposite(end);
    this.recovering = true;
    for (let nest = 0; ; ) {
      const token = this.read();
      const kind = end === "template-end" && token.kind === "%{" ? "${" : token.kind;
      if (kind === "end") return token;
      if (kind === start) nest++;
      else if (kind === end && nest-- < 1) return token;
    }
  }

  /** Skips to after the next `start` and the bracket that it opens. */
  recoverOver(start: TokenKind): void {
    for (;;) {
      const { kind } = this.read();
      if (kind === start || kind === "end") break;
    }
    this.recover(opposite(start));
  }

  /** Skips to the line after the item we are in. */
  recoverAfterItem(): void {
    this.recovering = true;
    const open: TokenKind[] = [];
    for (;;) {
      const { kind } = this.read();
      if (kind === "end" || (kind === "newline" && open.length === 0)) return;
      if (["{", "[", "(", '"open', "heredoc-open", "${", "%{"].includes(kind)) open.push(kind);
      else if (kind === "template-end") closeTo(open, (opener) => opener === "${" || opener === "%{");
      else if (["}", "]", ")", '"close', "heredoc-close"].includes(kind))
        closeTo(open, (opener) => opener === opposite(kind));
    }
  }
}

function closeTo(open: TokenKind[], matches: (opener: TokenKind) => boolean): void {
  for (let top = open.pop(); top !== undefined && !matches(top); ) top = open.pop();
}

/** What the parts of the parser need of each other. */
export interface Parser {
  readonly tokens: TokenReader;
  /** Parses one expression. */
  expression(): Expression;
}
