import { type BuilderNode, formatPlatform, type Platform } from "../../../index.js";

/** A platform of a node as lists show it. */
export interface ListedPlatform {
  /** `os/arch` */
  readonly group: string;
  /** The platform in full. */
  readonly name: string;
  /** Given by the user rather than told by the daemon; marked with a star. */
  readonly fixed: boolean;
}

/** A node's platforms: those fixed by the user, then those its daemon has, each once. */
export function platformsOf(node: BuilderNode): ListedPlatform[] {
  const listed = new Map<string, ListedPlatform>();
  const add = (platform: Platform, fixed: boolean) => {
    const name = formatPlatform(platform);
    const group = `${platform.os}/${platform.architecture}`;
    if (!listed.has(name)) listed.set(name, { group, name, fixed });
  };
  for (const platform of node.fixedPlatforms) add(platform, true);
  for (const platform of node.details?.platforms ?? []) add(platform, false);
  return [...listed.values()];
}

/** Every platform, the fixed ones with a star. */
export function formatPlatforms(platforms: readonly ListedPlatform[]): string {
  return platforms.map(starred).join(", ");
}

/** These architectures are shown before others, in this order. */
const MAJORS = ["amd64", "arm64", "arm", "ppc64le", "s390x", "riscv64", "mips64"].map(
  (arch) => `linux/${arch}`,
);

const SHOWN_GROUPS = 4;

/** At most four architectures with the number of their variants, and how many platforms are left out. */
export function summarizePlatforms(platforms: readonly ListedPlatform[]): string {
  const shown = [...grouped(platforms)]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .slice(0, SHOWN_GROUPS);
  const hidden = platforms.length - shown.reduce((sum, [, members]) => sum + members.length, 0);
  const words = shown.map(([group, members]) => summarizeGroup(group, members));
  return [...words, ...(hidden > 0 ? [`(${hidden} more)`] : [])].join(", ");
}

function grouped(platforms: readonly ListedPlatform[]): Map<string, ListedPlatform[]> {
  const groups = new Map<string, ListedPlatform[]>();
  for (const platform of platforms) {
    const members = groups.get(platform.group);
    if (members === undefined) groups.set(platform.group, [platform]);
    else members.push(platform);
  }
  return groups;
}

function rank(group: string): number {
  const position = MAJORS.indexOf(group);
  return position === -1 ? MAJORS.length : position;
}

function summarizeGroup(group: string, members: readonly ListedPlatform[]): string {
  const [only] = members;
  if (members.length === 1 && only !== undefined) return starred(only);
  const star = members.some(({ fixed }) => fixed) ? "*" : "";
  return `${group}${star} (+${members.length})`;
}

function starred({ name, fixed }: ListedPlatform): string {
  return fixed ? `${name}*` : name;
}
