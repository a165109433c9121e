import { prefixed, SlipwayError } from "../../../errors/index.js";
import { buildTrace, type JaegerTrace } from "../../../index.js";
import { stringifyLikeGo } from "../../../util/go-json.js";
import type { CommandCall } from "../../command/command-call.js";
import type { FlagValues } from "../../flags/flag.js";
import { traceFlags } from "./flags.js";
import { waterfall } from "./waterfall.js";
import { withDisplay } from "./with-display.js";

/** Runs `history trace`: a picture for a terminal, JSON for a program, and pages where some are asked for. */
export async function runTrace(
  context: CommandCall,
  { addr, compare }: FlagValues<typeof traceFlags>,
  ref: string,
): Promise<number> {
  const traces = await withDisplay(context, async (options) => {
    const newer = await buildTrace(context.builder, ref, options);
    if (compare === "") return [newer];
    const older = await buildTrace(context.builder, compare, options).catch((reason: unknown) => {
      throw prefixed(SlipwayError.from(reason), `failed to load trace for ${compare}: `);
    });
    return [older, newer];
  });
  const { stdout } = context;
  const picture = stdout.isTTY === true && addr === traceFlags.addr.default;
  if (picture) stdout.write(traces.map((trace) => waterfall(trace, stdout.columns ?? 80)).join("\n"));
  else if (compare === "" && stdout.isTTY !== true) stdout.write(`${traceJson(traces)}\n\n`);
  else await serve(context, traces, addr);
  return 0;
}

/** What Jaeger's interface imports. */
export function traceJson(traces: readonly JaegerTrace[]): string {
  return stringifyLikeGo({ data: traces }, 2);
}

async function serve(context: CommandCall, traces: readonly JaegerTrace[], addr: string): Promise<void> {
  const { serveTraces } = await import("./serve-traces.js");
  await serveTraces(traces, {
    addr,
    signal: context.signal,
    onListening: async (url) => {
      context.stderr.write(`Trace available at ${url}\n`);
      const { openUrl } = await import("../../command/open-url.js");
      // The URL was told; a machine without a browser is no failure.
      await openUrl(url, context.env).catch(() => undefined);
    },
  });
}
