import type { DriverFactory, NodeEndpoint } from "../../driver/contract/driver-factory.js";
import { type WithOptionTexts, withOptionTexts } from "../../driver/contract/driver-options.js";
import { driverFactory, driverFor } from "../../driver/registry.js";
import { SlipwayError, withCaller } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import { checkOptions } from "../../util/options/index.js";
import { instanceRecord } from "../find/find-builder.js";
import { BuilderScope } from "../find/scope.js";
import { bootBuilder } from "../nodes/boot-builder.js";
import { loadBuilder } from "../nodes/load-builder.js";
import { nodeChange } from "../nodes/node-change.js";
import { changeNode, leaveNode, type NodeChangeResult } from "../nodes/node-group.js";
import { createBuilderOptions } from "../options/create-options.js";
import { canonicalName } from "../store/builder-name.js";
import type { StoredBuilder, StoredNode } from "../store/instance.js";
import type { BuilderInfo, CreateBuilderOptions } from "../types.js";
import { generateBuilderName } from "./generate-name.js";

/**
 * Creates a builder, or changes a node of one (`node`), adds one (`append`) or takes one away (`leave`). Nothing is
 * stored unless every node of the builder can be reached. Resolves with the builder's name.
 *
 * @throws SlipwayError `invalid-argument`, `already-exists`, `not-found`, `unsupported`, `corrupt-state`, what the
 * engine reports, and with `bootstrap` what booting throws; then the builder stays.
 */
export async function createBuilder(options: CreateBuilderOptions): Promise<string> {
  return withCaller(createBuilder, () => create(options));
}

async function create(given: CreateBuilderOptions): Promise<string> {
  checkOptions("createBuilder", createBuilderOptions, given);
  const options = withOptionTexts(given);
  const scope = new BuilderScope(options);
  if (options.leave) return leaveBuilder(scope, options);
  const created = await scope.transaction(() => createStored(scope, options));
  if (options.bootstrap) await bootBuilder(created, options);
  return created.name;
}

/**
 * The builder that {@link createBuilder} would store for the same options, with the configuration that its nodes would
 * have. Nothing is stored or booted; engines are asked only for what is taken over from them.
 *
 * @throws SlipwayError as `createBuilder` does for options that it refuses; `invalid-argument` with `leave`.
 */
export async function planBuilder(options: CreateBuilderOptions): Promise<BuilderInfo> {
  return withCaller(planBuilder, async () => {
    checkOptions("planBuilder", createBuilderOptions, options);
    if (options.leave) throw new SlipwayError("invalid-argument", "leave is not for a dry run");
    const scope = new BuilderScope(options);
    const { builder } = await planStored(scope, withOptionTexts(options));
    return loadBuilder(scope, instanceRecord(builder));
  });
}

type CreateOptions = WithOptionTexts<CreateBuilderOptions>;

/** Under the store's lock: creates or changes a builder, and stores it. */
export async function createStored(scope: BuilderScope, options: CreateOptions): Promise<BuilderInfo> {
  const { builder, needsRestart } = await planStored(scope, options);
  if (needsRestart) scope.warn("new settings may not be used until builder is restarted");
  const loaded = await loadBuilder(scope, instanceRecord(builder), {
    state: true,
    timeout: options.timeout,
  });
  refuseFailedNodes(loaded);
  await scope.store.save(builder);
  if (options.use) await scope.store.select(await scope.endpointKey(), builder.name);
  return loaded;
}

/** What the builder is to be; nothing is changed. */
async function planStored(scope: BuilderScope, options: CreateOptions): Promise<NodeChangeResult> {
  const name = await chooseName(scope, options);
  const existing = await findExisting(scope, name, options);
  const factory = existing === undefined ? chooseDriver(scope, options) : driverFactory(existing.driver);
  const endpoint = await nodeEndpoint(scope, factory, { ...options, name });
  return changeNode(
    existing ?? { name, driver: factory.name, nodes: [], dynamic: false, extra: {} },
    await nodeChange(scope, options, { factory, endpoint, node: namedNode(existing, options.node) }),
  );
}

function namedNode(builder: StoredBuilder | undefined, name: string | undefined): StoredNode | undefined {
  if (!name) return undefined;
  return builder?.nodes.find((node) => node.name === canonicalName(name));
}

async function chooseName(scope: BuilderScope, options: CreateOptions): Promise<string> {
  const { name, append } = options;
  if (name === "default") {
    throw new SlipwayError(
      "invalid-argument",
      "default is a reserved name and cannot be used to identify builder instance",
    );
  }
  if (append && !name) throw new SlipwayError("invalid-argument", "append requires a builder name");
  if (!name)
    return generateBuilderName(async (candidate) => (await scope.store.read(candidate)) !== undefined);
  if (!append && (await scope.isContext(name))) {
    throw new SlipwayError(
      "already-exists",
      `instance name ${quoteGo(name)} already exists as context builder`,
    );
  }
  canonicalName(name);
  return name;
}

async function findExisting(
  scope: BuilderScope,
  name: string,
  options: CreateOptions,
): Promise<StoredBuilder | undefined> {
  const existing = await scope.store.read(name);
  if (existing === undefined) {
    if (!options.append) return undefined;
    throw new SlipwayError("not-found", `failed to find instance ${quoteGo(name)} for append`);
  }
  if (!options.node && !options.append) {
    throw new SlipwayError(
      "already-exists",
      `existing instance for ${quoteGo(name)} but no append mode, specify the node name to make changes for existing instances`,
      {
        hint: `\`slipway create --append --name ${name}\` adds a node to it, \`slipway rm ${name}\` removes it`,
        details: { builder: name },
      },
    );
  }
  if (options.driver && options.driver !== existing.driver) {
    throw new SlipwayError(
      "invalid-argument",
      `existing instance for ${quoteGo(name)} but has mismatched driver ${quoteGo(existing.driver)}`,
    );
  }
  return existing;
}

function chooseDriver(scope: BuilderScope, { driver, endpoint }: CreateOptions): DriverFactory {
  return driver ? driverFactory(driver) : driverFor(endpoint || undefined, scope.env);
}

/** Where a node is to live, as its driver has it. Throws `invalid-argument`. */
export function nodeEndpoint(
  scope: BuilderScope,
  factory: DriverFactory,
  { name, node, endpoint }: Pick<CreateBuilderOptions, "node" | "endpoint"> & { readonly name: string },
): Promise<NodeEndpoint> {
  return factory.endpoint({
    env: scope.env,
    docker: scope.context.docker,
    given: endpoint || undefined,
    builder: name,
    node: node || undefined,
  });
}

/** Throws why a node could not be loaded, if one could not. */
export function refuseFailedNodes(builder: BuilderInfo): void {
  const failed = builder.nodes.find((node) => node.error !== undefined);
  const reason = builder.error ?? failed?.error;
  if (reason === undefined) return;
  const error = SlipwayError.from(reason);
  const which = failed === undefined ? "" : ` (${failed.name})`;
  throw new SlipwayError(
    error.code,
    `failed to initialize builder ${builder.name}${which}: ${error.message}`,
    {
      cause: error,
      hint: error.hint,
      details: { ...error.details, builder: builder.name },
    },
  );
}

async function leaveBuilder(scope: BuilderScope, options: CreateOptions): Promise<string> {
  const { name, node } = options;
  if (!name) throw new SlipwayError("invalid-argument", "leave requires instance name");
  if (!node) throw new SlipwayError("invalid-argument", "leave requires node name");
  return scope.transaction(async () => {
    const builder = await scope.store.read(name);
    if (builder === undefined) {
      throw new SlipwayError("not-found", `failed to find instance ${quoteGo(name)} for leave`);
    }
    const rest = leaveNode(builder, node);
    await scope.store.localState.removeNode(canonicalName(name), canonicalName(node));
    await scope.store.buildNotes.remove(canonicalName(name), canonicalName(node));
    await scope.store.save(rest);
    return builder.name;
  });
}
