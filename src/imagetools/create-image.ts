import { readFile } from "node:fs/promises";
import { SlipwayError, throwIfCanceled, withCaller } from "../errors/index.js";
import { inGoOrder } from "../oci/go-descriptor.js";
import { currentDirectory, resolvePath } from "../util/current-directory.js";
import { fileError } from "../util/file-error.js";
import { checkOptions } from "../util/options/index.js";
import { expectMuchToHash } from "../util/sha256.js";
import { writeOutputFile } from "../util/write-output-file.js";
import { indexAnnotations } from "./annotations/index-annotations.js";
import { parseAnnotations } from "./annotations/parse-annotations.js";
import { combineSources } from "./combine/combine-sources.js";
import type { LoadedSource } from "./combine/loaded-source.js";
import { pushImage } from "./copy/push-image.js";
import { createImageOptions } from "./describe-options.js";
import type { CreatedImage, CreateImageOptions, ImageDescriptor } from "./image-options.js";
import { type ImageLocation, parseLocation, repositoryOf } from "./location/image-location.js";
import { openImageStores } from "./open-image-stores.js";
import { expectAttestations, filterPlatforms } from "./platforms/filter-platforms.js";
import { parsePlatforms } from "./platforms/parse-platforms.js";
import { loadSources } from "./sources/load-sources.js";
import { parseSource } from "./sources/parse-source.js";
import { placeSources } from "./sources/place-sources.js";

/**
 * Makes an image of others and puts it where it is to be, with all that it consists of: joins what was built for each
 * platform, copies, annotates, drops platforms. Attestations and signatures travel along. Nothing gets a name before all
 * of it is there.
 *
 * @throws SlipwayError `invalid-argument`, `not-found`, `auth-failed`, `registry-error`, `protocol-error`, `unsupported`,
 * `io-error`, `disk-full`, `corrupt-state`, `canceled`
 */
export async function createImage(options: CreateImageOptions): Promise<CreatedImage> {
  return withCaller(createImage, () => {
    checkOptions("createImage", createImageOptions, options);
    return makeImage(options);
  });
}

/** As {@link createImage}, of options that are known to be good. */
export async function makeImage(options: CreateImageOptions): Promise<CreatedImage> {
  const { annotations = [], platforms = [], preferIndex, dryRun = false, signal } = options;
  const given = await readSources(options);
  if (given.length > 1) expectMuchToHash();
  const destinations = (options.tags ?? []).map(parseLocation);
  const parsed = given.map(parseSource);
  const wanted = parsePlatforms(platforms);
  const placed = placeSources(parsed, destinations);
  const stores = await openImageStores(options);
  throwIfCanceled(signal);
  const loaded = await loadSources(placed, stores);
  if (preferIndex !== false && wanted.length === 0) expectAttestations(loaded);
  if (!dryRun) expectNames(destinations, loaded);
  const requested = parseAnnotations(annotations);
  const combined = await combineSources(loaded, {
    isAnnotated: requested.length > 0,
    annotations: () => indexAnnotations(requested),
    preferIndex,
    signal,
  });
  const image = await filterPlatforms(combined, wanted);
  const { descriptor, content } = image;
  if (dryRun) return { descriptor, content, repositories: [] };
  await pushImage(image, destinations, stores, options.progress);
  const repositories = [...new Set(destinations.map(repositoryOf))].sort();
  const created = { descriptor, content, repositories };
  await writeMetadata(created, options);
  return created;
}

/** What joins images where they are asks for its names while it reads the rest of them. */
function expectNames(destinations: readonly ImageLocation[], loaded: readonly LoadedSource[]): void {
  for (const location of destinations) {
    const home = loaded.find(({ store }) => store.repository === repositoryOf(location));
    home?.store.expectName?.(location);
  }
}

/** The sources in order, files first; checked for being there at all. */
async function readSources(options: CreateImageOptions): Promise<readonly (string | ImageDescriptor)[]> {
  const { sources = [], files = [], tags = [], append = false, dryRun = false } = options;
  if (sources.length === 0 && files.length === 0) throw invalid("no sources specified");
  const [first] = tags;
  if (first === undefined && !dryRun) {
    throw invalid("can't push with no tags specified, please set --tag or --dry-run");
  }
  const cwd = options.cwd ?? currentDirectory();
  const read = await Promise.all(
    files.map((path) =>
      readFile(resolvePath(cwd, path), "utf8").catch((error: unknown) => {
        throw fileError("open", path, error);
      }),
    ),
  );
  return [...(append && first !== undefined ? [first] : []), ...read, ...sources];
}

async function writeMetadata(image: CreatedImage, options: CreateImageOptions): Promise<void> {
  const { metadataFile, cwd = currentDirectory() } = options;
  if (metadataFile === undefined) return;
  const metadata = {
    "containerimage.descriptor": inGoOrder(image.descriptor),
    "image.name": image.repositories.join(","),
  };
  await writeOutputFile(resolvePath(cwd, metadataFile), JSON.stringify(metadata, undefined, 2));
}

function invalid(message: string): SlipwayError {
  return new SlipwayError("invalid-argument", message);
}
