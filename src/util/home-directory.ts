import { homedir } from "node:os";

/**
 * The user's home directory by the environment, else by the system. Empty when neither knows one, as in a container
 * that runs as a user without an entry in its passwd: files of the home are then those of the working directory, as
 * with the docker command.
 */
export function homeDirectory(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const fromEnv = platform === "win32" ? env.USERPROFILE : env.HOME;
  if (fromEnv) return fromEnv;
  try {
    return homedir();
  } catch {
    return "";
  }
}
