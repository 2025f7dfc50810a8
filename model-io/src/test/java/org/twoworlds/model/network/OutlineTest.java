package org.twoworlds.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.Fixtures;
import org.twoworlds.model.ImageShape;

class OutlineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mlp[128,128,128]; 428426; 768",
                "mlp[2048,2048,2048]; 14718986; 12288",
                "mlp5; 461962; 1280",
                "rmlp[128,128,128]; 427658; 0",
                "mcnn; 1558026; 1920",
                "mcnn_nobn; 1556106; 0",
                "smallcnn; 1088192; 384",
                "alexnet; 2472266; 0",
                "vgg11; 9225610; 0",
                "vgg11_bn; 9231114; 5504",
                "vgg13_bn; 9416010; 5888",
                "vgg16_bn; 14728266; 8448",
                "vgg19_bn; 20040522; 11008",
                "resnet18; 11173962; 9600",
                "resnet34; 21282122; 17024",
                "resnet50; 23520842; 53120",
                "preresnet18; 11171146; 6784",
                "preresnet34; 21279306; 14208",
                "preresnet50; 23509066; 41344",
                "resnet18k; 11171146; 6784",
                "resnet50k; 23509066; 41344",
                "wrn28_4; 5849050; 7200",
                "wrn28_10; 36479194; 17952",
                "densenet40_12; 1059298; 18720",
                "densenet40_32; 7426378; 49920",
                "densenet100_12; 7083538; 118800",
                "densenet100_24; 28071706; 237600",
                "dconv{base=32}; 6563498; 6976",
                "dfc{base=32}; 1170419722; 188416"
            })
    void paper_parameterCountsAreThoseOfTheAuthorsModels(String spec, long parameters, long running) {
        var outline = Fixtures.outline(spec);
        assertThat(outline.parameters()).isEqualTo(parameters);
        assertThat(outline.running()).isEqualTo(running);
    }

    @Test
    void flopsOfADenseNetworkAreTwoForEveryWeight() {
        var outline = Fixtures.outline("mlp[7]", new ImageShape(1, 1, 3, 2));
        assertThat(outline.flops()).isEqualTo(2 * (3 * 7 + 7 * 2) + 2 * 7 + 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcnn{width=0}", "mcnn[3]", "mcnn{depth=3}", "mlp", "mlp[0]", "nonesuch", "mlp[9999999]"})
    void anImpossibleNetworkIsRefusedByName(String spec) {
        assertThatThrownBy(() -> Fixtures.outline(spec))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(spec.replaceAll("[\\[{].*", ""));
    }

    @Test
    void anImageTooSmallForThePoolsIsRefused() {
        assertThatThrownBy(() -> Fixtures.outline("mcnn{width=2}", new ImageShape(2, 2, 3, 10)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("max-pool after bn3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "vit{patch=64}; patch_embed.proj",
                "vit{dim=192,heads=5}; blocks.0.attn.qkv",
                "vgg11; be from",
                "alexnet; features.0",
                "darts{width=8}; concatenation after cells"
            })
    void whatDoesNotFitIsRefusedByItsLayer(String spec, String says) {
        var shape = spec.startsWith("darts") ? new ImageShape(7, 7, 3, 10) : new ImageShape(4, 4, 3, 10);
        assertThatThrownBy(() -> Fixtures.outline(spec.equals("vgg11") ? "vgg11_bn[3]" : spec, shape))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(spec.equals("vgg11") ? "no list" : says);
    }

    @Test
    void aGenotypeIsPrintedAndReadBackAsTheSameNetwork() {
        var drawn = Fixtures.outline("darts{seed=5,width=8}");
        var genotype = drawn.network().detail();
        assertThat(genotype).startsWith("genotype=").contains("/", ":");
        var written = Fixtures.outline("darts{width=8," + genotype + "}");
        assertThat(written.tensors().stream().map(TensorSpec::name))
                .containsExactlyElementsOf(
                        drawn.tensors().stream().map(TensorSpec::name).toList());
        assertThat(Fixtures.outline("darts{seed=6,width=8}").network().detail()).isNotEqualTo(genotype);
        for (var wrong : List.of("x", "none@0+none@1:none@0+none@1", "skip_connect@0+skip_connect@2:" + "a")) {
            assertThatThrownBy(() -> Fixtures.outline("darts{genotype=" + wrong + "}"))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("genotype");
        }
    }

    @Test
    void largeImagesGetTorchvisionsStem() {
        var outline = Fixtures.outline("resnet18", new ImageShape(224, 224, 3, 1000));
        assertThat(outline.parameters())
                .as("torchvision's resnet18 for ImageNet")
                .isEqualTo(11_689_512);
        assertThat(outline.tensors().get(0).shape()).containsExactly(64, 3, 7, 7);
    }

    @Test
    void weightsForOtherClassesKeepAllButTheHead() {
        var ten = Fixtures.outline("mcnn{width=2}");
        var two = Fixtures.outline("mcnn{width=2}", new ImageShape(32, 32, 3, 2));
        var given = ten.initialWeights(1);
        var drawn = two.initialWeights(9);
        var fitted = two.fitForStart(given, "f", drawn, false);
        assertThat(fitted.find("conv1.weight"))
                .contains(given.find("conv1.weight").orElseThrow());
        assertThat(fitted.find("head.weight"))
                .contains(drawn.find("head.weight").orElseThrow());
        assertThat(fitted.find("head.bias")).contains(drawn.find("head.bias").orElseThrow());
        assertThat(ten.fitForStart(given, "f", ten.initialWeights(2), false).digest())
                .isEqualTo(given.digest());
        var other = ten.initialWeights(2);
        var redrawn = ten.fitForStart(given, "f", other, true);
        assertThat(redrawn.find("conv1.weight"))
                .contains(given.find("conv1.weight").orElseThrow());
        assertThat(redrawn.find("head.weight"))
                .contains(other.find("head.weight").orElseThrow());
        assertThatThrownBy(() -> two.fit(given, "f")).hasMessageContaining("head.weight");
        var wider = Fixtures.outline("mcnn{width=3}");
        assertThatThrownBy(() -> wider.fitForStart(given, "f", wider.initialWeights(1), true))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("conv1.weight")
                .hasMessageContaining("[2, 3, 3, 3]");
        var deeper = Fixtures.outline("mlp[4]");
        assertThatThrownBy(() -> deeper.fitForStart(given, "f", deeper.initialWeights(1), true))
                .hasMessageContaining("fc1.weight")
                .hasMessageContaining("absent");
        var more = new java.util.ArrayList<>(given.tensors());
        more.add(new org.twoworlds.model.checkpoint.Tensor("extra.weight", new int[] {1}, new float[1]));
        assertThatThrownBy(() -> ten.fit(new org.twoworlds.model.checkpoint.Weights(more), "f"))
                .hasMessageContaining("extra.weight");
    }

    @Test
    void initialWeightsFollowPyTorchsDefaultRule() {
        var outline = Fixtures.outline("mcnn{width=16}");
        var weights = outline.initialWeights(1);
        var w = weights.find("conv4.weight").orElseThrow().data();
        var bound = 1 / Math.sqrt(64 * 9);
        var mean = 0.0;
        var square = 0.0;
        for (var x : w) {
            assertThat((double) x).isBetween(-bound, bound);
            mean += x / w.length;
            square += (double) x * x / w.length;
        }
        assertThat(Math.abs(mean)).isLessThan(4 * bound / Math.sqrt(3.0 * w.length));
        assertThat(square / (bound * bound / 3)).isBetween(0.98, 1.02);
        assertThat(weights.find("bn1.weight").orElseThrow().data()).containsOnly(1);
        assertThat(outline.initialWeights(1).digest()).isEqualTo(weights.digest());
        assertThat(outline.initialWeights(2).digest()).isNotEqualTo(weights.digest());
    }
}
