import { nearestWord } from "../nearest-word.js";
import { fieldAt, type Mismatch, mismatch } from "./mismatch.js";
import { type Description, listed, type Needed, type Wanted } from "./wanted.js";

type KeysOf<U> = U extends unknown ? keyof U : never;
type ValueOf<U, K> = U extends unknown ? (K extends keyof U ? Exclude<U[K], undefined> : never) : never;
type FieldOf<U, K extends PropertyKey> = [U] extends [Readonly<Record<K, unknown>>]
  ? Needed<ValueOf<U, K>>
  : Wanted<ValueOf<U, K>>;

/**
 * A description for each property of a type, and for no other. Of a union it describes the properties of all members;
 * one that only some must have need not be there, and a rule says the rest.
 */
export type Fields<U> = {
  readonly [K in KeysOf<U> as [ValueOf<U, K>] extends [never] ? never : K]: FieldOf<U, K>;
};

/** What fields have to do with each other. */
export interface FieldsRule {
  /** Exactly one of these is given. */
  readonly exactlyOne?: readonly string[];
  /** No two of these are given. */
  readonly atMostOne?: readonly string[];
  /** What helps whoever gives a field that is none, by its name. */
  readonly hints?: Readonly<Record<string, string>>;
  /** Other fields may be there too. Default false. */
  readonly open?: boolean;
  /** What is wanted, in place of the names of the fields. */
  readonly says?: string;
}

type AnyFields = NonNullable<Description["fields"]>;

/** An object with these fields and no others. */
export function fields<T>(described: Fields<T>, rule: FieldsRule = {}): Wanted<T> {
  const all = described as unknown as AnyFields;
  const { says = `an object { ${Object.keys(all).join(", ")} }` } = rule;
  return {
    says,
    fields: all,
    find: (value, at) => {
      if (!isObject(value)) return mismatch(value, at, says);
      const unknown = rule.open === true ? undefined : unknownField(value, at, all, rule.hints);
      return unknown ?? wrongField(value, at, all) ?? notOne(value, at, rule);
    },
  };
}

function unknownField(
  value: object,
  at: string,
  known: AnyFields,
  hints: FieldsRule["hints"] = {},
): Mismatch | undefined {
  for (const [key, given] of Object.entries(value)) {
    if (Object.hasOwn(known, key) || given === undefined) continue;
    const names = Object.keys(known);
    const nearest = nearestWord(key, names);
    const usual = nearest === undefined ? `it may be ${listed(names)}` : `did you mean ${nearest}?`;
    const hint = Object.hasOwn(hints, key) ? hints[key] : usual;
    return { at: fieldAt(at, key), problem: "is no option", hint };
  }
  return undefined;
}

function wrongField(value: object, at: string, known: AnyFields): Mismatch | undefined {
  for (const [key, field] of Object.entries(known)) {
    const given: unknown = Reflect.get(value, key);
    if (given === undefined && !("needed" in field)) continue;
    const wanted = "needed" in field ? field.needed : field;
    const found = wanted.find(given, fieldAt(at, key));
    if (found !== undefined) return found;
  }
  return undefined;
}

function notOne(
  value: object,
  at: string,
  { exactlyOne = [], atMostOne = [] }: FieldsRule,
): Mismatch | undefined {
  const given = (names: readonly string[]) => names.filter((name) => Reflect.get(value, name) !== undefined);
  const [of, has] = [exactlyOne, given(exactlyOne)];
  if (of.length > 0 && has.length === 0) return { at, problem: `has none of ${listed(of)}; one is wanted` };
  const many = [has, given(atMostOne)].find((names) => names.length > 1);
  return many && { at, problem: `has ${many.join(" and ")}; one of them is wanted` };
}

/** An object whose field `type` says which of several kinds it is. */
export function variants<U extends { readonly type: string }>(
  cases: {
    readonly [Type in U["type"]]: Wanted<Extract<U, { readonly type: Type }>>;
  },
): Wanted<U> {
  const known = new Map(Object.entries(cases as Readonly<Record<string, Description>>));
  const types = listed([...known.keys()].map((type) => JSON.stringify(type)));
  const says = `an object whose type is ${types}`;
  return {
    says,
    fields: Object.assign({}, ...[...known.values()].map((wanted) => wanted.fields)),
    find: (value, at) => {
      if (!isObject(value)) return mismatch(value, at, says);
      const type: unknown = Reflect.get(value, "type");
      const wanted = typeof type === "string" ? known.get(type) : undefined;
      return wanted === undefined ? mismatchedType(type, at, types) : wanted.find(value, at);
    },
  };
}

function mismatchedType(type: unknown, at: string, types: string): Mismatch {
  const place = fieldAt(at, "type");
  if (typeof type !== "string") return mismatch(type, place, types);
  return { at: place, problem: `is ${JSON.stringify(type.slice(0, 64))}; ${types} is wanted` };
}

/** A list of such values. */
export function list<T>(item: Wanted<T>, says = ofMany("a list", "each", item)): Wanted<readonly T[]> {
  return {
    says,
    parts: [item],
    find: (value, at) => {
      if (!Array.isArray(value)) return mismatch(value, at, says);
      for (const [index, entry] of value.entries()) {
        const found = item.find(entry, `${at}[${index}]`);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

/** An object of such values by names of the caller's choice. */
export function record<T>(
  item: Wanted<T>,
  says = ofMany("an object", "each value", item),
): Wanted<Readonly<Record<string, T>>> {
  return {
    says,
    find: (value, at) => {
      if (!isObject(value)) return mismatch(value, at, says);
      for (const [key, entry] of Object.entries(value)) {
        const found = item.find(entry, fieldAt(at, key));
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

/** Any of several. Of a value that is none of them, what comes nearest is told: the one that looked deepest into it. */
export function either<const Kinds extends readonly Description[]>(
  ...kinds: Kinds
): Wanted<TypeOf<Kinds[number]>> {
  const says = listed(kinds.map((kind) => kind.says));
  return {
    says,
    parts: kinds,
    find: (value, at) => {
      const found = kinds.map((kind) => kind.find(value, at));
      if (found.some((problem) => problem === undefined)) return undefined;
      const told = found.find((problem) => problem?.at !== at || problem.otherKind !== true);
      return told ?? mismatch(value, at, says);
    },
  };
}

/** The type of the values that a description lets through. */
export type TypeOf<W> = W extends { readonly type?: (value: infer T) => unknown } ? T : never;

function ofMany(many: string, each: string, { says }: Description): string {
  const [, word] = /^an? (string|number|function)$/.exec(says) ?? [];
  return word === undefined ? `${many}, ${each} ${says},` : `${many} of ${word}s`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isContainer(value);
}

/** Maps, dates and the like have no fields, so that they would pass for an object without any. */
function isContainer(value: object): boolean {
  const tag = Object.prototype.toString.call(value);
  return (
    tag !== "[object Object]" &&
    /^\[object (Map|Set|Date|RegExp|Promise|Error|\w+Array|ArrayBuffer|String|Number|Boolean)\]$/.test(tag)
  );
}
