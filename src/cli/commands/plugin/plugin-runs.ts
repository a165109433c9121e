export { installPlugin } from "./install-plugin.js";
export { uninstallPlugin } from "./uninstall-plugin.js";
