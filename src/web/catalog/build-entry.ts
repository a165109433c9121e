import type { BuildState } from "../../builder/index.js";
import { describeRecord, type StoredRecord } from "../../history/index.js";
import { withoutUserInfo } from "../access/mask.js";
import type { BuildEntry, BuildKey } from "../contract/index.js";
import { cutText } from "../steps/bounded-text.js";
import { toMilliseconds } from "../steps/step-model.js";
import { seriesOf } from "./series.js";

const LONGEST = 500;
/** Platforms of one build, and characters of each. */
const MOST_PLATFORMS = 50;
const LONGEST_PLATFORM = 100;

/** A build as the list shows it. What a build sends is cut, since all of them are kept. */
export function buildEntry(stored: StoredRecord, state: BuildState | undefined): BuildEntry {
  const { record, now } = stored;
  const described = describeRecord(stored, state);
  const { status, createdAt, completedAt, duration, steps, error, repository } = described;
  const { frontendAttrs: attributes } = record;
  const name = withoutUserInfo(described.name).slice(0, LONGEST);
  return {
    ...{ builder: described.builder, node: described.node, ref: shownRef(described.ref) },
    ...{ name, status, steps },
    target: (attributes.target ?? "").slice(0, LONGEST),
    platforms: shownPlatforms((attributes.platform ?? "").split(",", MOST_PLATFORMS)),
    series: seriesOf(attributes, state),
    started: toMilliseconds(createdAt),
    ...(completedAt !== undefined && { completed: toMilliseconds(completedAt) }),
    duration: toMilliseconds(duration ?? (now === undefined ? 0n : now - createdAt)),
    ...(error && { error: (error.message.split("\n", 1)[0] ?? "").slice(0, LONGEST) }),
    warnings: record.numWarnings,
    ...(repository !== undefined && { repository: withoutUserInfo(repository).slice(0, LONGEST) }),
    live: status === "running",
  };
}

/** A build's reference as it is shown, and known by here: a real one is far shorter than what is kept. */
export function shownRef(ref: string): string {
  return cutText(ref, LONGEST);
}

/** Platforms as they are shown. */
export function shownPlatforms(platforms: readonly string[]): string[] {
  return platforms
    .slice(0, MOST_PLATFORMS)
    .filter((platform) => platform !== "")
    .map((platform) => cutText(platform, LONGEST_PLATFORM));
}

/** `builder/node/ref`, by which a build is known. */
export function keyOf({ builder, node, ref }: BuildKey): string {
  return `${builder}/${node}/${ref}`;
}

/** Those that run first, then the newest. */
export function inListOrder(a: BuildEntry, b: BuildEntry): number {
  return Number(b.live) - Number(a.live) || b.started - a.started || (keyOf(a) < keyOf(b) ? -1 : 1);
}
