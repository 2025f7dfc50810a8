package org.twoworlds.stream.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** The places of a machine in a configuration. */
class BlanksTest {
    private static ObjectNode config(String json) throws Exception {
        return (ObjectNode) RunRecord.JSON.readTree(json.replace('\'', '"'));
    }

    @Test
    void foldersAndFilesAreBlankedWhereverTheyStandAndNothingElse() throws Exception {
        var config = config(
                "{'data':{'path':'cifar','cache':'','type':'npz','generator':{'file':'/g.onnx',"
                        + "'labels':'condition'}},'init':'pretrain','evaluator':{'on':['test','/a/b']},'model':'mlp[8]','steps':3}");
        Blanks.blank(config);
        assertThat(config)
                .isEqualTo(config("{'data':{'path':'DIR','cache':'','type':'npz','generator':{'file':'DIR',"
                        + "'labels':'condition'}},'init':'pretrain','evaluator':{'on':['test','DIR']},'model':'mlp[8]',"
                        + "'steps':3}"));
        assertThat(Blanks.in(config)).containsExactly("data.generator.file", "data.path", "evaluator.on");
    }
}
