package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The writer of NumPy's npz: a stored zip of arrays in the npy format, version 1.0. A writer is closed by its maker. */
public final class Npz implements AutoCloseable {
    private static final int ALIGNMENT_BYTES = 64;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

    private final ZipOutputStream zip;

    /** Opens a file to write. */
    public Npz(Path file) throws IOException {
        zip = new ZipOutputStream(Files.newOutputStream(file));
        zip.setMethod(ZipOutputStream.STORED);
    }

    /** Writes an array of uint8. */
    public void bytes(String name, byte[] data, int... shape) throws IOException {
        entry(name, "|u1", data, shape);
    }

    /** Writes a vector of int64. */
    public void longs(String name, long[] data) throws IOException {
        var bytes = ByteBuffer.allocate(8 * data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(data);
        entry(name, "<i8", bytes.array(), data.length);
    }

    /** Writes an array of float32, given as its bytes, each number's lowest first. */
    public void floatBytes(String name, byte[] data, int... shape) throws IOException {
        entry(name, "<f4", data, shape);
    }

    /** Writes a vector of float32. */
    public void floats(String name, float[] data) throws IOException {
        var bytes = ByteBuffer.allocate(4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(data);
        floatBytes(name, bytes.array(), data.length);
    }

    private void entry(String name, String type, byte[] data, int... shape) throws IOException {
        var dims = Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        var header = "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
                .formatted(type, dims, shape.length == 1 ? "," : "");
        var length = MAGIC.length + 2 + header.length() + 1;
        header += " ".repeat(Math.floorMod(-length, ALIGNMENT_BYTES)) + "\n";
        var head = ByteBuffer.allocate(MAGIC.length + 2 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
        head.put(MAGIC).putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        var crc = new CRC32();
        crc.update(head.array());
        crc.update(data);
        var entry = new ZipEntry(name + ".npy");
        entry.setSize((long) head.capacity() + data.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(head.array());
        zip.write(data);
        zip.closeEntry();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
