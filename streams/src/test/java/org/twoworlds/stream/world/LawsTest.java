package org.twoworlds.stream.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Law;
import org.twoworlds.config.Seeds;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.random.Draws;
import org.twoworlds.model.random.KeyedPermutation;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.experiment.Experiment;

/** What holds of every law: a new one is covered as soon as it has an example here, and without one a test fails. */
class LawsTest {
    private static final int BATCH = 8;
    private static final long STEPS = 40;
    private static final long POSITIONS = STEPS * BATCH;
    private static final long N = 50;

    /** ⌊50/8⌋·8. */
    private static final long EPOCH = 48;

    private static final long SEED = 7;

    private static final List<Law> EXAMPLES = List.of(
            new Law.Replay(N),
            Law.Fresh.IDEAL,
            new Law.Fresh(OptionalLong.of(2)),
            new Law.Mix(N, 0.3),
            new Law.Switch(N, 17, false),
            new Law.Switch(N, 17, true),
            new Law.Window(N, 0.25),
            new Law.Epochs(4, POSITIONS / 4));

    static Stream<Law> laws() {
        return EXAMPLES.stream();
    }

    private static ExperimentConfig config(String law, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "data.type=shapes",
                "augment=crop+flip",
                "seed=" + SEED,
                "batch=" + BATCH,
                "steps=" + STEPS,
                "world.law=" + law));
        all.addAll(List.of(settings));
        return TestConfigs.of(all.toArray(String[]::new));
    }

    private static World world(Law law) {
        return World.of(WorldName.REAL, law, OptionalLong.empty(), BATCH, SEED);
    }

    /** Where the replay world of n samples stands at a position, from the definition of law 2 alone. */
    private static long replayed(long k, long n) {
        var epoch = n / BATCH * BATCH;
        var order = k < epoch ? KeyedPermutation.identity(n) : KeyedPermutation.ofEpoch(SEED, k / epoch, n);
        return order.at(k % epoch);
    }

    /** A hash of all batches of the first world. */
    private static List<Long> batches(String law, String... settings) {
        return batches(Experiment.open(config(law, settings)), WorldName.REAL);
    }

    private static List<Long> batches(Experiment experiment, WorldName world) {
        return LongStream.rangeClosed(1, STEPS)
                .map(step -> WorldStream.hash(experiment.batch(world, step)))
                .boxed()
                .toList();
    }

    @Test
    void everyLawHasAnExample() {
        assertThat(EXAMPLES.stream().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Law.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("laws")
    void law2_anIndexDependsOnThePositionAlone(Law law) {
        var seed = System.nanoTime();
        System.out.println("seed " + seed);
        var forward = LongStream.range(0, POSITIONS).map(world(law)::indexAt).toArray();
        var world = world(law);
        new Random(seed).longs(2_000, 0, POSITIONS).parallel().forEach(k -> assertThat(world.indexAt(k))
                .as("position %d", k)
                .isEqualTo(forward[(int) k]));
        assertThat(LongStream.of(forward)).allMatch(i -> i >= 0 && i < law.reach(POSITIONS, BATCH));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void law2_anIndexIsComputedWithoutThoseBefore(Law law) {
        var asked = new AtomicInteger();
        var chance = new Law.Chance() {
            @Override
            public int batch() {
                return BATCH;
            }

            @Override
            public long fresh(long k) {
                asked.incrementAndGet();
                return k;
            }

            @Override
            public long shuffled(long epoch, long i, long n) {
                asked.incrementAndGet();
                return i;
            }

            @Override
            public double uniform(long k) {
                asked.incrementAndGet();
                return 0.5;
            }
        };
        for (var k : new long[] {0, EPOCH, 1L << 20, (1L << 45) + 3}) {
            asked.set(0);
            law.index(k, chance);
            assertThat(asked).hasValueBetween(1, 2);
        }
    }

    @ParameterizedTest
    @MethodSource("laws")
    void law2_aBatchMadeFromNothingIsTheStreamsAndSoIsAStreamThatGoesOnFromAnyStep(Law law) {
        var seed = System.nanoTime();
        System.out.println("seed " + seed);
        var config = config(law.toString());
        assertThat(config.world().law()).isEqualTo(law);
        var stream = Experiment.open(config).stream(WorldName.REAL);
        var batch = stream.newBatch();
        var hashes = new long[(int) STEPS + 1];
        for (var step = 1; step <= STEPS; step++) {
            stream.fill(batch, step);
            hashes[step] = WorldStream.hash(batch);
        }
        var random = new Random(seed);
        for (var i = 0; i < 5; i++) {
            var step = 1 + random.nextInt((int) STEPS);
            assertThat(WorldStream.hash(Experiment.open(config).batch(WorldName.REAL, step)))
                    .isEqualTo(hashes[step]);
        }
        var resumed = Experiment.open(config).stream(WorldName.REAL);
        for (var step = 1 + random.nextInt((int) STEPS); step <= STEPS; step++) {
            resumed.fill(batch, step);
            assertThat(WorldStream.hash(batch)).as("step %d", step).isEqualTo(hashes[step]);
        }
    }

    @ParameterizedTest
    @MethodSource("laws")
    void law3_theWorldsArePairedSlotBySlot(Law law) {
        var experiment = Experiment.open(config(law.toString()));
        assertThat(experiment.initialWeights(WorldName.REAL).digest())
                .isEqualTo(experiment.initialWeights(WorldName.IDEAL).digest());
        if (law instanceof Law.Window
                || law instanceof Law.Fresh fresh && fresh.stream().isPresent()) {
            return;
        }
        var n = law.reused().orElse(N);
        var replay = Experiment.open(config("replay{n=" + n + "}"));
        for (var step = 1L; step <= STEPS; step++) {
            var ideal = experiment.batch(WorldName.IDEAL, step);
            var re = replay.batch(WorldName.REAL, step);
            var real = experiment.batch(WorldName.REAL, step);
            for (var j = 0; j < BATCH; j++) {
                var k = (step - 1) * BATCH + j;
                var isFresh = real.index()[j] == k;
                assertThat(real.index()[j]).isEqualTo(isFresh ? k : replayed(k, n));
                assertThat(image(real, j)).isEqualTo(image(isFresh ? ideal : re, j));
                assertThat(real.labels()[j]).isEqualTo((isFresh ? ideal : re).labels()[j]);
            }
        }
    }

    private static byte[] image(MiniBatch batch, int slot) {
        var bytes = batch.images().length / BATCH;
        return Arrays.copyOfRange(batch.images(), slot * bytes, (slot + 1) * bytes);
    }

    @ParameterizedTest
    @MethodSource("laws")
    void theCertificateCountsWhatTheWorldUsed(Law law) {
        var seed = System.nanoTime();
        System.out.println("seed " + seed);
        for (var steps : new long[] {0, 1, 5, new Random(seed).nextInt((int) STEPS), STEPS}) {
            var certificate = Experiment.open(config(law.toString())).certificate(WorldName.REAL, steps);
            Map<Long, List<Long>> where = new HashMap<>();
            var world = world(law);
            for (var k = 0L; k < steps * BATCH; k++) {
                where.computeIfAbsent(world.indexAt(k), i -> new ArrayList<>()).add(k);
            }
            Map<Long, Long> uses = new TreeMap<>();
            List<Long> distances = new ArrayList<>();
            for (var positions : where.values()) {
                uses.merge((long) positions.size(), 1L, Long::sum);
                for (var i = 1; i < positions.size(); i++) {
                    distances.add(positions.get(i) - positions.get(i - 1));
                }
            }
            var first = law.first(Math.max(0, steps * BATCH - 1), BATCH);
            var unused = LongStream.range(first, first + law.reused().orElse(0))
                    .filter(i -> !where.containsKey(i))
                    .count();
            if (unused > 0) {
                uses.put(0L, unused);
            }
            distances.sort(null);
            assertThat(certificate.outside()).isEqualTo(-1);
            assertThat(certificate.samples()).isEqualTo(where.size());
            assertThat(certificate.uses()).isEqualTo(uses);
            assertThat(certificate.fresh())
                    .isCloseTo(steps == 0 ? 1 : where.size() / (double) (steps * BATCH), within(1e-12));
            assertThat(certificate.distances())
                    .isEqualTo(
                            distances.isEmpty()
                                    ? List.of()
                                    : List.of(
                                            distances.get(0),
                                            distances.get(distances.size() / 2),
                                            distances.get(distances.size() - 1)));
        }
    }

    @Test
    void eachLawIsWhatItsDefinitionSays() {
        for (var k = 0L; k < POSITIONS; k++) {
            var early = k < 17 * BATCH;
            assertThat(world(EXAMPLES.get(0)).indexAt(k)).isEqualTo(replayed(k, N));
            assertThat(world(Law.Fresh.IDEAL).indexAt(k)).isEqualTo(k);
            assertThat(world(new Law.Switch(N, 17, false)).indexAt(k)).isEqualTo(early ? replayed(k, N) : k);
            assertThat(world(new Law.Switch(N, 17, true)).indexAt(k)).isEqualTo(early ? k : replayed(k, N));
            var renewed = Math.round(0.25 * N);
            assertThat(world(new Law.Window(N, 0.25)).indexAt(k)).isEqualTo(k / EPOCH * renewed + replayed(k, N));
            assertThat(world(new Law.Epochs(4, 80)).indexAt(k)).isEqualTo(replayed(k, 80));
            var fresh = new Draws(SEED, Draws.Purpose.LAW, k).nextDouble() < 0.3;
            assertThat(world(new Law.Mix(N, 0.3)).indexAt(k)).isEqualTo(fresh ? k : replayed(k, N));
        }
        assertThat(config("epochs{k=4}").world().n()).isEqualTo(80);
    }

    @Test
    void mixIsFreshWithItsProbability() {
        var world = World.of(WorldName.REAL, new Law.Mix(N, 0.1), OptionalLong.empty(), BATCH, SEED);
        var from = 1_000L;
        var slots = 200_000;
        var fresh = LongStream.range(from, from + slots)
                .filter(k -> world.indexAt(k) == k)
                .count();
        var deviation = Math.sqrt(0.1 * 0.9 / slots);
        assertThat((double) fresh / slots).isCloseTo(0.1, within(4 * deviation));
    }

    @Test
    void aLawAtItsEndsIsReplayOrFreshBitForBit() {
        var replay = batches("replay{n=50}");
        var fresh = batches("fresh");
        var paired = Experiment.open(config("replay{n=50}"));
        assertThat(fresh).isNotEqualTo(replay).isEqualTo(batches(paired, WorldName.IDEAL));
        assertThat(batches("mix{n=50,fresh=0}")).isEqualTo(replay);
        assertThat(batches("mix{n=50,fresh=1}")).isEqualTo(fresh);
        assertThat(batches("switch{n=50,at=0}")).isEqualTo(fresh);
        assertThat(batches("switch{n=50,at=40}")).isEqualTo(replay);
        assertThat(batches("switch{n=50,at=0,back=true}")).isEqualTo(replay);
        assertThat(batches("switch{n=50,at=40,back=true}")).isEqualTo(fresh);
        assertThat(batches("window{n=50,renew=0}")).isEqualTo(replay);
        assertThat(batches("epochs{k=1}")).isEqualTo(fresh).isEqualTo(batches("replay{n=320}"));
        assertThat(batches("epochs{k=4}")).isEqualTo(batches("replay{n=80}"));
        assertThat(batches("replay", "world.n=50")).isEqualTo(replay);
    }

    @Test
    void freshOfAnotherStreamIsTheStreamOfThatSeedWithTheFirstOnesAugmentation() {
        var other = batches("fresh{stream=2}");
        assertThat(other)
                .isEqualTo(batches("fresh", "seeds.stream=2"))
                .isEqualTo(batches(Experiment.open(config("replay", "seeds.stream=2")), WorldName.IDEAL))
                .isNotEqualTo(batches("fresh"));
        assertThat(batches("fresh{stream=7}")).isEqualTo(batches("fresh"));
    }

    @Test
    void trainSetsAreOfTheSamplesThatAreReusedAtTheTime() {
        var window = Experiment.open(config("window{n=50,renew=0.25}"));
        assertThat(window.firstReused(0)).isZero();
        assertThat(window.firstReused(6)).as("the epoch's last update").isZero();
        assertThat(window.firstReused(7)).isEqualTo(13);
        assertThat(window.firstReused(STEPS)).isEqualTo(6 * 13);
        assertThat(Experiment.open(config("mix{n=50,fresh=0.5}")).firstReused(STEPS))
                .isZero();
    }

    /** Hashes that the version before laws and seeds made of the same settings. */
    @Test
    void withOneSeedEveryBatchAndWeightIsWhatItWasBefore() {
        for (var pairing : List.of("paired", "independent")) {
            var experiment = Experiment.open(config("replay", "world.n=50", "world.pairing=" + pairing));
            var isPaired = pairing.equals("paired");
            assertThat(hash(experiment, WorldName.REAL)).isEqualTo(-7108986751529641080L);
            assertThat(hash(experiment, WorldName.IDEAL))
                    .isEqualTo(isPaired ? 3899200338554233809L : -9126734147760404502L);
            assertThat(experiment.initialWeights(WorldName.REAL).digest()).startsWith("b505934993fa45ae");
            assertThat(experiment.initialWeights(WorldName.IDEAL).digest())
                    .startsWith(isPaired ? "b505934993fa45ae" : "cad3fefd124dcfd3");
        }
    }

    private static long hash(Experiment experiment, WorldName world) {
        return batches(experiment, world).stream().reduce(0L, (h, next) -> h * 31 + next);
    }

    @Test
    void eachSeedDecidesItsOwnPartAndNothingElse() {
        var plain = Experiment.open(config("replay{n=50}"));
        assertThat(plain.seeds(WorldName.REAL)).isEqualTo(Seeds.of(SEED));
        var weights = plain.initialWeights(WorldName.REAL).digest();
        for (var seed : List.of("init", "stream", "order", "augment", "dropout")) {
            var other = Experiment.open(config("replay{n=50}", "seeds." + seed + "=99"));
            assertThat(other.initialWeights(WorldName.REAL).digest().equals(weights))
                    .as(seed)
                    .isEqualTo(!seed.equals("init"));
            var first = plain.batch(WorldName.REAL, 1);
            var otherFirst = other.batch(WorldName.REAL, 1);
            assertThat(otherFirst.index()).isEqualTo(first.index());
            assertThat(Arrays.equals(otherFirst.images(), first.images()))
                    .as(seed)
                    .isEqualTo(!List.of("stream", "augment").contains(seed));
            assertThat(Arrays.equals(
                            other.batch(WorldName.REAL, 8).index(),
                            plain.batch(WorldName.REAL, 8).index()))
                    .as(seed)
                    .isEqualTo(!seed.equals("order"));
            if (!seed.equals("stream")) {
                assertThat(otherFirst.labels()).isEqualTo(first.labels());
            }
            assertThat(other.seeds(WorldName.REAL).dropout()).isEqualTo(seed.equals("dropout") ? 99 : SEED);
        }
    }
}
