import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ['md5("hello")', '"5d41402abc4b2a76b9719d911017c592"'],
  ['sha1("hello")', '"aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"'],
  ['sha256("hello")', '"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"'],
  [
    'sha512("hello")',
    '"9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca72323c3d99ba5c11d7c7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043"',
  ],
  ['uuidv5("dns", "tada")', '"faa898db-9b9d-5b75-86a9-149e7bb8e3b8"'],
  ['uuidv5("url", "https://example.com")', '"4fd35a71-71ef-5a55-a9d9-aa75c889a6d0"'],
  ['uuidv5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "x")', '"05b16a01-46c6-56dd-bd6e-c6dfb4a1427a"'],
  ['uuidv5("oid", "1.2.3")', '"42d5e23b-3a02-5135-85c6-52d1102f1f00"'],
  ['uuidv5("urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8", "x")', '"05b16a01-46c6-56dd-bd6e-c6dfb4a1427a"'],
  ['uuidv5("{6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "x")', '"05b16a01-46c6-56dd-bd6e-c6dfb4a1427a"'],
  ['uuidv5("6ba7b8109dad11d180b400c04fd430c8", "x")', '"05b16a01-46c6-56dd-bd6e-c6dfb4a1427a"'],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    'bcrypt("x", 4, 5)',
    'x.hcl:1,5-12: Error in function call; Call to function "bcrypt" failed: bcrypt() takes no more than two arguments.',
  ],
  [
    'bcrypt("x", 99)',
    'x.hcl:1,5-12: Error in function call; Call to function "bcrypt" failed: error occured generating password crypto/bcrypt: cost 99 is outside allowed inclusive range 4..31.',
  ],
  [
    'rsadecrypt("!!", "x")',
    'x.hcl:1,5-16: Error in function call; Call to function "rsadecrypt" failed: failed to decode input "!!": cipher text must be base64-encoded.',
  ],
  [
    'rsadecrypt("aGk=", "x")',
    'x.hcl:1,5-16: Error in function call; Call to function "rsadecrypt" failed: failed to parse key: no key found.',
  ],
  [
    'uuidv5("bad", "x")',
    'x.hcl:1,5-12: Error in function call; Call to function "uuidv5" failed: uuidv5() doesn\'t support namespace bad (invalid UUID length: 3).',
  ],
  [
    'uuidv5("6ba7b810-9dad-11d1-80b4-00c04fd430cz", "x")',
    'x.hcl:1,5-12: Error in function call; Call to function "uuidv5" failed: uuidv5() doesn\'t support namespace 6ba7b810-9dad-11d1-80b4-00c04fd430cz (invalid UUID format).',
  ],
];

describe("hashes", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
