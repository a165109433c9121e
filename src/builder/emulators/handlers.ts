import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Where Linux shows what runs programs of other kinds (https://docs.kernel.org/admin-guide/binfmt-misc.html). */
const handlerDirectory = "/proc/sys/fs/binfmt_misc";

/** Architectures by the name of the handler that runs their programs, as QEMU's packages and `tonistiigi/binfmt` call them. */
const architectures: Readonly<Record<string, string>> = {
  "qemu-x86_64": "amd64",
  rosetta: "amd64",
  "qemu-i386": "386",
  "qemu-aarch64": "arm64",
  "qemu-arm": "arm",
  "qemu-loongarch64": "loong64",
  "qemu-mips64": "mips64",
  "qemu-mips64el": "mips64le",
  "qemu-ppc64le": "ppc64le",
  "qemu-riscv64": "riscv64",
  "qemu-s390x": "s390x",
};

/** What there may be emulators for. */
export const emulatedArchitectures: readonly string[] = [...new Set(Object.values(architectures))].sort();

/** One handler of the kernel. */
export interface Handler {
  /** The name under which the kernel has it. */
  readonly name: string;
  readonly architecture: string;
  readonly enabled: boolean;
  /** Path of the program, as it was when the handler was made; undefined where only the name is known. */
  readonly interpreter?: string | undefined;
  /**
   * The kernel opened the program when the handler was made (flag `F`), so that it works in containers as well, which do
   * not have the program.
   */
  readonly inContainers: boolean;
}

/** A handler by its name; undefined for one that is for no architecture of images. */
export function handlerNamed(name: string): Handler | undefined {
  const architecture = architectures[name];
  return architecture === undefined ? undefined : { name, architecture, enabled: true, inContainers: true };
}

/** This machine's handlers for architectures of images, by name; none where the kernel shows none. */
export async function readHandlers(directory: string = handlerDirectory): Promise<Handler[]> {
  const names = await readdir(directory).catch(() => []);
  const found = await Promise.all(
    names.sort().map(async (name) => {
      const named = handlerNamed(name);
      if (named === undefined) return [];
      const text = await readFile(join(directory, name), "utf8").catch(() => undefined);
      return text === undefined ? [] : [{ ...named, ...describedBy(text) }];
    }),
  );
  return found.flat();
}

/** What the kernel writes of a handler: `enabled`, `interpreter PATH`, `flags: POCF`, and how it knows its programs. */
function describedBy(text: string): Pick<Handler, "enabled" | "interpreter" | "inContainers"> {
  return {
    enabled: text.startsWith("enabled"),
    interpreter: /^interpreter (.+)$/m.exec(text)?.[1],
    inContainers: /^flags: ?\S*F/m.test(text),
  };
}

/** Whether the engine's containers can run programs by the handler. */
export function works({ enabled, inContainers }: Handler): boolean {
  return enabled && inContainers;
}
