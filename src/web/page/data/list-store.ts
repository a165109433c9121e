import { computed, signal } from "@preact/signals";
import type { BuildEntry, BuilderProblem, BundleOutcome, ListEvent } from "../../contract/index.js";
import { request } from "./api.js";
import { idOf, mergeList } from "./merge-list.js";
import { follow } from "./stream.js";

/** The builds of all builders; undefined until the first list is there. */
export const builds = signal<readonly BuildEntry[] | undefined>(undefined);

/** Builders whose builds are not in the list. */
export const waiting = signal<readonly BuilderProblem[]>([]);

/** The names of all builders in the list. */
export const builderNames = computed(() =>
  [...new Set((builds.value ?? []).map(({ builder }) => builder))].sort(),
);

/** Keeps the list current from now on. */
export function followList(stop: AbortSignal): Promise<void> {
  return follow<ListEvent>(
    "events",
    (events) => {
      let list = builds.value ?? [];
      for (const event of events) {
        list = mergeList(list, event);
        waiting.value = event.waiting;
      }
      builds.value = list;
      return false;
    },
    stop,
  );
}

/** Has a bundle opened; its builds are in the list from then on. @throws RequestError */
export async function openBundle(file: Blob): Promise<readonly BuildEntry[]> {
  const outcome = await request<BundleOutcome>("bundles", { method: "POST", body: file });
  const known = new Set(outcome.builds.map(idOf));
  builds.value = [...outcome.builds, ...(builds.value ?? []).filter((build) => !known.has(idOf(build)))];
  return outcome.builds;
}
