import { setTimeout } from "node:timers/promises";
import type { BuildState } from "../../builder/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { StoredRecord } from "../../history/index.js";
import type { SolveStatus } from "../../progress/model/status.js";
import type {
  BuildDocument,
  BuildEntry,
  BuildEvent,
  LogLine,
  LogMatches,
  LogPage,
  Package,
  Step,
} from "../contract/index.js";
import { LineCutter } from "../logs/line-cutter.js";
import { LogSpool } from "../logs/log-spool.js";
import { SourceFiles } from "../steps/source-files.js";
import { StepModel, toMilliseconds } from "../steps/step-model.js";
import { packagesOf } from "./packages.js";
import { type RecordFacts, readRecord, readStatement } from "./read-record.js";

/** How long an answer waits for a record to be read, milliseconds; what comes later, comes as of a build that runs. */
const PATIENCE = 300;
const TAIL = 16;
const MOST_DETAILS = 16;
/** Lines that wait for their ends. */
const MOST_OPEN = 1_000;

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
  readonly spool: LogSpool;
  readonly #sources = new SourceFiles();
  readonly #model = new StepModel(this.#sources);
  readonly #cutters = new Map<string, LineCutter>();
  readonly #ending = new AbortController();
  readonly #readers = new Set<Reader>();
  readonly #again: BuildToFollow["again"];
  #stored: StoredRecord;
  #entry: BuildEntry;
  #facts: RecordFacts | undefined;
  #problem: string | undefined;
  /** When the last output came. */
  #printed = 0;
  #ended = false;
  /** Resolves when the build has ended and all is read. Never rejects. */
  readonly done: Promise<void>;
  /** Resolves when its record is read, so that what is to be hidden is known. Never rejects. */
  readonly begun: Promise<void>;

  constructor({ stored, state, entry, again, spool }: BuildToFollow) {
    this.#stored = stored;
    this.#entry = entry;
    this.state = state;
    this.#again = again;
    this.spool = new LogSpool(spool);
    this.begun = this.#read();
    this.done = this.#follow();
  }

  get stored(): StoredRecord {
    return this.#stored;
  }

  get entry(): BuildEntry {
    return this.#entry;
  }

  /** The build has ended, and all of it is read. */
  get ended(): boolean {
    return this.#ended;
  }

  /** What its record tells, as it is: not to be shown. */
  async facts(): Promise<RecordFacts> {
    await this.begun;
    if (this.#facts === undefined) throw new SlipwayError("not-found", this.#problem ?? "the record is gone");
    return this.#facts;
  }

  /** The build as far as it is known; what is being read is waited for a little. */
  async document(): Promise<BuildDocument> {
    await this.begun;
    if (!this.#ended) await Promise.race([this.done, setTimeout(PATIENCE, undefined, { ref: false })]);
    return this.#document();
  }

  /** Lines of a step. */
  async logs(step: number, offset: number, limit: number): Promise<LogPage> {
    const { mask } = await this.facts();
    const page = await this.spool.page(step, offset, limit);
    const lines = page.map(([time, stream, text]): LogLine => [time, stream, mask.text(text)]);
    const { truncated } = this.spool;
    return { step, offset, total: this.spool.count(step), lines, live: !this.#ended, truncated };
  }

  /** Lines of a step that have a text in them. */
  search(step: number, text: string, offset: number): Promise<LogMatches> {
    return this.spool.search(step, text, offset);
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
    return packagesOf(documents);
  }

  /** A reader of what happens in it. */
  events(): {
    readonly next: () => BuildEvent | undefined;
    readonly ended: () => boolean;
    readonly close: () => void;
  } {
    const reader: Reader = { changed: new Set(), warnings: 0, state: "new" };
    this.#readers.add(reader);
    return {
      next: () => this.#tell(reader),
      ended: () => reader.state === "over",
      close: () => this.#readers.delete(reader),
    };
  }

  /** Ends it and removes its logs. */
  close(): void {
    this.#ending.abort();
    this.spool.close();
  }

  #tell(reader: Reader): BuildEvent | undefined {
    if (reader.state === "over") return undefined;
    if (this.#ended) {
      reader.state = "over";
      return { type: "end", document: this.#document() };
    }
    const { changed, warnings } = reader;
    const all = this.#model.warnings;
    if (reader.state === "following" && changed.size === 0 && warnings === all.length) return undefined;
    reader.changed = new Set();
    reader.warnings = all.length;
    if (reader.state === "following") {
      return {
        type: "steps",
        steps: this.#model.some(changed).map((step) => this.#masked(step)),
        warnings: all.slice(warnings),
      };
    }
    reader.state = "following";
    return { type: "build", document: this.#document() };
  }

  async #follow(): Promise<void> {
    const { signal } = this.#ending;
    try {
      await this.#stored.node.client.status(this.#entry.ref, (status) => this.#update(status), { signal });
    } catch (reason) {
      this.#problem ??= `failed to read the build's progress: ${SlipwayError.from(reason).message}`;
    }
    for (const [key, cutter] of this.#cutters) this.#print(key, cutter.end());
    await this.begun;
    if (this.#entry.live && !signal.aborted) await this.#readAgain();
    this.#ended = true;
  }

  /** A build's record is complete a moment after its progress has ended. */
  async #readAgain(): Promise<void> {
    for (let attempt = 0; attempt < 50 && !this.#ending.signal.aborted; attempt++) {
      const found = await this.#again().catch(() => undefined);
      if (found !== undefined && !found.entry.live) {
        this.#stored = found.stored;
        this.#entry = found.entry;
        return this.#read();
      }
      await setTimeout(100, undefined, { ref: false });
    }
  }

  async #read(): Promise<void> {
    try {
      this.#facts = await readRecord(this.#stored, this.state, this.#sources, this.#ending.signal);
      this.#model.learn(this.#facts.steps);
    } catch (reason) {
      this.#problem = `failed to read the record: ${SlipwayError.from(reason).message}`;
    }
  }

  #update(status: SolveStatus): void {
    if (this.#ending.signal.aborted) return;
    const changed = new Set(this.#model.update(status));
    for (const { vertex, stream, data, timestamp } of status.logs ?? []) {
      const id = this.#model.idOf(vertex);
      if (id === undefined) continue;
      this.#printed = toMilliseconds(timestamp);
      const key = `${id}/${stream === 2 ? 2 : 1}`;
      if (this.#print(key, this.#cutter(key).push(data))) changed.add(id);
    }
    for (const reader of this.#readers) for (const id of changed) reader.changed.add(id);
  }

  /** Those of streams that print nothing for long are let go. */
  #cutter(key: string): LineCutter {
    const cutter = this.#cutters.get(key) ?? new LineCutter();
    this.#cutters.delete(key);
    this.#cutters.set(key, cutter);
    const [oldest] = this.#cutters;
    if (oldest !== undefined && this.#cutters.size > MOST_OPEN) {
      this.#cutters.delete(oldest[0]);
      this.#print(oldest[0], oldest[1].end());
    }
    return cutter;
  }

  #print(key: string, lines: readonly string[]): boolean {
    const [id, stream] = key.split("/", 2).map(Number);
    if (id === undefined || lines.length === 0) return false;
    try {
      for (const line of lines) this.spool.add(id, [this.#printed, stream ?? 1, line]);
    } catch (reason) {
      this.#problem ??= `logs could not be kept: ${SlipwayError.from(reason, "io-error").message}`;
    }
    this.#model.countLogs(id, this.spool.count(id));
    return true;
  }

  #document(): BuildDocument {
    const facts = this.#facts;
    const problems = [...(facts?.problems ?? []), ...(this.#problem === undefined ? [] : [this.#problem])];
    return {
      build: this.#entry,
      steps: this.#model.steps(this.#ended).map((step) => this.#masked(step)),
      ...(facts?.failure && { failure: this.#failure(facts.failure) }),
      inputs: facts?.inputs ?? noInputs,
      results: facts?.results ?? { exporters: [], response: [], attachments: [] },
      warnings: this.#model.warnings,
      sources: this.#sources.all,
      machine: facts?.machine ?? [],
      problems,
      ...(!this.#ended && !this.#entry.live ? { loading: true } : {}),
    };
  }

  #hidden(text: string): string {
    return this.#facts?.mask.text(text) ?? text;
  }

  #masked(step: Step): Step {
    const { name, instruction, error } = step;
    return {
      ...step,
      name: this.#hidden(name),
      instruction: this.#hidden(instruction),
      ...(error !== undefined && { error: this.#hidden(error) }),
    };
  }

  #failure({ message, vertex, source }: NonNullable<RecordFacts["failure"]>) {
    const step = vertex === undefined ? undefined : this.#model.idOf(vertex);
    const log = step === undefined ? [] : this.spool.tail(step, TAIL).map(([, , text]) => this.#hidden(text));
    return { message, ...(step !== undefined && { step }), ...(source && { source }), log };
  }
}

interface Reader {
  changed: Set<number>;
  warnings: number;
  state: "new" | "following" | "over";
}

const noInputs: BuildDocument["inputs"] = {
  ...{ context: "", dockerfile: "", repository: "", revision: "" },
  ...{ arguments: [], labels: [], contexts: [], settings: [], materials: [], secrets: [], ssh: [] },
};
