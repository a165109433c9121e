import { SlipwayError } from "../../errors/index.js";
import { isIndexType, isManifestType, MEDIA_TYPES } from "../../oci/descriptor.js";
import type { IndexAnnotations } from "../annotations/index-annotations.js";
import { annotateEntry, encodeIndex, indexTypeFor } from "./encode-index.js";
import { withPlatform } from "./image-platform.js";
import { indexEntries } from "./index-entries.js";
import type { CombinedImage, LoadedSource, SourcedEntry } from "./loaded-source.js";

/** How sources are put together. */
export interface CombineOptions {
  /** Annotations were asked for, whatever they are. */
  readonly isAnnotated: boolean;
  /** Read when there is an index that can have them. */
  readonly annotations: () => IndexAnnotations;
  /** Make an index of a single manifest, too. Default true. */
  readonly preferIndex?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One image of several: indexes are replaced by what they list, what occurs twice is merged. It is a Docker manifest
 * list when all of it is Docker's, otherwise an OCI index. A single index without annotations stays as it is.
 *
 * @throws SlipwayError as ImageStore and `annotations` do, `protocol-error` for content that is no image, `unsupported`
 * for what an index cannot list
 */
export async function combineSources(
  sources: readonly LoadedSource[],
  { isAnnotated, annotations, preferIndex = true, signal }: CombineOptions,
): Promise<CombinedImage> {
  for (const { descriptor } of sources) checkType(descriptor.mediaType);
  const typed = await Promise.all(
    sources.map(async (source) =>
      isIndexType(source.descriptor.mediaType)
        ? source
        : { ...source, descriptor: await withPlatform(source, signal) },
    ),
  );
  const [only] = typed;
  if (only !== undefined && typed.length === 1 && !isAnnotated) {
    const { descriptor, content } = only;
    if (isIndexType(descriptor.mediaType)) return { descriptor, content, parts: listed(only) };
    if (!preferIndex) return { descriptor, content, parts: [{ descriptor, source: only }] };
  }
  const parts = mergeDuplicates(typed.flatMap(listed));
  const descriptors = parts.map(({ descriptor }) => descriptor);
  const mediaType = indexTypeFor(descriptors);
  if (mediaType === MEDIA_TYPES.dockerManifestList) {
    return { ...encodeIndex(mediaType, descriptors, {}), parts };
  }
  const wanted = annotations();
  const annotated = parts.map((part) => ({ ...part, descriptor: annotateEntry(part.descriptor, wanted) }));
  const entries = annotated.map(({ descriptor }) => descriptor);
  return { ...encodeIndex(mediaType, entries, wanted.index), parts: annotated };
}

function checkType(mediaType: string): void {
  if (isIndexType(mediaType) || isManifestType(mediaType)) return;
  throw new SlipwayError("unsupported", `${mediaType} is not allowed in an image index`);
}

function listed(source: LoadedSource): readonly SourcedEntry[] {
  const { descriptor, content } = source;
  if (!isIndexType(descriptor.mediaType)) return [{ descriptor, source }];
  return indexEntries(descriptor.digest, content).map((entry) => ({ descriptor: entry, source }));
}

/** The first of equal descriptors keeps its place and gets the others' platform and annotations. */
function mergeDuplicates(parts: readonly SourcedEntry[]): readonly SourcedEntry[] {
  const merged = new Map<string, SourcedEntry>();
  for (const { descriptor, source } of parts) {
    const { annotations: earlier, ...known } = merged.get(descriptor.digest)?.descriptor ?? descriptor;
    const annotations = { ...earlier, ...descriptor.annotations };
    const whole = {
      ...known,
      mediaType: known.mediaType || descriptor.mediaType,
      ...(descriptor.platform ? { platform: descriptor.platform } : {}),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    };
    merged.set(descriptor.digest, { descriptor: whole, source });
  }
  return [...merged.values()];
}
