import { quoteGo } from "../../../util/go-quote.js";
import {
  isCollection,
  type ObjectType,
  sameType,
  type TupleType,
  type Type,
  typeName,
} from "../values/types.js";

/** Why the two results of a conditional have no type in common. */
export function describeMismatch(yes: Type, no: Type): string {
  const found =
    yes.kind === "object" && no.kind === "object"
      ? objectMismatch(yes, no)
      : yes.kind === "tuple" && no.kind === "tuple"
        ? tupleMismatch(yes, no)
        : undefined;
  if (found !== undefined) return found;
  if (isCollection(yes) && isCollection(no) && yes.kind === no.kind) {
    const { kind } = yes.element;
    if (kind === no.element.kind && (kind === "object" || kind === "tuple"))
      return `Mismatched ${yes.kind} element types: ${describeMismatch(yes.element, no.element)}`;
  }
  if (typeName(yes) === typeName(no))
    return "At least one deeply-nested attribute or element is not compatible across both the 'true' and the 'false' value";
  return `The 'true' value is ${typeName(yes)}, but the 'false' value is ${typeName(no)}`;
}

function objectMismatch(yes: ObjectType, no: ObjectType): string | undefined {
  const absent = (own: string, name: string, other: string) =>
    `The '${own}' value includes object attribute ${quoteGo(name)}, which is absent in the '${other}' value`;
  for (const [name, type] of yes.attributes) {
    const other = no.attributes.get(name);
    if (other === undefined) return absent("true", name, "false");
    if (!sameType(type, other))
      return `Type mismatch for object attribute ${quoteGo(name)}: ${describeMismatch(type, other)}`;
  }
  for (const name of no.attributes.keys())
    if (!yes.attributes.has(name)) return absent("false", name, "true");
  return undefined;
}

function tupleMismatch(yes: TupleType, no: TupleType): string | undefined {
  if (yes.elements.length !== no.elements.length)
    return `The 'true' tuple has length ${yes.elements.length}, but the 'false' tuple has length ${no.elements.length}`;
  for (const [at, type] of yes.elements.entries()) {
    const other = no.elements[at];
    if (other !== undefined && !sameType(type, other))
      return `Type mismatch for tuple element ${at}: ${describeMismatch(type, other)}`;
  }
  return undefined;
}
