package org.twoworlds.stream.data;

import java.nio.file.Path;

/**
 * A picture of one split of a tree.
 *
 * @param file the picture's file
 * @param label the picture's class
 * @param digest the digest of the file's bytes
 */
record TreePicture(Path file, int label, String digest) {}
