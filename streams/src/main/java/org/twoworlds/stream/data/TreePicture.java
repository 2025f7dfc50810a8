package org.twoworlds.stream.data;

import java.nio.file.Path;

/**
 * A picture of a split of a tree.
 *
 * @param file where it lies
 * @param label its class
 * @param digest of its bytes
 */
record TreePicture(Path file, int label, String digest) {}
