/** Data of a template with a fixed set of fields, computed when they are asked for. */
export abstract class TemplateStruct {
  /** The type's name in messages about fields it does not have. */
  abstract readonly typeName: string;
  /** What `json` makes of it. */
  abstract toJSON(): unknown;
  /** The fields that a template may use. */
  protected abstract readonly fields: Readonly<Record<string, () => unknown>>;

  /** The field's value; undefined when there is no such field. */
  field(name: string): { readonly value: unknown } | undefined {
    const read = Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
    return read === undefined ? undefined : { value: read() };
  }
}
