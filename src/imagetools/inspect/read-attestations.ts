import { SlipwayError } from "../../errors/index.js";
import type { Descriptor } from "../../oci/descriptor.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { manifestChildren } from "../copy/manifest-children.js";
import type { ImageStore, StoredManifest } from "../store/image-store.js";
import { readWholeBlob } from "../store/read-blob.js";

/** The largest statement read, bytes: lists of what is in an image are long. */
const statementLimit = 256 * 1024 * 1024;
const predicateType = "in-toto.io/predicate-type";
const spdx = "https://spdx.dev/Document";
const slsa = "https://slsa.dev/provenance/";
const statementTypes = /^application\/vnd\.in-toto(\+json|\..*\+dsse)$/;

/** The bills of materials that attestations hold. Rejects as ImageStore, `protocol-error` for what is no statement. */
export async function readSboms(
  store: ImageStore,
  attestations: readonly StoredManifest[],
  signal: AbortSignal | undefined,
): Promise<readonly unknown[]> {
  const layers = attestations.flatMap((manifest) => statements(manifest, (type) => type === spdx));
  return Promise.all(layers.map((layer) => readPredicate(store, layer, signal)));
}

/** The provenance that attestations hold, undefined for none. Rejects as {@link readSboms}. */
export async function readProvenance(
  store: ImageStore,
  attestations: readonly StoredManifest[],
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const layers = attestations.flatMap((manifest) => statements(manifest, (type) => type.startsWith(slsa)));
  const last = layers.at(-1);
  return last === undefined ? undefined : readPredicate(store, last, signal);
}

function statements(manifest: StoredManifest, isWanted: (type: string) => boolean): readonly Descriptor[] {
  return manifestChildren(manifest).blobs.filter(
    ({ mediaType, annotations }) =>
      statementTypes.test(mediaType) && isWanted(annotations?.[predicateType] ?? ""),
  );
}

async function readPredicate(
  store: ImageStore,
  layer: Descriptor,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const bytes = await readWholeBlob(store, layer, statementLimit, signal);
  const outer = parseJson(bytes.toString("utf8"));
  const payload = fieldOf(outer, "payload");
  const isSigned = layer.mediaType.endsWith("+dsse") && typeof payload === "string";
  const statement = isSigned ? parseJson(Buffer.from(payload, "base64").toString("utf8")) : outer;
  if (typeof statement !== "object" || statement === null) {
    throw new SlipwayError("protocol-error", `${layer.digest} in ${store.repository} is no statement`);
  }
  return fieldOf(statement, "predicate");
}
