import type { Driver } from "../../driver/contract/driver.js";

/** What installs emulators for a node of a builder, for messages: our command where the node's engine is known. */
export function emulatorRemedy(
  builder: string,
  { driver }: { readonly driver: Pick<Driver, "engine"> | undefined },
  architectures: readonly string[],
): string {
  return driver?.engine === undefined
    ? `docker run --privileged --rm tonistiigi/binfmt --install ${architectures.join(",")}`
    : `slipway qemu install --builder ${builder} ${architectures.join(" ")}`;
}
