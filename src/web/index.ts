export { type BuildView, type ServeBuildsOptions, serveBuilds } from "./serve-builds.js";
