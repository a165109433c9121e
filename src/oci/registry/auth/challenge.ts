/** One authentication challenge of a `WWW-Authenticate` header (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** By name in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const parameter = new RegExp(`^(${token})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${token}))`);
const scheme = new RegExp(`^(${token})(?:\\s+|$|(?=,))`);

/** The challenges of a header, which may hold several. What follows a malformed part is left out. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  let rest = header.trim();
  while (rest !== "") {
    const current = challenges.at(-1);
    const found = parameter.exec(rest);
    if (found !== null && current !== undefined) {
      const [, name = "", quoted, plain = ""] = found;
      current.parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    }
    const head = found ?? scheme.exec(rest);
    if (head === null || (found !== null && current === undefined)) break;
    if (found === null) challenges.push({ scheme: (head[1] ?? "").toLowerCase(), parameters: {} });
    rest = rest.slice(head[0].length).replace(/^[\s,]+/, "");
  }
  return challenges;
}
