import { stat } from "node:fs/promises";
import type { DriverFactory, NodeEndpoint } from "../../driver/contract/driver-factory.js";
import type { WithOptionTexts } from "../../driver/contract/driver-options.js";
import type { BuilderScope } from "../find/scope.js";
import type { StoredNode } from "../store/instance.js";
import type { CreateBuilderOptions } from "../types.js";
import { applyInheritance, type Configuration, ownConfiguration } from "./apply-inheritance.js";
import { loadDaemonConfig } from "./daemon-config.js";
import type { NodeChange } from "./node-group.js";
import { parsePlatformList } from "./platform-list.js";

type Options = WithOptionTexts<CreateBuilderOptions>;

/** The node that a change is for. */
export interface ChangedNode {
  readonly factory: DriverFactory;
  readonly endpoint: NodeEndpoint;
  /** As it is stored; undefined for a new one. */
  readonly node: StoredNode | undefined;
  /** Nothing but what is said changes, and what is taken over is looked up again. Default false. */
  readonly reconfigures?: boolean | undefined;
}

/**
 * What the options ask of a node, and what it takes over from its engine.
 *
 * @throws SlipwayError `not-found`, `io-error`, `invalid-argument`, and what asking the engine throws.
 */
export async function nodeChange(
  scope: BuilderScope,
  options: Options,
  { factory, endpoint, node, reconfigures = false }: ChangedNode,
): Promise<NodeChange> {
  const given = options.driverOptions;
  const configPath =
    options.buildkitdConfig ||
    (factory.startsDaemon && !reconfigures ? await defaultConfig(scope) : undefined);
  const config = configPath === undefined ? undefined : await loadDaemonConfig(configPath);
  // What the flags of a node that keeps them allow was decided when it was made.
  const keepsFlags = reconfigures && options.buildkitdFlags === undefined;
  const flags = flagsOf(
    keepsFlags ? { ...options, buildkitdFlags: node?.flags ?? [] } : options,
    factory,
    keepsFlags ? ["network.host"] : (config?.entitlements ?? []),
  );
  const driverOptions = given && (reconfigures || Object.keys(given).length > 0) ? given : undefined;
  const change: NodeChange = {
    name: options.node ?? "",
    endpoint: endpoint.endpoint,
    endpointGiven: endpoint.given,
    append: options.append ?? false,
    ...(options.platforms?.length ? { platforms: parsePlatformList(options.platforms) } : {}),
    ...(flags === undefined ? {} : { flags }),
    ...(driverOptions === undefined ? {} : { driverOptions }),
    ...(config === undefined ? {} : { files: config.files, replacesFiles: reconfigures }),
  };
  // A node that exists keeps what it took over as long as nothing is said of what that depends on.
  const isTouched = reconfigures || driverOptions !== undefined || config !== undefined || endpoint.given;
  if (factory.inherit === undefined || (node !== undefined && !isTouched)) return change;
  return { ...change, ...(await inheriting(scope, { factory, node, change })) };
}

async function inheriting(
  scope: BuilderScope,
  { factory, node, change }: Pick<ChangedNode, "factory" | "node"> & { readonly change: NodeChange },
): Promise<Partial<NodeChange>> {
  const stored = node === undefined ? undefined : await ownConfiguration(node);
  const own: Configuration = {
    driverOptions: change.driverOptions ?? stored?.driverOptions ?? {},
    files: new Map([...(change.replacesFiles ? [] : (stored?.files ?? [])), ...(change.files ?? [])]),
  };
  const endpoint = node === undefined || change.endpointGiven ? change.endpoint : node.endpoint;
  const { settings = [], warnings = [] } =
    (await factory.inherit?.({
      engine: () => scope.engine(endpoint),
      driverOptions: own.driverOptions,
      env: scope.env,
      ...scope.signal,
    })) ?? {};
  for (const warning of warnings) scope.warn(warning);
  const merged = await applyInheritance(own, settings);
  for (const setting of settings) {
    if (setting.kind !== "worker" || merged.inherited?.[`worker.oci.${setting.key}`] !== undefined) continue;
    scope.warn(`${setting.from} has no effect: the builder's buildkitd.toml says what is kept`);
  }
  if (merged.inherited === undefined && node?.inherited === undefined) return {};
  const hasNone = node === undefined && Object.keys(merged.driverOptions).length === 0;
  return {
    ...(hasNone ? {} : { driverOptions: merged.driverOptions }),
    files: merged.files,
    replacesFiles: true,
    inherited: merged.inherited,
  };
}

function flagsOf(
  { buildkitdFlags, driverOptions }: Options,
  factory: DriverFactory,
  configuredEntitlements: readonly string[],
): readonly string[] | undefined {
  const flags = buildkitdFlags?.length ? buildkitdFlags : undefined;
  if (factory.daemonFlags === undefined) return flags;
  return factory.daemonFlags({ flags, driverOptions, configuredEntitlements });
}

/** A configuration for every new builder that the user keeps beside the store. */
async function defaultConfig(scope: BuilderScope): Promise<string | undefined> {
  const path = scope.store.directory.resolve("buildkitd.default.toml");
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? undefined : path;
}
