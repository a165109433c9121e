import { SlipwayError } from "../../errors/index.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import type { Descriptor } from "../descriptor.js";
import { isDigest } from "../digest.js";
import { putLayoutEntry } from "./layout-index.js";

/** Results of a build as the daemon returns them. */
type ExporterResponse = Readonly<Record<string, string>>;

/**
 * Enters the cache that a build has exported to the layout `directory` into its index. Does nothing when the build
 * exported no cache.
 *
 * @param tag under which the cache is found again; Buildx's default is `latest`
 * @throws SlipwayError as {@link putLayoutEntry} does, `protocol-error` when the daemon's answer is malformed.
 */
export async function recordLocalCache(
  directory: string,
  response: ExporterResponse,
  tag = "latest",
): Promise<void> {
  const manifest = response["cache.manifest"];
  if (manifest) await putLayoutEntry(directory, toDescriptor("cache.manifest", manifest), [{ tag }]);
}

/** Enters an image that a build has exported to the layout `directory` into its index, under its names or `latest`. */
export async function recordLayoutImage(directory: string, response: ExporterResponse): Promise<void> {
  const encoded = response["containerimage.descriptor"];
  if (!encoded) return;
  const names = response["image.name"];
  const json = Buffer.from(encoded, "base64").toString("utf8");
  await putLayoutEntry(
    directory,
    toDescriptor("containerimage.descriptor", json),
    names === undefined ? [{ tag: "latest" }] : names.split(",").map((reference) => ({ reference })),
  );
}

function toDescriptor(key: string, json: string): Descriptor {
  const value = parseJson(json);
  const digest = fieldOf(value, "digest");
  const isComplete =
    typeof fieldOf(value, "mediaType") === "string" && typeof fieldOf(value, "size") === "number";
  if (typeof digest !== "string" || !isDigest(digest) || !isComplete) {
    throw new SlipwayError("protocol-error", `the daemon's ${key} is no descriptor`);
  }
  return value as Descriptor;
}
