import { describe, expect, test } from "vitest";
import {
  AttrMatch,
  MatchType,
  type Policy,
  PolicyAction,
  PolicySchema,
} from "../gen/moby/buildkit/v1/sourcepolicy_pb.js";
import { create, toBinary } from "../protobuf/index.js";
import { decodeSourcePolicy } from "./source-policy.js";

const decode = (json: unknown) => decodeSourcePolicy(Buffer.from(JSON.stringify(json)));

const policy: Policy = create(PolicySchema, {
  version: 1n,
  rules: [
    {
      action: PolicyAction.CONVERT,
      selector: {
        identifier: "docker-image://a",
        matchType: MatchType.EXACT,
        constraints: [{ key: "k", value: "v", condition: AttrMatch.NOTEQUAL }],
      },
      updates: { identifier: "docker-image://b", attrs: { "http.checksum": "x" } },
    },
  ],
});

describe("a source policy", () => {
  test("is read from JSON, its enums by name", () => {
    const json = {
      version: 1,
      rules: [
        {
          action: "CONVERT",
          selector: {
            identifier: "docker-image://a",
            match_type: "EXACT",
            constraints: [{ key: "k", value: "v", condition: "NOTEQUAL" }],
          },
          updates: { identifier: "docker-image://b", attrs: { "http.checksum": "x" } },
        },
      ],
    };
    expect(decode(json)).toEqual(policy);
  });

  test("is read from its protobuf encoding", () => {
    expect(decodeSourcePolicy(toBinary(PolicySchema, policy))).toEqual(policy);
    expect(decodeSourcePolicy(new Uint8Array())).toEqual(create(PolicySchema, {}));
  });

  test("may have keys in any letter case, enums as numbers, and keys that nobody knows", () => {
    expect(decode({ RULES: [{ Action: 1, Bogus: 2 }], rest: [] })).toEqual(
      create(PolicySchema, { rules: [{ action: PolicyAction.DENY }] }),
    );
  });

  test.each([
    [{ rules: [{ action: "BOGUS" }] }, 'unrecognized enum ALLOW value "BOGUS"'],
    [{ rules: [{ action: 7 }] }, "invalid PolicyAction value: 7"],
    [{ rules: [{ action: 1.5 }] }, "cannot unmarshal `1.5` into enum ALLOW"],
    [{ rules: [{ selector: { match_type: "X" } }] }, 'unrecognized enum WILDCARD value "X"'],
    [{ rules: 5 }, "rules is not a list"],
    [{ version: "x" }, "version is not a whole number"],
    [{ rules: [{ selector: { identifier: 1 } }] }, "identifier is not a string"],
  ])("%j is refused", (json, message) => {
    expect(() => decode(json)).toThrow(
      expect.objectContaining({ name: "SlipwayError", code: "invalid-argument", message }),
    );
  });

  test("is neither of the two when it is something else", () => {
    expect(() => decodeSourcePolicy(Buffer.from("garbage"))).toThrow(
      "it is neither JSON nor an encoded policy",
    );
  });
});
