import type { Writable } from "node:stream";
import { localStateOf } from "../../builder/index.js";
import { contextFields } from "../../builder/options/context-options.js";
import { SlipwayError, withCaller } from "../../errors/index.js";
import { MEDIA_TYPES } from "../../oci/descriptor.js";
import { formatPlatform, normalizePlatform } from "../../oci/platform.js";
import { either, fields, name as filled, flag, having, needed } from "../../util/options/index.js";
import { checkHistoryCall } from "../history-door.js";
import type { HistoryNode, HistoryOptions } from "../history-node.js";
import { type FoundRecord, noRecord, queryRecords } from "../query/query-records.js";
import { localState } from "../records/describe-record.js";
import { withHistory } from "../with-history.js";
import { BundleBlobs, type BundleDescriptor, bundleFailure } from "./bundle-blobs.js";
import { writeOutputFile } from "./bundle-output.js";
import { bundleRecord } from "./bundle-record.js";
import type { RecordSurroundings } from "./record-json.js";
import { indexOf, writeBundle } from "./write-bundle.js";

/** Options of exportBuilds. */
export interface ExportBuildsOptions extends HistoryOptions {
  /** A path, or a stream, which is ended. */
  readonly output: string | Writable;
  /** Have the daemon store what it still holds back of a build that has just ended: its trace. Default false. */
  readonly finalize?: boolean | undefined;
}

/** {@link ExportBuildsOptions}, described. */
export const exportBuildsOptions = fields<ExportBuildsOptions>({
  ...contextFields,
  output: needed(either(filled, having<Writable>("a stream to write to", "write", "end"))),
  finalize: flag,
});

/** Names a record in the index of a bundle. */
const REFERENCE = "vnd.buildkit.history.reference";

/**
 * Writes builds that have ended as one `.dockerbuild` bundle, which Docker Desktop imports: records, logs, traces,
 * provenance and results' manifests. Credentials of cache imports, and tokens in the commands of a trace, are left out;
 * build arguments are in it.
 *
 * @param refs ids of builds, or `^1` and the like; none for the newest; `all` for all that `listBuilds` lists
 * @returns the ids of the builds, in the order of the bundle
 * @throws SlipwayError `not-found`, also when the daemon has lost a part of a build; `io-error`, `disk-full`; what
 * booting throws, what a daemon reports.
 */
export async function exportBuilds(
  builder: string | undefined,
  refs: readonly string[] | "all",
  options: ExportBuildsOptions,
): Promise<string[]> {
  return withCaller(exportBuilds, () => {
    checkHistoryCall("exportBuilds", exportBuildsOptions, { builder, refs, options });
    return withHistory(builder, options, async (nodes) => {
      const records = await select(nodes, refs, options);
      const { output, signal } = options;
      const write = async (stream: Writable) => {
        const blobs = new BundleBlobs();
        const root = await bundle(records, blobs, options);
        await writeBundle(root, blobs, stream, signal);
      };
      await (typeof output === "string" ? writeOutputFile(output, write) : write(output));
      return records.map(({ record }) => record.ref);
    });
  });
}

async function select(
  nodes: readonly HistoryNode[],
  refs: readonly string[] | "all",
  options: ExportBuildsOptions,
): Promise<FoundRecord[]> {
  if (refs === "all") return finalized(await query(nodes, "", options), options);
  const selected: FoundRecord[] = [];
  for (const ref of refs.length === 0 ? [""] : refs) {
    const found = await query(nodes, ref, options);
    const newest = found[0]?.record.ref;
    const wanted = ref === "" ? found.filter(({ record }) => record.ref === newest) : found;
    selected.push(...(await finalized(wanted, options)));
  }
  return selected;
}

async function query(
  nodes: readonly HistoryNode[],
  ref: string,
  { signal }: ExportBuildsOptions,
): Promise<FoundRecord[]> {
  const found = await queryRecords(nodes, { ref, completedOnly: true, signal });
  if (found.length === 0) throw noRecord(ref);
  return found;
}

/** The same records with their traces. */
async function finalized(
  records: FoundRecord[],
  { finalize = false, signal }: ExportBuildsOptions,
): Promise<FoundRecord[]> {
  if (!finalize) return records;
  return Promise.all(
    records.map(async (found) => {
      const { record, node } = found;
      if (record.trace !== undefined) return found;
      await node.client.updateBuildHistory({ ref: record.ref, finalize: true }, { signal });
      const [again] = await queryRecords([node], { ref: record.ref, completedOnly: true, signal });
      return again ?? found;
    }),
  );
}

async function bundle(
  records: readonly FoundRecord[],
  blobs: BundleBlobs,
  options: ExportBuildsOptions,
): Promise<BundleDescriptor> {
  const manifests: BundleDescriptor[] = [];
  for (const found of records) {
    const { ref } = found.record;
    try {
      const manifest = await bundleRecord(found, await surroundings(found, options), blobs, options);
      manifests.push({ ...manifest, annotations: { [REFERENCE]: ref } });
    } catch (reason) {
      throw bundleFailure(ref, reason);
    }
  }
  const [first, ...others] = manifests;
  if (first === undefined) throw new SlipwayError("not-found", "no records found");
  if (others.length > 0) return blobs.addJson(MEDIA_TYPES.ociIndex, indexOf(manifests));
  const { annotations: _, ...single } = first;
  return single;
}

async function surroundings(found: FoundRecord, options: ExportBuildsOptions): Promise<RecordSurroundings> {
  const state = await localState(found, options);
  const group = state?.groupRef ? await localStateOf(options).readGroup(state.groupRef) : undefined;
  return { defaultPlatform: await defaultPlatform(found.node, options), state, group };
}

async function defaultPlatform(
  { node, client }: HistoryNode,
  { signal }: ExportBuildsOptions,
): Promise<string> {
  const [fixed] = node.fixedPlatforms;
  if (fixed !== undefined) return formatPlatform(normalizePlatform(fixed));
  const [worker] = await client.listWorkers({ signal });
  const own = worker?.platforms[0];
  if (own === undefined) return "";
  const { os, architecture, variant } = own;
  return formatPlatform(normalizePlatform({ os, architecture, variant }));
}
