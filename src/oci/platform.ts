export { localPlatform } from "./local-platform.js";
export { compatiblePlatforms, matchesPlatform } from "./match-platform.js";
export { normalizePlatform } from "./normalize-platform.js";
export { formatPlatform, parsePlatform } from "./platform-specifier.js";
export type { Platform } from "./platform-type.js";
