import { constants, generateKeyPairSync, publicEncrypt } from "node:crypto";
import { homedir } from "node:os";
import { compareSync } from "bcryptjs";
import { describe, expect, it } from "vitest";
import { valueIn } from "../../../../test/support/hcl.js";
import { standardFunctions, textOf } from "../index.js";

describe("functions whose results differ from call to call", () => {
  it("bcrypt makes a hash that fits the password, with Go's prefix and the cost", () => {
    const hash = textOf(valueIn('bcrypt("secret", 4)'));
    expect(hash).toMatch(/^\$2a\$04\$/);
    expect(compareSync("secret", hash)).toBe(true);
  });

  it("rsadecrypt reads what a public key encrypted", () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "pkcs1", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    const cipher = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from("hi"));
    const call = `rsadecrypt("${cipher.toString("base64")}", ${JSON.stringify(privateKey)})`;
    expect(textOf(valueIn(call))).toBe("hi");
  });

  it("timestamp is now, uuidv4 a random UUID, homedir the user's", () => {
    expect(Math.abs(Date.parse(textOf(valueIn("timestamp()"))) - Date.now())).toBeLessThan(10_000);
    expect(textOf(valueIn("uuidv4()"))).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
    expect(textOf(valueIn("homedir()"))).toBe(homedir());
  });

  it("libraries are loaded only for definitions that mention their functions", async () => {
    const functions = await standardFunctions(['a = upper("x")']);
    expect(functions.size).toBe(106);
  });
});
