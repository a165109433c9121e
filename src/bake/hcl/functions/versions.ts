import { define, FunctionError, type HclFunction, parameter } from "../evaluate/function.js";
import { stringType } from "../values/types.js";
import { boolValue, textOf } from "../values/value.js";

interface Version {
  readonly parts: readonly [major: bigint, minor: bigint, patch: bigint];
  readonly prerelease: string;
}

interface Constraint {
  readonly operator: string;
  readonly version: Version;
  /** Which of the version's numbers are given: 0 for `*`, 1 for `1` or `1.x`, 2 for `1.2`, 3 for all. */
  readonly given: number;
}

const label = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const versionPattern = new RegExp(`^v?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:-(${label}))?(?:\\+(${label}))?$`);
const constraintPattern = new RegExp(
  `(=>|>=|<=|=<|!=|~>|[=<>~^]?)\\s*v?([0-9xX*|]+)(?:\\.([0-9xX*|]+))?(?:\\.([0-9xX*|]+))?(-${label})?(?:\\+${label})?`,
  "y",
);
const spanPattern = /^(\S+)\s+-\s+(\S+)$/;

function parseVersion(text: string): Version {
  const match = versionPattern.exec(text);
  const [, major = "0", minor = "0", patch = "0", prerelease = ""] = match ?? [];
  const parts = [major, minor, patch].map(BigInt) as [bigint, bigint, bigint];
  if (match === null) throw new FunctionError("invalid semantic version");
  if (parts.some((part) => part >= 2n ** 64n)) throw new FunctionError("error parsing version segment");
  if (prerelease.split(".").some((part) => /^0\d+$/.test(part)))
    throw new FunctionError("version segment starts with 0");
  return { parts, prerelease };
}

/** Alternatives between `||`, each a list of constraints that all must hold. */
function parseConstraints(text: string): readonly (readonly Constraint[])[] {
  return text.split("||").map((alternative) => {
    const span = spanPattern.exec(alternative.trim());
    return parseAlternative(span === null ? alternative : `>= ${span[1]}, <= ${span[2]}`);
  });
}

function parseAlternative(text: string): readonly Constraint[] {
  const improper = () => new FunctionError(`improper constraint: ${text}`);
  const constraints: Constraint[] = [];
  let rest = text.trim();
  for (;;) {
    constraintPattern.lastIndex = 0;
    const match = constraintPattern.exec(rest);
    if (match === null) throw improper();
    constraints.push(asConstraint(match));
    const behind = rest.slice(match[0].length);
    if (behind === "") return constraints;
    rest = behind.replace(/^\s*,\s*|^\s+/, "");
    if (rest === behind || rest === "") throw improper();
  }
}

function asConstraint(match: RegExpExecArray): Constraint {
  const [, operator = "", ...rest] = match;
  const [major, minor, patch, prerelease = ""] = rest;
  const numbers = [major, minor, patch];
  const open = numbers.findIndex((part) => part === undefined || /^[xX*]$/.test(part));
  const given = open < 0 ? 3 : open;
  const text = [0, 1, 2].map((at) => (at < given ? (numbers[at] ?? "0") : "0")).join(".");
  try {
    return { operator, version: parseVersion(`${text}${prerelease}`), given };
  } catch {
    throw new FunctionError("constraint parser error");
  }
}

function compareVersions(a: Version, b: Version): number {
  for (const [at, part] of a.parts.entries()) {
    const other = b.parts[at] ?? 0n;
    if (part !== other) return part > other ? 1 : -1;
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? 1 : -1;
  const left = a.split(".");
  const right = b.split(".");
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = compareIdentifiers(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const numeric = [a, b].map((part) => /^\d+$/.test(part));
  if (numeric[0] && numeric[1]) return BigInt(a) > BigInt(b) ? 1 : -1;
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  return a > b ? 1 : -1;
}

function holds(version: Version, constraint: Constraint, prereleases: boolean): boolean {
  if (version.prerelease !== "" && !prereleases) return false;
  const { operator, version: wanted, given } = constraint;
  const order = compareVersions(version, wanted);
  const sameMajor = version.parts[0] === wanted.parts[0];
  const sameMinor = version.parts[1] === wanted.parts[1];
  switch (operator) {
    case "!=":
      return given === 3 || given === 0 ? order !== 0 : !sameMajor || (given === 2 && !sameMinor);
    case ">":
      if (given === 3 || given === 0) return order > 0;
      return sameMajor ? given === 2 && version.parts[1] > wanted.parts[1] : order > 0;
    case "<":
      return order < 0;
    case ">=":
    case "=>":
      return order >= 0;
    case "<=":
    case "=<":
      if (given === 3) return order <= 0;
      if (!sameMajor) return order < 0;
      return given === 1 || version.parts[1] <= wanted.parts[1];
    case "^":
      return order >= 0 && withinCaret(version, constraint);
    default:
      if (operator !== "~" && operator !== "~>" && given === 3) return order === 0;
      return order >= 0 && withinTilde(version, constraint);
  }
}

/** The same minor version, or the same major one if no more is given; anything for zero. */
function withinTilde({ parts }: Version, { version, given }: Constraint): boolean {
  const [major, minor, patch] = version.parts;
  if (major === 0n && minor === 0n && patch === 0n && given !== 1 && given !== 2) return true;
  return parts[0] === major && (given === 1 || parts[1] === minor);
}

/** Up to the next change of the first number that is not zero. */
function withinCaret({ parts }: Version, { version, given }: Constraint): boolean {
  const [major, minor, patch] = version.parts;
  if (parts[0] !== major) return false;
  if (major > 0n || given === 1) return true;
  if (parts[1] !== minor) return false;
  return minor > 0n || given === 2 || parts[2] === patch;
}

/** Whether a version is within constraints such as `>= 1.2, < 2`, `^1.2`, `~1.2`, `1.x || 2.x`. */
function satisfies(version: string, constraints: string): boolean {
  const parsed = parseVersion(version);
  return parseConstraints(constraints).some((alternative) => {
    const prereleases = alternative.some((constraint) => constraint.version.prerelease !== "");
    return alternative.every((constraint) => holds(parsed, constraint, prereleases));
  });
}

/** Functions of versions. */
export const versionFunctions: Readonly<Record<string, HclFunction>> = {
  semvercmp: define([parameter("version", stringType), parameter("contraint", stringType)], (...values) => {
    const [version = "", constraint = ""] = values.map(textOf);
    return boolValue(satisfies(version, constraint));
  }),
};
