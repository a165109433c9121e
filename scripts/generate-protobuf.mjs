#!/usr/bin/env node
// @ts-check
// The protoc plugin that makes src/buildkit/gen: per message a type and a field table for src/buildkit/protobuf, per
// enum an enum, per service its methods. `npm run generate` runs it through buf.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path/posix";
import { create, createFileRegistry, fromBinary, ScalarType, toBinary } from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import {
  CodeGeneratorRequestSchema,
  CodeGeneratorResponse_Feature,
  CodeGeneratorResponseSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";

/**
 * @import { DescEnum, DescField, DescFile, DescMessage, DescOneof, DescService } from "@bufbuild/protobuf"
 */

/** The codec's scalars by protobuf's, with their types in TypeScript. */
const scalars = new Map([
  [ScalarType.BOOL, { name: "bool", type: "boolean" }],
  [ScalarType.BYTES, { name: "bytes", type: "Uint8Array" }],
  [ScalarType.INT32, { name: "int32", type: "number" }],
  [ScalarType.INT64, { name: "int64", type: "bigint" }],
  [ScalarType.STRING, { name: "string", type: "string" }],
  [ScalarType.UINT32, { name: "uint32", type: "number" }],
]);

const outputOf = (/** @type {DescFile} */ file) => `${file.name}_pb`;

/** @param {DescMessage | DescEnum} type */
function nameOf(type) {
  const { package: packageName } = type.file.proto;
  const inside = packageName === "" ? type.typeName : type.typeName.slice(packageName.length + 1);
  return inside.replaceAll(".", "_");
}

/** One generated file. */
class Output {
  /** @type {string[]} */
  #lines = [];
  /** @type {Map<string, { values: Set<string>, types: Set<string> }>} */
  #imports = new Map();

  /** @param {DescFile} file */
  constructor(file) {
    this.file = file;
  }

  /** @param {string[]} lines */
  print(...lines) {
    this.#lines.push(...lines);
  }

  /**
   * The name by which a file refers to another's export.
   * @param {string} name
   * @param {string} module path below the output directory, without extension
   * @param {"values" | "types"} kind
   */
  use(name, module, kind) {
    if (module === outputOf(this.file)) return name;
    const found = this.#imports.get(module) ?? { values: new Set(), types: new Set() };
    this.#imports.set(module, found);
    found[kind].add(name);
    return name;
  }

  /** @param {DescMessage | DescEnum} type */
  typeOf(type) {
    return this.use(nameOf(type), outputOf(type.file), "types");
  }

  /** @param {DescMessage} message */
  schemaOf(message) {
    return this.use(`${nameOf(message)}Schema`, outputOf(message.file), "values");
  }

  text() {
    const imports = [...this.#imports]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([module, { values, types }]) => {
        const names = [...[...types].sort().map((name) => `type ${name}`), ...[...values].sort()];
        const path = relative(dirname(outputOf(this.file)), module);
        return `import { ${names.join(", ")} } from "${path.startsWith(".") ? path : `./${path}`}.js";`;
      });
    const head = `// Generated from ${this.file.name}.proto by scripts/generate-protobuf.mjs; do not edit.`;
    return `${[head, ...imports, "", ...this.#lines].join("\n").trimEnd()}\n`;
  }
}

/** @param {DescField} field */
function scalarOf(field) {
  if (field.enum !== undefined) return { name: "int32", type: undefined };
  const scalar = scalars.get(/** @type {ScalarType} */ (field.scalar));
  if (scalar === undefined)
    throw new Error(`${field.parent.typeName}.${field.name}: the codec has no such scalar`);
  return scalar;
}

/**
 * The type of one value of a field.
 * @param {Output} out
 * @param {DescField} field
 */
function valueType(out, field) {
  if (field.message !== undefined) return out.typeOf(field.message);
  return field.enum === undefined ? scalarOf(field).type : out.typeOf(field.enum);
}

/**
 * A member of the message's interface.
 * @param {Output} out
 * @param {DescField | DescOneof} member
 */
function property(out, member) {
  if (member.kind === "oneof") {
    const cases = member.fields.map(
      (field) => `{ case: "${field.localName}"; value: ${valueType(out, field)} }`,
    );
    return `${member.localName}: ${[...cases, "{ case: undefined; value?: undefined }"].join(" | ")};`;
  }
  const type = valueType(out, member);
  if (member.fieldKind === "list") return `${member.localName}: ${type}[];`;
  if (member.fieldKind === "map") return `${member.localName}: { [key: string]: ${type} };`;
  return `${member.localName}${member.fieldKind === "message" ? "?" : ""}: ${type};`;
}

/**
 * A line of the field table.
 * @param {Output} out
 * @param {DescField} field
 */
function tableLine(out, field) {
  const type = field.message === undefined ? `"${scalarOf(field).name}"` : out.schemaOf(field.message);
  const parts = [field.number, `"${field.localName}"`, type];
  if (field.fieldKind === "list") parts.push('"repeated"');
  if (field.fieldKind === "map") parts.push(`{ mapKey: "${scalars.get(field.mapKey)?.name}" }`);
  if (field.oneof !== undefined) parts.push(`{ oneof: "${field.oneof.localName}" }`);
  return `  [${parts.join(", ")}],`;
}

/** @param {DescMessage} message */
function checkSupported(message) {
  for (const field of message.fields) {
    if (field.proto.proto3Optional)
      throw new Error(`${field.parent.typeName}.${field.name}: optional is not supported`);
  }
}

/**
 * @param {Output} out
 * @param {DescMessage} message
 */
function printMessage(out, message) {
  checkSupported(message);
  const name = nameOf(message);
  const desc = out.use("DescMessage", "../protobuf/schema", "values");
  out.print(`/** \`${message.typeName}\` */`, `export interface ${name} {`);
  for (const member of message.members) {
    const comment = commentOn(member);
    if (comment !== undefined) out.print(`  /** ${comment} */`);
    out.print(`  ${property(out, member)}`);
  }
  const fields = [...message.fields].sort((a, b) => a.number - b.number);
  out.print("}", `/** Field table of {@link ${name}}. */`);
  out.print(
    `export const ${name}Schema: ${desc}<${name}> = /* @__PURE__ */ new ${desc}("${message.typeName}", () => [`,
  );
  out.print(...fields.map((field) => tableLine(out, field)), "]);", "");
}

/**
 * @param {Output} out
 * @param {DescEnum} type
 */
function printEnum(out, type) {
  out.print(`/** \`${type.typeName}\` */`, `export enum ${nameOf(type)} {`);
  out.print(...type.values.map((value) => `  ${value.localName} = ${value.number},`), "}", "");
}

/**
 * @param {Output} out
 * @param {DescService} service
 */
function printService(out, service) {
  out.print(`/** Methods of \`${service.typeName}\`. */`, `export const ${service.name} = {`);
  for (const method of service.methods) {
    const messages = `input: ${out.schemaOf(method.input)}, output: ${out.schemaOf(method.output)}`;
    out.print(`  ${method.localName}: { path: "/${service.typeName}/${method.name}", ${messages} },`);
  }
  out.print("} as const;", "");
}

/**
 * What the .proto file says right above a field.
 * @param {DescField | DescOneof} member
 */
function commentOn(member) {
  if (member.kind === "oneof") return undefined;
  const path = [...pathOf(member.parent), 2, member.parent.proto.field.indexOf(member.proto)].join();
  const { location = [] } = member.parent.file.proto.sourceCodeInfo ?? {};
  const comment = location.find((candidate) => candidate.path.join() === path)?.leadingComments.trim();
  return comment === "" ? undefined : comment?.replaceAll(/\s+/g, " ").replaceAll("*/", "* /");
}

/**
 * @param {DescMessage} message
 * @returns {number[]} its path in the file's descriptor
 */
function pathOf(message) {
  if (message.parent === undefined) return [4, message.file.proto.messageType.indexOf(message.proto)];
  return [...pathOf(message.parent), 3, message.parent.proto.nestedType.indexOf(message.proto)];
}

/** @param {DescFile} file */
function generate(file) {
  const out = new Output(file);
  for (const type of nestedTypes(file)) {
    if (type.kind === "enum") printEnum(out, type);
    if (type.kind === "message") printMessage(out, type);
  }
  for (const service of file.services) printService(out, service);
  return { name: `${outputOf(file)}.ts`, content: out.text() };
}

const request = fromBinary(CodeGeneratorRequestSchema, readFileSync(0));
const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: request.protoFile }));
const file = request.fileToGenerate.map((name) => {
  const found = registry.getFile(name);
  if (found === undefined) throw new Error(`buf asks for ${name} and did not send it`);
  return generate(found);
});
const supportedFeatures = BigInt(CodeGeneratorResponse_Feature.PROTO3_OPTIONAL);
const response = create(CodeGeneratorResponseSchema, { file, supportedFeatures });
writeFileSync(1, toBinary(CodeGeneratorResponseSchema, response));
