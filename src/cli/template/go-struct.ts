import { TemplateStruct } from "./template-struct.js";

/** A field of a Go struct: its name in templates, its key in JSON, its value. */
export interface GoField {
  readonly name: string;
  readonly key: string;
  readonly value: unknown;
  /** Leave it out of JSON when it is empty. Default false. */
  readonly omitEmpty?: boolean;
}

/** A Go struct with its fields in order. */
export class GoStruct extends TemplateStruct {
  protected readonly fields: Readonly<Record<string, () => unknown>>;

  /** @param typeName as messages of templates name it */
  constructor(
    readonly typeName: string,
    private readonly members: readonly GoField[],
  ) {
    super();
    this.fields = Object.fromEntries(members.map(({ name, value }) => [name, () => value]));
  }

  toJSON(): unknown {
    const shown = this.members.filter(({ value, omitEmpty }) => !(omitEmpty && isEmpty(value)));
    return Object.fromEntries(shown.map(({ key, value }) => [key, value ?? null]));
  }
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof TemplateStruct) return false;
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return !value;
}
