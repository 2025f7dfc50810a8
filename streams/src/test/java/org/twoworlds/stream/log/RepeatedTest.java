package org.twoworlds.stream.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;

class RepeatedTest {
    @Test
    void aNameOfAScoreIsReadAsItIsWritten() {
        for (var name :
                new String[] {"run/real/0/test", "20261127-1-q.3/run/ideal/1600/train-clean", "a/ideal/7/cifar10:train"
                }) {
            assertThat(Repeated.parse(name).orElseThrow()).hasToString(name);
        }
        assertThat(Repeated.parse("q.3/run/ideal/16/test"))
                .contains(new Repeated("q.3", "run", WorldName.IDEAL, 16, ScoredSet.TEST));
    }

    @Test
    void whatNamesNoScoreIsNoName() {
        for (var text : new String[] {
            "",
            "run",
            "run/real/test",
            "run/real/-1/test",
            "run/real/01/test",
            "run/other/1/test",
            "run/real/1/else",
            "a/b/run/real/1/test"
        }) {
            assertThat(Repeated.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void aScoreOfAnOlderLogRepeatsNoneAndOneThatRepeatsNoneIsWrittenAsBefore() throws JsonProcessingException {
        var old =
                "{\"type\":\"score\",\"evaluator\":\"run\",\"world\":\"real\",\"step\":3,\"set\":\"test\",\"softError\":0.5,"
                        + "\"error\":0.5,\"loss\":1.0,\"count\":4,\"file\":\"f\",\"sha256\":\"s\",\"nanos\":9,\"further\":{}}";
        var score = (Event.Score) EventCodec.JSON.readValue(old, Event.class);
        assertThat(score.repeats()).isEmpty();
        assertThat(EventCodec.JSON.writeValueAsString(score)).isEqualTo(old);
    }
}
