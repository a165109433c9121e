export * from "./builders.js";
export * from "./contexts.js";
export * from "./engine.js";
export { busyboxPath, lab, nativeArchitecture, projectRoot } from "./lab.js";
export * from "./normalize.js";
export * from "./peer-flags.js";
export * from "./provenance.js";
export * from "./run.js";
export { dockerConfig, onCleanup, programEnvironment, temporaryDirectory } from "./sandbox.js";
export * from "./serve.js";
<<<<<<< HEAD
export * from "./serve-git.js";
=======
export { serveWithGit } from "./serve-git.js";
>>>>>>> 71a1d47 (explain: its guide, in English and Chinese; tests of fifty changes)
