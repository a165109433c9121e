import type { SolveStatus } from "../../progress/model/status.js";
import { cutText } from "../../util/cut-text.js";
import type { ValueMask } from "../access/value-mask.js";
import type { BuildDocument, BuildEntry, Step, Warning } from "../contract/index.js";
import { SourceFiles } from "../steps/source-files.js";
import { countSteps } from "../steps/step-counts.js";
import { StepModel } from "../steps/step-model.js";
import { BuildOutput } from "./build-output.js";
import type { RecordFacts } from "./read-record.js";

/** Last lines of the step that failed. */
const TAIL = 16;
/** Problems that are told, and characters of each: they name what a stranger's record has. */
const MOST_PROBLEMS = 100;
const LONGEST_PROBLEM = 1_000;
const TOO_MUCH =
  "the build has more steps, or longer texts in them, than can be shown: some are cut or left out";

const noInputs: BuildDocument["inputs"] = {
  ...{ context: "", dockerfile: "", repository: "", revision: "" },
  ...{ arguments: [], labels: [], contexts: [], settings: [], materials: [], secrets: [], ssh: [] },
};

/** All that is known of a build, as it may be shown. */
export class BuildPicture {
  readonly sources = new SourceFiles();
  readonly output: BuildOutput;
  readonly #model = new StepModel(this.sources);
  readonly #warnings: Warning[] = [];
  #facts: RecordFacts | undefined;
  /** Of the record as it was first known: one that cannot be read tells its arguments all the same. */
  readonly #firstMask: ValueMask;
  entry: BuildEntry;
  /** Why something of it is not known. */
  problem: string | undefined;
  /** All of it is read. */
  ended = false;

  /** @param spool where its logs may lie, in a file that is not there yet */
  constructor(entry: BuildEntry, mask: ValueMask, spool: string) {
    this.entry = entry;
    this.#firstMask = mask;
    this.output = new BuildOutput(spool);
  }

  /** What its record tells; undefined as long as it is not read. */
  get facts(): RecordFacts | undefined {
    return this.#facts;
  }

  /** Hides what looks like a credential. */
  get mask(): ValueMask {
    return this.#facts?.mask ?? this.#firstMask;
  }

  get warnings(): readonly Warning[] {
    const all = this.#model.warnings;
    // Whoever follows the build asks again and again: each is masked once.
    for (const warning of all.slice(this.#warnings.length)) this.#warnings.push(this.#maskedWarning(warning));
    return this.#warnings;
  }

  /** Takes what its record tells. */
  learn(facts: RecordFacts): void {
    this.#facts = facts;
    this.#model.learn(facts.steps);
  }

  /** Takes an update. @returns ids of the steps that it changed */
  update(status: SolveStatus): ReadonlySet<number> {
    const changed = this.#model.update(status);
    const longer = this.output.take(status.logs ?? [], (digest) => this.#model.idOf(digest));
    this.#count(longer);
    return new Set([...changed, ...longer]);
  }

  /** No update comes any more. */
  endOutput(): void {
    this.#count(this.output.end());
  }

  /** The build as far as it is known. */
  document(): BuildDocument {
    const facts = this.#facts;
    const cut = this.#model.exceeded ? TOO_MUCH : undefined;
    const own = [this.problem, this.output.problem, cut].filter((problem) => problem !== undefined);
    const steps = this.#model.steps(this.ended).map((step) => this.#masked(step));
    const { entry } = this;
    return {
      // The daemon counts a build's steps when it has ended.
      build: entry.live ? { ...entry, steps: countSteps(steps) } : entry,
      steps,
      ...(facts?.failure && { failure: this.#failure(facts.failure) }),
      inputs: facts?.inputs ?? noInputs,
      results: facts?.results ?? { exporters: [], response: [], attachments: [] },
      warnings: this.warnings,
      sources: this.sources.all,
      machine: facts?.machine ?? [],
      problems: [...own, ...(facts?.problems ?? [])]
        .slice(0, MOST_PROBLEMS)
        .map((problem) => cutText(this.#hidden(problem), LONGEST_PROBLEM)),
      ...(!this.ended && !entry.live ? { loading: true } : {}),
    };
  }

  /** Some steps, by their ids. */
  some(ids: Iterable<number>): Step[] {
    return this.#model.some(ids).map((step) => this.#masked(step));
  }

  #count(steps: Iterable<number>): void {
    for (const id of steps) this.#model.countLogs(id, this.output.spool.count(id));
  }

  #hidden(text: string): string {
    return this.mask.text(text);
  }

  #masked(step: Step): Step {
    const { name, instruction, error, parts } = step;
    return {
      ...step,
      name: this.#hidden(name),
      instruction: this.#hidden(instruction),
      parts: parts.map((part) => ({ ...part, name: this.#hidden(part.name) })),
      ...(error !== undefined && { error: this.#hidden(error) }),
    };
  }

  #maskedWarning({ message, detail, url, ...warning }: Warning): Warning {
    return {
      ...warning,
      message: this.#hidden(message),
      detail: detail.map((text) => this.#hidden(text)),
      url: this.#hidden(url),
    };
  }

  #failure({ message, vertex, source }: NonNullable<RecordFacts["failure"]>) {
    const step = vertex === undefined ? undefined : this.#model.idOf(vertex);
    const log = step === undefined ? [] : this.output.spool.tail(step, TAIL);
    return {
      message,
      ...(step !== undefined && { step }),
      ...(source && { source }),
      log: log.map(([, , text]) => this.#hidden(text)),
    };
  }
}
