import { readFile, stat } from "node:fs/promises";
import type { PrivateKey } from "sshpk";
import { SlipwayError } from "../../../errors/index.js";
import { fileError } from "../as-grpc-error.js";
import { AgentMessage, type SshAgent } from "./agent-protocol.js";

/** The largest private key file, bytes. */
const keyFileLimit = 100 * 1024;
/** Flags of a sign request by which a client chooses the hash of an RSA signature. */
const rsaSha256 = 2;
const rsaSha512 = 4;

/**
 * Reads private key files (OpenSSH, PEM, PKCS #8) into an agent that lives in this process and only lists and signs.
 *
 * @throws SlipwayError `io-error` or `invalid-argument`, naming the file and nothing of its content.
 */
export async function loadKeyAgent(paths: readonly string[]): Promise<SshAgent> {
  const keys: AgentKey[] = [];
  for (const path of paths) keys.push(new AgentKey(await loadKey(path)));
  return {
    request: async (message) => answer(keys, Buffer.from(message)) ?? Uint8Array.of(AgentMessage.failure),
    close: () => {},
  };
}

async function loadKey(path: string): Promise<PrivateKey> {
  const content = await readKeyFile(path);
  const { parsePrivateKey, KeyEncryptedError } = await import("sshpk");
  try {
    return parsePrivateKey(content, "auto");
  } catch (error) {
    if (error instanceof KeyEncryptedError) {
      throw new SlipwayError(
        "invalid-argument",
        `failed to parse ${path}: this private key is passphrase protected`,
        {
          hint: "add the key to an ssh agent with ssh-add and forward the agent instead of the file",
          details: { path },
        },
      );
    }
    // The parser's own error may quote the file.
    throw new SlipwayError(
      "invalid-argument",
      `failed to parse ${path}: neither a private key nor an agent socket`,
      { details: { path } },
    );
  }
}

async function readKeyFile(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > keyFileLimit) {
      throw new SlipwayError("invalid-argument", `failed to parse ${path}: larger than any private key`);
    }
    return await readFile(path);
  } catch (error) {
    throw fileError("failed to read", path, error);
  }
}

/** A private key with the public key blob by which clients name it. */
class AgentKey {
  readonly blob: Buffer;

  constructor(readonly key: PrivateKey) {
    this.blob = key.toPublic().toBuffer("rfc4253");
  }

  /** The signature in SSH's format. */
  sign(data: Uint8Array, flags: number): Buffer {
    const signer = this.key.createSign(this.#hash(flags));
    signer.update(Buffer.from(data));
    return signer.sign().toBuffer("ssh");
  }

  #hash(flags: number): "sha1" | "sha256" | "sha384" | "sha512" {
    if (this.key.type === "dsa") return "sha1";
    if (this.key.type === "rsa") {
      if (flags & rsaSha512) return "sha512";
      return flags & rsaSha256 ? "sha256" : "sha1";
    }
    if (this.key.type !== "ecdsa") return "sha512";
    return this.key.size <= 256 ? "sha256" : this.key.size <= 384 ? "sha384" : "sha512";
  }
}

/** Undefined for what cannot be answered: an unknown key, a malformed request. */
function answer(keys: readonly AgentKey[], message: Buffer): Uint8Array | undefined {
  if (message[0] === AgentMessage.requestIdentities) {
    const comment = field(Buffer.alloc(0));
    return Buffer.concat([
      Uint8Array.of(AgentMessage.identitiesAnswer),
      uint32(keys.length),
      ...keys.flatMap(({ blob }) => [field(blob), comment]),
    ]);
  }
  const blob = readField(message, 1);
  const data = blob && readField(message, blob.end);
  if (blob === undefined || data === undefined || message.length < data.end + 4) return undefined;
  const key = keys.find((candidate) => candidate.blob.equals(blob.value));
  if (key === undefined) return undefined;
  const signature = key.sign(data.value, message.readUInt32BE(data.end));
  return Buffer.concat([Uint8Array.of(AgentMessage.signResponse), field(signature)]);
}

function readField(message: Buffer, start: number): { value: Buffer; end: number } | undefined {
  if (message.length < start + 4) return undefined;
  const end = start + 4 + message.readUInt32BE(start);
  return message.length < end ? undefined : { value: message.subarray(start + 4, end), end };
}

function field(value: Buffer): Buffer {
  return Buffer.concat([uint32(value.length), value]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
