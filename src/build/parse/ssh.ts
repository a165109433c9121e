/** One `--ssh` value. */
export interface SshEntry {
  readonly id: string;
  /** An agent socket, or private key files; empty means the agent of `SSH_AUTH_SOCK`. */
  readonly paths: readonly string[];
}

/** An SSH agent given by code: one that listens at a socket, or one made of private key files. */
export type SshOption =
  | { readonly id?: string; readonly socket: string; readonly keys?: never }
  | { readonly id?: string; readonly keys: readonly [string, ...string[]]; readonly socket?: never };

/** Reads `--ssh` values, `id`, `id=path`, `id=path,path`, and agents given by code. */
export function parseSsh(values: readonly (string | SshOption)[]): SshEntry[] {
  return values.map((value) => {
    if (typeof value !== "string") return { id: value.id ?? "", paths: value.keys ?? [value.socket] };
    const equals = value.indexOf("=");
    if (equals === -1) return { id: value, paths: [] };
    return { id: value.slice(0, equals), paths: value.slice(equals + 1).split(",") };
  });
}
