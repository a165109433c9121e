import type { BuilderInfo, BuilderNode, GcPolicy } from "../../../index.js";
import { platformsOf } from "./platform-list.js";

/** What Go prints for a time that was never set. */
const NEVER = "0001-01-01T00:00:00Z";

/** A builder as `ls --format json` shows it. */
export function builderJson(builder: BuilderInfo): Record<string, unknown> {
  return {
    Current: builder.current,
    Driver: builder.driver,
    Dynamic: builder.dynamic,
    LastActivity: formatTime(builder.lastActivity) || NEVER,
    Name: builder.name,
    Nodes: builder.nodes.map(nodeJson),
    ...(builder.error && { Err: builder.error.message }),
  };
}

/** RFC 3339 in seconds, empty if there is no time. */
export function formatTime(time: Date | undefined): string {
  return time === undefined ? "" : time.toISOString().replace(/\.\d+Z$/, "Z");
}

/** `error` when the node's state could not be told. */
export function nodeStatus(node: BuilderNode): string {
  return node.error === undefined ? (node.status ?? "") : "error";
}

function nodeJson(node: BuilderNode): Record<string, unknown> {
  const { details } = node;
  const platforms = platformsOf(node).map(({ name }) => name);
  const files = [...node.files].map(([name, data]) => [name, Buffer.from(data).toString("base64")]);
  return {
    Name: node.name,
    Endpoint: node.endpoint,
    ...optional("Flags", node.flags),
    ...optional("DriverOpts", node.driverOptions),
    ...optional("Files", Object.fromEntries(files)),
    ...optional("Status", nodeStatus(node)),
    ...optional("Version", details?.version),
    ...optional("Err", node.error?.message),
    ...optional("IDs", details?.workerIds),
    ...optional("Platforms", platforms),
    ...optional("GCPolicy", details?.gcPolicies.map(policyJson)),
    ...optional("Labels", details?.labels),
  };
}

function policyJson(policy: GcPolicy): Record<string, unknown> {
  return {
    all: policy.all,
    filter: policy.filter.length === 0 ? null : policy.filter,
    keepDuration: policy.keepDuration,
    reservedSpace: policy.reservedSpace,
    maxUsedSpace: policy.maxUsedSpace,
    minFreeSpace: policy.minFreeSpace,
  };
}

/** A property that is left out when it is empty. */
function optional(name: string, value: string | object | undefined): Record<string, unknown> {
  const empty = typeof value === "object" ? Object.keys(value).length === 0 : !value;
  return empty ? {} : { [name]: value };
}
