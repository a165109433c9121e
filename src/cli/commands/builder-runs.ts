// What the commands about builders do, as one unit that is loaded when the first of them runs.
export { runCreate } from "./create/run.js";
export { runDu } from "./du/run.js";
export { runInspect } from "./inspect/run.js";
export { runLs } from "./ls/run.js";
export { runPrune } from "./prune/run.js";
export { runRm } from "./rm/run.js";
export { runStop } from "./stop/run.js";
export { runUse } from "./use/run.js";
