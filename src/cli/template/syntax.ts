/** A part of a template. */
export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly pipe: Pipe }
  | {
      readonly kind: "if" | "with" | "range";
      readonly pipe: Pipe;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    };

/** `[$x :=] command | command` */
export interface Pipe {
  /** Variables that take the result; two in a range over keys and values. */
  readonly variables: readonly string[];
  /** `:=` rather than `=`. */
  readonly declares: boolean;
  readonly commands: readonly (readonly Operand[])[];
}

/** A value in a command, with the fields that are taken of it one after the other. */
export interface Operand {
  readonly base:
    | { readonly kind: "dot" | "nil" }
    | { readonly kind: "literal"; readonly value: string | number | boolean }
    | { readonly kind: "variable" | "function"; readonly name: string }
    | { readonly kind: "pipe"; readonly pipe: Pipe };
  readonly fields: readonly string[];
  /** The operand as it is written, for messages. */
  readonly source: string;
  readonly position: Position;
}

/** Where something is in a template: `line` from 1, `column` from 0, as Go counts them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
