import { withCaller } from "../../errors/index.js";
import { checkArgument, checkOptions, fields, flag, milliseconds, text } from "../../util/options/index.js";
import { currentBuilderName, findBuilder } from "../find/find-builder.js";
import { BuilderScope } from "../find/scope.js";
import { bootBuilder } from "../nodes/boot-builder.js";
import { loadBuilder } from "../nodes/load-builder.js";
import { contextFields } from "../options/context-options.js";
import type { BuilderInfo, BuilderOptions } from "../types.js";

/** Options of inspectBuilder. */
export interface InspectBuilderOptions extends BuilderOptions {
  /** Boot the nodes that do not run first. */
  readonly bootstrap?: boolean;
  /** Bound on loading the state of the nodes, milliseconds. Default 20 000. */
  readonly timeout?: number | undefined;
}

/** {@link InspectBuilderOptions}, described. */
export const inspectBuilderOptions = fields<InspectBuilderOptions>({
  ...contextFields,
  bootstrap: flag,
  timeout: milliseconds,
});

/**
 * One builder with the state of its nodes; the current one when `name` is undefined.
 *
 * @throws SlipwayError `not-found` (`no builder "X" found`), `corrupt-state`, and with `bootstrap` what booting throws.
 */
export async function inspectBuilder(
  name: string | undefined,
  options: InspectBuilderOptions = {},
): Promise<BuilderInfo> {
  return withCaller(inspectBuilder, () => {
    checkArgument("inspectBuilder", "name", text, name);
    checkOptions("inspectBuilder", inspectBuilderOptions, options);
    return inspectStored(name, options);
  });
}

/** As {@link inspectBuilder}, of options that are known to be good. */
export async function inspectStored(
  name: string | undefined,
  options: InspectBuilderOptions,
): Promise<BuilderInfo> {
  const scope = new BuilderScope(options);
  const [record, current] = await Promise.all([findBuilder(scope, name), currentBuilderName(scope)]);
  const load = {
    state: true,
    current,
    timeout: options.timeout,
  };
  const builder = await loadBuilder(scope, record, load);
  const booted = options.bootstrap === true && (await bootBuilder(builder, options));
  return booted ? loadBuilder(scope, record, load) : builder;
}
