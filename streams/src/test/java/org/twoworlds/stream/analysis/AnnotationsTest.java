package org.twoworlds.stream.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.log.Event;

class AnnotationsTest {
    private static Annotations after(Event... events) {
        var annotations = Annotations.of("first");
        for (var event : events) {
            annotations = annotations.after(event);
        }
        return annotations;
    }

    @Test
    void tagsComeAndGoAndTheLastNoteAndNameCount() {
        var annotations = after(
                new Event.Tagged(List.of("b", "a"), List.of()),
                new Event.Noted("one"),
                new Event.Tagged(List.of("c"), List.of("b", "never")),
                new Event.Renamed("second"),
                new Event.Noted(""));

        assertThat(annotations.tags()).containsExactly("a", "c");
        assertThat(annotations.note()).isEmpty();
        assertThat(annotations.name()).isEqualTo("second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "lr/0.1", "v2.0", "größer", "a+b", "x_y-z:1", "1"})
    void aWordIsATag(String tag) {
        assertThat(after(Annotations.of("r").tagging(List.of(tag), List.of())).tags())
                .containsExactly(tag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "a,b", "-x", "tab\t", "line\n", "a=b", "\u202ex", "'", "\u0000"})
    void anythingElseIsRefused(String tag) {
        assertThatThrownBy(() -> Annotations.of("r").tagging(List.of(tag), List.of()))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("be a word of at most 50 characters");
    }

    @Test
    void aTagOfFiftyCharactersIsTheLongest() {
        assertThat(Annotations.of("r")
                        .tagging(List.of("x".repeat(50)), List.of())
                        .added())
                .hasSize(1);
        assertThatThrownBy(() -> Annotations.of("r").tagging(List.of("x".repeat(51)), List.of()))
                .isInstanceOf(RequestException.class);
    }

    @Test
    void noTagIsAddedAndRemovedAtOnceAndNoRunHasMoreThanAHundred() {
        assertThatThrownBy(() -> Annotations.of("r").tagging(List.of("a"), List.of("a")))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("not both");
        var hundred = IntStream.range(0, 100).mapToObj(i -> "t" + i).toList();
        var full = after(new Event.Tagged(hundred, List.of()));
        assertThat(full.tagging(List.of("new"), List.of("t0")).added()).containsExactly("new");
        assertThatThrownBy(() -> full.tagging(List.of("new"), List.of()))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("101");
    }

    @Test
    void aNoteIsTextOfTenThousandCharactersAtMost() {
        assertThat(Annotations.noting("a\tb\nc").note()).isEqualTo("a\tb\nc");
        assertThatThrownBy(() -> Annotations.noting("x".repeat(10_001))).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> Annotations.noting("\u001b[31m")).isInstanceOf(RequestException.class);
    }
}
