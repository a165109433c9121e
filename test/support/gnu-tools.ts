import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { temporaryDirectory } from "./sandbox.js";

const names =
  "sh tar find sort comm cut xargs sha256sum tr wc ls tail rm cp cat ln chmod chown touch mkdir mkfifo".split(
    " ",
  );

/** A root directory with this machine's shell and GNU tools, for builders that can pull no image. */
export function gnuTools(): string {
  const root = temporaryDirectory("tools");
  for (const directory of ["bin", "tmp"]) mkdirSync(join(root, directory));
  symlinkSync(".", join(root, "usr"));
  for (const name of names) {
    const found = ["/usr/bin", "/bin"].map((directory) => join(directory, name)).find(existsSync);
    if (found === undefined) throw new Error(`this machine has no ${name}`);
    const program = realpathSync(found);
    copyFileSync(program, join(root, "bin", name));
    const libraries = execFileSync("ldd", [program], { encoding: "utf8" }).matchAll(/\s(\/\S+)/g);
    for (const [, library = ""] of libraries) {
      const place = join(root, dirname(library).replace(/^\/usr\//, "/"), basename(library));
      mkdirSync(dirname(place), { recursive: true });
      copyFileSync(library, place);
    }
  }
  return root;
}
