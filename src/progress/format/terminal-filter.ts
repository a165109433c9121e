import { type ByteText, bytesOf, encodeByteText } from "./byte-text.js";

/** Longest piece of a sequence that is held back for its end; what is longer is none. */
const LONGEST_PIECE = 4096;
/** Sequences that colour text or move the cursor within it, as progress bars do. */
const HARMLESS = /^[0-9;:]*[ABCDEFGHJKSTdfmsu]$/;

// Bytes, so that a control character of the upper half (U+0080 to U+009F) is two. Strings for the terminal itself (its
// title, the clipboard) end with BEL, ST or at the latest with the line; then sequences with numbers, other escapes, and
// control characters that are no white space.
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /(?:\x1b[\]PX^_]|\xc2[\x90\x98\x9d-\x9f])[^\x07\x1b\n]*(?:\x07|\x1b\\)?|(?:\x1b\[|\xc2\x9b)([\x20-\x3f]*[\x40-\x7e])?|\x1b[\x20-\x2f]*[\x30-\x7e]?|\xc2[\x80-\x9f]|[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNFINISHED = /(?:\x1b|\x1b\[[\x20-\x3f]*|\x1b[\]PX^_][^\x07\x1b\n]*\x1b?|\xc2)$/;

/**
 * Takes out of what others wrote everything that a terminal obeys, but for colours, and the cursor's way within the text:
 * nobody's output sets the title, writes to the clipboard or makes the terminal answer.
 */
export function safeForTerminal(text: ByteText): ByteText {
  return text.replace(SEQUENCE, (sequence, csi?: string) =>
    csi !== undefined && HARMLESS.test(csi) ? sequence : "",
  );
}

/** The same for ordinary text. */
export function safeTextForTerminal(text: string): string {
  return Buffer.from(bytesOf(safeForTerminal(encodeByteText(text)))).toString("utf8");
}

/** {@link safeForTerminal} for text that comes in pieces, which may end within a sequence. */
export class TerminalFilter {
  #held: ByteText = "";

  /** What of the text so far can be shown. */
  push(piece: ByteText): ByteText {
    const text = this.#held + piece;
    const tail = text.slice(-LONGEST_PIECE);
    const at = UNFINISHED.exec(tail)?.index;
    this.#held = at === undefined ? "" : tail.slice(at);
    return safeForTerminal(text.slice(0, text.length - this.#held.length));
  }
}
