import { Containers } from "./api/containers.js";
import { Execs } from "./api/execs.js";
import { Images, type RegistryAuth } from "./api/images.js";
import { Listings } from "./api/listings.js";
import { Resources } from "./api/resources.js";
import { System } from "./api/system.js";
import type { Engine, EngineEndpoint } from "./contract/engine.js";
import type { EngineHttp } from "./http/engine-http.js";

/** Puts the rooms of the engine's API together behind the one interface. */
export function dockerEngine(endpoint: EngineEndpoint, http: EngineHttp, registryAuth: RegistryAuth): Engine {
  const system = new System(http);
  const containers = new Containers(http);
  const execs = new Execs(http);
  const images = new Images(http, registryAuth);
  const resources = new Resources(http);
  const listings = new Listings(http);
  return {
    endpoint,
    apiVersion: (options) => system.apiVersion(options),
    info: (options) => system.info(options),
    version: (options) => system.version(options),
    release: (options) => system.release(options),
    events: (options) => system.events(options),
    upgrade: (path, protocol, options) => system.upgrade(path, protocol, options),

    createContainer: (name, body, options) => containers.createContainer(name, body, options),
    inspectContainer: (container, options) => containers.inspectContainer(container, options),
    startContainer: (container, options) => containers.startContainer(container, options),
    stopContainer: (container, options) => containers.stopContainer(container, options),
    killContainer: (container, options) => containers.killContainer(container, options),
    waitContainer: (container, options) => containers.waitContainer(container, options),
    removeContainer: (container, options) => containers.removeContainer(container, options),
    containerLogs: (container, options) => containers.containerLogs(container, options),
    putArchive: (container, path, tar, options) => containers.putArchive(container, path, tar, options),

    exec: (container, command, options) => execs.exec(container, command, options),
    execStream: (container, command, options) => execs.execStream(container, command, options),

    inspectImage: (image, options) => images.inspectImage(image, options),
    listImages: (options) => images.listImages(options),
    removeImage: (image, options) => images.removeImage(image, options),
    tagImage: (image, repository, tag, options) => images.tagImage(image, repository, tag, options),
    pullImage: (reference, options) => images.pullImage(reference, options),
    pushImage: (reference, options) => images.pushImage(reference, options),
    loadImage: (archive, options) => images.loadImage(archive, options),
    saveImages: (names, options) => images.saveImages(names, options),

    removeVolume: (volume, options) => resources.removeVolume(volume, options),
    inspectVolume: (volume, options) => resources.inspectVolume(volume, options),
    createNetwork: (name, options) => resources.createNetwork(name, options),
    inspectNetwork: (network, options) => resources.inspectNetwork(network, options),
    removeNetwork: (network, options) => resources.removeNetwork(network, options),

    listContainers: (options) => listings.listContainers(options),
    listVolumes: (options) => listings.listVolumes(options),
    listNetworks: (options) => listings.listNetworks(options),
    volumeSizes: (options) => listings.volumeSizes(options),

    close: () => http.close(),
  };
}
