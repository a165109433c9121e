import { SlipwayError } from "../../errors/index.js";
import { type ByteText, bytesOf, encodeByteText } from "../format/byte-text.js";
import { TerminalFilter } from "../format/terminal-filter.js";
import type { SolveStatus, VertexWarning } from "../model/status.js";
import type { Display, DisplayStream, FinishedProgress } from "./display.js";
import { distinctWarnings } from "./warnings.js";

/** What all displays share: collecting warnings, holding lines back, ending once. */
export abstract class BaseDisplay implements Display {
  protected readonly stream: DisplayStream;
  readonly #warnings: VertexWarning[] = [];
  readonly #heldLines: string[] = [];
  readonly #filter = new TerminalFilter();
  #finished: Promise<FinishedProgress> | undefined;

  constructor(stream: DisplayStream) {
    this.stream = stream;
  }

  update(status: SolveStatus): void {
    if (this.#finished !== undefined) return;
    if (status.warnings !== undefined) this.#warnings.push(...status.warnings);
    this.show(status);
  }

  writeLine(line: string): void {
    if (this.#finished === undefined) this.#heldLines.push(line);
    else this.writeOutput(encodeByteText(`${line}\n`));
  }

  finish(error?: unknown): Promise<FinishedProgress> {
    this.#finished ??= this.#close(error);
    return this.#finished;
  }

  /** Takes in an update and shows it, now or later. */
  protected abstract show(status: SolveStatus): void;

  /** Shows what is still to be shown. */
  protected abstract close(canceled: boolean): void;

  /** Writes what others have said; a terminal gets it without what would give it orders. */
  protected writeOutput(text: ByteText): void {
    this.write(this.stream.isTTY === true ? this.#filter.push(text) : text);
  }

  /** Writes text as it is. */
  protected write(text: ByteText): void {
    if (text !== "") this.stream.write(bytesOf(text));
  }

  async #close(error: unknown): Promise<FinishedProgress> {
    this.close(error !== undefined && SlipwayError.from(error).code === "canceled");
    for (const line of this.#heldLines.splice(0)) this.writeOutput(encodeByteText(`${line}\n`));
    await flushed(this.stream);
    return { warnings: distinctWarnings(this.#warnings) };
  }
}

/** Resolves once all has been written, also when the stream has failed: its callback comes in that case too. */
async function flushed(stream: DisplayStream): Promise<void> {
  if (stream.write.length < 2) return;
  await new Promise<void>((resolve) => stream.write("", () => resolve()));
}
