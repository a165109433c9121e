import { SlipwayError } from "../../errors/index.js";
import {
  AttrMatch,
  MatchType,
  type Policy,
  PolicyAction,
  PolicySchema,
} from "../gen/moby/buildkit/v1/sourcepolicy_pb.js";
import { create, fromBinary } from "../protobuf/index.js";

/**
 * Reads a source policy as BuildKit's tools write it: JSON, or else its protobuf encoding. An action, a match type and
 * a condition are names or numbers; keys count in any letter case, and unknown ones are passed over.
 *
 * @throws SlipwayError `invalid-argument` that says what is wrong with the JSON.
 */
export function decodeSourcePolicy(data: Uint8Array): Policy {
  try {
    return readPolicy(parseJson(data));
  } catch (reason) {
    try {
      return fromBinary(PolicySchema, data);
    } catch {
      throw reason;
    }
  }
}

function parseJson(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data).toString("utf8"));
  } catch (cause) {
    throw new SlipwayError("invalid-argument", "it is neither JSON nor an encoded policy", { cause });
  }
}

function readPolicy(json: unknown): Policy {
  const policy = fieldsOf(json, "the policy");
  return create(PolicySchema, {
    version: BigInt(numberOf(policy.get("version"), "version")),
    rules: listOf(policy.get("rules"), "rules").map((value) => {
      const rule = fieldsOf(value, "a rule");
      const selector = rule.get("selector") ?? undefined;
      const updates = rule.get("updates") ?? undefined;
      return {
        action: enumOf(rule.get("action"), PolicyAction, "PolicyAction"),
        ...(selector === undefined ? {} : { selector: readSelector(selector) }),
        ...(updates === undefined ? {} : { updates: readUpdate(updates) }),
      };
    }),
  });
}

function readSelector(json: unknown) {
  const selector = fieldsOf(json, "selector");
  return {
    identifier: textOf(selector.get("identifier"), "identifier"),
    matchType: enumOf(selector.get("match_type"), MatchType, "MatchType"),
    constraints: listOf(selector.get("constraints"), "constraints").map((value) => {
      const constraint = fieldsOf(value, "a constraint");
      return {
        key: textOf(constraint.get("key"), "key"),
        value: textOf(constraint.get("value"), "value"),
        condition: enumOf(constraint.get("condition"), AttrMatch, "AttrMatch"),
      };
    }),
  };
}

function readUpdate(json: unknown) {
  const update = fieldsOf(json, "updates");
  const attrs = Object.entries(update.get("attrs") ?? {});
  return {
    identifier: textOf(update.get("identifier"), "identifier"),
    attrs: Object.fromEntries(attrs.map(([key, value]) => [key, textOf(value, key)])),
  };
}

/** Absent and null are alike, as for Go. */
function fieldsOf(json: unknown, what: string): ReadonlyMap<string, unknown> {
  if (json === null || json === undefined) return new Map();
  if (typeof json !== "object" || Array.isArray(json))
    throw new SlipwayError("invalid-argument", `${what} is not an object`);
  return new Map(Object.entries(json).map(([key, value]) => [key.toLowerCase(), value]));
}

function listOf(json: unknown, what: string): readonly unknown[] {
  if (json === null || json === undefined) return [];
  if (!Array.isArray(json)) throw new SlipwayError("invalid-argument", `${what} is not a list`);
  return json;
}

function textOf(json: unknown, what: string): string {
  if (json === null || json === undefined) return "";
  if (typeof json !== "string") throw new SlipwayError("invalid-argument", `${what} is not a string`);
  return json;
}

function numberOf(json: unknown, what: string): number {
  if (json === null || json === undefined) return 0;
  if (!Number.isSafeInteger(json))
    throw new SlipwayError("invalid-argument", `${what} is not a whole number`);
  return json as number;
}

/** A generated enum maps names to numbers and numbers to names. */
function enumOf(json: unknown, values: Readonly<Record<string, string | number>>, type: string): number {
  if (json === null || json === undefined) return 0;
  if (typeof json === "string") {
    const value = values[json];
    if (typeof value === "number") return value;
    throw new SlipwayError(
      "invalid-argument",
      `unrecognized enum ${values[0]} value ${JSON.stringify(json)}`,
    );
  }
  if (!Number.isInteger(json))
    throw new SlipwayError("invalid-argument", `cannot unmarshal \`${json}\` into enum ${values[0]}`);
  if (values[String(json)] === undefined)
    throw new SlipwayError("invalid-argument", `invalid ${type} value: ${json}`);
  return json as number;
}
