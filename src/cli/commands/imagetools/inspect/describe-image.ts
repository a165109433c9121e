import type { ImageInspection } from "../../../../index.js";
import { alignColumns, narrowColumns } from "../../../table/align-columns.js";

type Entry = NonNullable<ImageInspection["index"]>["manifests"][number];

/** The text that `imagetools inspect` prints without a format, in aligned blocks as Buildx writes them. */
export function describeImage({ name, descriptor, index }: ImageInspection): string {
  const { mediaType, digest } = descriptor;
  const head = align(`Name:\t${name}\nMediaType:\t${mediaType}\nDigest:\t${digest}\n`);
  if (index === undefined) return head;
  return `${head}${align("\t\nManifests:\t\n")}${describeEntries(name, index.manifests)}`;
}

/** Entries share their column until one has annotations, which are a block of their own. */
function describeEntries(name: string, entries: readonly Entry[]): string {
  let text = "";
  let block = "";
  for (const [number, entry] of entries.entries()) {
    block += (number === 0 ? "" : "\t\n") + describeEntry(name, entry);
    const annotations = Object.entries(entry.annotations ?? {});
    if (entry.platform === undefined || annotations.length === 0) continue;
    text += align(`${block}  Annotations:\t\n`);
    block = "";
    text += align(
      annotations
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `    ${key}:\t${value}\n`)
        .join(""),
    );
  }
  return text + align(block);
}

function describeEntry(name: string, { digest, mediaType, platform, urls = [] }: Entry): string {
  const bare = name.replace(/@[^@/]*$/, "");
  const lines = [
    ["Name", `${bare}@${digest}`],
    ["MediaType", mediaType],
  ];
  if (platform) {
    const { os, architecture, variant } = platform;
    lines.push(["Platform", [os, architecture, variant].filter(Boolean).join("/")]);
    const version = platform["os.version"];
    const features = platform["os.features"] ?? [];
    if (version) lines.push(["OSVersion", version]);
    if (features.length > 0) lines.push(["OSFeatures", features.join(", ")]);
    if (urls.length > 0) lines.push(["URLs", urls.join(", ")]);
  }
  return lines.map(([label, value]) => `  ${label}:\t${value}\n`).join("");
}

const align = (text: string) => alignColumns(text, narrowColumns);
