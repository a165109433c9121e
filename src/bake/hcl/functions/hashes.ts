import { constants, createHash, privateDecrypt, randomUUID } from "node:crypto";
import { quoteGo } from "../../../util/go-quote.js";
import { define, FunctionError, type HclFunction, parameter } from "../evaluate/function.js";
import { numberType, stringType } from "../values/types.js";
import { nullValue, stringValue, textOf, type Value } from "../values/value.js";
import { integerArgument } from "./arguments.js";
import { decodeBase64 } from "./encoding.js";

/** Makes a bcrypt hash; comes from a library that is loaded when a definition needs it. */
export type HashPassword = (password: string, cost: number) => string;

function hash(algorithm: string): HclFunction {
  return define([parameter("str", stringType)], (text) =>
    stringValue(
      createHash(algorithm)
        .update(textOf(text ?? nullValue()))
        .digest("hex"),
    ),
  );
}

/** Each step doubles the time; at 15 it is seconds. */
const greatestCost = 15;

function bcrypt(hashPassword: HashPassword | undefined): HclFunction {
  const failed = (reason: string) => new FunctionError(`error occured generating password ${reason}`);
  return define(
    [parameter("str", stringType)],
    (password, ...costs) => {
      const [given] = costs;
      const cost = given === undefined ? 10 : integerArgument(given);
      if (costs.length > 1) throw new FunctionError("bcrypt() takes no more than two arguments");
      const text = textOf(password ?? nullValue());
      if (Buffer.byteLength(text) > 72) throw failed("bcrypt: password length exceeds 72 bytes");
      if (cost > 31) throw failed(`crypto/bcrypt: cost ${cost} is outside allowed inclusive range 4..31`);
      if (cost > greatestCost)
        throw failed(
          `with cost ${cost} would take too long; the greatest that is allowed is ${greatestCost}`,
        );
      if (hashPassword === undefined) throw failed("because its library is not loaded");
      return stringValue(hashPassword(text, cost < 4 ? 10 : cost).replace(/^\$2b\$/, "$2a$"));
    },
    parameter("cost", numberType),
  );
}

function rsadecrypt(ciphertext: string, key: string): Value {
  const bytes = decodeBase64(ciphertext);
  if (bytes === undefined)
    throw new FunctionError(
      `failed to decode input ${quoteGo(ciphertext)}: cipher text must be base64-encoded`,
    );
  if (!/-----BEGIN [^-]+-----/.test(key)) throw new FunctionError("failed to parse key: no key found");
  if (/^Proc-Type: 4,ENCRYPTED/m.test(key))
    throw new FunctionError(
      "failed to parse key: password protected keys are not supported. Please decrypt the key prior to use",
    );
  if (!key.includes("BEGIN RSA PRIVATE KEY"))
    throw new FunctionError("failed to parse key: a PKCS#1 private key is required");
  return stringValue(unpad(decryptBlock(key, bytes)).toString("utf8"));
}

/** The raw result of the key's operation: Node refuses this padding on some versions, so that it is taken off here. */
function decryptBlock(key: string, bytes: Buffer): Buffer {
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, bytes);
  } catch (error) {
    throw new FunctionError("crypto/rsa: decryption error", undefined, { cause: error });
  }
}

/** Takes off PKCS#1 v1.5: 0, 2, at least eight bytes that are not zero, 0, the message. */
function unpad(block: Buffer): Buffer {
  const end = block.indexOf(0, 2);
  if (block[0] !== 0 || block[1] !== 2 || end < 10) throw new FunctionError("crypto/rsa: decryption error");
  return block.subarray(end + 1);
}

const namespaces: Readonly<Record<string, string>> = {
  dns: "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
  url: "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
  oid: "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
  x500: "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
};

function parseUuid(text: string): Buffer {
  const known = namespaces[text];
  const given = known ?? text;
  const bare = given.length === 45 && /^urn:uuid:/i.test(given) ? given.slice(9) : given;
  const dashed = bare.length === 38 ? bare.slice(1, 37) : bare;
  const wrong = (reason: string) =>
    new FunctionError(`uuidv5() doesn't support namespace ${text} (${reason})`);
  if (![32, 36].includes(dashed.length)) {
    if (given.length === 45) throw wrong(`invalid urn prefix: ${quoteGo(given.slice(0, 9))}`);
    throw wrong(`invalid UUID length: ${Buffer.byteLength(text)}`);
  }
  const shape =
    dashed.length === 36 ? /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i : /^[\da-f]{32}$/i;
  if (!shape.test(dashed)) throw wrong("invalid UUID format");
  return Buffer.from(dashed.replaceAll("-", ""), "hex");
}

function uuidv5(namespace: string, name: string): string {
  const bytes = createHash("sha1").update(parseUuid(namespace)).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Hashes, decryption and identifiers. */
export function hashFunctions(hashPassword: HashPassword | undefined): Readonly<Record<string, HclFunction>> {
  return {
    bcrypt: bcrypt(hashPassword),
    md5: hash("md5"),
    rsadecrypt: define(
      [parameter("ciphertext", stringType), parameter("privatekey", stringType)],
      (...values) => {
        const [ciphertext = "", key = ""] = values.map(textOf);
        return rsadecrypt(ciphertext, key);
      },
    ),
    sha1: hash("sha1"),
    sha256: hash("sha256"),
    sha512: hash("sha512"),
    uuidv4: define([], () => stringValue(randomUUID())),
    uuidv5: define([parameter("namespace", stringType), parameter("name", stringType)], (...values) => {
      const [namespace = "", name = ""] = values.map(textOf);
      return stringValue(uuidv5(namespace, name));
    }),
  };
}
