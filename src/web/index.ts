export type { BuildView, ServeBuildsOptions } from "./build-view.js";
export { type ExportBuildPageOptions, exportBuildPage } from "./export-build-page.js";
export { serveBuilds } from "./serve-builds.js";
