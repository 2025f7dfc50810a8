package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.twoworlds.ActorTest;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.stream.augment.Augmentation;
import org.twoworlds.stream.data.Distribution;
import org.twoworlds.stream.world.World;
import org.twoworlds.stream.world.WorldStream;

/** What a data source feeds its trainer, and how far it goes ahead of it. */
class DataSourceTest extends ActorTest {
    private static final int BATCH = 2;
    private static final int SAMPLERS = 2;
    private static final int PREFETCH = 3;
    /** Batches in assembly and waiting, one handed over, one in the trainer, one to spare. */
    private static final int POOL = SAMPLERS + PREFETCH + 3;

    private final Set<Long> sampled = ConcurrentHashMap.newKeySet();
    private TestProbe<Trainer.Command> trainer;
    private TestProbe<Void> watcher;
    private ActorRef<DataSource.Command> source;

    @BeforeEach
    void start() {
        trainer = kit.createTestProbe();
        watcher = kit.createTestProbe();
        source = kit.spawn(DataSource.create(stream(Long.MAX_VALUE), SAMPLERS, PREFETCH));
    }

    @AfterEach
    void end() {
        kit.stop(source);
    }

    /** Samples of one pixel, which is the index; those from a broken one on cannot be read. */
    private WorldStream stream(long broken) {
        var distribution = new Distribution() {
            @Override
            public ImageShape shape() {
                return new ImageShape(1, 1, 1, 2);
            }

            @Override
            public long size() {
                return UNBOUNDED;
            }

            @Override
            public int sample(long i, byte[] pixels) {
                if (i >= broken) {
                    throw new IllegalStateException("no sample " + i);
                }
                sampled.add(i);
                pixels[0] = (byte) i;
                return 0;
            }
        };
        return new WorldStream(World.ideal(BATCH), distribution, Augmentation.of(List.of()), 1, BATCH);
    }

    /** Lets the source feed the trainer, which has not taken a batch yet. */
    private ActorRef<Trainer.Ack> feed(long from, long to) {
        source.tell(new DataSource.Feed(from, to, trainer.ref()));
        return trainer.expectMessageClass(Trainer.StreamStarted.class).ackTo();
    }

    /** The next batch, which the trainer is done with. */
    private long take(ActorRef<Trainer.Ack> ackTo) {
        ackTo.tell(Trainer.Ack.ACK);
        var fed = trainer.expectMessageClass(Trainer.Fed.class);
        var step = fed.batch().step();
        assertThat(fed.batch().index()).containsExactly(2 * (step - 1), 2 * (step - 1) + 1);
        assertThat(fed.hash()).isEqualTo(WorldStream.hash(fed.batch()));
        fed.giveBack().accept(fed.batch());
        return step;
    }

    @Test
    void law2_theBatchesOfTheStepsComeInOrderAndThenTheEnd() {
        var ackTo = feed(3, 40);
        List<Long> steps = new ArrayList<>();
        for (var step = 3; step <= 40; step++) {
            steps.add(take(ackTo));
        }
        assertThat(steps).isEqualTo(LongStream.rangeClosed(3, 40).boxed().toList());
        ackTo.tell(Trainer.Ack.ACK);
        trainer.expectMessageClass(Trainer.StreamEnded.class);
    }

    @Test
    void law6_aTrainerThatTakesNothingIsNotRunAheadOfByMoreThanThePool() {
        var ackTo = feed(1, 1_000);
        take(ackTo);
        trainer.expectNoMessage();
        assertThat(sampled).hasSizeBetween(BATCH * (1 + PREFETCH), BATCH * POOL);
    }

    @Test
    void theBatchesThatAreGivenBackAreUsedAgain() {
        var ackTo = feed(1, 100);
        List<MiniBatch> seen = new ArrayList<>();
        for (var step = 1; step <= 100; step++) {
            ackTo.tell(Trainer.Ack.ACK);
            var fed = trainer.expectMessageClass(Trainer.Fed.class);
            if (seen.stream().noneMatch(b -> b == fed.batch())) {
                seen.add(fed.batch());
            }
            fed.giveBack().accept(fed.batch());
        }
        assertThat(seen).hasSizeLessThanOrEqualTo(POOL);
    }

    @Test
    void aSampleThatCannotBeReadFailsTheStreamAfterTheBatchesBeforeIt() {
        kit.stop(source);
        source = kit.spawn(DataSource.create(stream(2), SAMPLERS, PREFETCH));
        feed(1, 5).tell(Trainer.Ack.ACK);
        var told = trainer.receiveMessage();
        var failure = told instanceof Trainer.Fed ? trainer.receiveMessage() : told;
        assertThat(failure).isInstanceOf(Trainer.StreamFailed.class);
    }

    @Test
    void aSourceThatStopsEndsItsStream() {
        var ackTo = feed(1, 1_000);
        source.tell(DataSource.Stop.STOP);
        watcher.expectTerminated(source);
        Trainer.Command told = new Trainer.StreamStarted(ackTo);
        for (var i = 0; i <= POOL && !(told instanceof Trainer.StreamEnded); i++) {
            ackTo.tell(Trainer.Ack.ACK);
            told = trainer.receiveMessage();
        }
        assertThat(told).isInstanceOf(Trainer.StreamEnded.class);
    }
}
