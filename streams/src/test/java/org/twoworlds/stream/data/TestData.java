package org.twoworlds.stream.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.network.UNet;
import org.twoworlds.model.onnx.VelocityModel;
import org.twoworlds.model.random.Draws;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatlabType;

/** Small files of every form that a source reads, filled with random pixels. */
final class TestData {
    private static final int COUNT = 600;
    private static final Path FRESH = temporary();

    private TestData() {}

    /** The settings under which a source of a type opens: a type that is new here needs a line here. */
    static String[] settings(String type, Path folder) throws IOException {
        List<String> settings = new ArrayList<>(List.of("data.type=" + type, "data.cache=" + folder.resolve("cache")));
        switch (type) {
            case "shapes", "mixture" -> settings.add("data.path=");
            case "gaussian" -> settings.add("data.gaussian={dimensions=30}");
            case "cifar-fresh" -> settings.add("data.cache=" + FRESH); // kept for the whole JVM: each image takes 10 ms
            case "generator" -> settings.add("data.generator.file=" + generator(folder, 1));
            case "teacher" ->
                settings.addAll(List.of(
                        "data.teacher.source=shapes",
                        "data.teacher.model=linear",
                        "data.teacher.labels=sample",
                        "data.teacher.weights=" + linear(folder)));
            case "svhn" -> settings.add("data.path=" + svhn(folder));
            case "cifar10" -> settings.add("data.path=" + cifar10());
            case "cifar100" -> settings.add("data.path=" + cifar100(folder));
            case "mnist" -> settings.add("data.path=" + mnist(folder));
            case "cifar5m" -> settings.add("data.path=" + npz(folder, "part0", "part1", "part5"));
            case "edm-cifar" -> settings.add("data.path=" + edm(folder));
            case "npz" -> settings.add("data.path=" + npz(folder, "train", "test"));
            case "images" -> settings.addAll(List.of("data.path=" + images(folder), "data.size=12", "data.resize=16"));
            case "dogbird" ->
                settings.addAll(List.of("data.path=" + synsets(folder), "data.size=12", "data.resize=16"));
            default -> throw new AssertionError("no test data for source " + type);
        }
        return settings.toArray(String[]::new);
    }

    private static Path temporary() {
        try {
            var folder = Files.createTempDirectory("cifar-fresh");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A small U-Net with its initial weights: what it makes is noise that depends on the class a little. */
    static Path generator(Path folder, long seed) throws IOException {
        var shape = new ImageShape(8, 8, 3, 4);
        var spec = Spec.parse("unet{width=12,levels=2}").orElseThrow();
        var outline = Outline.of(spec, UNet.of(spec), shape);
        var metadata = Map.of("classes", "a,b,c,d", "twoworlds.sampler", "euler", "twoworlds.steps", "2");
        return Files.write(
                folder.resolve("generator-" + seed + ".onnx"),
                VelocityModel.of(outline, outline.initialWeights(seed), false, metadata));
    }

    /** Weights of a linear network for {@code shapes}. */
    static Path linear(Path folder) {
        var outline = Outline.of(Spec.parse("linear").orElseThrow(), new ImageShape(32, 32, 3, 10));
        var file = folder.resolve("linear.safetensors");
        SafeTensors.write(file, outline.initialWeights(4).tensors(), Map.of());
        return file;
    }

    private static Path svhn(Path folder) throws IOException {
        for (var split : List.of("train", "test")) {
            var file = folder.resolve(split + "_32x32.mat").toFile();
            if (file.exists()) {
                continue; // written again it would hold another time, and so be another file
            }
            var draws = new Draws(split.hashCode(), Draws.Purpose.SEED, 0);
            var x = Mat5.newMatrix(new int[] {32, 32, 3, COUNT}, MatlabType.UInt8);
            var y = Mat5.newMatrix(COUNT, 1);
            for (var i = 0; i < x.getNumElements(); i++) {
                x.setByte(i, (byte) draws.nextInt());
            }
            for (var i = 0; i < COUNT; i++) {
                y.setDouble(i, 1 + draws.nextInt(10));
            }
            try (var mat = Mat5.newMatFile().addArray("X", x).addArray("y", y)) {
                Mat5.writeToFile(mat, file);
            }
        }
        return folder;
    }

    static String cifar10() {
        var path = System.getProperty("twoworlds.cifar10", "");
        assumeTrue(
                Files.isDirectory(Path.of(path, "cifar-10-batches-bin")),
                "skipped: the property twoworlds.cifar10 names no folder that holds cifar-10-batches-bin");
        return path;
    }

    private static Path cifar100(Path folder) throws IOException {
        var batches = Files.createDirectories(folder.resolve("cifar-100-binary"));
        for (var file : List.of("train.bin", "test.bin")) {
            var records = file.equals("train.bin") ? 50_000 : 10_000;
            try (var channel = FileChannel.open(
                    batches.resolve(file),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                var mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, records * 3074L);
                for (var i = 0; i < records; i++) {
                    mapped.put(i * 3074 + 1, (byte) (i % 100)).putInt(i * 3074 + 2, i * 7919 + records);
                }
            }
        }
        return folder;
    }

    private static Path mnist(Path folder) throws IOException {
        for (var split : List.of("train", "t10k")) {
            var draws = new Draws(split.hashCode(), Draws.Purpose.SEED, 0);
            Files.write(folder.resolve(split + "-images-idx3-ubyte"), idx(draws, 256, COUNT, 28, 28));
            Files.write(folder.resolve(split + "-labels-idx1-ubyte"), idx(draws, 10, COUNT));
        }
        return folder;
    }

    static byte[] idx(Draws draws, int below, int... sizes) {
        var total = 1;
        for (var size : sizes) {
            total *= size;
        }
        var bytes = ByteBuffer.allocate(4 + 4 * sizes.length + total).putInt(0x0800 | sizes.length);
        for (var size : sizes) {
            bytes.putInt(size);
        }
        while (bytes.hasRemaining()) {
            bytes.put((byte) draws.nextInt(below));
        }
        return bytes.array();
    }

    static Path images(Path folder) throws IOException {
        for (var split : List.of("train", "val")) {
            for (var i = 0; i < COUNT; i++) {
                var file = Files.createDirectories(folder.resolve(split).resolve(i % 3 == 0 ? "cat" : "dog/deep"))
                        .resolve("%04d.%s".formatted(i, i % 2 == 0 ? "png" : "JPEG"));
                var image = new BufferedImage(16 + i % 5, 16 + i % 7, BufferedImage.TYPE_INT_RGB);
                var draws = new Draws(split.hashCode(), Draws.Purpose.SEED, i);
                for (var y = 0; y < image.getHeight(); y++) {
                    for (var x = 0; x < image.getWidth(); x++) {
                        image.setRGB(x, y, draws.nextInt());
                    }
                }
                ImageIO.write(image, i % 2 == 0 ? "png" : "jpeg", file.toFile());
            }
        }
        return folder;
    }

    private static Path synsets(Path folder) throws IOException {
        if (Files.exists(folder.resolve("train/n02088364"))) {
            return folder;
        }
        images(folder);
        for (var split : List.of("train", "val")) {
            Files.move(
                    folder.resolve(split).resolve("cat"), folder.resolve(split).resolve("n02088364"));
            Files.move(
                    folder.resolve(split).resolve("dog"), folder.resolve(split).resolve("n01514668"));
            Files.createDirectories(folder.resolve(split).resolve("n00000001"));
        }
        return folder;
    }

    private static Path npz(Path folder, String... names) throws IOException {
        return arrays(folder, "X", "Y", names);
    }

    private static Path edm(Path folder) throws IOException {
        return arrays(folder, "image", "label", "1", "2", "3", "4", "5", "6", "7", "8"); // a tenth is the test's
    }

    private static Path arrays(Path folder, String images, String labels, String... names) throws IOException {
        for (var name : names) {
            var draws = new Draws(name.hashCode(), Draws.Purpose.SEED, 0);
            var x = new byte[COUNT * 5 * 4 * 3];
            var y = new long[COUNT];
            for (var i = 0; i < x.length; i++) {
                x[i] = (byte) draws.nextInt();
            }
            for (var i = 0; i < COUNT; i++) {
                y[i] = draws.nextInt(7);
            }
            try (var npz = new Npz(folder.resolve(name + ".npz"))) {
                npz.bytes(images, x, COUNT, 5, 4, 3);
                npz.longs(labels, y);
            }
        }
        return folder;
    }
}
