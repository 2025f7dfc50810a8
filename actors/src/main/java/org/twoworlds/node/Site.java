package org.twoworlds.node;

import java.nio.file.Path;
import java.util.Optional;
import org.twoworlds.config.Device;
import org.twoworlds.config.Role;
import org.twoworlds.start.DataFolders;

/**
 * A process that works for a lab on a machine that joined, as its keeper started it.
 *
 * @param role the work that it does
 * @param slots tasks at a time
 * @param device the only one to work on; empty where that is as each run says
 * @param cache where replicas lie
 * @param slot a name that the process has in common with the one that is started when it dies
 * @param version the program's
 * @param data the machine's own folders of data
 */
public record Site(
        Role role, int slots, Optional<Device> device, Path cache, String slot, String version, DataFolders data) {}
