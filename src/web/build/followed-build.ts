import { setTimeout } from "node:timers/promises";
import type { BuildState } from "../../builder/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { StoredRecord } from "../../history/index.js";
import type { SolveStatus } from "../../progress/model/status.js";
import { maskOf } from "../access/record-mask.js";
import { withoutUserInfo } from "../access/user-info.js";
import type { ValueMask } from "../access/value-mask.js";
import type { BuildDocument, BuildEntry, LogLine, LogMatches, LogPage, Package } from "../contract/index.js";
import type { LogSpool } from "../logs/log-spool.js";
import { BuildPicture } from "./build-picture.js";
import { type EventReader, EventReaders } from "./event-readers.js";
import { packagesOf } from "./packages.js";
import { type RecordFacts, readRecord, readStatement } from "./read-record.js";

/** How long an answer waits for a record to be read, milliseconds; what comes later, comes as of a build that runs. */
const PATIENCE = 300;
const MOST_DETAILS = 16;

/** A build to be followed. */
export interface BuildToFollow {
  readonly stored: StoredRecord;
  readonly state: BuildState | undefined;
  readonly entry: BuildEntry;
  /** Reads the record and the entry again, of a build that has ended meanwhile. */
  readonly again: () => Promise<{ readonly stored: StoredRecord; readonly entry: BuildEntry } | undefined>;
  /** Where its logs may lie, in a file that is not there yet. */
  readonly spool: string;
}

/** A build with its steps and logs, from its record, or as they come from one that runs. */
export class FollowedBuild {
  readonly state: BuildState | undefined;
  readonly #picture: BuildPicture;
  readonly #readers: EventReaders;
  readonly #ending = new AbortController();
  readonly #again: BuildToFollow["again"];
  #stored: StoredRecord;
  /** Resolves when the build has ended and all is read. Never rejects. */
  readonly done: Promise<void>;
  /** Resolves when its record is read, so that what is to be hidden is known. Never rejects. */
  readonly begun: Promise<void>;

  constructor({ stored, state, entry, again, spool }: BuildToFollow) {
    this.#stored = stored;
    this.state = state;
    this.#again = again;
    this.#picture = new BuildPicture(entry, maskOf(stored.record), spool);
    this.#readers = new EventReaders(this.#picture);
    this.begun = this.#read();
    this.done = this.#follow();
  }

  get stored(): StoredRecord {
    return this.#stored;
  }

  get entry(): BuildEntry {
    return this.#picture.entry;
  }

  /** Hides what looks like a credential. */
  get mask(): ValueMask {
    return this.#picture.mask;
  }

  /** What its steps have printed. */
  get spool(): LogSpool {
    return this.#picture.output.spool;
  }

  /** The build has ended, and all of it is read. */
  get ended(): boolean {
    return this.#picture.ended;
  }

  /** What its record tells, as it is: not to be shown. */
  async facts(): Promise<RecordFacts> {
    await this.begun;
    const { facts, problem } = this.#picture;
    if (facts === undefined) throw new SlipwayError("not-found", problem ?? "the record is gone");
    return facts;
  }

  /** The build as far as it is known; what is being read is waited for a little. */
  async document(): Promise<BuildDocument> {
    await this.begun;
    if (!this.ended) await Promise.race([this.done, setTimeout(PATIENCE, undefined, { ref: false })]);
    return this.#picture.document();
  }

  /** Lines of a step. */
  async logs(step: number, offset: number, limit: number): Promise<LogPage> {
    await this.begun;
    const page = await this.spool.page(step, offset, limit);
    const shown = await this.mask.texts(page.map(([, , text]) => text));
    const lines = page.map(([time, stream], index): LogLine => [time, stream, shown[index] ?? ""]);
    const { truncated } = this.spool;
    return { step, offset, total: this.spool.count(step), lines, live: !this.ended, truncated };
  }

  /** Lines of a step that have a text in them, as they are shown: none tells whether a text is hidden in it. */
  search(step: number, text: string, offset: number): Promise<LogMatches> {
    return this.spool.search(step, text, offset, (lines) => this.mask.texts(lines));
  }

  /** The packages of its SBOMs. */
  async packages(signal: AbortSignal): Promise<Package[]> {
    const { details } = await this.facts();
    const documents: unknown[] = [];
    for (const one of details.attachments.filter(({ type }) => type === "https://spdx.dev/Document")) {
      if (documents.length < MOST_DETAILS) {
        documents.push(await readStatement(this.#stored, one, { signal, problems: [] }));
      }
    }
    const packages = packagesOf(documents);
    const texts = packages.flatMap(({ name, version, license, purl }) => [name, version, license, purl]);
    const shown = (await this.mask.texts(texts)).map(withoutUserInfo);
    return packages.map((_, index) => {
      const [name = "", version = "", license = "", purl = ""] = shown.slice(index * 4, index * 4 + 4);
      return { name, version, license, purl };
    });
  }

  /** A reader of what happens in it. */
  events(): EventReader {
    return this.#readers.open();
  }

  /** Somebody is told what happens in it. */
  get followed(): boolean {
    return this.#readers.some;
  }

  /** Lets go of it and removes its logs. Whoever follows it may open it again. */
  close(): void {
    this.#ending.abort();
    this.#readers.breakOff();
    this.spool.close();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#ending;
    const update = (status: SolveStatus) => {
      if (!signal.aborted) this.#readers.mark(this.#picture.update(status));
    };
    try {
      await this.#stored.node.client.status(this.#stored.record.ref, update, { signal });
    } catch (reason) {
      if (signal.aborted) return;
      this.#picture.problem ??= `failed to read the build's progress: ${SlipwayError.from(reason).message}`;
    }
    this.#picture.endOutput();
    await this.begun;
    if (this.entry.live && !signal.aborted) await this.#readAgain();
    // Let go of is not ended.
    this.#picture.ended = !signal.aborted;
  }

  /** A build's record is complete a moment after its progress has ended. */
  async #readAgain(): Promise<void> {
    for (let attempt = 0; attempt < 50 && !this.#ending.signal.aborted; attempt++) {
      const found = await this.#again().catch(() => undefined);
      if (found !== undefined && !found.entry.live) {
        this.#stored = found.stored;
        this.#picture.entry = found.entry;
        return this.#read();
      }
      await setTimeout(100, undefined, { ref: false });
    }
  }

  async #read(): Promise<void> {
    try {
      this.#picture.learn(
        await readRecord(this.#stored, this.state, this.#picture.sources, this.#ending.signal),
      );
    } catch (reason) {
      this.#picture.problem = `failed to read the record: ${SlipwayError.from(reason).message}`;
    }
  }
}
