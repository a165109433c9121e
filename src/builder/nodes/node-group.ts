import { SlipwayError } from "../../errors/index.js";
import { formatPlatform, type Platform } from "../../oci/platform.js";
import { quoteGo } from "../../util/go-quote.js";
import { canonicalName } from "../store/builder-name.js";
import type { StoredBuilder, StoredNode } from "../store/instance.js";

/** What `create` wants a node to be; what is absent stays as it is on a node that exists. */
export interface NodeChange {
  /** Empty for the next free name. */
  readonly name: string;
  readonly endpoint: string;
  /** The user named the endpoint; otherwise it is where a new node goes. */
  readonly endpointGiven: boolean;
  /** The node may be added to the others. */
  readonly append: boolean;
  readonly platforms?: readonly Platform[];
  readonly flags?: readonly string[];
  readonly driverOptions?: Readonly<Record<string, string>>;
  readonly files?: ReadonlyMap<string, Uint8Array>;
  /** The files are all that the node is to have; else they are added to those it has. Default false. */
  readonly replacesFiles?: boolean | undefined;
  /** Which of these were taken over from the engine, with where they were found. */
  readonly inherited?: Readonly<Record<string, string>> | undefined;
}

export interface NodeChangeResult {
  readonly builder: StoredBuilder;
  /** The node existed, and what was changed counts from its next boot. */
  readonly needsRestart: boolean;
}

/** Adds a node to a builder or changes one. Throws `invalid-argument`, `not-found`. */
export function changeNode(builder: StoredBuilder, change: NodeChange): NodeChangeResult {
  refuseDynamic(builder, "Update");
  const name = change.name === "" ? "" : canonicalName(change.name);
  const index = name === "" ? -1 : builder.nodes.findIndex((node) => node.name === name);
  const existing = builder.nodes[index];
  if (existing === undefined && !change.append && builder.nodes.length > 0) {
    throw new SlipwayError("not-found", `node ${change.name} not found, did you mean to append?`);
  }
  const node = existing === undefined ? newNode(builder, name, change) : changedNode(existing, change);
  const nodes = existing === undefined ? [...builder.nodes, node] : builder.nodes.with(index, node);
  if (nodes.filter((other) => other.endpoint === change.endpoint).length > 1) {
    throw new SlipwayError("invalid-argument", `invalid duplicate endpoint ${change.endpoint}`, {
      hint: "the nodes of a builder live on different engines",
    });
  }
  return {
    builder: {
      ...builder,
      nodes: nodes.map((other) => (other === node ? node : withoutPlatforms(other, node))),
    },
    needsRestart: existing !== undefined && asksForRestart(change),
  };
}

/** Takes a node out of a builder. Throws `not-found`, `invalid-argument` for the last one. */
export function leaveNode(builder: StoredBuilder, name: string): StoredBuilder {
  refuseDynamic(builder, "Leave");
  const nodes = builder.nodes.filter((node) => node.name !== name.toLowerCase());
  if (nodes.length === builder.nodes.length) {
    throw new SlipwayError("not-found", `node ${quoteGo(name)} not found for ${builder.name}`);
  }
  if (nodes.length === 0) {
    throw new SlipwayError(
      "invalid-argument",
      "can not leave last node, do you want to rm instance instead?",
    );
  }
  return { ...builder, nodes };
}

function newNode(builder: StoredBuilder, name: string, change: NodeChange): StoredNode {
  return {
    name: name === "" ? nextName(builder) : name,
    endpoint: change.endpoint,
    platforms: change.platforms ?? null,
    driverOptions: change.driverOptions ?? null,
    flags: change.flags ?? null,
    files: change.files ?? null,
    ...(change.inherited === undefined ? {} : { inherited: change.inherited }),
    extra: {},
  };
}

function changedNode(node: StoredNode, change: NodeChange): StoredNode {
  const { inherited, ...rest } = node;
  const newlyInherited = change.replacesFiles ? change.inherited : inherited;
  return {
    ...rest,
    endpoint: change.endpointGiven ? change.endpoint : node.endpoint,
    platforms: change.platforms ?? node.platforms,
    flags: change.flags ?? node.flags,
    driverOptions: change.driverOptions ?? node.driverOptions,
    files: changedFiles(node, change),
    ...(newlyInherited === undefined ? {} : { inherited: newlyInherited }),
  };
}

function changedFiles(node: StoredNode, { files, replacesFiles }: NodeChange): StoredNode["files"] {
  if (files === undefined) return node.files;
  if (replacesFiles) return files.size === 0 ? null : files;
  return new Map([...(node.files ?? []), ...files]);
}

function asksForRestart(change: NodeChange): boolean {
  return (
    change.endpointGiven ||
    change.flags !== undefined ||
    change.driverOptions !== undefined ||
    change.files !== undefined
  );
}

/** A platform that is fixed on one node is no longer fixed on another. */
function withoutPlatforms(node: StoredNode, owner: StoredNode): StoredNode {
  const taken = new Set((owner.platforms ?? []).map(formatPlatform));
  const platforms = (node.platforms ?? []).filter((platform) => !taken.has(formatPlatform(platform)));
  return platforms.length === (node.platforms ?? []).length ? node : { ...node, platforms };
}

function nextName(builder: StoredBuilder): string {
  const taken = new Set(builder.nodes.map((node) => node.name));
  for (let number = 0; ; number++) {
    const name = canonicalName(`${builder.name}${number}`);
    if (!taken.has(name)) return name;
  }
}

function refuseDynamic(builder: StoredBuilder, what: string): void {
  if (!builder.dynamic) return;
  throw new SlipwayError("unsupported", `dynamic node group does not support ${what}`);
}
