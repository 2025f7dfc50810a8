package org.twoworlds.model.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The types in which a safetensors file may hold floating-point numbers, by the format's own names. */
public enum NumberType {
    /** IEEE 754 binary32. */
    F32(4),
    /** IEEE 754 binary16. */
    F16(2),
    /** The upper half of binary32. */
    BF16(2),
    /** IEEE 754 binary64, rounded to binary32. */
    F64(8);

    private final int bytes;

    NumberType(int bytes) {
        this.bytes = bytes;
    }

    static Optional<NumberType> of(String name) {
        return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
    }

    /** The bytes of a number. */
    int bytes() {
        return bytes;
    }

    /** All numbers of a little-endian buffer. */
    float[] read(ByteBuffer from) {
        var data = new float[from.remaining() / bytes];
        for (var i = 0; i < data.length; i++) {
            data[i] = switch (this) {
                case F32 -> from.getFloat();
                case F16 -> half(from.getShort());
                case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
                case F64 -> (float) from.getDouble();
            };
        }
        return data;
    }

    private static float half(short bits) {
        var sign = (bits & 0x8000) << 16;
        var exponent = (bits >> 10) & 0x1f;
        var fraction = bits & 0x3ff;
        if (exponent == 0) {
            return Math.copySign(fraction * 0x1p-24f, Float.intBitsToFloat(sign | 0x3f800000));
        }
        var wide = exponent == 0x1f ? 0xff : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }

    /** The nearest binary16, ties to even; a number that is too large becomes infinite. */
    public static short toHalf(float value) {
        var bits = Float.floatToIntBits(value);
        var sign = bits >>> 16 & 0x8000;
        var magnitude = bits & 0x7fffffff;
        if (magnitude > 0x7f800000) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude < 0x38800000) { // below 2^−14 halves are multiples of 2^−24
            return (short) (sign | (int) Math.rint(Math.abs(value) * 0x1p24));
        }
        var rounded = magnitude - 0x38000000 + 0xfff + (magnitude >>> 13 & 1);
        return (short) (sign | Math.min(rounded >>> 13, 0x7c00));
    }
}
