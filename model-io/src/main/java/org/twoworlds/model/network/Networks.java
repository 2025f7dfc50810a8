package org.twoworlds.model.network;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;

/** The networks by name. A new network is a line here and one record with one function. */
public final class Networks {
    /**
     * A network's name, an example of its spec, and its maker.
     *
     * @param name the network's name
     * @param example a spec of the network
     * @param about the network in a few words
     * @param make makes the network of a spec
     */
    public record Entry(String name, String example, String about, Function<Spec, Network> make) {}

    private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();
    private static final List<Integer> RESNET_18 = List.of(2, 2, 2, 2);
    private static final List<Integer> RESNET_34 = List.of(3, 4, 6, 3);
    private static final List<Integer> RESNET_101 = List.of(3, 4, 23, 3);
    private static final List<Integer> RESNET_152 = List.of(3, 8, 36, 3);

    static {
        add(
                "linear",
                "linear",
                "one dense layer",
                a -> new Linear(a.only("bias").truth("bias", true)));
        add("mlp", "mlp[128,128,128]", "dense layers, normalised", a -> new Mlp(a.widths(), true));
        add("rmlp", "rmlp[128,128,128]", "dense layers", a -> new Mlp(a.widths(), false));
        add("mlp5", "mlp5", "mlp of five 128", a -> fixed(a, new Mlp(List.of(128, 128, 128, 128, 128), true)));
        add("mcnn", "mcnn{width=64}", "four convolutions, max-pooled", a -> new Mcnn(width(a), true));
        add("mcnn_nobn", "mcnn_nobn{width=64}", "mcnn without normalisation", a -> new Mcnn(width(a), false));
        add("smallcnn", "smallcnn", "two convolutions, two dense layers", a -> fixed(a, new SmallCnn()));
        add("alexnet", "alexnet", "five convolutions; rate 0.01", a -> fixed(a, new AlexNet()));
        for (var depth : List.of(11, 13, 16, 19)) {
            add("vgg" + depth, "vgg" + depth, "VGG", a -> fixed(a, new Vgg(depth, false)));
            add("vgg" + depth + "_bn", "vgg" + depth + "_bn", "VGG, normalised", a -> fixed(a, new Vgg(depth, true)));
        }
        add("resnet18", "resnet18", "residual", a -> fixed(a, new ResNet(RESNET_18, false)));
        add("resnet34", "resnet34", "residual", a -> fixed(a, new ResNet(RESNET_34, false)));
        add("resnet50", "resnet50", "residual, bottlenecks", a -> fixed(a, new ResNet(RESNET_34, true)));
        preResNet("preresnet18", RESNET_18, false);
        preResNet("preresnet34", RESNET_34, false);
        preResNet("preresnet50", RESNET_34, true);
        preResNet("preresnet101", RESNET_101, true);
        preResNet("preresnet152", RESNET_152, true);
        var wide = "preresnet18 of any width";
        add("resnet18k", "resnet18k{width=64}", wide, a -> new PreResNet(RESNET_18, false, width(a)));
        var wide50 = "preresnet50 of any width";
        add("resnet50k", "resnet50k{width=64}", wide50, a -> new PreResNet(RESNET_34, true, width(a)));
        add("wrn", "wrn{depth=28,widen=2}", "wide residual", Networks::wideResNet);
        add("wrn28_4", "wrn28_4", "wide residual", a -> fixed(a, new WideResNet(28, 4)));
        add("wrn28_10", "wrn28_10", "wide residual", a -> fixed(a, new WideResNet(28, 10)));
        add("densenet", "densenet{depth=22,growth=12}", "densely connected", Networks::denseNet);
        for (var name : List.of("40_12", "40_32", "100_12", "100_24")) {
            var parts = name.split("_", -1);
            var made = new DenseNet(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            add("densenet" + name, "densenet" + name, "densely connected", a -> fixed(a, made));
        }
        add("vit", "vit{patch=4,dim=192,depth=6,heads=3}", "vision transformer", Networks::vit);
        add("vit4", "vit4", "vision transformer, patch 4", a -> fixed(a, new Vit(4, 768, 12, 12)));
        add("vit8", "vit8", "vision transformer, patch 8", a -> fixed(a, new Vit(8, 768, 12, 12)));
        add("igpt", "igpt{size=8,width=128,depth=4,heads=4,clusters=64}", "causal transformer", Networks::igpt);
        add("igpt-s", "igpt-s", "causal transformer on 32×32", a -> fixed(a, new Igpt(32, 512, 24, 8, 512)));
        dconv("dconv", "eight convolutions", Dconv.Kind.CONV);
        dconv("dfc", "dconv with dense layers for convolutions", Dconv.Kind.DENSE);
        dconv("dlocal", "dconv with local layers for convolutions", Dconv.Kind.LOCAL);
        add("sconv", "sconv{base=8,kernel=9}", "one wide convolution", Networks::sconv);
        add("darts", "darts{seed=1,cells=1,width=16}", "random cells of the DARTS space", Networks::darts);
    }

    private Networks() {}

    private static void add(String name, String example, String about, Function<Arguments, Network> make) {
        ENTRIES.put(name, new Entry(name, example, about, spec -> make.apply(new Arguments(spec))));
    }

    private static Network fixed(Arguments arguments, Network network) {
        arguments.only();
        return network;
    }

    private static int width(Arguments a) {
        return a.only("width").number("width", 64);
    }

    private static void preResNet(String name, List<Integer> blocks, boolean bottleneck) {
        add(name, name, "residual, pre-activation", a -> fixed(a, new PreResNet(blocks, bottleneck, 64)));
    }

    private static Network wideResNet(Arguments a) {
        var depth = a.only("depth", "widen").number("depth", 28);
        if (depth < 10 || depth % 6 != 4) {
            throw a.wrong("depth", "be 6·blocks + 4", "use 10, 16, 22, 28 or 40");
        }
        return new WideResNet(depth, a.number("widen", 2));
    }

    private static Network denseNet(Arguments a) {
        var depth = a.only("depth", "growth").number("depth", 40);
        if (depth < 7 || depth % 3 != 1) {
            throw a.wrong("depth", "be 3·layers + 4", "use 22, 40 or 100");
        }
        return new DenseNet(depth, a.number("growth", 12));
    }

    private static Network vit(Arguments a) {
        a.only("patch", "dim", "depth", "heads");
        return new Vit(a.number("patch", 4), a.number("dim", 192), a.number("depth", 6), a.number("heads", 3));
    }

    private static Network igpt(Arguments a) {
        a.only("size", "width", "depth", "heads", "clusters");
        return new Igpt(
                a.number("size", 8),
                a.number("width", 128),
                a.number("depth", 4),
                a.number("heads", 4),
                a.number("clusters", 64));
    }

    private static void dconv(String name, String about, Dconv.Kind kind) {
        add(name, name + "{base=8}", about, a -> new Dconv(kind, a.only("base").number("base", 8)));
    }

    private static Network sconv(Arguments a) {
        a.only("base", "kernel");
        var kernel = a.number("kernel", 9);
        if (kernel % 2 == 0) {
            throw a.wrong("kernel", "be odd", "use 9 or 33");
        }
        return new Sconv(a.number("base", 48), kernel);
    }

    private static Network darts(Arguments a) {
        a.only("seed", "cells", "width", "genotype");
        var written = a.spec().named().get("genotype");
        if (written != null && a.spec().named().containsKey("seed")) {
            throw a.wrong("seed", "not stand beside a genotype", "leave one out");
        }
        var genotype = written == null
                ? Genotype.random(a.seed("seed"))
                : Genotype.parse(written)
                        .orElseThrow(() -> a.wrong(
                                "genotype",
                                "be two cells as `twoworlds models darts` prints them, each node with an edge that is not none",
                                ""));
        return new Darts(genotype, a.number("cells", 1), a.number("width", 16));
    }

    /** All networks. */
    public static Collection<Entry> all() {
        return ENTRIES.values();
    }

    /**
     * The network of a spec.
     *
     * @throws RequestException where there is no network of that name, or its arguments do not fit
     */
    public static Network of(Spec spec) {
        var entry = Optional.ofNullable(ENTRIES.get(spec.name()))
                .orElseThrow(() -> new RequestException(
                        "network",
                        spec.name(),
                        "be one of " + String.join(", ", ENTRIES.keySet()),
                        ConfigLoader.nearest(spec.name(), List.copyOf(ENTRIES.keySet()))
                                .map(n -> "you mean " + n)
                                .orElse("run: twoworlds models")));
        return entry.make().apply(spec);
    }
}
