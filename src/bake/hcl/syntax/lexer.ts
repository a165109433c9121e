import { nameEnd } from "./name-end.js";
import { firstPosition, type Position, positionAfter } from "./positions.js";
import type { Token, TokenKind } from "./tokens.js";

/** Whether a text is a file, an expression (`code`), or the inside of a template (`template`). */
export type LexerMode = "code" | "template";

type Mode = { readonly kind: "code" | "string" | "template" } | HeredocMode;

interface HeredocMode {
  readonly kind: "heredoc";
  readonly marker: string;
  startOfLine: boolean;
}

const spaces = /[ \t]+/y;
const number = /\d(?:\.*(?:\d|[eE][+-]?\d))*/y;
const newline = /\r?\n/y;
const lineComment = /(?:#|\/\/)[^\n]*\n?/y;
const heredocStart = /<<-?([\w\u0080-\uffff-]+)\r?\n/y;
const operator = /\.\.\.|==|!=|>=|<=|&&|\|\||::|=>|[[\]().,*/%+\-=<>!?:&|~^;`']/y;
const templateStart = /[$%]\{~?/y;
const stringText = /\$\$\{~?|%%\{~?|[$%](?=[^{])|(?:\\[^\r\n]|[^$%"\\\r\n])+/uy;
const lineText = /(?:\$\$\{~?|%%\{~?|[$%](?!\{)|[^$%\n]+)?(?:\n)?/uy;
const quotedNewline = /[\r\n]+/y;
const anything = /[\s\S]/uy;

/**
 * Splits a text into tokens, in time linear in its length, each when it is asked for: all at once would take many times
 * the text's memory. The last is `end`. Never fails: what fits nowhere becomes a token of a kind that {@link TokenCheck}
 * names.
 */
export function tokenize(
  text: string,
  file: string,
  mode: LexerMode,
  start: Position = firstPosition,
): Iterator<Token, undefined> {
  return new Lexer(text, file, mode, start).run();
}

/** Tokens that are found in one go. */
const BATCH = 256;

class Lexer {
  /** Found and not yet asked for. */
  private tokens: Token[] = [];
  private readonly modes: Mode[];
  /** The numbers of open braces at which a template's sequence ends. */
  private readonly templateBraces: number[] = [];
  private readonly lastCommentEnd: number;
  private braces = 0;
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly file: string,
    mode: LexerMode,
    private position: Position,
  ) {
    this.modes = [{ kind: mode }];
    this.lastCommentEnd = text.lastIndexOf("*/");
    if (text.startsWith("\ufeff")) {
      this.at = 1;
      this.position = { ...position, byte: position.byte + 3 };
    }
  }

  *run(): Generator<Token, undefined> {
    while (this.at < this.text.length) {
      const mode = this.modes[this.modes.length - 1];
      if (mode === undefined || mode.kind === "code") this.code();
      else if (mode.kind === "string") this.string();
      else this.lines(mode);
      if (this.tokens.length < BATCH) continue;
      yield* this.taken();
    }
    this.emit("end", "");
    yield* this.taken();
  }

  private taken(): readonly Token[] {
    const { tokens } = this;
    this.tokens = [];
    return tokens;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }

  private emit(kind: TokenKind, text: string): void {
    const start = this.position;
    this.skip(text);
    this.tokens.push({ kind, text, range: { file: this.file, start, end: this.position } });
  }

  private skip(text: string): void {
    this.position = positionAfter(this.position, text);
    this.at += text.length;
  }

  private code(): void {
    const blank = this.match(spaces);
    if (blank !== undefined) {
      this.skip(blank);
      return;
    }
    const char = this.text[this.at] ?? "";
    if (char === '"') {
      this.emit('"open', char);
      this.modes.push({ kind: "string" });
      return;
    }
    if (char === "{") {
      this.braces++;
      this.emit("{", char);
      return;
    }
    if (char === "}" || this.text.startsWith("~}", this.at)) {
      this.closingBrace(char === "}" ? "}" : "~}");
      return;
    }
    if ((char === "#" || char === "/") && this.comment()) return;
    if (char === "<" && this.heredoc()) return;
    this.word();
  }

  private word(): void {
    const end = nameEnd(this.text, this.at);
    if (end > this.at) {
      this.emit("name", this.text.slice(this.at, end));
      return;
    }
    if (this.emitMatch(number, "number") || this.emitMatch(newline, "newline")) return;

    const symbol = this.match(operator);
    if (symbol !== undefined) this.emit(symbol as TokenKind, symbol);
    else this.unusable();
  }

  private emitMatch(pattern: RegExp, kind: TokenKind): boolean {
    const text = this.match(pattern);
    if (text === undefined) return false;
    this.emit(kind, text);
    return true;
  }

  private unusable(): void {
    const char = this.match(anything) ?? "";
    this.emit(char === "\ufffd" ? "bad-encoding" : "invalid", char);
  }

  /** A comment that ends a line stands for its end; others are as good as a space. */
  private comment(): boolean {
    if (this.text.startsWith("/*", this.at)) {
      if (this.lastCommentEnd < this.at + 2) return false;
      this.skip(this.text.slice(this.at, this.text.indexOf("*/", this.at + 2) + 2));
      return true;
    }
    const text = this.match(lineComment);
    if (text === undefined) return false;
    if (text.endsWith("\n")) this.emit("newline", text);
    else this.skip(text);
    return true;
  }

  private heredoc(): boolean {
    heredocStart.lastIndex = this.at;
    const match = heredocStart.exec(this.text);
    const [opening = "", marker = ""] = match ?? [];
    if (marker === "" || nameEnd(marker, 0) < marker.length) return false;
    this.emit("heredoc-open", opening);
    this.modes.push({ kind: "heredoc", marker, startOfLine: true });
    return true;
  }

  private closingBrace(text: string): void {
    const ends = this.templateBraces[this.templateBraces.length - 1] === this.braces;
    this.emit(ends || text === "~}" ? "template-end" : "}", text);
    this.braces--;
    if (!ends) return;
    this.templateBraces.pop();
    this.modes.pop();
  }

  private openTemplate(): boolean {
    const text = this.match(templateStart);
    if (text === undefined) return false;
    this.emit(text.startsWith("$") ? "${" : "%{", text);
    this.braces++;
    this.templateBraces.push(this.braces);
    this.modes.push({ kind: "code" });
    return true;
  }

  private string(): void {
    if (this.openTemplate()) return;
    if (this.text[this.at] === '"') {
      this.emit('"close', '"');
      this.modes.pop();
      return;
    }
    if (this.emitMatch(stringText, "quoted-text") || this.emitMatch(quotedNewline, "quoted-newline")) return;
    this.unusable();
  }

  /** The inside of a heredoc or of a bare template: text, by lines. */
  private lines(mode: Mode): void {
    const heredoc = mode.kind === "heredoc" ? mode : undefined;
    if (this.openTemplate()) {
      if (heredoc !== undefined) heredoc.startOfLine = false;
      return;
    }
    const text = this.match(lineText) || (this.match(anything) ?? "");
    const ended = text.endsWith("\n");
    if (heredoc?.startOfLine && ended && text.trim() === heredoc.marker) {
      const end = text.endsWith("\r\n") ? "\r\n" : "\n";
      this.emit("heredoc-close", text.slice(0, -end.length));
      this.emit("newline", end);
      this.modes.pop();
      return;
    }
    if (heredoc !== undefined) heredoc.startOfLine = ended;
    this.emit("text", text);
  }
}
