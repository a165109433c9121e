import type { BuildAttachment, StoredRecord } from "../../history/index.js";
import type { ValueMask } from "../access/value-mask.js";
import type { Attachment, BuildResults } from "../contract/index.js";

const MOST = 1_000;

/** What a build has left. */
export function resultsOf(
  { exporters, exporterResponse }: Pick<StoredRecord["record"], "exporters" | "exporterResponse">,
  attachments: readonly BuildAttachment[],
  mask: ValueMask,
): BuildResults {
  const pairs = (map: Readonly<Record<string, string>>) =>
    Object.entries(map)
      .slice(0, MOST)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => mask.pair(name, value));
  return {
    exporters: exporters.slice(0, 100).map(({ type, attrs }) => ({ type, attributes: pairs(attrs) })),
    response: pairs(exporterResponse),
    attachments: attachments.map(({ digest, size, platform = "", type }) => ({
      ...{ digest, size, platform, type },
      kind: kindOf(type),
    })),
  };
}

function kindOf(type: string): Attachment["kind"] {
  if (type.startsWith("https://slsa.dev/provenance/")) return "provenance";
  if (type === "https://spdx.dev/Document") return "sbom";
  if (/image\.index|manifest\.list/.test(type)) return "index";
  return /manifest/.test(type) ? "manifest" : "other";
}
