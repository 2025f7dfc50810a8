package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.Notes;
import org.twoworlds.stream.TestConfigs;

/** Trees as people have them: links, hidden things, empty classes, pictures that were repaired. */
class ImageTreeFormsTest {
    @TempDir
    Path outer;

    private Path tree;

    @BeforeEach
    void small() throws IOException {
        tree = outer.resolve("tree");
        for (var split : List.of("train", "test")) {
            for (var name : List.of("a", "b", "c")) {
                for (var i = 0; i < 4; i++) {
                    picture(
                            tree.resolve(split).resolve(name).resolve(i + ".png"),
                            10 * i + name.charAt(0) + (split.equals("test") ? 100 : 0),
                            BufferedImage.TYPE_INT_RGB);
                }
            }
        }
    }

    private static void picture(Path file, int value, int type) throws IOException {
        Files.createDirectories(file.getParent());
        var image = new BufferedImage(9, 8, type);
        for (var i = 0; i < 72; i++) {
            for (var band = 0; band < image.getRaster().getNumBands(); band++) {
                image.getRaster().setSample(i % 9, i / 9, band, (value + i) % 256);
            }
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private DataSet open(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "data.type=images",
                "data.path=" + tree,
                "data.cache=" + outer.resolve("cache"),
                "data.size=8",
                "data.resize=8"));
        settings.addAll(List.of(more));
        return DataSets.open(TestConfigs.of(settings.toArray(String[]::new)).data());
    }

    private boolean said(String text) {
        return Notes.said().stream().anyMatch(n -> n.contains(outer.toString()) && n.contains(text));
    }

    private void moveAndLink(String what, String to) throws IOException {
        Files.createDirectories(outer.resolve("elsewhere"));
        Files.move(tree.resolve(what), outer.resolve("elsewhere").resolve(to));
        Files.createSymbolicLink(tree.resolve(what), outer.resolve("elsewhere").resolve(to));
    }

    @Test
    void linksAreFollowedWhereverTheyAreAndTheDataStaysTheSame() throws IOException {
        var before = open();
        assertThat(before.earlier().difference()).isEmpty();
        moveAndLink("train/b", "b");
        assertThat(open().digest()).as("a class").isEqualTo(before.digest());
        moveAndLink("train/a/2.png", "picture");
        assertThat(open().digest()).as("a picture").isEqualTo(before.digest());
        moveAndLink("test", "split");
        assertThat(open().digest()).as("a split").isEqualTo(before.digest());
        for (var name : List.of("a", "c")) {
            moveAndLink("train/" + name, name);
        }
        var after = open();
        assertThat(after.digest()).as("all classes").isEqualTo(before.digest());
        assertThat(after.train(1).size()).isEqualTo(12);
        assertThat(after.earlier().difference())
                .hasValueSatisfying(o -> assertThat(o).contains("links"));
    }

    @Test
    void linksThatLeadNowhereOrBackAreRefused() throws IOException {
        var link = Files.createSymbolicLink(tree.resolve("train/d"), outer.resolve("nowhere"));
        assertThatThrownBy(this::open)
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("link (" + link + ") must lead to a file or folder that is there");
        Files.delete(link);
        var loop = Files.createSymbolicLink(tree.resolve("train/b/back"), tree.resolve("train/b"));
        assertThatThrownBy(this::open)
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("not lead back to a folder that it lies in");
        Files.delete(loop);
        var dangling = Files.createSymbolicLink(tree.resolve("train/b/9.png"), outer.resolve("nowhere.png"));
        assertThatThrownBy(this::open)
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("b/9.png (it is not there)");
        assertThat(open("data.badFiles=skip").train(1).size()).isEqualTo(12);
        assertThat(said("1 of 13 are left out, since they cannot be read: b/9.png"))
                .isTrue();
        Files.delete(dangling);
        assertThat(open().train(1).size()).isEqualTo(12);
    }

    @Test
    void whatIsLeftOutIsCountedInOneLine() throws IOException {
        var before = open();
        for (var hidden : List.of("train/.git/x.png", "train/a/.thumbs/0.png", "train/a/._0.png")) {
            Files.createDirectories(tree.resolve(hidden).getParent());
            Files.copy(tree.resolve("train/a/0.png"), tree.resolve(hidden));
        }
        Files.copy(tree.resolve("train/a/0.png"), tree.resolve("train/loose.png"));
        Files.writeString(tree.resolve("train/a/notes.TXT"), "text");
        Files.writeString(tree.resolve("train/b/0.webp"), "text");
        Files.writeString(tree.resolve("train/b/README"), "text");
        Files.createDirectories(tree.resolve("test/unknown"));
        Files.copy(tree.resolve("train/a/0.png"), tree.resolve("test/unknown/0.png"));
        Files.createDirectories(tree.resolve("val/a"));
        var after = open();
        assertThat(after.digest()).isEqualTo(before.digest());
        assertThat(after.classNames()).containsExactly("a", "b", "c");
        assertThat(
                        said(
                                "train: left out: 1 .txt, 1 .webp, 3 hidden, 1 outside of the class folders, 1 without an ending"))
                .isTrue();
        assertThat(said("test: 1 pictures in 1 folders are left out, since train has no such class: unknown"))
                .isTrue();
        assertThat(said("test is used, and val beside it is not")).isTrue();
    }

    @Test
    void classesWithoutPicturesAndPicturesOfBothSplitsAreSaid() throws IOException {
        Files.createDirectories(tree.resolve("train/d"));
        Files.createDirectories(tree.resolve("test/a/deep"));
        Files.copy(tree.resolve("train/a/0.png"), tree.resolve("test/a/deep/again.PNG"));
        assertThat(open().classNames()).containsExactly("a", "b", "c", "d");
        assertThat(said("no train record is of class d (1 of 4 classes)")).isTrue();
        assertThat(said("test: 1 of 4 classes have none: d")).isTrue();
        assertThat(said("1 of 13 test pictures are train pictures too")).isTrue();
    }

    @Test
    void aPictureThatWasRepairedIsAcceptedAndAChangedOneIsAnotherDataSet() throws IOException {
        var before = open();
        var file = tree.resolve("train/a/1.png");
        var whole = Files.readAllBytes(file);
        var time = Files.getLastModifiedTime(file);
        var damaged = whole.clone();
        damaged[whole.length / 2] ^= 1;
        Files.write(file, damaged); // of the same size, and with the same time
        Files.setLastModifiedTime(file, time);
        assertThatThrownBy(this::open).hasMessageContaining("a/1.png (").hasMessageContaining("1 of 12");
        assertThat(open("data.badFiles=skip").train(1).size()).isEqualTo(11);
        Files.write(file, whole);
        assertThat(open("data.badFiles=skip").digest()).isEqualTo(before.digest());
        assertThat(open().train(1).size()).isEqualTo(12);
        picture(file, 77, BufferedImage.TYPE_INT_RGB);
        assertThat(open().digest()).isNotEqualTo(before.digest());
    }

    @Test
    void aDigestIsOfContentsNotOfNamesOrPlaces() throws IOException {
        var before = open().digest();
        Files.move(tree.resolve("train/a/1.png"), tree.resolve("train/a/10.png")); // in the same order
        Files.move(tree, outer.resolve("moved"));
        tree = outer.resolve("moved");
        assertThat(open().digest()).isEqualTo(before);
        Files.move(tree.resolve("train/a"), tree.resolve("train/z"));
        assertThat(open().digest()).as("another order of classes").isNotEqualTo(before);
    }

    @Test
    void aDamagedCacheIsMadeAgain() throws IOException {
        open();
        List<Path> files;
        try (var all = Files.list(outer.resolve("cache"))) {
            files = all.filter(f -> f.getFileName().toString().startsWith("pictures-"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSize(12); // for each split .bad, .groups, .lock, .raw, .sizes, .sum
        for (var file : files) {
            var whole = Files.readAllBytes(file);
            for (var damage = 0; damage < 3; damage++) {
                if (damage == 0) {
                    Files.delete(file);
                } else if (damage == 1) {
                    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
                } else {
                    var flipped = whole.length == 0 ? new byte[] {7} : whole.clone();
                    flipped[flipped.length / 3] ^= 2;
                    Files.write(file, flipped);
                }
                var pixels = new byte[192];
                var test = open().test();
                for (var i = 0; i < 12; i++) {
                    var record = (int) test.record(i);
                    assertThat(test.sample(i, pixels)).isEqualTo(record / 4);
                    assertThat(pixels[0] & 0xff)
                            .as("%s after damage %d", file.getFileName(), damage)
                            .isEqualTo((10 * (record % 4) + 'a' + record / 4 + 100) % 256);
                }
                if (!file.toString().endsWith(".lock") && !file.toString().endsWith(".groups")) {
                    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void grayPicturesAreTakenAsWrittenAndRunsOf01ThatReadThemOtherwiseAreKnown() throws IOException {
        assertThat(open().earlier().difference()).isEmpty();
        picture(tree.resolve("test/c/3.png"), 128, BufferedImage.TYPE_BYTE_GRAY);
        var data = open();
        var pixels = new byte[192];
        for (var i = 0; i < 12; i++) {
            if (data.test().record(i) == 11) {
                data.test().sample(i, pixels);
                assertThat(pixels).startsWith(128, 128, 128, 129, 129, 129);
            }
        }
        assertThat(data.earlier().difference())
                .hasValueSatisfying(o -> assertThat(o).contains("1 pictures in").contains("read otherwise now"));
    }

    @Test
    void aPictureThatWouldBecomeFarLargerThanItsFileIsRefused() throws IOException {
        var image = new BufferedImage(60_000, 1, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(image, "png", tree.resolve("train/a/long.png").toFile());
        assertThatThrownBy(() -> open("data.size=200", "data.resize=256"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("a/long.png (its 60000 × 1 pixels would be");
    }
}
