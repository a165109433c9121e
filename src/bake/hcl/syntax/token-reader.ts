import { checkTokens } from "./check-tokens.js";
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
  readonly diagnostics: Diagnostic[];
  recovering = false;
  private next = 0;
  private depth = 0;
  private newlines: boolean[] = [true];

  constructor(private readonly tokens: readonly Token[]) {
    this.diagnostics = checkTokens(tokens);
  }

  /** The next token, which stays next. */
  peek(): Token {
    return this.token(this.find());
  }

  /** The next token. At the end it is the end token, again and again. */
  read(): Token {
    const at = this.find();
    this.next = Math.min(at + 1, this.tokens.length);
    return this.token(at);
  }

  /** The range of the token that was read last. */
  previousRange(): SourceRange {
    return this.next === 0 ? this.peek().range : this.token(this.next - 1).range;
  }

  private find(): number {
    let at = Math.min(this.next, this.tokens.length - 1);
    if (this.newlines[this.newlines.length - 1] !== true) while (this.tokens[at]?.kind === "newline") at++;
    return at;
  }

  private token(at: number): Token {
    const token = this.tokens[at];
    if (token === undefined) throw new RangeError("no tokens");
    return token;
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
      throw new HclError([...this.diagnostics, { summary: "Nesting too deep", detail, subject }]);
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
