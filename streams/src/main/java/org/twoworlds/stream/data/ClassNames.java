package org.twoworlds.stream.data;

import java.util.List;
import java.util.stream.IntStream;

/** What classes are called. */
final class ClassNames {
    /** CIFAR-10's and CIFAR-5m's, in order. */
    static final List<String> CIFAR10 =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private ClassNames() {}

    /** Names for classes without any: their numbers. */
    static List<String> numbered(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
}
