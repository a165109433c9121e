import type { ContainerInspect, Engine } from "../../engine/contract/engine.js";
import { SlipwayError, type SlipwayErrorCode } from "../../errors/index.js";
import type { EndNotice } from "./death-watch.js";

const quotedLines = 20;
/** Killed by SIGKILL, as a shell counts. */
const killedStatus = 137;

/** What the engine says of a container that ended. */
export interface ContainerDeath {
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** Somebody had the engine kill it. */
  readonly killed: boolean;
  /** It runs again, and its exit code is forgotten. */
  readonly restarted: boolean;
  /** The engine's own complaint, often empty. */
  readonly error: string;
  /** The last lines the container wrote. */
  readonly logs: readonly string[];
}

/**
 * The last lines a container wrote; none when it is gone or the engine does not answer.
 *
 * @param since seconds of Unix time: earlier lines are about something else
 */
export async function lastLines(engine: Engine, container: string, since?: number): Promise<string[]> {
  const text = await engine.containerLogs(container, { tail: quotedLines, since }).catch(() => "");
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

/** How long before its end a daemon may have said why, in seconds. */
const lastWordsAge = 5;

/**
 * Collects what is known of a container that has ended, by its state; what the engine told when it happened knows
 * better where there is such a notice.
 */
export async function describeState(
  engine: Engine,
  container: string,
  state: ContainerInspect["State"],
  notice?: EndNotice,
): Promise<ContainerDeath> {
  const end = Date.parse(state.FinishedAt) / 1_000;
  return {
    exitCode: state.ExitCode,
    outOfMemory: notice?.outOfMemory ?? state.OOMKilled,
    killed: notice?.killed ?? false,
    restarted: state.Running && !state.Restarting,
    error: state.Error,
    logs: await lastLines(engine, container, end > 0 ? end - lastWordsAge : undefined),
  };
}

/**
 * Collects what is known of a container that has ended, by what the engine told when it happened. Its state is asked
 * only where nothing else tells of the kernel's killing: while the engine restarts the container, that takes its time.
 */
export async function describeEnd(
  engine: Engine,
  container: string,
  notice: EndNotice,
  memory: string | undefined,
): Promise<ContainerDeath> {
  const mayBeKilled =
    notice.exitCode === killedStatus && !notice.outOfMemory && !notice.killed && memory === undefined;
  const [found, logs] = await Promise.all([
    mayBeKilled ? engine.inspectContainer(container).catch(() => undefined) : undefined,
    lastLines(engine, container),
  ]);
  return {
    exitCode: notice.exitCode,
    outOfMemory: notice.outOfMemory || found?.State.OOMKilled === true,
    killed: notice.killed,
    restarted: false,
    error: "",
    logs,
  };
}

/** The error for a container that ended, `memory` being its limit as the user wrote it. */
export function deathError(
  container: string,
  death: ContainerDeath,
  memory: string | undefined,
  doing: "booting" | "in use" = "booting",
): SlipwayError {
  const when = doing === "booting" ? "while booting" : "while it was in use";
  const details = {
    container,
    exitCode: death.exitCode,
    outOfMemory: death.outOfMemory,
    logs: death.logs,
  };
  const mayBeOutOfMemory = death.exitCode === killedStatus && memory !== undefined && !death.killed;
  if (death.outOfMemory || mayBeOutOfMemory) {
    const limit = memory === undefined ? "" : ` of ${memory}`;
    return new SlipwayError(
      "out-of-memory",
      `builder container ${container} was killed ${when}: it ran out of its memory${limit}`,
      { details, hint: "give the builder more with the driver option memory" },
    );
  }
  // The last lines of a container that runs again are about its new life.
  const reason = death.restarted ? undefined : death.error || death.logs.at(-1);
  const exited = death.restarted ? "ended and was restarted" : `exited with code ${death.exitCode}`;
  return new SlipwayError(
    doing === "booting" ? "boot-failed" : "daemon-exited",
    `builder container ${container} ${exited} ${when}${reason ? `: ${reason}` : ""}`,
    { details },
  );
}

const passedThrough: ReadonlySet<SlipwayErrorCode> = new Set([
  "canceled",
  "engine-unreachable",
  "timeout",
  "corrupt-state",
]);

/** Wraps what the engine refused while a builder was brought up; failures of the connection stay what they are. */
export function refusedBoot(what: string, reason: unknown): SlipwayError {
  const error = SlipwayError.from(reason, "boot-failed");
  if (passedThrough.has(error.code)) return error;
  const said = error.details.daemonMessage;
  const text = typeof said === "string" ? said : error.message;
  return new SlipwayError("boot-failed", `cannot ${what}: ${text}`, {
    cause: error,
    hint: error.hint,
    details: error.details,
  });
}
