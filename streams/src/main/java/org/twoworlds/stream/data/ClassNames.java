package org.twoworlds.stream.data;

import java.util.List;
import java.util.stream.IntStream;

/** The names of classes. */
final class ClassNames {
    /** The names of CIFAR-10's and CIFAR-5m's classes, in order. */
    static final List<String> CIFAR10 =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private ClassNames() {}

    /** The names of classes that have no others: their numbers. */
    static List<String> numbered(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
}
