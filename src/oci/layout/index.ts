export { collectLayoutGarbage, listBlobs } from "./collect-garbage.js";
export { layoutBlobPath, layoutIndexPath, markLayout } from "./layout-files.js";
export { findLayoutEntry, type LayoutName, putLayoutEntry, readLayoutIndex } from "./layout-index.js";
export { recordLayoutImage, recordLocalCache } from "./record-results.js";
