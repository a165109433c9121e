/** What may be used without being asked about, because the user named it in an override. */
export interface OverrideGrants {
  /** Paths to read. */
  readonly fsRead: readonly string[];
  /** Paths to write. */
  readonly fsWrite: readonly string[];
  readonly networkHost: boolean;
  readonly securityInsecure: boolean;
}

/** Collects {@link OverrideGrants}. */
export class GrantCollector {
  readonly #read: string[] = [];
  readonly #write: string[] = [];
  readonly #entitlements = new Set<string>();

  read(paths: readonly (string | undefined)[]): void {
    this.#read.push(...paths.filter((path) => path !== undefined));
  }

  write(paths: readonly (string | undefined)[]): void {
    this.#write.push(...paths.filter((path) => path !== undefined));
  }

  entitle(names: readonly string[]): void {
    for (const name of names) this.#entitlements.add(name);
  }

  get grants(): OverrideGrants {
    return {
      fsRead: this.#read,
      fsWrite: this.#write,
      networkHost: this.#entitlements.has("network.host"),
      securityInsecure: this.#entitlements.has("security.insecure"),
    };
  }
}
