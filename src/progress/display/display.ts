import type { ProgressSink, VertexWarning } from "../model/status.js";

/** What a display needs of the stream it draws on; `process.stderr` is one. */
export interface DisplayStream {
  /** As of a Node stream. One that takes no callback is done when it returns. */
  write(chunk: string | Uint8Array, callback?: (error?: Error | null) => void): boolean;
  readonly isTTY?: boolean;
  /** Size of the terminal in characters. */
  readonly columns?: number | undefined;
  readonly rows?: number;
  /** Tells of a terminal's new size. */
  on?(event: "resize", listener: () => void): unknown;
  /** Undoes `on`. */
  off?(event: "resize", listener: () => void): unknown;
}

/** What is left when a display has closed. */
export interface FinishedProgress {
  /** All warnings that came in, each once. */
  readonly warnings: readonly VertexWarning[];
}

/** Shows status updates as they come. */
export interface Display extends ProgressSink {
  /**
   * Writes a line to the same stream once the display has closed, so that it does not disturb the drawing; at once
   * after that. The line comes without its newline.
   */
  writeLine(line: string): void;
  /**
   * Draws a last time, prints the blocks of failed steps, then the lines held back, and lets go of the timer and the
   * stream. When `error` is a cancellation, steps that still run are shown as cancelled, because the daemon may be
   * gone before it says so. Later updates are ignored; calling it again only returns the result.
   */
  finish(error?: unknown): Promise<FinishedProgress>;
}
