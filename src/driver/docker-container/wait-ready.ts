import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerInspect, Engine } from "../../engine/contract/engine.js";
import { isSlipwayError, SlipwayError, type SlipwayErrorCode } from "../../errors/index.js";
import { deathError, describeEnd, describeState, lastLines } from "./boot-failure.js";
import type { DeathWatch } from "./death-watch.js";

export interface WaitReadyOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * `State.FinishedAt` from before the container was started: an end after that is an end during this boot. Read from
   * the container when absent.
   */
  readonly finishedAt?: string;
  /** Began before the container was started. */
  readonly watch?: DeathWatch;
  /** The memory limit as the user gave it, for messages. */
  readonly memory?: string;
  /** How long a daemon that lives may take to answer, milliseconds. Default 60 000. */
  readonly timeout?: number | undefined;
}

const question = ["buildctl", "debug", "workers"];
/** The runtime's words for a command that is not there; its exit code is that of a stopped container, too. */
const programMissing =
  /executable file not found|no such file or directory.*buildctl|buildctl.*no such file/s;
/** An image without the program is likely to end by itself, which says more. Milliseconds. */
const missingPatience = 3_000;
/** How long the event of an end may come after the end shows in the container's state, milliseconds. */
const eventPatience = 200;
/** Failures that say nothing about the container. */
const fatal: ReadonlySet<SlipwayErrorCode> = new Set(["canceled", "engine-unreachable"]);

/** The daemon usually answers within 300 ms; asking costs the start of a program in the container. */
const firstDelay = 25;
const longestDelay = 250;

/**
 * Waits until the daemon in a container answers `buildctl debug workers`. A container that dies meanwhile is reported
 * at once, with its exit code and last lines, also when its restart policy keeps bringing it back.
 *
 * @throws SlipwayError `boot-failed`, `out-of-memory`, `canceled`, or what the engine reports.
 */
export async function waitUntilReady(
  engine: Engine,
  container: string,
  options: WaitReadyOptions = {},
): Promise<void> {
  const { watch } = options;
  if (watch === undefined) return askUntilReady(engine, container, options);
  const asking = new AbortController();
  const signals = [asking.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const ready = askUntilReady(engine, container, { ...options, signal: AbortSignal.any(signals) });
  const notice = await Promise.race([ready, watch.end]);
  if (notice === undefined) return;
  asking.abort();
  ready.catch(() => undefined);
  throw deathError(container, await describeEnd(engine, container, notice, options.memory), options.memory);
}

/** Looks at the container after every question that got no answer, for where the engine sends no events. */
async function askUntilReady(engine: Engine, container: string, options: WaitReadyOptions): Promise<void> {
  const began = Date.now();
  const timeUp = AbortSignal.timeout(options.timeout ?? 60_000);
  const finishedAt = options.finishedAt ?? (await inspect(engine, container, options.signal)).FinishedAt;
  for (let delay = firstDelay; ; delay = Math.min(delay * 1.6, longestDelay)) {
    const complaint = await probe(engine, container, timeUp, options.signal);
    if (complaint === undefined) return;
    const state = await inspect(engine, container, options.signal);
    if (state.FinishedAt !== finishedAt || !state.Running) {
      // The event knows more than the state of a container that runs again.
      if (options.watch !== undefined) await pause(eventPatience, options.signal);
      throw deathError(container, await describeState(engine, container, state), options.memory);
    }
    if (Date.now() - began > missingPatience && programMissing.test(complaint)) {
      throw notBuildKit(container, complaint);
    }
    if (timeUp.aborted) throw await unanswered(engine, container, complaint);
    await pause(delay, options.signal);
  }
}

function notBuildKit(container: string, complaint: string): SlipwayError {
  return new SlipwayError(
    "boot-failed",
    `the image of builder container ${container} has no program buildctl`,
    {
      hint: "the driver option image must name an image of BuildKit",
      details: { container, complaint },
    },
  );
}

/** Undefined when the daemon answers, else what the attempt said. */
async function probe(
  engine: Engine,
  container: string,
  timeUp: AbortSignal,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const either = signal === undefined ? timeUp : AbortSignal.any([timeUp, signal]);
  try {
    const { exitCode, stdout, stderr } = await engine.exec(container, question, withSignal(either));
    if (exitCode === 0) return undefined;
    return stderr.trim() || stdout.trim() || `exit code ${exitCode}`;
  } catch (error) {
    // The engine, or what the question was put to, keeps silent.
    if (timeUp.aborted && !signal?.aborted) return "the question was not answered either";
    if (error instanceof SlipwayError && fatal.has(error.code)) throw error;
    // A container that is not running refuses commands; what became of it is asked next.
    return error instanceof Error ? error.message : String(error);
  }
}

async function inspect(
  engine: Engine,
  container: string,
  signal: AbortSignal | undefined,
): Promise<ContainerInspect["State"]> {
  try {
    return (await engine.inspectContainer(container, withSignal(signal))).State;
  } catch (error) {
    if (!isSlipwayError(error, "not-found")) throw error;
    throw new SlipwayError("boot-failed", `builder container ${container} was removed while booting`, {
      cause: error,
    });
  }
}

async function unanswered(engine: Engine, container: string, complaint: string): Promise<SlipwayError> {
  const logs = await lastLines(engine, container);
  const reason = complaint.split("\n").at(-1);
  return new SlipwayError(
    "boot-failed",
    `the daemon in builder container ${container} runs but does not answer: ${reason}`,
    { details: { container, logs, complaint } },
  );
}

/** Sleeps. Throws `canceled` when the signal fires. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, withSignal(signal));
  } catch (error) {
    throw new SlipwayError("canceled", "booting the builder was cancelled", { cause: error });
  }
}

function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal | undefined } {
  return { signal };
}
