import { prefixed, SlipwayError } from "../../errors/index.js";
import { type ProgressSink, reportVertex } from "../../progress/index.js";
import type { CombinedImage } from "../combine/loaded-source.js";
import { formatLocation, type ImageLocation, repositoryOf } from "../location/image-location.js";
import type { ImageStores } from "../store/open-stores.js";
import { RepositoryCopy } from "./repository-copy.js";

/**
 * Puts an image under every destination, with all that it consists of: the repositories at the same time, the names in
 * one of them in order, each when everything is there.
 *
 * @throws SlipwayError as ImageStore, of the first repository that fails; the others are brought to their end
 */
export async function pushImage(
  image: CombinedImage,
  destinations: readonly ImageLocation[],
  stores: ImageStores,
  progress: ProgressSink | undefined,
): Promise<void> {
  const repositories = new Map<string, ImageLocation[]>();
  for (const location of destinations) {
    const repository = repositoryOf(location);
    repositories.set(repository, [...(repositories.get(repository) ?? []), location]);
  }
  const pushes = [...repositories].map(([repository, locations]) =>
    pushTo(image, repository, locations, stores, progress),
  );
  const results = await Promise.allSettled(pushes);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

function pushTo(
  image: CombinedImage,
  repository: string,
  locations: readonly ImageLocation[],
  stores: ImageStores,
  progress: ProgressSink | undefined,
): Promise<void> {
  const [first] = locations;
  if (first === undefined) return Promise.resolve();
  const { descriptor, content, parts } = image;
  return reportVertex(progress, `[internal] pushing ${repository}`, async (step) => {
    const target = await stores.of(first);
    const named = new Set([descriptor.digest, ...parts.map((part) => part.descriptor.digest)]);
    const copy = new RepositoryCopy(target, step, named);
    await Promise.all(
      parts.map(async ({ descriptor: part, source }) => {
        step.log(`copying ${part.digest} from ${source.name} to ${repository}\n`, 1);
        const isSource = source.descriptor.digest === part.digest;
        await copy
          .copy(source.store, part, isSource ? source.content : undefined)
          .catch((reason: unknown) => {
            throw within(`copy ${part.digest} from ${source.name} to ${repository}: `, reason);
          });
      }),
    );
    for (const location of locations) {
      const name = formatLocation(location);
      step.log(`pushing ${descriptor.digest} to ${name}\n`, 1);
      await target.name(location, { descriptor, content }).catch((reason: unknown) => {
        throw within(`publish ${descriptor.digest} to ${name}: `, reason);
      });
    }
  });
}

function within(what: string, reason: unknown): SlipwayError {
  return prefixed(SlipwayError.from(reason), what);
}
