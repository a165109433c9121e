/** Bake: definitions of many targets, read, evaluated, changed and built together. */

export type { BakeAttest } from "./attributes/attest.js";
export type { BakeCache } from "./attributes/cache.js";
export type { BakeOutput } from "./attributes/output.js";
export type { BakePolicy } from "./attributes/policy.js";
export type { BakeResources } from "./attributes/resources.js";
export type { BakeSecret } from "./attributes/secret.js";
export type { BakeSsh } from "./attributes/ssh.js";
export { DefinitionError } from "./files/definition-error.js";
export {
  type BakeModule,
  type BakeModuleContext,
  type BakeModuleDefinition,
  type CheckedDefinition,
  defineBake,
  type GroupDefinition,
  type NothingBeyond,
  type TargetDefinition,
} from "./modules/define-bake.js";
export { type Privileges, parseAllowed as checkAllowed } from "./privileges/allowed.js";
export type { GrantPrivileges, PrivilegeRequest } from "./privileges/authorize.js";
export type { DefinitionOptions } from "./read/load-definitions.js";
export {
  type BakeListing,
  listDefinitions,
  printDefinitions,
  readDefinitions,
} from "./read/read-definitions.js";
export type { BakeReadOptions } from "./read/read-options.js";
export { isRemoteUrl } from "./request/context-paths.js";
export type { BakeVariable } from "./resolve/resolve-definitions.js";
export { bake } from "./run/bake.js";
export type { BakeOptions, BakeResults } from "./run/perform-bake.js";
export type { BakeEvent, RunningBake } from "./run/running-bake.js";
export { type CallAnswer, printAnswers } from "./targets/print-definition.js";
export type {
  BakeDefinition,
  BakeGroup,
  BakeTarget,
  OptionalTextMap,
  TextMap,
} from "./targets/target.js";
