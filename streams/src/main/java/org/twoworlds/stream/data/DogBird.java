package org.twoworlds.stream.data;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Listing;
import org.twoworlds.config.RequestException;

/**
 * ImageNet-DogBird, the paper's second data set: a tree of pictures by synset of which the hunting dogs are class 0 and the
 * birds class 1. Synsets that the tree lacks are left out, and so are all other synsets of the tree.
 */
final class DogBird {
    private DogBird() {}

    static DataSet open(ExperimentConfig.Data data) {
        var tree = ImageTree.open(data);
        Map<String, List<String>> groups = new LinkedHashMap<>();
        var in = Objects.requireNonNull(DogBird.class.getResourceAsStream("/twoworlds/dogbird.conf"));
        var synsets = Listing.of(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (var name : List.of("dog", "bird")) {
            var found = synsets.get(name).stream()
                    .map(Object::toString)
                    .filter(tree.classNames()::contains)
                    .toList();
            if (found.isEmpty()) {
                throw new RequestException(
                        "key data.path",
                        data.path(),
                        "hold pictures by synset, such as train/"
                                + synsets.get(name).get(0) + "/…",
                        "use data.type=images with data.classes={dog=[…],bird=[…]} for folders of other names");
            }
            groups.put(name, found);
        }
        return Labels.merged(tree, groups, data.seed());
    }
}
