export { BuildError, type BuildFailure } from "./build-error.js";
export { BuildKitClient, type ClientCallOptions, openBuildKit } from "./buildkit-client.js";
export { fromDaemonError, renderStatus } from "./error-details.js";
export { type FetchUrlOptions, fetchUrl } from "./fetch-url.js";
export { loadCapabilities, type SolveOptions, type SolveResult, type TypedAttrs } from "./gateway-build.js";
export type { ContentDescriptor, TakeContent } from "./read-content.js";
export { toUnixNanos } from "./solve-status.js";
