/** `--ulimit` values as the `ulimit` attribute: sorted by name, the hard limit filled in, the last of a name wins. */
export function formatUlimits(values: readonly string[]): string {
  const limits = new Map<string, string>();
  for (const value of values) {
    const [name = "", limit = ""] = value.split("=", 2);
    const [soft = "", hard = soft] = limit.split(":");
    limits.set(name, `${name}=${soft}:${hard}`);
  }
  return [...limits.keys()]
    .sort()
    .map((name) => limits.get(name))
    .join(",");
}
