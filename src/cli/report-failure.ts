import { SlipwayError } from "../errors/index.js";
import { asTyped } from "./command/as-typed.js";
import type { OutputStream } from "./command/command-call.js";
import type { Invocation } from "./command/invocation.js";
import { FlagError } from "./flags/flag-error.js";

/** Status of a usage error under the docker command. */
const USAGE_STATUS = 125;
const CANCELED_STATUS = 130;
/** Statuses for what a daemon ended a call with, by gRPC code: Internal and ResourceExhausted. */
const DAEMON_STATUSES: Readonly<Record<number, number>> = { 13: 100, 8: 102 };

/** What a failure is reported with. */
export interface FailureReport {
  readonly invocation: Invocation;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Prints why a command failed, the place in the Dockerfile first, and gives the exit status. */
export async function reportFailure(reason: unknown, context: FailureReport): Promise<number> {
  const { stderr, invocation } = context;
  if (reason instanceof FlagError && invocation.mode === "plugin") {
    stderr.write(`${reason.messageWithUsage}\n`);
    return USAGE_STATUS;
  }
  const error = SlipwayError.from(reason);
  const write = await writerFor(stderr);
  if (error.name === "BuildError") {
    const { sourceSnippets } = await import("./commands/build/source-snippets.js");
    write(sourceSnippets(error));
  }
  if (error.name === "DefinitionError") {
    const { definitionSnippets } = await import("./commands/bake/definition-snippets.js");
    stderr.write(definitionSnippets(error));
  }
  // Programs take the last line for the error.
  if (error.hint !== undefined) write(`Hint: ${asTyped(error.hint, invocation)}\n`);
  write(`ERROR: ${asTyped(error.message, invocation)}\n`);
  const { buildRef } = error.details;
  if (typeof buildRef === "string") {
    const { printDesktopLink } = await import("./command/desktop-link.js");
    printDesktopLink(context, buildRef);
  }
  return statusOf(error, context.signal);
}

/** What a daemon or a Dockerfile says gives a terminal no orders. */
async function writerFor(stderr: OutputStream): Promise<(text: string) => void> {
  if (stderr.isTTY !== true) return (text) => void stderr.write(text);
  const { safeTextForTerminal } = await import("../progress/index.js");
  return (text) => void stderr.write(safeTextForTerminal(text));
}

function statusOf(error: SlipwayError, signal: AbortSignal): number {
  if (error.code === "canceled" || signal.aborted) return CANCELED_STATUS;
  const { grpcCode } = error.details;
  return (typeof grpcCode === "number" ? DAEMON_STATUSES[grpcCode] : undefined) ?? 1;
}
