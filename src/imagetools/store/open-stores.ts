import type { RegistryClient } from "../../oci/registry/index.js";
import { resolvePath } from "../../util/current-directory.js";
import { type ImageLocation, repositoryOf } from "../location/image-location.js";
import type { ImageStore } from "./image-store.js";
import { LayoutStore } from "./layout-store.js";
import { type OpenRegistryClient, RegistryStore } from "./registry-store.js";

/** Opens what holds images, each of it once. */
export class ImageStores {
  readonly #clients = new Map<string, Promise<RegistryClient>>();
  readonly #stores = new Map<string, Promise<ImageStore>>();

  /** @param cwd what relative paths of layouts are relative to */
  constructor(
    private readonly openClient: OpenRegistryClient,
    private readonly cwd: string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** The repository or layout of a location. Rejects as opening the registry does. */
  of(location: ImageLocation): Promise<ImageStore> {
    const key = repositoryOf(location);
    const store = this.#stores.get(key) ?? this.#open(location);
    this.#stores.set(key, store);
    return store;
  }

  async #open(location: ImageLocation): Promise<ImageStore> {
    if (location.kind === "layout") {
      return new LayoutStore(location.path, resolvePath(this.cwd, location.path), this.signal);
    }
    const client = this.#clients.get(location.domain) ?? this.openClient(location.domain);
    this.#clients.set(location.domain, client);
    return new RegistryStore(location.domain, location.path, await client, this.signal);
  }
}
