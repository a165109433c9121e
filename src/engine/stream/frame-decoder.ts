import { SlipwayError } from "../../errors/index.js";

const HEADER_LENGTH = 8;
const STREAM_NAMES = ["stdin", "stdout", "stderr", "systemerr"] as const;

/** The stream a frame belongs to. `systemerr` carries the engine's own failure. */
export type FrameStream = (typeof STREAM_NAMES)[number];

/**
 * Splits the engine's multiplexed output: frames of 1 byte stream number, 3 bytes zero, 4 bytes big-endian length,
 * then the data. Data is passed on in slices of what was written, never copied or joined.
 */
export class FrameDecoder {
  readonly #onData: (stream: FrameStream, data: Buffer) => void;
  readonly #header = Buffer.alloc(HEADER_LENGTH);
  #headerLength = 0;
  #remaining = 0;
  #stream: FrameStream = "stdout";

  constructor(onData: (stream: FrameStream, data: Buffer) => void) {
    this.#onData = onData;
  }

  /** True when no frame is unfinished. */
  get atBoundary(): boolean {
    return this.#remaining === 0 && this.#headerLength === 0;
  }

  /** @throws SlipwayError `protocol-error` on a header that cannot be one. */
  write(chunk: Buffer): void {
    let position = 0;
    while (position < chunk.length) {
      if (this.#remaining === 0) {
        position += this.#readHeader(chunk, position);
        continue;
      }
      const end = Math.min(position + this.#remaining, chunk.length);
      this.#remaining -= end - position;
      this.#onData(this.#stream, chunk.subarray(position, end));
      position = end;
    }
  }

  #readHeader(chunk: Buffer, position: number): number {
    const taken = Math.min(HEADER_LENGTH - this.#headerLength, chunk.length - position);
    chunk.copy(this.#header, this.#headerLength, position, position + taken);
    this.#headerLength += taken;
    if (this.#headerLength === HEADER_LENGTH) {
      this.#headerLength = 0;
      const stream = STREAM_NAMES[this.#header.readUInt8(0)];
      if (stream === undefined || this.#header.readUIntBE(1, 3) !== 0) {
        throw malformed(chunk.subarray(position));
      }
      this.#stream = stream;
      this.#remaining = this.#header.readUInt32BE(4);
    }
    return taken;
  }
}

/** What comes in place of frames is quoted when it is text: a proxy's words, or an engine's. */
function malformed(data: Buffer): SlipwayError {
  const text = /^[\t\x20-\x7e]{4,200}/.exec(data.toString("latin1", 0, 200))?.[0];
  const quoted = text === undefined ? "" : `: ${text.trim()}`;
  return new SlipwayError("protocol-error", `the Docker daemon sent a malformed stream frame${quoted}`);
}
