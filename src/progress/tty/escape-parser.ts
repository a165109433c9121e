/** A terminal command: text to write, a control character, or an escape sequence with its numbers. */
export type TerminalCommand =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "control"; readonly char: string }
  | { readonly kind: "escape"; readonly final: string; readonly args: readonly number[] };

/** Longest piece of an escape sequence kept for the next chunk; what is longer is no escape sequence. */
const MAX_SEQUENCE = 256;

// Order matters: CSI sequence, OSC string (ended by BEL or ST), other two-character escapes, controls, plain text.
const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's input is control characters
  /(?:\x1b\[|\x9b)([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()#%][\x20-\x7e]|\x1b([^[\]()#%\x1b])|([\x00-\x1a\x1c-\x1f\x7f-\x9a\x9c-\x9f])|([^\x00-\x1f\x7f-\x9f]+)/gy;

/** Splits a program's output into terminal commands. Keeps a sequence that a chunk breaks off for the next one. */
export class EscapeParser {
  readonly #decoder = new TextDecoder();
  #rest = "";

  *parse(data: Uint8Array): Generator<TerminalCommand> {
    const text = this.#rest + this.#decoder.decode(data, { stream: true });
    this.#rest = "";
    let position = 0;
    while (position < text.length) {
      TOKEN.lastIndex = position;
      const match = TOKEN.exec(text);
      if (match === null) {
        if (text.length - position <= MAX_SEQUENCE) {
          this.#rest = text.slice(position);
          return;
        }
        position++;
        continue;
      }
      position = TOKEN.lastIndex;
      yield* commandOf(match);
    }
  }
}

function* commandOf(match: RegExpExecArray): Generator<TerminalCommand> {
  const [, args, final, short, control, text] = match;
  if (text !== undefined) yield { kind: "text", text };
  else if (control !== undefined) yield { kind: "control", char: control };
  else if (short !== undefined) yield { kind: "escape", final: short, args: [] };
  else if (final !== undefined) yield { kind: "escape", final, args: numbersOf(args ?? "") };
}

function numbersOf(args: string): number[] {
  return args === "" ? [] : args.split(";").map((arg) => Number.parseInt(arg, 10) || 0);
}
