import { setMaxListeners } from "node:events";
import { type BuilderOptions, builderContextFields, listBuilders } from "../builder/index.js";
import { connectEngine } from "../engine/index.js";
import { SlipwayError, throwIfCanceled, withCaller } from "../errors/index.js";
import { checkOptions, fields } from "../util/options/index.js";
import type { Finding, Probe, Surroundings } from "./findings/types.js";
import { buildersProbe } from "./probes/builders.js";
import { engineProbe } from "./probes/engine.js";
import { filesProbe } from "./probes/files.js";
import { insideProbe } from "./probes/inside.js";
import { leaksProbe } from "./probes/leaks.js";
import { loginsProbe } from "./probes/logins.js";
import { mirrorsProbe } from "./probes/mirrors.js";

const probes: readonly Probe[] = [
  engineProbe,
  filesProbe,
  buildersProbe,
  insideProbe,
  mirrorsProbe,
  loginsProbe,
  leaksProbe,
];

/** All of it ends within five seconds: the builders' state is had before what is asked of them. Milliseconds. */
const stateLimit = 2_500;
const probeLimit = 4_500;

/** {@link BuilderOptions}, described. */
export const diagnoseOptions = fields<BuilderOptions>(builderContextFields);

/**
 * Looks at the engine, the builders and what they depend on, and says what is wrong with them, each with a cause and what
 * mends it, errors first. Boots and changes nothing, and ends within five seconds, whatever does not answer.
 *
 * @throws SlipwayError `canceled`.
 */
export async function diagnose(options: BuilderOptions = {}): Promise<Finding[]> {
  return withCaller(diagnose, async () => {
    checkOptions("diagnose", diagnoseOptions, options);
    const limit = AbortSignal.timeout(probeLimit);
    const signal = options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]);
    setMaxListeners(0, signal);
    const surroundings = surroundingsOf(options, signal);
    const found = await Promise.all(probes.map((probe) => lookWithin(probe, surroundings)));
    await surroundings.engine.then(
      (engine) => engine.close(),
      () => undefined,
    );
    throwIfCanceled(options.signal);
    return found
      .flat()
      .sort((one, other) => Number(one.severity > other.severity) - Number(one.severity < other.severity));
  });
}

function surroundingsOf(options: BuilderOptions, signal: AbortSignal): Surroundings {
  const { env = process.env, docker } = options;
  const engine = connectEngine({ env, docker, timeout: probeLimit });
  engine.catch(() => undefined);
  const builders = listBuilders({
    ...options,
    onWarning: undefined,
    progress: undefined,
    signal,
    timeout: stateLimit,
  });
  builders.catch(() => undefined);
  return { options, env, engine, builders, signal };
}

/** Whatever a probe asks may keep silent without hearing that it was called off. */
async function lookWithin(probe: Probe, surroundings: Surroundings): Promise<readonly Finding[]> {
  const { signal } = surroundings;
  const over = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new SlipwayError("timeout", "it did not answer in time")), {
      once: true,
    });
  });
  try {
    return await Promise.race([probe.look(surroundings), over]);
  } catch (error) {
    const { message, hint } = SlipwayError.from(error);
    const reason = signal.aborted ? "it did not answer in time" : message;
    const cause = `${probe.what} could not be looked at: ${reason}`;
    return [{ area: probe.area, severity: "warning", cause, remedy: hint ?? "slipway ls" }];
  }
}
