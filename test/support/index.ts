export * from "./builders.js";
export * from "./contexts.js";
export * from "./engine.js";
export { busyboxPath, lab, nativeArchitecture, projectRoot } from "./lab.js";
export * from "./normalize.js";
export * from "./provenance.js";
export * from "./run.js";
export { dockerConfig, onCleanup, programEnvironment, temporaryDirectory } from "./sandbox.js";
export * from "./serve.js";
