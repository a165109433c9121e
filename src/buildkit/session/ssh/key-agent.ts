import { readFile, stat } from "node:fs/promises";
import { SlipwayError } from "../../../errors/index.js";
import { fileError } from "../../../util/file-error.js";
import { type AgentKey, toAgentKey } from "./agent-key.js";
import { AgentMessage, type SshAgent } from "./agent-protocol.js";
import { KeyEncryptedError, parsePrivateKey } from "./parse-private-key.js";
import { SshFields, string, uint32 } from "./ssh-wire.js";

/** The largest private key file, bytes. */
const keyFileLimit = 100 * 1024;

/**
 * Reads private key files (OpenSSH's format, PEM) into an agent that lives in this process and only lists and signs.
 *
 * @throws SlipwayError `not-found`, `io-error` or `invalid-argument`, naming the file and nothing of its content.
 */
export async function loadKeyAgent(paths: readonly string[]): Promise<SshAgent> {
  const keys: AgentKey[] = [];
  for (const path of paths) keys.push(await loadKey(path));
  return {
    request: async (message) => answer(keys, message),
    close: () => {},
  };
}

async function loadKey(path: string): Promise<AgentKey> {
  const text = await readKeyFile(path);
  try {
    return toAgentKey(parsePrivateKey(text));
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
    // The parser's own error is left out: it may quote the file.
    throw new SlipwayError(
      "invalid-argument",
      `failed to parse ${path}: neither a private key nor an agent socket`,
      { details: { path } },
    );
  }
}

async function readKeyFile(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > keyFileLimit) {
      throw new SlipwayError("invalid-argument", `failed to parse ${path}: larger than any private key`);
    }
    return await readFile(path, "latin1");
  } catch (error) {
    throw fileError("failed to read", path, error);
  }
}

/** An unknown key and a malformed request both get the protocol's plain failure. */
function answer(keys: readonly AgentKey[], message: Uint8Array): Uint8Array {
  try {
    return message[0] === AgentMessage.requestIdentities ? listKeys(keys) : sign(keys, message);
  } catch {
    return Uint8Array.of(AgentMessage.failure);
  }
}

function listKeys(keys: readonly AgentKey[]): Uint8Array {
  return Buffer.concat([
    Uint8Array.of(AgentMessage.identitiesAnswer),
    uint32(keys.length),
    ...keys.flatMap(({ blob }) => [string(blob), string("")]),
  ]);
}

function sign(keys: readonly AgentKey[], message: Uint8Array): Uint8Array {
  const fields = new SshFields(message, 1);
  const blob = fields.string();
  const data = fields.string();
  const flags = fields.uint32();
  const key = keys.find((candidate) => candidate.blob.equals(blob));
  if (key === undefined) throw new Error("no such key");
  return Buffer.concat([Uint8Array.of(AgentMessage.signResponse), string(key.sign(data, flags))]);
}
