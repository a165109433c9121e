/** One `--ssh` value. */
export interface SshEntry {
  readonly id: string;
  /** An agent socket, or private key files; empty means the agent of `SSH_AUTH_SOCK`. */
  readonly paths: readonly string[];
}

/** Reads `--ssh` values: `id`, `id=path`, `id=path,path`. */
export function parseSsh(values: readonly string[]): SshEntry[] {
  return values.map((value) => {
    const equals = value.indexOf("=");
    if (equals === -1) return { id: value, paths: [] };
    return { id: value.slice(0, equals), paths: value.slice(equals + 1).split(",") };
  });
}
