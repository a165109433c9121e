import { formatValue, isMap, isTrue, mapEntries } from "./format-value.js";
import type { TemplateFunction } from "./functions.js";
import type { Operand, Pipe, TemplateNode } from "./syntax.js";
import { executionError } from "./template-error.js";
import { TemplateStruct } from "./template-struct.js";

/**
 * Carries out a parsed template on its data.
 *
 * @throws SlipwayError `invalid-argument` with Go's message.
 */
export function evaluate(
  nodes: readonly TemplateNode[],
  data: unknown,
  functions: ReadonlyMap<string, TemplateFunction>,
): string {
  const scope = new Scope(functions, [["$", data]]);
  return scope.list(nodes, data);
}

class Scope {
  constructor(
    private readonly functions: ReadonlyMap<string, TemplateFunction>,
    /** The innermost last. */
    private readonly variables: [name: string, value: unknown][],
  ) {}

  list(nodes: readonly TemplateNode[], dot: unknown): string {
    const outside = this.variables.length;
    const text = nodes.map((node) => this.#node(node, dot)).join("");
    this.variables.length = outside;
    return text;
  }

  #node(node: TemplateNode, dot: unknown): string {
    if (node.kind === "text") return node.text;
    if (node.kind === "action") {
      const value = this.#assigned(node.pipe, dot);
      return node.pipe.variables.length > 0 ? "" : formatValue(value);
    }
    const outside = this.variables.length;
    const text = node.kind === "range" ? this.#range(node, dot) : this.#branch(node, dot);
    this.variables.length = outside;
    return text;
  }

  #branch(node: Extract<TemplateNode, { pipe: Pipe; body: unknown }>, dot: unknown): string {
    const value = this.#assigned(node.pipe, dot);
    if (!isTrue(value)) return this.list(node.otherwise, dot);
    return this.list(node.body, node.kind === "with" ? value : dot);
  }

  #range(node: Extract<TemplateNode, { pipe: Pipe; body: unknown }>, dot: unknown): string {
    const items = this.#items(node.pipe, this.#value(node.pipe, dot));
    if (items.length === 0) return this.list(node.otherwise, dot);
    const { variables } = node.pipe;
    return items
      .map(([key, value]) => {
        const outside = this.variables.length;
        const values = variables.length === 2 ? [key, value] : [value];
        for (const [index, name] of variables.entries()) this.variables.push([name, values[index]]);
        const text = this.list(node.body, value);
        this.variables.length = outside;
        return text;
      })
      .join("");
  }

  #items(pipe: Pipe, value: unknown): [key: unknown, value: unknown][] {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return [...value.entries()];
    if (isMap(value)) return mapEntries(value);
    if (typeof value === "number") return Array.from({ length: value }, (_, index) => [index, index]);
    const operand = pipe.commands[0]?.[0];
    throw executionError(
      operand?.position ?? { line: 1, column: 0 },
      operand?.source ?? "",
      `range can't iterate over ${formatValue(value)}`,
    );
  }

  #assigned(pipe: Pipe, dot: unknown): unknown {
    const value = this.#value(pipe, dot);
    const [name] = pipe.variables;
    if (name === undefined) return value;
    const known = pipe.declares ? undefined : this.variables.findLast(([other]) => other === name);
    if (known === undefined) this.variables.push([name, value]);
    else known[1] = value;
    return value;
  }

  #value(pipe: Pipe, dot: unknown): unknown {
    let result: unknown;
    for (const [index, command] of pipe.commands.entries()) {
      result = this.#command(command, dot, index === 0 ? [] : [result]);
    }
    return result;
  }

  #command(operands: readonly Operand[], dot: unknown, piped: readonly unknown[]): unknown {
    const [first, ...rest] = operands;
    if (first === undefined) return undefined;
    const { base, position, source } = first;
    if (base.kind === "function") {
      const args = [...rest.map((operand) => this.#operand(operand, dot)), ...piped];
      try {
        return this.#fields(this.functions.get(base.name)?.(...args), first);
      } catch (reason) {
        throw executionError(position, source, reason instanceof Error ? reason.message : String(reason));
      }
    }
    if (rest.length > 0 || piped.length > 0) {
      throw executionError(position, source, `can't give argument to non-function ${source}`);
    }
    return this.#operand(first, dot);
  }

  #operand(operand: Operand, dot: unknown): unknown {
    return this.#fields(this.#base(operand, dot), operand);
  }

  #base(operand: Operand, dot: unknown): unknown {
    const { base } = operand;
    switch (base.kind) {
      case "dot":
        return dot;
      case "nil":
        return null;
      case "literal":
        return base.value;
      case "pipe":
        return this.#value(base.pipe, dot);
      case "variable": {
        const variable = this.variables.findLast(([name]) => name === base.name);
        if (variable === undefined)
          throw executionError(operand.position, operand.source, `undefined variable "${base.name}"`);
        return variable[1];
      }
      case "function":
        return this.#command([operand], dot, []);
    }
  }

  #fields(value: unknown, operand: Operand): unknown {
    return operand.fields.reduce<unknown>((object, name) => fieldOf(object, name, operand), value);
  }
}

function fieldOf(object: unknown, name: string, operand: Operand): unknown {
  if (isMap(object)) return Object.hasOwn(object, name) ? object[name] : undefined;
  const found = object instanceof TemplateStruct ? object.field(name) : undefined;
  if (found !== undefined) return found.value;
  const { position, source } = operand;
  if (object === null || object === undefined) {
    throw executionError(position, source, `nil pointer evaluating interface {}.${name}`);
  }
  const type = object instanceof TemplateStruct ? object.typeName : typeof object;
  throw executionError(position, source, `can't evaluate field ${name} in type ${type}`);
}
