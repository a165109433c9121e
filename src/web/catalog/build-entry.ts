import type { BuildState } from "../../builder/index.js";
import { describeRecord, type StoredRecord } from "../../history/index.js";
import { cutText } from "../../util/cut-text.js";
import { maskOf } from "../access/record-mask.js";
import { withoutUserInfo } from "../access/user-info.js";
import type { BuildEntry, BuildKey } from "../contract/index.js";
import { toMilliseconds } from "../steps/step-model.js";
import { seriesOf } from "./series.js";

const LONGEST = 500;
/** Platforms of one build, and characters of each. */
const MOST_PLATFORMS = 50;
const LONGEST_PLATFORM = 100;

/** A build as the list shows it. What a build sends is cut, since all of them are kept: after it was masked. */
export function buildEntry(stored: StoredRecord, state: BuildState | undefined): BuildEntry {
  const { record, now } = stored;
  const described = describeRecord(stored, state);
  const { status, createdAt, completedAt, duration, steps, error, repository } = described;
  const { frontendAttrs: attributes } = record;
  const mask = maskOf(record);
  const shown = (text: string) => withoutUserInfo(mask.start(text, LONGEST)).slice(0, LONGEST);
  const name = shown(described.name);
  return {
    ...{ builder: described.builder, node: described.node, ref: shownRef(described.ref) },
    ...{ name, status, steps },
    target: shown(attributes.target ?? ""),
    platforms: shownPlatforms((attributes.platform ?? "").split(",", MOST_PLATFORMS)),
    series: seriesOf(attributes, state),
    started: toMilliseconds(createdAt),
    ...(completedAt !== undefined && { completed: toMilliseconds(completedAt) }),
    duration: toMilliseconds(duration ?? (now === undefined ? 0n : now - createdAt)),
    ...(error && { error: shown(error.message).split("\n", 1)[0] ?? "" }),
    warnings: record.numWarnings,
    ...(repository !== undefined && { repository: shown(repository) }),
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
