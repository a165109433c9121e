import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRecord, type HistoryOptions, localState, withHistory } from "../../history/index.js";
import { explainBuild } from "../build/explain-build.js";
import { FollowedBuild } from "../build/followed-build.js";
import { buildEntry } from "../catalog/build-entry.js";
import { readPageFiles } from "../http/page-files.js";
import { inlineBuild } from "./inline-build.js";
import { singleFile } from "./single-file.js";

/** The single file of a build that has ended. Throws as `exportBuildPage`. */
export async function pageOf(
  builder: string | undefined,
  ref: string,
  options: HistoryOptions,
): Promise<string> {
  const files = await readPageFiles();
  const { signal = new AbortController().signal } = options;
  const directory = await mkdtemp(join(tmpdir(), "slipway-view-"));
  try {
    return await withHistory(builder, options, async (nodes) => {
      const stored = await findRecord(nodes, { ref, completedOnly: true, signal });
      const state = await localState(stored, options);
      const entry = buildEntry(stored, state);
      const again = async () => undefined;
      const build = new FollowedBuild({ stored, state, entry, again, spool: join(directory, "0.log") });
      try {
        const explanation = await explainBuild(build, false, options).catch(() => undefined);
        return singleFile(files, await inlineBuild(build, explanation, signal));
      } finally {
        build.close();
      }
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
