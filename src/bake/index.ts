/** Bake: definitions of many targets, read, evaluated, changed and built together. */

export type { BakeAttest } from "./attributes/attest.js";
export type { BakeCache } from "./attributes/cache.js";
export type { BakeOutput } from "./attributes/output.js";
export type { BakePolicy } from "./attributes/policy.js";
export type { BakeResources } from "./attributes/resources.js";
export type { BakeSecret } from "./attributes/secret.js";
export type { BakeSsh } from "./attributes/ssh.js";
export { DefinitionError } from "./definition-error.js";
export type { DefinitionOptions } from "./load-definitions.js";
export {
  type BakeListing,
  type BakeReadOptions,
  listDefinitions,
  printDefinitions,
  readDefinitions,
} from "./read-definitions.js";
export { isRemoteUrl } from "./request/context-paths.js";
export type { BakeVariable } from "./resolve/resolve-definitions.js";
export type {
  BakeDefinition,
  BakeGroup,
  BakeTarget,
  OptionalTextMap,
  TextMap,
} from "./targets/target.js";
