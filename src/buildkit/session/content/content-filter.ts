import type { RE2JS } from "re2js";
import { GrpcCode, GrpcError } from "../../transport/types.js";

/** The fields a filter may ask for. */
type Fields = Readonly<Record<string, string>>;

const selector = /^([A-Za-z][\w.]*)(?:(==|!=|~=)(?:"((?:[^"\\]|\\.)*)"|([^",]*)))?(?:,|$)/;

/**
 * A test of containerd's filter language (https://github.com/containerd/containerd/blob/main/pkg/filters/filter.go):
 * selectors within a filter must all hold, one of the filters must. No filter lets everything pass.
 *
 * @throws GrpcError InvalidArgument for what is no filter
 */
export async function parseFilters(filters: readonly string[]): Promise<(fields: Fields) => boolean> {
  const tests = await Promise.all(filters.map(parseFilter));
  return (fields) => tests.length === 0 || tests.some((test) => test(fields));
}

async function parseFilter(filter: string): Promise<(fields: Fields) => boolean> {
  const tests: ((fields: Fields) => boolean)[] = [];
  for (let rest = filter; rest !== ""; ) {
    const match = selector.exec(rest);
    if (match === null) throw invalidFilter(filter);
    const [whole, key = "", operator, quoted, bare] = match;
    tests.push(await toTest(filter, key, operator, quoted?.replaceAll(/\\(.)/g, "$1") ?? bare ?? ""));
    rest = rest.slice(whole.length);
  }
  return (fields) => tests.every((test) => test(fields));
}

async function toTest(filter: string, key: string, operator: string | undefined, value: string) {
  switch (operator) {
    case "==":
      return (fields: Fields) => fields[key] === value;
    case "!=":
      return (fields: Fields) => fields[key] !== value;
    case "~=": {
      const pattern = await toPattern(filter, value);
      return (fields: Fields) => pattern.test(fields[key] ?? "");
    }
    default:
      return (fields: Fields) => fields[key] !== undefined;
  }
}

/** In Go's syntax and, whatever it is, in linear time. Loaded only now, because hardly any daemon asks for it. */
async function toPattern(filter: string, value: string): Promise<RE2JS> {
  const { RE2JS } = await import("re2js");
  try {
    return RE2JS.compile(value);
  } catch {
    throw invalidFilter(filter);
  }
}

function invalidFilter(filter: string): GrpcError {
  return new GrpcError(
    GrpcCode.InvalidArgument,
    `invalid filter ${JSON.stringify(filter)}: invalid argument`,
  );
}
