import { isPrimitive, type ObjectType, sameType, type TupleType, type Type } from "./types.js";

/** The different types among the given ones, the most general first; those that cannot be compared keep their order. */
export function orderByGenerality(types: readonly Type[]): readonly Type[] {
  const different: Type[] = [];
  for (const type of types) if (!different.some((other) => sameType(other, type))) different.push(type);
  const before = different.map(() => 0);
  const after: number[][] = different.map(() => []);
  for (const [left, a] of different.entries())
    for (const [right, b] of different.entries())
      if (left < right) {
        const order = compareGenerality(a, b);
        if (order === 0) continue;
        const [from, to] = order < 0 ? [left, right] : [right, left];
        after[from]?.push(to);
        before[to] = (before[to] ?? 0) + 1;
      }
  const queue = different.map((_, at) => at).filter((at) => before[at] === 0);
  for (let next = 0; next < queue.length; next++)
    for (const later of after[queue[next] ?? 0] ?? []) {
      const left = (before[later] ?? 1) - 1;
      before[later] = left;
      if (left === 0) queue.push(later);
    }
  return queue.flatMap((at) => different[at] ?? []);
}

/** Negative when everything of `b` can be had as `a`, positive for the reverse, zero when neither is known. */
function compareGenerality(a: Type, b: Type): number {
  if (a.kind === "any" || b.kind === "any") return Number(a.kind === "any") - Number(b.kind === "any");
  if (isPrimitive(a) && isPrimitive(b)) return Number(b.kind === "string") - Number(a.kind === "string");
  if (a.kind === b.kind) return compareAlike(a, b);
  const rank = (type: Type) => ["list", "tuple", "set"].indexOf(type.kind);
  if (rank(a) >= 0 && rank(b) >= 0) return rank(a) - rank(b);
  if (a.kind === "map" && b.kind === "object") return -1;
  return a.kind === "object" && b.kind === "map" ? 1 : 0;
}

function compareAlike(a: Type, b: Type): number {
  if (a.kind === "tuple") return compareParts(a.elements, (b as TupleType).elements);
  if (a.kind === "object") {
    const other = (b as ObjectType).attributes;
    const names = [...a.attributes.keys()];
    if (other.size !== names.length || names.some((name) => !other.has(name))) return 0;
    return compareParts(
      [...a.attributes.values()],
      names.flatMap((name) => other.get(name) ?? []),
    );
  }
  return "element" in a && "element" in b ? compareGenerality(a.element, b.element) : 0;
}

function compareParts(a: readonly Type[], b: readonly Type[]): number {
  if (a.length !== b.length) return 0;
  const orders = a.map((type, at) => compareGenerality(type, b[at] ?? type));
  const more = orders.some((part) => part < 0);
  const less = orders.some((part) => part > 0);
  return more === less ? 0 : more ? -1 : 1;
}
