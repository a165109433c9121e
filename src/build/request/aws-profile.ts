import { readFileSync } from "node:fs";
import { homeDirectory } from "../../util/home-directory.js";

/**
 * Keys of the AWS profile in use (`AWS_PROFILE`, default `default`) from the shared credentials file, in the terms of
 * the s3 cache's attributes. Empty when there is no such file or profile.
 */
export function awsProfile(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const path = env.AWS_SHARED_CREDENTIALS_FILE || `${homeDirectory(env)}/.aws/credentials`;
  const wanted = env.AWS_PROFILE || "default";
  let section = "";
  const keys: Record<string, string> = {};
  for (const line of readLines(path)) {
    const header = /^\s*\[(?:profile\s+)?([^\]]+)\]/.exec(line);
    if (header?.[1] !== undefined) section = header[1].trim();
    const [, key, value] = /^\s*([A-Za-z_]+)\s*=\s*(\S.*?)\s*$/.exec(line) ?? [];
    if (section === wanted && key !== undefined && value !== undefined) keys[key.toLowerCase()] = value;
  }
  const attrs: Record<string, string> = {};
  if (keys.aws_access_key_id && keys.aws_secret_access_key) {
    attrs.access_key_id = keys.aws_access_key_id;
    attrs.secret_access_key = keys.aws_secret_access_key;
    if (keys.aws_session_token) attrs.session_token = keys.aws_session_token;
  }
  return attrs;
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}
