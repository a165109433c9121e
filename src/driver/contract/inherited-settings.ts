/** A setting of one registry, as buildkitd.toml has it under `[registry."HOST"]`. */
export interface InheritedRegistrySetting {
  readonly kind: "registry";
  /** The registry's name in the configuration, `docker.io` for Docker Hub. */
  readonly host: string;
  readonly key: "mirrors" | "http" | "insecure" | "ca" | "keypair";
  /** As it stands in the configuration; certificates are named by their paths in the container. */
  readonly value: boolean | readonly string[] | readonly Readonly<Record<"key" | "cert", string>>[];
  /** Files below /etc/buildkit that the value names. */
  readonly files?: ReadonlyMap<string, Uint8Array> | undefined;
  /** Where it was found, e.g. `the engine's registry mirrors`. */
  readonly from: string;
}

/** A variable of the daemon's environment. */
export interface InheritedVariable {
  readonly kind: "environment";
  readonly name: string;
  readonly value: string;
  /** Files below /etc/buildkit that the value names. */
  readonly files?: ReadonlyMap<string, Uint8Array> | undefined;
  readonly from: string;
}

/** A rule for garbage, as buildkitd.toml has it under `[worker.oci]`. */
export interface InheritedWorkerSetting {
  readonly kind: "worker";
  readonly key: "maxUsedSpace" | "minFreeSpace";
  /** Bytes. */
  readonly value: string;
  readonly files?: undefined;
  readonly from: string;
}

/** A setting that a daemon takes over from where it is to run, or gets by an option of its driver. */
export type InheritedSetting = InheritedRegistrySetting | InheritedWorkerSetting | InheritedVariable;

/** What a daemon can take over, below whatever the user says. */
export interface Inheritance {
  readonly settings: readonly InheritedSetting[];
  /** What was found and is of no use to the daemon, each with the reason. */
  readonly warnings: readonly string[];
}
