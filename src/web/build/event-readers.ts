import type { BuildDocument, BuildEvent, Step, Warning } from "../contract/index.js";

/** What is told of a build. */
export interface ToldBuild {
  /** All of it is read. */
  readonly ended: boolean;
  readonly warnings: readonly Warning[];
  document(): BuildDocument;
  /** Some steps, by their ids. */
  some(ids: ReadonlySet<number>): Step[];
}

/** One who is told what happens in a build. */
export interface EventReader {
  /** What happened since the last call; undefined for nothing. */
  readonly next: () => BuildEvent | undefined;
  /** Nothing comes any more. */
  readonly ended: () => boolean;
  /** Nothing comes any more, though the build has not ended. */
  readonly broken: () => boolean;
  readonly close: () => void;
}

interface Reader {
  changed: Set<number>;
  warnings: number;
  state: "new" | "following" | "over" | "broken";
}

/** Those who follow a build. Each is told when it asks, so that nothing piles up for one that is slow. */
export class EventReaders {
  readonly #build: ToldBuild;
  readonly #readers = new Set<Reader>();

  constructor(build: ToldBuild) {
    this.#build = build;
  }

  /** A reader, which is told the whole build first. */
  open(): EventReader {
    const reader: Reader = { changed: new Set(), warnings: 0, state: "new" };
    this.#readers.add(reader);
    return {
      next: () => this.#tell(reader),
      ended: () => reader.state === "over",
      broken: () => reader.state === "broken",
      close: () => this.#readers.delete(reader),
    };
  }

  /** There are readers. */
  get some(): boolean {
    return this.#readers.size > 0;
  }

  /** Nobody is told anything any more. */
  breakOff(): void {
    for (const reader of this.#readers) if (reader.state !== "over") reader.state = "broken";
  }

  /** Steps have changed. */
  mark(ids: Iterable<number>): void {
    for (const id of ids) for (const reader of this.#readers) reader.changed.add(id);
  }

  #tell(reader: Reader): BuildEvent | undefined {
    const { changed, warnings, state } = reader;
    if (state === "over" || state === "broken") return undefined;
    if (this.#build.ended) {
      reader.state = "over";
      return { type: "end", document: this.#build.document() };
    }
    const all = this.#build.warnings;
    if (state === "following" && changed.size === 0 && warnings === all.length) return undefined;
    reader.changed = new Set();
    reader.warnings = all.length;
    reader.state = "following";
    if (state === "new") return { type: "build", document: this.#build.document() };
    return { type: "steps", steps: this.#build.some(changed), warnings: all.slice(warnings) };
  }
}
