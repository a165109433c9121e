import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import type { Descriptor } from "../../oci/descriptor.js";
import { isDigest } from "../../oci/digest.js";
import { errorCode } from "../../util/error-code.js";
import { fieldOf, parseJson } from "../../util/json-value.js";

/** Annotations by which an OCI layout's index names its entries: a tag, and a full reference. */
const nameAnnotations = ["org.opencontainers.image.ref.name", "io.containerd.image.name"];

/**
 * The digest that `tag` stands for in the OCI layout `directory`: of the entry with that name, else of the only entry.
 *
 * @throws SlipwayError `not-found` without such an entry or without an index.json, `io-error` when it cannot be read,
 * `protocol-error` when it is no index.
 */
export async function resolveLayoutDigest(directory: string, tag: string): Promise<string> {
  const entries = await readEntries(directory);
  const named = nameAnnotations
    .map((key) => entries.find(({ annotations }) => annotations?.[key] === tag))
    .find((entry) => entry !== undefined);
  const entry = named ?? (entries.length === 1 ? entries[0] : undefined);
  if (entry !== undefined) return entry.digest;
  throw new SlipwayError("not-found", `OCI layout ${directory} has no image named ${JSON.stringify(tag)}`, {
    hint: "name one by its digest: oci-layout://PATH@sha256:…",
    details: { directory, tag },
  });
}

async function readEntries(directory: string): Promise<readonly Descriptor[]> {
  const path = join(directory, "index.json");
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    const missing = errorCode(cause) === "ENOENT";
    throw new SlipwayError(
      missing ? "not-found" : "io-error",
      missing ? `${directory} is no OCI layout: it has no index.json` : `cannot read ${path}`,
      { cause, details: { directory } },
    );
  });
  const manifests: unknown = fieldOf(parseJson(text), "manifests");
  if (!Array.isArray(manifests) || !manifests.every(isEntry)) {
    throw new SlipwayError("protocol-error", `${path} is no OCI image index`, { details: { directory } });
  }
  return manifests;
}

function isEntry(value: unknown): value is Descriptor {
  const digest = fieldOf(value, "digest");
  return typeof digest === "string" && isDigest(digest);
}
