import { isSlipwayError, withCaller } from "../../errors/index.js";
import { called, checkOptions, fields, milliseconds } from "../../util/options/index.js";
import {
  type BuilderRecord,
  contextRecord,
  currentBuilderName,
  instanceRecord,
} from "../find/find-builder.js";
import { BuilderScope } from "../find/scope.js";
import { loadBuilder } from "../nodes/load-builder.js";
import { contextFields } from "../options/context-options.js";
import type { StoredEntry } from "../store/builder-store.js";
import type { BuilderInfo, BuilderOptions } from "../types.js";
import type { ListUpdates } from "./list-updates.js";

/** Options of listBuilders. */
export interface ListBuildersOptions extends BuilderOptions {
  /** Bound on loading the state of the nodes, milliseconds. Default 20 000. */
  readonly timeout?: number | undefined;
  /**
   * Called with the list as far as it is known, each time that a node has answered. A node that is still asked has
   * neither `status` nor `error`.
   */
  readonly onUpdate?: ((builders: readonly BuilderInfo[]) => void) | undefined;
}

/** {@link ListBuildersOptions}, described. */
export const listBuildersOptions = fields<ListBuildersOptions>({
  ...contextFields,
  timeout: milliseconds,
  onUpdate: called<NonNullable<ListBuildersOptions["onUpdate"]>>(),
});

/**
 * Every builder with the state of its nodes: those of the store by name, then the docker contexts that none of them
 * hides, and those in error last. A damaged file of the store is a builder in error.
 *
 * @throws SlipwayError `io-error` when the store cannot be read, `corrupt-state` for the Docker configuration.
 */
export async function listBuilders(options: ListBuildersOptions = {}): Promise<BuilderInfo[]> {
  return withCaller(listBuilders, () => {
    checkOptions("listBuilders", listBuildersOptions, options);
    return list(options);
  });
}

async function list(options: ListBuildersOptions): Promise<BuilderInfo[]> {
  const scope = new BuilderScope(options);
  const [entries, contexts, current] = await Promise.all([
    scope.store.list(),
    scope.contexts(),
    currentOrNone(scope),
  ]);
  const stored = new Set(entries.map((entry) => entry.name));
  const names = contexts.map((context) => context.name).filter((name) => !stored.has(name));
  const listed = [
    ...entries.map((entry) =>
      entry.builder === undefined ? brokenBuilder(entry) : instanceRecord(entry.builder),
    ),
    ...names.sort().map(contextRecord),
  ];
  const updates = await updatesOf(listed, options.onUpdate);
  const builders = await Promise.all(
    listed.map((one, index) =>
      isRecord(one)
        ? loadBuilder(scope, one, {
            state: true,
            timeout: options.timeout,
            current,
            onUpdate: updates && ((builder) => updates.set(index, builder)),
          })
        : one,
    ),
  );
  updates?.throwIfFailed();
  return [...builders.filter((builder) => !builder.error), ...builders.filter((builder) => builder.error)];
}

/** Undefined where nobody listens: most programs do not. */
async function updatesOf(
  listed: readonly (BuilderRecord | BuilderInfo)[],
  listener: ListBuildersOptions["onUpdate"],
): Promise<ListUpdates | undefined> {
  if (listener === undefined) return undefined;
  const { ListUpdates } = await import("./list-updates.js");
  return new ListUpdates(
    listed.map((one) => (isRecord(one) ? undefined : one)),
    listener,
  );
}

const isRecord = (one: BuilderRecord | BuilderInfo): one is BuilderRecord => "extra" in one;

/** A selection that cannot be read selects nothing; the damaged file shows up where it is used. */
async function currentOrNone(scope: BuilderScope): Promise<string | undefined> {
  try {
    return await currentBuilderName(scope);
  } catch (error) {
    if (!isSlipwayError(error, "corrupt-state")) throw error;
    scope.warn(error.message);
    return undefined;
  }
}

function brokenBuilder({ name, error }: StoredEntry): BuilderInfo {
  return {
    name,
    driver: "",
    dynamic: false,
    isContext: false,
    current: false,
    nodes: [],
    ...(error === undefined ? {} : { error }),
  };
}
