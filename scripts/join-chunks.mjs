// @ts-check
// Joins the files of a bundle that was split where it imports dynamically into one, so that the compiled code of what a
// command uses can be kept in one piece. Each file becomes a function that runs when something first imports from it:
// what a command does not reach is neither compiled nor run.
import { transform } from "esbuild";

/** Parts of Node that take a while to load and that many commands, or the start of all, do without. */
const lateModules = [
  "child_process",
  "crypto",
  "http",
  "https",
  "os",
  "perf_hooks",
  "readline/promises",
  "stream/consumers",
  "tls",
  "util",
  "zlib",
];

const opening = `(function(require){
var __late=(n)=>new Proxy({},{get:(_,k)=>k==="default"?require(n):require(n)[k]});
var __ran={};
var __chunk=(n)=>{if(!__ran[n])__chunks[n]((e)=>{__ran[n]=e});return __ran[n]};
var __import=(n)=>Promise.resolve(n).then(__chunk);
var __chunks={
`;

/**
 * The text of one program: an expression that gives a function of `require`, which runs `entry`.
 * @param {ReadonlyMap<string, string>} chunks text by file name, as esbuild writes it with `splitting`
 * @param {string} entry
 * @param {import("esbuild").TransformOptions} options
 */
export async function joinChunks(chunks, entry, options) {
  let program = opening;
  for (const [name, text] of chunks) {
    const { code } = await transform(withoutImports(name, text, chunks), {
      ...options,
      format: "cjs",
      supported: { "dynamic-import": false },
    });
    program += `${JSON.stringify(name)}:(__exports)=>{${withLateModules(code.trim())}\n},\n`;
  }
  return `${program}};\n__chunk(${JSON.stringify(entry)})})`;
}

/**
 * Imports from other chunks become calls, exports one call. Chunks depend on each other in no circle,
 * and no module here changes what it has exported.
 * @param {string} name
 * @param {string} text
 * @param {ReadonlyMap<string, string>} chunks
 */
function withoutImports(name, text, chunks) {
  const module = text
    // Without side effects (package.json), a chunk of which nothing is taken need not run.
    .replace(/^import "\.\/[\w-]+\.js";\n/gm, "")
    .replace(/^import \{([^}]*)\} from "\.\/([\w-]+\.js)";$/gm, (_, names, from) => {
      return `const {${names.replaceAll(" as ", ": ")}} = __chunk("${from}");`;
    })
    .replace(/\bimport\("\.\/([\w-]+\.js)"\)/g, (all, from) =>
      chunks.has(from) ? `__import("${from}")` : all,
    )
    .replace(/^export \{([^}]*)\};$/m, (_, names) => {
      const fields = names.replace(/(\w[\w$]*) as (\w+)/g, "$2: $1");
      return `__exports({${fields}});`;
    });
  const left = /^(?:export|import(?! [^;]* from "(?:node:|\w)|[^;]*"node:)) .*/m.exec(module)?.[0];
  if (left !== undefined) {
    throw new Error(`${name}: the bundler writes imports or exports in a new way: ${left}`);
  }
  return module;
}

/**
 * Makes static imports of those parts load them when something of theirs is first used.
 * @param {string} code
 */
function withLateModules(code) {
  const names = lateModules.map((name) => `node:${name}`).join("|");
  const imports = new RegExp(`=(?:require\\("(${names})"\\)|__toESM\\(require\\("(${names})"\\)\\))`, "g");
  return code.replace(imports, '=__late("$1$2")');
}
