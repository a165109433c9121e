import { closeSync, openSync, readSync, rmSync, unlinkSync, writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { undoAtExit } from "../../util/undo-at-exit.js";
import type { LogLine, LogMatches } from "../contract/index.js";
import { plainLine } from "../contract/plain-line.js";
import { decodeLines, encodeLines } from "./kept-lines.js";

/** Lines, and characters of them, that are written at once; lines of a step are found again by these pieces. */
const PIECE_LINES = 1_024;
const PIECE_LENGTH = 64 * 1024;
/** Characters of all steps that wait to be written. */
const MOST_WAITING = 4 * 1024 * 1024;
/** Bytes of one build's logs on the disk. */
const MOST_BYTES = 1024 * 1024 * 1024;
/** Matches of one search, and lines that it looks at. */
const MOST_MATCHES = 1_000;
const MOST_SEARCHED = 250_000;

interface Piece {
  /** The number of its first line. */
  readonly first: number;
  readonly at: number;
  readonly length: number;
}

interface StepLog {
  readonly pieces: Piece[];
  waiting: string[];
  /** Characters of `waiting`. */
  length: number;
  /** The last line of `waiting`. */
  last: { readonly time: number; readonly stream: number } | undefined;
  lines: number;
}

/** The output of a build's steps, in a temporary file that is gone when it is closed or the process ends. */
export class LogSpool {
  readonly #path: string;
  readonly #steps = new Map<number, StepLog>();
  #file: { readonly descriptor: number; readonly forget: () => void } | undefined;
  #size = 0;
  #waiting = 0;
  #truncated = false;

  /** @param path of a file that is not there yet; it is made when there is something to write */
  constructor(path: string) {
    this.#path = path;
  }

  /** Some lines were too much to keep. */
  get truncated(): boolean {
    return this.#truncated;
  }

  /** How many lines of a step there are. */
  count(step: number): number {
    return this.#steps.get(step)?.lines ?? 0;
  }

  /** Steps that have lines. */
  get steps(): readonly number[] {
    return [...this.#steps.keys()];
  }

  /**
   * Adds lines that came at once, without line ends in them. Throws the system's error when they cannot be written.
   *
   * @param time milliseconds of Unix time
   * @param stream 1 for stdout, 2 for stderr
   */
  add(step: number, time: number, stream: number, texts: readonly string[]): void {
    const log = this.#steps.get(step) ?? {
      ...{ pieces: [], waiting: [], length: 0, last: undefined, lines: 0 },
    };
    this.#steps.set(step, log);
    for (let at = 0; at < texts.length; ) {
      if (this.#size >= MOST_BYTES) this.#truncated = true;
      if (this.#truncated) return;
      const some = texts.slice(at, at + PIECE_LINES - log.waiting.length);
      this.#keep(log, time, stream, some);
      at += some.length;
    }
    if (this.#waiting > MOST_WAITING) for (const other of this.#steps.values()) this.#write(other);
  }

  /** Up to `limit` lines of a step, from line `offset` on. */
  async page(step: number, offset: number, limit: number): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    for await (const { first, lines: some } of this.#from(step, offset)) {
      lines.push(
        ...some.slice(Math.max(0, offset - first), Math.max(0, offset - first) + limit - lines.length),
      );
      if (lines.length >= limit) break;
    }
    return lines;
  }

  /** The last lines of a step, of those that were read last. */
  tail(step: number, most: number): LogLine[] {
    const log = this.#steps.get(step);
    const piece = log?.pieces.at(-1);
    const before =
      log === undefined || piece === undefined || log.waiting.length >= most ? [] : this.#read(piece);
    return [...before, ...decodeLines(log?.waiting ?? [])].slice(-most);
  }

  /**
   * Which lines have a text in them, from line `offset` on.
   *
   * @param shown makes of lines what is looked at
   */
  async search(
    step: number,
    wanted: string,
    offset: number,
    shown: (lines: readonly string[]) => Promise<readonly string[]> = async (lines) => lines,
  ): Promise<LogMatches> {
    const needle = wanted.toLowerCase();
    const lines: number[] = [];
    for await (const piece of this.#from(step, offset)) {
      if (piece.first - offset >= MOST_SEARCHED) return { step, lines, next: piece.first };
      const texts = await shown(piece.lines.map(([, , text]) => text));
      for (const [index, text] of texts.entries()) {
        const number = piece.first + index;
        if (number < offset) continue;
        if (!plainLine(text).toLowerCase().includes(needle)) continue;
        if (lines.length >= MOST_MATCHES) return { step, lines, next: number };
        lines.push(number);
      }
    }
    return { step, lines };
  }

  /** Removes the file. What is read or added afterwards is not there. */
  close(): void {
    this.#steps.clear();
    this.#truncated = true;
    if (this.#file === undefined) return;
    const { descriptor, forget } = this.#file;
    this.#file = undefined;
    forget();
    closeSync(descriptor);
    // It may be gone already: others tidy up temporary files too.
    rmSync(this.#path, { force: true });
  }

  #keep(log: StepLog, time: number, stream: number, texts: readonly string[]): void {
    const encoded = encodeLines(time, stream, texts, log.last);
    const length = encoded.reduce((sum, text) => sum + text.length, 0);
    log.waiting.push(...encoded);
    log.last = { time, stream };
    log.length += length;
    log.lines += encoded.length;
    this.#waiting += length;
    if (log.waiting.length >= PIECE_LINES || log.length >= PIECE_LENGTH) this.#write(log);
  }

  #write(log: StepLog): void {
    if (log.waiting.length === 0) return;
    const bytes = Buffer.from(log.waiting.join("\n"));
    this.#file ??= {
      descriptor: openSync(this.#path, "wx+", 0o600),
      forget: undoAtExit(() => unlinkSync(this.#path)),
    };
    writeSync(this.#file.descriptor, bytes, 0, bytes.length, this.#size);
    log.pieces.push({ first: log.lines - log.waiting.length, at: this.#size, length: bytes.length });
    this.#size += bytes.length;
    this.#waiting -= log.length;
    log.waiting = [];
    log.length = 0;
    log.last = undefined;
  }

  #read({ at, length }: Piece): LogLine[] {
    if (this.#file === undefined) return [];
    const bytes = Buffer.alloc(length);
    readSync(this.#file.descriptor, bytes, 0, length, at);
    return decodeLines(bytes.toString("utf8").split("\n"));
  }

  /** The pieces of a step from that with line `offset` on. Others may do something now and then. */
  async *#from(
    step: number,
    offset: number,
  ): AsyncGenerator<{ readonly first: number; readonly lines: readonly LogLine[] }> {
    const log = this.#steps.get(step);
    if (log === undefined) return;
    const total = log.lines;
    for (let index = pieceOf(log.pieces, offset); index < log.pieces.length; index++) {
      const piece = log.pieces[index];
      if (piece === undefined || this.#file === undefined || piece.first >= total) return;
      yield { first: piece.first, lines: this.#read(piece) };
      if (index % 32 === 31) await setImmediate();
    }
    yield { first: log.lines - log.waiting.length, lines: decodeLines(log.waiting) };
  }
}

/** The index of the last piece that begins at `line` or before. */
function pieceOf(pieces: readonly Piece[], line: number): number {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((pieces[middle]?.first ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}
