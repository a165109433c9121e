/** What a driver's builds can do. Where `inspect --debug` shows one, the comment has the name it has there. */
export interface DriverFeatures {
  /** `OCI exporter` */
  readonly ociExporter: boolean;
  /** `Docker exporter`: an archive for `docker load`. */
  readonly dockerExporter: boolean;
  /** `Cache export`: of any kind but `inline`. */
  readonly cacheExport: boolean;
  /** `Multi-platform build`: image indexes, and with them attestations. */
  readonly multiPlatform: boolean;
  /** `Direct push`: the daemon pushes by itself. */
  readonly directPush: boolean;
  /** `Automatically load images to the Docker Engine image store`: for a build without any output. */
  readonly defaultLoad: boolean;
  /**
   * `Prefer image digest`: an image's id is its manifest's digest. Only a daemon that keeps its images in an engine's
   * store has the choice; elsewhere it is absent and `inspect` has no line for it.
   */
  readonly preferImageDigest?: boolean | undefined;
  /** The daemon is the engine's own: its images are the engine's, and it puts results into the engine's store. */
  readonly insideEngine: boolean;
  /** The daemon can be asked for the address that `host-gateway` stands for. */
  readonly hostGateway: boolean;
  /** Builds are kept in a history that can be listed. */
  readonly historyApi: boolean;
}

/** The features of a BuildKit of its own; a driver adds `defaultLoad`. */
export const ownDaemonFeatures: Omit<DriverFeatures, "defaultLoad"> = {
  ociExporter: true,
  dockerExporter: true,
  cacheExport: true,
  multiPlatform: true,
  directPush: true,
  insideEngine: false,
  hostGateway: false,
  historyApi: true,
};

/** Labels of a daemon's worker. */
export type WorkerLabels = Readonly<Record<string, string>>;
