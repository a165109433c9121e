export { cleanPath } from "./clean-path.js";
export { ignoreLines, parseDockerignore } from "./dockerignore.js";
export { compileGlob, type Glob, hasWildcard } from "./glob.js";
export type { Pattern } from "./pattern.js";
export { type MatchResult, type MatchState, PatternMatcher } from "./pattern-matcher.js";
