import { creatableDrivers, driverFactory } from "../../driver/registry.js";
import { isSlipwayError, SlipwayError, throwIfCanceled, withCaller } from "../../errors/index.js";
import {
  checkNeeded,
  checkOptions,
  fields,
  flag,
  list,
  milliseconds,
  text,
} from "../../util/options/index.js";
import { findBuilder, instanceRecord } from "../find/find-builder.js";
import { BuilderScope } from "../find/scope.js";
import { Deadline, defaultStatusTimeout } from "../nodes/deadline.js";
import { loadBuilder } from "../nodes/load-builder.js";
import { contextFields, operationFields } from "../options/context-options.js";
import type { StoredBuilder } from "../store/instance.js";
import type { BuilderInfo, BuilderNode, OnBuilder, RemoveBuilderOptions } from "../types.js";

/** What became of one builder. */
export interface BuilderRemoval {
  readonly name: string;
  /** Why it, or a part of it, could not be removed. */
  readonly error?: SlipwayError;
}

const ownFields = { keepState: flag, keepDaemon: flag, force: flag, timeout: milliseconds } as const;

/** {@link RemoveBuilderOptions}, described. */
export const removeBuilderOptions = fields<RemoveBuilderOptions>({ ...contextFields, ...ownFields });

/** The same on a builder at hand. */
export const onBuilderRemove = fields<OnBuilder<RemoveBuilderOptions>>({ ...operationFields, ...ownFields });

/**
 * Removes builders with their containers and state, the current one when `names` is empty. A builder whose node could
 * not be taken down is forgotten all the same, and its removal says why. Never rejects for one builder's failure.
 *
 * @throws SlipwayError `io-error`, `canceled`.
 */
export async function removeBuilders(
  names: readonly string[],
  options: RemoveBuilderOptions = {},
): Promise<BuilderRemoval[]> {
  return withCaller(removeBuilders, () => {
    checkNeeded("removeBuilders", "names", list(text), names);
    checkOptions("removeBuilders", removeBuilderOptions, options);
    return removeNamed(names, options);
  });
}

/** As {@link removeBuilders}, of options that are known to be good. */
export async function removeNamed(
  names: readonly string[],
  options: RemoveBuilderOptions,
): Promise<BuilderRemoval[]> {
  const scope = new BuilderScope(options);
  const wanted: readonly (string | undefined)[] = names.length > 0 ? [...new Set(names)] : [undefined];
  const records = await Promise.all(
    wanted.map((name) => attempt(name ?? "", () => findBuilder(scope, name))),
  );
  return scope.transaction(() =>
    Promise.all(
      records.map(async ({ name, value, error }) => {
        if (value === undefined) return removeDamaged(scope, name, error, options);
        const { error: failure } = await attempt(value.name, async () => {
          if (value.isContext) throw contextBuilder(value.name);
          const builder = await loadForRemoval(scope, value, options);
          await removeOne(scope, builder, options, options.timeout);
        });
        return { name: name || value.name, ...(failure === undefined ? {} : { error: failure }) };
      }),
    ),
  );
}

/** What a damaged record said is not known, so nothing but the record itself can be removed. */
async function removeDamaged(
  scope: BuilderScope,
  name: string,
  error: SlipwayError | undefined,
  { force }: RemoveBuilderOptions,
): Promise<BuilderRemoval> {
  if (name === "" || !isSlipwayError(error, "corrupt-state")) {
    return { name, ...(error === undefined ? {} : { error }) };
  }
  if (!force) return { name, error: error.copyWith({ hint: forceHint(name) }) };
  const removal = await attempt(name, () => scope.store.remove(name));
  scope.warn(`${error.message}; what may be left of its nodes is not known`);
  return { name, ...(removal.error === undefined ? {} : { error: removal.error }) };
}

function forceHint(name: string): string {
  return `\`slipway rm --force ${name}\` forgets it; what may run of it goes on running`;
}

/**
 * Removes every stored builder of which no node runs. Docker contexts, builders whose nodes come and go by themselves
 * and builders of unknown drivers stay, and so does a builder whose file is damaged.
 *
 * @throws SlipwayError `io-error`, `canceled`.
 */
export async function removeInactiveBuilders(options: RemoveBuilderOptions = {}): Promise<BuilderRemoval[]> {
  return withCaller(removeInactiveBuilders, () => {
    checkOptions("removeInactiveBuilders", removeBuilderOptions, options);
    return removeInactive(options);
  });
}

async function removeInactive(options: RemoveBuilderOptions): Promise<BuilderRemoval[]> {
  const scope = new BuilderScope(options);
  const timeout = options.timeout ?? defaultStatusTimeout;
  return scope.transaction(async () => {
    const entries = (await scope.store.list()).flatMap(({ builder }) => builder ?? []);
    const stored = entries.filter((builder) => isOurs(builder.driver));
    const loaded = await Promise.all(
      stored.map((builder) => loadBuilder(scope, instanceRecord(builder), { state: true, timeout })),
    );
    const inactive = loaded.filter(isInactive);
    return Promise.all(
      inactive.map(async (builder) => {
        const { error } = await attempt(builder.name, () => removeOne(scope, builder, options, timeout));
        return { name: builder.name, ...(error === undefined ? {} : { error }) };
      }),
    );
  });
}

async function loadForRemoval(
  scope: BuilderScope,
  record: Parameters<typeof loadBuilder>[1],
  options: RemoveBuilderOptions,
): Promise<BuilderInfo> {
  if (!options.keepDaemon && takesDown(record)) return loadBuilder(scope, record);
  return { ...record, current: false, nodes: [] };
}

/** Whether there are nodes to take down: a remote driver's daemons belong to others. */
function takesDown({ driver }: StoredBuilder): boolean {
  try {
    return driverFactory(driver).startsDaemon;
  } catch {
    return true;
  }
}

function isOurs(driver: string): boolean {
  return creatableDrivers().includes(driver);
}

function isInactive(builder: BuilderInfo): boolean {
  return !builder.dynamic && builder.nodes.every((node) => node.status !== "running");
}

/** What to do when a removal takes the engine longer than it was given; a cache of many gigabytes does. */
const overdueHint =
  "the engine may still be at it: `docker ps -a` and `docker volume ls` show what is left; --timeout waits longer";

const forgottenHint =
  "the builder is forgotten all the same; what may be left of its nodes stays where it is";

/** Takes down the nodes unless they are to live on, then forgets the builder whatever came of that. */
async function removeOne(
  scope: BuilderScope,
  builder: BuilderInfo,
  options: RemoveBuilderOptions,
  timeout = defaultStatusTimeout,
): Promise<void> {
  const { signal } = scope.context;
  const deadline = new Deadline(timeout, signal);
  // Nodes of a builder that could not be loaded have nothing to say of their own.
  const nodes = options.keepDaemon || builder.error !== undefined ? [] : builder.nodes;
  const failures = (await Promise.all(nodes.map((node) => takeDown(node, options, deadline)))).flat();
  deadline.clear();
  // Called off, it stays known, so that what is left of it can be removed later.
  throwIfCanceled(signal);
  await scope.store.remove(builder.name);
  // Another process that has found the record before may have booted a node since it was looked for.
  if (failures.length === 0) await Promise.all(nodes.map(({ driver }) => removeLate(driver, options)));
  const errors = [...(builder.error === undefined ? [] : [builder.error]), ...failures];
  if (errors.length === 0) return;
  const first = SlipwayError.from(errors[0]);
  throw new SlipwayError(first.code, [...new Set(errors.map(({ message }) => message))].join("\n"), {
    cause: first,
    hint: first.code === "timeout" ? first.hint : forgottenHint,
    details: { builder: builder.name },
  });
}

async function removeLate(
  driver: BuilderNode["driver"],
  { keepState = false, signal }: RemoveBuilderOptions,
): Promise<void> {
  const status = await driver?.status({ signal }).catch(() => "inactive");
  if (status !== "inactive") await driver?.remove({ signal, keepState });
}

async function takeDown(
  node: BuilderNode,
  options: RemoveBuilderOptions,
  deadline: Deadline,
): Promise<SlipwayError[]> {
  const { driver, name } = node;
  const { signal } = deadline;
  if (driver === undefined) return [failure(`failed to load node ${name}`, node.error)];
  const steps = [
    ["stop", () => driver.stop({ signal })],
    ["remove", () => driver.remove({ signal, keepState: options.keepState ?? false })],
  ] as const;
  const failures: SlipwayError[] = [];
  for (const [what, run] of steps) {
    try {
      await run();
    } catch (error) {
      failures.push(
        failure(
          `failed to ${what} node ${name}`,
          deadline.explain(error, "the engine was not done", overdueHint),
        ),
      );
    }
  }
  return failures;
}

function failure(what: string, reason: unknown): SlipwayError {
  const error = SlipwayError.from(reason, "engine-error");
  return new SlipwayError(error.code, `${what}: ${error.message}`, {
    cause: error,
    hint: error.hint,
  });
}

function contextBuilder(name: string): SlipwayError {
  return new SlipwayError(
    "invalid-argument",
    `context builder cannot be removed, run \`docker context rm ${name}\` to remove this context`,
  );
}

async function attempt<T>(
  name: string,
  work: () => Promise<T>,
): Promise<{ readonly name: string; readonly value?: T; readonly error?: SlipwayError }> {
  try {
    return { name, value: await work() };
  } catch (error) {
    return { name, error: SlipwayError.from(error) };
  }
}
