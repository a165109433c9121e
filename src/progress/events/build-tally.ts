import { monotonicNow } from "../../util/monotonic-now.js";
import type { ProgressSink, SolveStatus, Vertex, VertexStatus } from "../model/status.js";
import type { BuildSummary } from "./build-summary.js";

/** `[2/3] RUN make`, `[linux/arm64 build 2/3] RUN make`: how the Dockerfile's frontend numbers its steps. */
const NUMBERED = /^\[(?:[^\]]* )?\d+\/\d+\] /;
const INTERNAL = /^\[(?:internal|auth)\] /;

/** What is sent is told as `transferring context:`, with the name of the context. */
const SENT = /^transferring .*:$/;
/** What the exporter of files says of what it sends here. Those of archives and layouts do not tell how much it is. */
const RECEIVED = /^copying files/;

interface Ended {
  readonly cached: boolean;
  readonly numbered: boolean;
}

/** Counts, from the progress of a build or of several that make one whole, what {@link BuildSummary} says. */
export class BuildTally implements ProgressSink {
  readonly #begun: number;
  readonly #now: () => number;
  readonly #ended = new Map<string, Ended>();
  readonly #sent = new Map<string, number>();
  readonly #received = new Map<string, number>();
  #untold = 0;

  /** @param now milliseconds; the time that is taken begins with the call */
  constructor(now: () => number = monotonicNow) {
    this.#now = now;
    this.#begun = now();
  }

  /** Takes what the daemons and the client report. */
  update({ vertexes = [], statuses = [], received = 0 }: SolveStatus): void {
    this.#untold += received;
    for (const vertex of vertexes) this.#step(vertex);
    for (const status of statuses) {
      if (SENT.test(status.id)) note(this.#sent, status);
      else if (RECEIVED.test(status.id) || isLoad(status)) note(this.#received, status);
    }
  }

  /** What there is to say until now. */
  summary(): BuildSummary {
    const all = [...this.#ended.values()];
    const numbered = all.filter((step) => step.numbered);
    const steps = numbered.length > 0 ? numbered : all;
    return {
      steps: steps.length,
      cached: steps.filter((step) => step.cached).length,
      duration: this.#now() - this.#begun,
      bytesSent: sum(this.#sent),
      bytesReceived: this.#untold + sum(this.#received),
    };
  }

  /** A step that several parts of a build wait for may be told of again; once it has run it was not cached. */
  #step({ digest, name, completed, cached }: Vertex): void {
    if (completed === undefined || INTERNAL.test(name)) return;
    const before = this.#ended.get(digest);
    this.#ended.set(digest, { cached: cached && before?.cached !== false, numbered: NUMBERED.test(name) });
  }
}

/** An image that goes into an engine layer by layer; one that comes as an archive is counted as it comes. */
function isLoad({ id, total }: VertexStatus): boolean {
  return id === "sending image" && total > 0;
}

/** Of a transfer only the latest update counts. */
function note(transfers: Map<string, number>, { vertex, id, current }: VertexStatus): void {
  transfers.set(`${vertex} ${id}`, current);
}

function sum(transfers: ReadonlyMap<string, number>): number {
  return [...transfers.values()].reduce((total, bytes) => total + bytes, 0);
}
