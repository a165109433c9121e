import { SlipwayError, withCaller } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import { checkNeeded, checkOptions, fields, flag, text } from "../../util/options/index.js";
import { BuilderScope } from "../find/scope.js";
import { contextFields } from "../options/context-options.js";
import { canonicalName, isValidName } from "../store/builder-name.js";
import type { BuilderOptions } from "../types.js";

/** Options of useBuilder: the flags of `use`. */
export interface UseBuilderOptions extends BuilderOptions {
  /** The selection holds whatever docker context is current. */
  readonly global?: boolean;
  /** The builder becomes the default of the current docker context as well. */
  readonly default?: boolean;
}

/** {@link UseBuilderOptions}, described. */
export const useBuilderOptions = fields<UseBuilderOptions>({ ...contextFields, global: flag, default: flag });

/**
 * Makes a builder the current one. The current docker context's name ends a selection.
 *
 * @throws SlipwayError `not-found`, `invalid-argument` for another docker context, `corrupt-state`, `io-error`.
 */
export async function useBuilder(name: string, options: UseBuilderOptions = {}): Promise<void> {
  return withCaller(useBuilder, () => {
    checkNeeded("useBuilder", "name", text, name);
    checkOptions("useBuilder", useBuilderOptions, options);
    return select(name, options);
  });
}

async function select(name: string, options: UseBuilderOptions): Promise<void> {
  const scope = new BuilderScope(options);
  await scope.transaction(async () => {
    const found = isValidName(name) ? await scope.store.read(name) : undefined;
    const key = await scope.endpointKey();
    if (found !== undefined) {
      await scope.store.select(key, name, {
        global: options.global ?? false,
        asDefault: options.default ?? false,
      });
      return;
    }
    if (name !== (await scope.currentContext())) throw await unusable(scope, name);
    await scope.store.select(key, "");
  });
}

async function unusable(scope: BuilderScope, name: string): Promise<SlipwayError> {
  if (name === "default") {
    return new SlipwayError(
      "invalid-argument",
      "run `docker context use default` to switch to default context",
    );
  }
  if (await scope.isContext(name)) {
    return new SlipwayError(
      "invalid-argument",
      `run \`docker context use ${name}\` to switch to context ${name}`,
    );
  }
  return new SlipwayError("not-found", `failed to find instance ${quoteGo(name)}: ${missing(scope, name)}`, {
    details: { builder: name },
    hint: "`slipway ls` lists the builders",
  });
}

function missing(scope: BuilderScope, name: string): string {
  try {
    const path = scope.store.directory.resolve("instances", canonicalName(name));
    return `open ${path}: no such file or directory`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
