package org.twoworlds.stream.augment;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;

/** The augmentations by name. A new augmentation is a line here and one pure function. */
final class Augmentations {
    static final String MIXUP = "mixup";

    /** The entry of an augmentation: the names of its values, and its maker. */
    private record Entry(Set<String> values, Function<Spec, ImageTransform> make) {}

    private static final Map<String, Entry> ENTRIES = new TreeMap<>();

    static {
        add("flip", Set.of(), spec -> Transforms::flip);
        add("crop", Set.of("pad"), spec -> crop(spec, false));
        add("reflect-crop", Set.of("pad"), spec -> crop(spec, true));
        add("cutout", Set.of("size"), spec -> {
            var side = (int) number(spec, "size", 16, 1, 4096);
            return (in, out, shape, draws) -> Transforms.cutout(in, out, shape, draws, side);
        });
        add("random-resized-crop", Set.of("scale"), spec -> {
            return new RandomResizedCrop(number(spec, "scale", 0.08, 0.001, 1));
        });
        add("colour-jitter", Set.of("strength"), spec -> {
            var strength = number(spec, "strength", 0.4, 0, 1);
            return (in, out, shape, draws) -> Colours.jitter(in, out, shape, draws, strength);
        });
        add("randaugment", Set.of("n", "m", "ops"), Augmentations::randAugment);
        add(MIXUP, Set.of("alpha"), spec -> {
            throw new IllegalArgumentException("mixup is of a batch");
        });
    }

    private Augmentations() {}

    private static void add(String name, Set<String> values, Function<Spec, ImageTransform> make) {
        ENTRIES.put(name, new Entry(values, make));
    }

    /** The names of all augmentations. */
    private static Set<String> names() {
        return ENTRIES.keySet();
    }

    static Spec parse(String text) {
        var spec = Spec.parse(text)
                .filter(s -> s.list().isEmpty())
                .orElseThrow(() -> wrong(text, "have a form such as flip or crop{pad=4}", "see reference.conf"));
        var entry = ENTRIES.get(spec.name());
        if (entry == null) {
            throw wrong(
                    text,
                    "be none, or names joined by + of " + String.join(", ", names()),
                    ConfigLoader.nearest(spec.name(), List.copyOf(names()))
                            .map(n -> "you mean " + n)
                            .orElse("leave it out"));
        }
        if (!entry.values().containsAll(spec.named().keySet())) {
            var known = entry.values().isEmpty() ? "no values" : "only " + entry.values();
            throw wrong(text, "be known with its values: " + spec.name() + " takes " + known, "");
        }
        return spec;
    }

    static ImageTransform transform(Spec spec) {
        return ENTRIES.get(spec.name()).make().apply(spec);
    }

    static double mixup(Spec spec) {
        return number(spec, "alpha", 1, 1e-3, 1);
    }

    private static ImageTransform crop(Spec spec, boolean reflect) {
        var pad = (int) number(spec, "pad", 4, 1, 1024);
        return (in, out, shape, draws) -> {
            if (reflect && pad >= Math.min(shape.height(), shape.width())) {
                throw wrong(spec.toString(), "pad less than the image's side", "lower pad");
            }
            Transforms.crop(in, out, shape, draws, pad, reflect);
        };
    }

    private static ImageTransform randAugment(Spec spec) {
        var names = spec.named().containsKey("ops")
                ? Arrays.asList(spec.named().get("ops").split("\\|", -1))
                : Arrays.stream(RandAugment.Operation.values())
                        .map(RandAugment.Operation::toString)
                        .toList();
        var operations = names.stream()
                .map(name -> RandAugment.Operation.of(name)
                        .orElseThrow(() -> wrong(
                                spec.toString(),
                                "name operations (" + name + ") of " + List.of(RandAugment.Operation.values()),
                                "join them by |")))
                .toList();
        return new RandAugment(operations, (int) number(spec, "n", 2, 1, 20), (int)
                number(spec, "m", 9, 0, RandAugment.MOST_MAGNITUDE));
    }

    private static double number(Spec spec, String key, double byDefault, double least, double most) {
        var text = spec.named().get(key);
        try {
            var value = text == null ? byDefault : Double.parseDouble(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The value is refused below, with the text.
        }
        throw wrong(spec.toString(), "have a %s from %s to %s".formatted(key, least, most), "leave it out");
    }

    private static RequestException wrong(String spec, String rule, String hint) {
        return new RequestException("key augment", spec, rule, hint);
    }
}
