import type { BuilderInfo, BuilderNode, GcPolicy, NodeDetails } from "../../../index.js";
import { formatBytesSize } from "../../../progress/index.js";
import { formatDuration } from "../../../util/duration.js";
import { quoteGo } from "../../../util/go-quote.js";
import { alignColumns, narrowColumns } from "../../table/align-columns.js";
import { formatPlatforms, platformsOf } from "../ls/platform-list.js";

/** Everything about a builder as `inspect` prints it. `debug` adds what the nodes' daemons can do. */
export function describeBuilder(builder: BuilderInfo, options: { readonly debug: boolean }): string {
  const lines = [`Name:\t${builder.name}`, `Driver:\t${builder.driver}`];
  if (builder.lastActivity !== undefined) lines.push(`Last Activity:\t${formatGoTime(builder.lastActivity)}`);
  if (builder.error !== undefined) lines.push(`Error:\t${builder.error.message}`);
  else {
    lines.push("", "Nodes:");
    for (const [index, node] of builder.nodes.entries()) {
      lines.push(...(index > 0 ? [""] : []), ...nodeLines(node, options.debug));
    }
  }
  return alignColumns(`${lines.join("\n")}\n`, narrowColumns);
}

function nodeLines(node: BuilderNode, debug: boolean): string[] {
  const options = Object.entries(node.driverOptions).map(([key, value]) => {
    return `${key}=${quoteGo(isInherited(node, key) ? withoutLogin(value) : value)}`;
  });
  const head = [
    `Name:\t${node.name}`,
    `Endpoint:\t${node.endpoint}`,
    ...line("Driver Options", options.join(" ")),
  ];
  if (node.error !== undefined) return [...head, `Error:\t${node.error.message}`];
  return [
    ...head,
    // A builder that is only planned has none.
    ...(node.status === undefined ? [] : [`Status:\t${node.status}`]),
    ...line("Transport", transportOf(node)),
    ...line("BuildKit daemon flags", node.flags.join(" ")),
    ...line("BuildKit version", node.details?.version),
    ...line("Platforms", formatPlatforms(platformsOf(node))),
    ...section("Inherited", inheritedBy(node)),
    ...(node.details === undefined ? [] : detailLines(node.details, debug)),
    ...[...node.files].flatMap(([name, data]) => fileLines(name, data, node)),
  ];
}

/** Buildx knows no other way than `exec`, and has no line for it: it is named where a builder asks for a transport. */
function transportOf({ details, driverOptions }: BuilderNode): string | undefined {
  const isPlain = details?.transport === "exec" && driverOptions.transport === undefined;
  return isPlain ? undefined : details?.transport;
}

function detailLines(details: NodeDetails, debug: boolean): string[] {
  return [
    ...(debug ? section("Features", details.features) : []),
    ...section("Labels", details.labels),
    ...deviceLines(details),
    ...details.gcPolicies.flatMap(policyLines),
  ];
}

function deviceLines({ devices }: NodeDetails): string[] {
  if (devices.length === 0) return [];
  const lines = devices.flatMap(({ name, onDemand, autoAllow, annotations }) => [
    `\tName:\t${name}`,
    onDemand ? `\tOn-Demand:\t${onDemand}` : `\tAutomatically allowed:\t${autoAllow}`,
    ...section("Annotations", annotations).map((text) => `\t${text}`),
  ]);
  return ["Devices:", ...lines];
}

function policyLines(policy: GcPolicy, index: number): string[] {
  const size = (value: bigint) => (value > 0n ? formatBytesSize(value) : undefined);
  const { keepDuration } = policy;
  return [
    `GC Policy rule#${index}:`,
    `\tAll:\t${policy.all}`,
    ...line("\tFilters", policy.filter.join(" ")),
    ...line("\tKeep Duration", keepDuration > 0n ? formatDuration(keepDuration) : undefined),
    ...line("\tReserved Space", size(policy.reservedSpace)),
    ...line("\tMax Used Space", size(policy.maxUsedSpace)),
    ...line("\tMin Free Space", size(policy.minFreeSpace)),
  ];
}

/** Keys that the user did not hand over are not shown. */
function fileLines(name: string, data: Uint8Array, { inherited }: BuilderNode): string[] {
  if (inherited !== undefined && name.endsWith(".key")) return [`File#${name}:`, "\t> (not shown)"];
  const content = Buffer.from(data).toString("utf8").split("\n");
  return [`File#${name}:`, ...content.map((text) => `\t> ${text}`)];
}

/** What came from the engine; what an option of the driver became is plain from that. */
function inheritedBy({ inherited = {} }: BuilderNode): Record<string, string> {
  return Object.fromEntries(Object.entries(inherited).filter(([setting]) => !setting.startsWith("worker.")));
}

const isInherited = ({ inherited }: BuilderNode, option: string) =>
  inherited !== undefined && Object.hasOwn(inherited, option);

/** A proxy's address without the name and password that it may have. */
const withoutLogin = (value: string) => value.replace(/\/\/[^/@]*@/, "//xxxxx:xxxxx@");

/** A title and below it the entries sorted by key; nothing without entries. */
function section(title: string, entries: Readonly<Record<string, string | boolean>>): string[] {
  const keys = Object.keys(entries).sort();
  return keys.length === 0 ? [] : [`${title}:`, ...keys.map((key) => `\t${key}:\t${entries[key]}`)];
}

function line(title: string, value: string | undefined): string[] {
  return value ? [`${title}:\t${value}`] : [];
}

/** `2026-01-02 03:04:05 +0000 UTC` */
function formatGoTime(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`;
}
