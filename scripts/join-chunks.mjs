// @ts-check
// Joins the files of a bundle that was split into a few packs, so that the compiled code of what a command uses can be kept
// in one piece. Each file becomes a function that runs when something of it is first used, not when it is first imported:
// what a command does not use is neither compiled nor run, and a pack of which it uses nothing is not even read. The same
// holds for the modules of Node.
import { transform } from "esbuild";

/**
 * The beginning of the first pack.
 * @param {readonly number[]} starts the number of each pack's first file
 */
const opening = (starts) => `(function(require,__load){
var __ran=[];
var __starts=${JSON.stringify(starts)};
var __missing=(n)=>{var pack=__starts.findLastIndex((start)=>start<=n);
__load(pack)(require,__file,__resolve,__import).forEach((file,i)=>{__files[__starts[pack]+i]=file});return __files[n]};
var __file=(n)=>__ran[n]||((__files[n]||__missing(n))((e)=>{__ran[n]=e}),__ran[n]);
var __resolve=(path)=>require.resolve(path);
var __import=(n)=>Promise.resolve(n).then(__file);
`;

/**
 * The texts of a program's packs. The first is an expression that gives a function of `require` and of what loads another
 * pack: it runs `entry` and gives the program's parts (see src/cli/start/compile-cache.ts).
 * @param {ReadonlyMap<string, string>} chunks text by file name, as esbuild writes it with `splitting`
 * @param {string} entry
 * @param {(name: string) => number} packOf which pack a file belongs to; the entry must be in the first
 * @param {import("esbuild").TransformOptions} options
 */
export async function joinChunks(chunks, entry, packOf, options) {
  const names = reachable(chunks, entry).sort((a, b) => packOf(a) - packOf(b));
  const numbers = new Map(names.map((name, number) => [name, number]));
  const files = await Promise.all(
    names.map(async (name) => {
      const { code } = await transform(withoutExports(name, chunks.get(name) ?? "", numbers), {
        ...options,
        format: "cjs",
        supported: { "dynamic-import": false },
      });
      return `(__exports)=>{${withLateImports(name, code.trim(), numbers)}\n}`;
    }),
  );
  const packs = Math.max(...names.map(packOf)) + 1;
  const starts = Array.from(
    { length: packs },
    (_, pack) => names.filter((name) => packOf(name) < pack).length,
  );
  return starts.map((start, pack) => {
    const list = files.slice(start, starts[pack + 1]).join(",\n");
    if (pack > 0) return `(function(require,__file,__resolve,__import){return [\n${list}\n]})`;
    return `${opening(starts)}var __files=[\n${list}\n];
__file(${numbers.get(entry)});
return {names:()=>Object.keys(__ran),size:(n)=>String(__files[n]).length}})`;
  });
}

const imported = /(?<=\bfrom "\.\/|\bimport\("\.\/)[\w.-]+\.js(?=")/g;

/**
 * The files that the entry reaches, the entry first.
 * @param {ReadonlyMap<string, string>} chunks
 * @param {string} entry
 */
function reachable(chunks, entry) {
  const names = new Set([entry]);
  for (const name of names) {
    for (const [other] of (chunks.get(name) ?? "").matchAll(imported)) {
      if (chunks.has(other)) names.add(other);
    }
  }
  return [...names];
}

/**
 * Exports become one call, dynamic imports of other files too.
 * @param {string} name
 * @param {string} text
 * @param {ReadonlyMap<string, number>} numbers
 */
function withoutExports(name, text, numbers) {
  const importedNames = new Set(
    [...text.matchAll(/^import \{([^}]*)\} from/gm)].flatMap(
      ([, list = ""]) => list.match(/[\w$]+(?=,|\s*$)/gm) ?? [],
    ),
  );
  const module = text
    // Without side effects (package.json), a file of which nothing is taken need not run.
    .replace(/^import "\.\/[\w.-]+\.js";\n/gm, "")
    .replace(/\bimport\("\.\/([\w.-]+\.js)"\)/g, (all, from) =>
      numbers.has(from) ? `__import(${numbers.get(from)})` : all,
    )
    .replace(/^export \{([^}]*)\};$/m, (_, list) => {
      const fields = list.replace(
        /([\w$]+)(?: as ([\w$]+))?/g,
        (/** @type {string} */ _, /** @type {string} */ local, /** @type {string} */ exported = local) =>
          importedNames.has(local) ? `get ${exported}(){return ${local}}` : `${exported}: ${local}`,
      );
      return `__exports({${fields}});`;
    });
  const left = /^(?:export|import(?! [^;]* from "(?:\.\/|node:|\w))) .*/m.exec(module)?.[0];
  if (left !== undefined) {
    throw new Error(`${name}: the bundler writes imports or exports in a new way: ${left}`);
  }
  return module;
}

const importing =
  /\b(import_[\w$]+)=(?:__toESM\(require\("(node:[^"]+)"\)\)|require\("(?:\.\/([\w.-]+)|(node:[^"]+))"\))/g;
const declaring = /\bvar (?:import_[\w$]+[,;])+/g;
const using = /\(0,(import_[\w$]+)\.([\w$]+)\)|\b(import_[\w$]+)(?:\.([\w$]+))?/g;

/**
 * What is imported is taken from its file or from Node when it is first used, and kept: no module here changes what it
 * has exported.
 * @param {string} name
 * @param {string} code as esbuild writes it: `import_x=require("x")` for an import, `import_x.y` where it is used
 * @param {ReadonlyMap<string, number>} numbers
 */
function withLateImports(name, code, numbers) {
  /** @type {Map<string, string>} where each import comes from, by variable */
  const sources = new Map();
  /** @type {Map<string, string>} the variable that keeps what is taken */
  const kept = new Map();
  const module = code
    .replace(importing, (all, variable, whole, file, part) => {
      const number = numbers.get(file);
      if (file !== undefined && number === undefined) return all;
      sources.set(variable, number === undefined ? `require("${whole ?? part}")` : `__file(${number})`);
      return variable;
    })
    .replace(declaring, (all) => (all.endsWith(";") ? "" : "var "))
    .replace(using, (all, called, call, used, use) => {
      const source = sources.get(called ?? used);
      if (source === undefined) return all;
      const key = call ?? use;
      if (key === undefined) throw new Error(`${name}: the bundler uses ${all} in a new way`);
      const taken = key === "default" && source.startsWith("require") ? source : `${source}.${key}`;
      const variable = kept.get(taken) ?? `__${kept.size}`;
      kept.set(taken, variable);
      return `(${variable}||=${taken})`;
    });
  return kept.size === 0 ? module : `var ${[...kept.values()].join()};${module}`;
}
