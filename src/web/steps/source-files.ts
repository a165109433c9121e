import { createHash } from "node:crypto";
import type { SourceInfo, SourceRange } from "../../progress/model/status.js";
import type { SourceFile, SourcePlace } from "../contract/index.js";

/** Bytes of one file that are shown, how many files there may be, and ranges of one place. */
const LARGEST = 512 * 1024;
const MOST = 50;
const MOST_RANGES = 50;

/** The files that a build was made by, each once. */
export class SourceFiles {
  readonly #files: SourceFile[] = [];
  readonly #known = new Map<string, number>();

  /** All of them. */
  get all(): readonly SourceFile[] {
    return this.#files;
  }

  /** The number of a file, which is taken in unless there are too many. */
  add({ filename, language, data }: Pick<SourceInfo, "filename" | "language" | "data">): number | undefined {
    const key = `${filename}\0${createHash("sha256").update(data).digest("hex")}`;
    const known = this.#known.get(key);
    if (known !== undefined || this.#files.length >= MOST) return known;
    const text = Buffer.from(data.subarray(0, LARGEST)).toString("utf8");
    this.#known.set(key, this.#files.length);
    return this.#files.push({ name: filename.slice(0, 1_000), language: language.slice(0, 100), text }) - 1;
  }

  /** A place in a file; undefined where there is nothing to show. */
  place(
    info: Pick<SourceInfo, "filename" | "language" | "data">,
    ranges: readonly SourceRange[],
  ): SourcePlace | undefined {
    if (info.data.length === 0) return undefined;
    const source = this.add(info);
    if (source === undefined) return undefined;
    const lines = ranges
      .slice(0, MOST_RANGES)
      .map(({ start, end }) => ({ start: start.line, end: end.line }));
    return { source, ranges: lines };
  }
}
