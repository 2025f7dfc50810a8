package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.KeptScores;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.Objective;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Scorer;
import org.twoworlds.model.onnx.ScoringSet;

class SessionScorerTest {
    private static final ImageShape SHAPE = new ImageShape(2, 2, 1, 2);
    private static final Outline OUTLINE = Outline.of(Spec.parse("mlp[4]").orElseThrow(), SHAPE);
    private static final ScoringSet SET = set(3, 1);

    private final List<String> opened = new ArrayList<>();
    private final SessionScorer scorer = new SessionScorer(file -> {
        opened.add(file.sha256());
        return new Scorer(
                OUTLINE,
                Objective.CROSS_ENTROPY,
                OUTLINE.initialWeights(file.sha256().hashCode()),
                Placement.cpu(1),
                2,
                KeptScores.OUTCOME);
    });

    private static ScoringSet set(int count, int label) {
        return ScoringSet.of("test", SHAPE, count, (i, pixels) -> {
            pixels[0] = i.byteValue();
            return label;
        });
    }

    private static LoggedFile file(String sha256) {
        return new LoggedFile("checkpoint", Path.of("none"), sha256);
    }

    @Test
    void allSetsOfACheckpointAreScoredByOneSession() {
        var a = scorer.score(file("a"), SET);
        scorer.score(file("a"), set(5, 0));
        assertThat(scorer.score(file("a"), SET).loss()).isEqualTo(a.loss());
        assertThat(opened).containsExactly("a");
        assertThat(scorer.score(file("b"), SET).loss()).isNotEqualTo(a.loss());
        assertThat(scorer.score(file("a"), SET).loss()).isEqualTo(a.loss());
        assertThat(opened).containsExactly("a", "b", "a");
        scorer.release();
    }

    @Test
    void afterAReleaseOrAFailureTheFileIsReadAgain() {
        var first = scorer.score(file("a"), SET);
        scorer.release();
        scorer.release();
        assertThat(scorer.score(file("a"), SET).loss()).isEqualTo(first.loss());
        var other = ScoringSet.of("test", new ImageShape(3, 3, 1, 2), 3, (i, pixels) -> 1);
        assertThatThrownBy(() -> scorer.score(file("a"), other)).isInstanceOf(IllegalStateException.class);
        assertThat(scorer.score(file("a"), SET).loss()).isEqualTo(first.loss());
        assertThat(opened).containsExactly("a", "a", "a");
        scorer.release();
    }
}
