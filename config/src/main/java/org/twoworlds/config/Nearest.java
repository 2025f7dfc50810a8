package org.twoworlds.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The search for the name that was meant by an unknown one: by the names that other programs use, else by its letters. */
final class Nearest {
    /** Our keys, each with the names that other programs use for it, without their blocks, capitals and punctuation. */
    private static final Map<String, String> MEANT = Stream.of(
                    "optimizer.rate: lr learningrate eta stepsize baselr initiallr initlr",
                    "optimizer.weightDecay: wd weightdecay l2 decay",
                    "optimizer.momentum: mom mu",
                    "optimizer.type: opt optim optimname algorithm",
                    "optimizer.schedule: scheduler lrschedule lrscheduler lrdecay",
                    "optimizer.finalRate: minlr lrmin finallr endlr",
                    "optimizer.epsilon: eps",
                    "optimizer.alpha: rho",
                    "steps: epochs epoch iterations iters maxsteps maxepochs numsteps numepochs trainsteps updates",
                    "batch: batchsize bs minibatch trainbatchsize",
                    "model: network net arch architecture backbone modelname",
                    "data.type: dataset data datasetname",
                    "data.path: datadir datapath dataroot datafolder root dir folder",
                    "data.size: imagesize imgsize resolution crop",
                    "data.labelNoise: noise labelnoise corruption",
                    "seed: randomseed rngseed rng manualseed",
                    "world.n: n trainsize numsamples nsamples samples ntrain numtrain trainn",
                    "test.count: testsize ntest numtest evalsize valsize",
                    "augment: augmentation augmentations transform transforms aug dataaugmentation",
                    "init: pretrained weights checkpoint resumefrom initweights",
                    "precision: dtype amp fp16 bf16 mixedprecision",
                    "loss: criterion objective lossfunction lossfn",
                    "microBatches: gradaccum accumulate gradientaccumulation gradientaccumulationsteps",
                    "checkpoints: saveevery checkpointevery checkpointfrequency evalevery logevery",
                    "trainer.threads: workers numworkers nthreads numthreads cpus",
                    "device: gpu gpus cuda accelerator",
                    "stoppingTime.stop: earlystopping earlystop",
                    "stoppingTime.threshold: tolerance tol")
            .flatMap(line -> {
                var parts = line.split(": ");
                return Stream.of(parts[1].split(" ")).map(word -> Map.entry(word, parts[0]));
            })
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private Nearest() {}

    /** The key that was meant, of some keys; empty where none is near enough. */
    static Optional<String> key(String written, List<String> keys) {
        var parts = written.split("\\.");
        return Stream.of(written, parts.length == 0 ? written : parts[parts.length - 1])
                .map(Nearest::bare)
                .flatMap(word -> Stream.concat(
                        keys.stream().filter(key -> bare(key).equals(word)), Stream.ofNullable(MEANT.get(word))))
                .filter(keys::contains)
                .findFirst()
                .or(() -> byLetters(written, keys));
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** The nearest of some names; empty where none is near enough to be the one that was meant. */
    static Optional<String> byLetters(String name, List<String> names) {
        return name.length() > 200
                ? Optional.empty()
                : names.stream()
                        .min(Comparator.comparingInt((String n) -> distance(name, n))
                                .thenComparing(n -> n))
                        .filter(n -> distance(name, n) <= Math.max(2, name.length() / 3));
    }

    private static int distance(String a, String b) {
        if (b.endsWith("." + a)) {
            return 1;
        }
        var row = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (var i = 1; i <= a.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
