// @ts-check
import { existsSync, readdirSync } from "node:fs";
import { installPackages } from "./debian.mjs";
import { asRoot, run, SetupError } from "./shell.mjs";

const handlers = "/proc/sys/fs/binfmt_misc";
const registered = () =>
  existsSync(handlers) ? readdirSync(handlers).filter((name) => name.startsWith("qemu-")) : [];

/** Makes sure the kernel runs programs of other architectures through QEMU; returns the handlers' names. */
export function ensureQemu() {
  const foreign = process.arch === "arm64" ? "qemu-x86_64" : "qemu-aarch64";
  if (registered().includes(foreign)) return registered();
  installPackages({ [`${foreign}-static`]: ["qemu-user-static", "binfmt-support"] });
  if (!existsSync(`${handlers}/register`))
    run(asRoot(["mount", "-t", "binfmt_misc", "binfmt_misc", handlers]));
  run(asRoot(["update-binfmts", "--enable"]));
  if (!registered().includes(foreign)) {
    throw new SetupError(`the kernel did not take the QEMU handlers: ${foreign} is not in ${handlers}.`);
  }
  return registered();
}
