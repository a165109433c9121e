import { existsSync } from "node:fs";
import { join } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { homeDirectory } from "../../util/home-directory.js";

const SOCKET = "docker-desktop-build.sock";
const WSL_SOCKET = `/mnt/wsl/docker-desktop/shared-sockets/host-services/${SOCKET}`;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where Docker Desktop takes bundles of builds.
 *
 * @throws SlipwayError `unsupported` where there is no Docker Desktop, or none that does.
 */
export function desktopSocket(env: Env, platform: NodeJS.Platform = process.platform): string {
  const home = homeDirectory(env);
  switch (platform) {
    case "darwin":
      return join(home, "Library/Containers/com.docker.docker/Data", SOCKET);
    case "win32":
      return "\\\\.\\pipe\\dockerDesktopBuildServer";
    case "linux":
      return env.WSL_DISTRO_NAME ? wslSocket() : join(home, ".docker/desktop", SOCKET);
    default:
      throw new SlipwayError("unsupported", `Docker Desktop unsupported on ${platform}`);
  }
}

function wslSocket(): string {
  if (existsSync(WSL_SOCKET)) return WSL_SOCKET;
  throw new SlipwayError(
    "unsupported",
    "Docker Desktop Build backend is not yet supported on WSL. Please run this command on Windows host instead.",
  );
}
