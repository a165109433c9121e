import { type Clock, systemClock, toUnixNanos } from "./model/clock.js";
import type { ProgressSink, SolveStatus, UnixNanos, Vertex, VertexLog } from "./model/status.js";

/** How one build's updates join the others'. */
export interface BuildStreamOptions {
  /** Put before the names of steps, where several targets build at once: `[TARGET ...] ...`. Default none. */
  readonly prefix?: string;
}

/** The updates of one build on their way to the display all builds share. */
export interface BuildStream extends ProgressSink {
  /** Ends the stream: other builds may send output of the steps it had. */
  close(): void;
}

/**
 * Leads the updates of several builds into one sink. Builds that share a step all send its output; only that of the
 * build that sent some first goes through. The times of each build are shifted so that it begins when it was opened
 * here, whatever the daemon's clock says.
 */
export class BuildStreams {
  readonly #sink: ProgressSink;
  readonly #clock: Clock;
  readonly #logOwners = new Map<string, BuildStream>();

  constructor(sink: ProgressSink, clock: Clock = systemClock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  /** Begins a build, now. */
  open(options: BuildStreamOptions = {}): BuildStream {
    const openedAt = toUnixNanos(this.#clock.now());
    let shift: bigint | undefined;
    const stream: BuildStream = {
      update: (status) => {
        shift ??= shiftOf(status, openedAt);
        this.#sink.update(this.#converted(status, stream, shift ?? 0n, options.prefix));
      },
      close: () => {
        for (const [digest, owner] of this.#logOwners) {
          if (owner === stream) this.#logOwners.delete(digest);
        }
      },
    };
    return stream;
  }

  #converted(
    status: SolveStatus,
    stream: BuildStream,
    shift: bigint,
    prefix: string | undefined,
  ): SolveStatus {
    const { vertexes, statuses, logs, warnings, received } = status;
    return {
      ...(vertexes && { vertexes: vertexes.map((vertex) => named(shifted(vertex, shift), prefix)) }),
      ...(statuses && {
        statuses: statuses.map((item) => ({ ...shifted(item, shift), timestamp: item.timestamp + shift })),
      }),
      ...(logs && {
        logs: logs
          .filter((log) => this.#owns(stream, log))
          .map((log) => ({ ...log, timestamp: log.timestamp + shift })),
      }),
      ...(warnings && { warnings }),
      ...(received !== undefined && { received }),
    };
  }

  #owns(stream: BuildStream, log: VertexLog): boolean {
    const owner = this.#logOwners.get(log.vertex) ?? stream;
    this.#logOwners.set(log.vertex, owner);
    return owner === stream;
  }
}

function shiftOf(status: SolveStatus, openedAt: UnixNanos): bigint | undefined {
  const started = status.vertexes?.find((vertex) => vertex.started !== undefined)?.started;
  return started === undefined ? undefined : openedAt - started;
}

function shifted<Item extends { readonly started?: UnixNanos; readonly completed?: UnixNanos }>(
  item: Item,
  shift: bigint,
): Item {
  return {
    ...item,
    ...(item.started === undefined ? {} : { started: item.started + shift }),
    ...(item.completed === undefined ? {} : { completed: item.completed + shift }),
  };
}

function named(vertex: Vertex, prefix: string | undefined): Vertex {
  if (prefix === undefined) return vertex;
  const group = vertex.progressGroup;
  return {
    ...vertex,
    name: withPrefix(vertex.name, prefix),
    ...(group && { progressGroup: { ...group, name: withPrefix(group.name, prefix) } }),
  };
}

/** Puts a target's name before a step's: `[app] name`, or into the brackets a name begins with: `[app 1/2] RUN`. */
export function withPrefix(name: string, prefix: string): string {
  return name.startsWith("[") ? `[${prefix} ${name.slice(1)}` : `[${prefix}] ${name}`;
}
