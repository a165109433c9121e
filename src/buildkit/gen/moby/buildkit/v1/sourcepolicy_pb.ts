// Generated from moby/buildkit/v1/sourcepolicy.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../../../protobuf/schema.js";

/** `moby.buildkit.v1.sourcepolicy.Policy` */
export interface Policy {
  version: bigint;
  rules: Rule[];
}
/** Field table of {@link Policy}. */
export const PolicySchema: DescMessage<Policy> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.sourcepolicy.Policy", () => [
  [1, "version", "int64"],
  [2, "rules", RuleSchema, "repeated"],
]);

/** `moby.buildkit.v1.sourcepolicy.Rule` */
export interface Rule {
  action: PolicyAction;
  selector?: Selector;
  updates?: Update;
}
/** Field table of {@link Rule}. */
export const RuleSchema: DescMessage<Rule> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.sourcepolicy.Rule", () => [
  [1, "action", "int32"],
  [2, "selector", SelectorSchema],
  [3, "updates", UpdateSchema],
]);

/** `moby.buildkit.v1.sourcepolicy.Selector` */
export interface Selector {
  identifier: string;
  matchType: MatchType;
  constraints: AttrConstraint[];
}
/** Field table of {@link Selector}. */
export const SelectorSchema: DescMessage<Selector> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.sourcepolicy.Selector", () => [
  [1, "identifier", "string"],
  [2, "matchType", "int32"],
  [3, "constraints", AttrConstraintSchema, "repeated"],
]);

/** `moby.buildkit.v1.sourcepolicy.AttrConstraint` */
export interface AttrConstraint {
  key: string;
  value: string;
  condition: AttrMatch;
}
/** Field table of {@link AttrConstraint}. */
export const AttrConstraintSchema: DescMessage<AttrConstraint> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.sourcepolicy.AttrConstraint", () => [
  [1, "key", "string"],
  [2, "value", "string"],
  [3, "condition", "int32"],
]);

/** `moby.buildkit.v1.sourcepolicy.Update` */
export interface Update {
  identifier: string;
  attrs: { [key: string]: string };
}
/** Field table of {@link Update}. */
export const UpdateSchema: DescMessage<Update> = /* @__PURE__ */ new DescMessage("moby.buildkit.v1.sourcepolicy.Update", () => [
  [1, "identifier", "string"],
  [2, "attrs", "string", { mapKey: "string" }],
]);

/** `moby.buildkit.v1.sourcepolicy.PolicyAction` */
export enum PolicyAction {
  ALLOW = 0,
  DENY = 1,
  CONVERT = 2,
}

/** `moby.buildkit.v1.sourcepolicy.MatchType` */
export enum MatchType {
  WILDCARD = 0,
  EXACT = 1,
  REGEX = 2,
}

/** `moby.buildkit.v1.sourcepolicy.AttrMatch` */
export enum AttrMatch {
  EQUAL = 0,
  NOTEQUAL = 1,
  MATCHES = 2,
}
