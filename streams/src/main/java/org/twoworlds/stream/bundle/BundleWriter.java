package org.twoworlds.stream.bundle;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Fault;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.stream.log.RunFolder;

/**
 * The writing of a bundle: a tar file, packed by Zstandard, whose first entry is its manifest. The same runs give the same bytes. In
 * the manifest's order each run's events follow, as {@code RUN/log/events}, and its files where they lie in the run's folder.
 */
public final class BundleWriter {
    private static final int BUFFER = 1 << 16;

    private BundleWriter() {}

    /**
     * A run that is in a bundle now.
     *
     * @param isUnderWay whether a process writes the run, so that its log is in the bundle up to its last forced point
     * @param files the number of files beside the log
     * @param leftOut the number of checkpoints on disk that were not chosen
     * @param bytes of its events and files, unpacked
     * @param references what the run refers to
     * @param notes what is missing in the run itself, in sentences
     */
    public record Packed(
            String run,
            long events,
            boolean isUnderWay,
            int files,
            int leftOut,
            long bytes,
            References references,
            List<String> notes) {}

    /**
     * Writes a bundle, which is whole or absent whatever happens, over any older file of that name.
     *
     * @param runs the runs, such that one on which another depends comes before it
     * @throws FailureException where a run or a chosen checkpoint is damaged or the disk refuses
     */
    public static List<Packed> write(List<RunFolder> runs, CheckpointChoice choice, Path file) {
        var temporary = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + Durable.TEMPORARY);
        List<PackedRun> packed = new ArrayList<>();
        try {
            try {
                for (var run : runs) {
                    packed.add(PackedRun.of(run, choice));
                }
                write(packed, temporary);
                Durable.move(temporary, file);
                return packed.stream().map(BundleWriter::told).toList();
            } finally {
                for (var run : packed) {
                    run.close();
                }
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw FailureException.inWords(Fault.of(e).message(), e);
        }
    }

    private static Packed told(PackedRun run) {
        var part = run.part();
        return new Packed(
                part.run(),
                part.events(),
                run.isUnderWay(),
                part.files().size() - 1,
                run.left(),
                part.bytes(),
                References.of(run.view()),
                run.notes());
    }

    private static void write(List<PackedRun> runs, Path file) throws IOException {
        var out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), BUFFER);
        try (var tar = new TarArchiveOutputStream(new ZstdOutputStream(out), StandardCharsets.UTF_8.name())) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            var manifest =
                    Manifest.of(runs.stream().map(PackedRun::part).toList()).encode();
            entry(tar, Manifest.ENTRY, manifest.length, to -> to.write(manifest));
            for (var run : runs) {
                write(run, tar);
            }
        }
        Durable.force(file);
    }

    private static void write(PackedRun run, TarArchiveOutputStream tar) throws IOException {
        var part = run.part();
        entry(tar, part.entry(part.log()), part.log().bytes(), run::copyLog);
        for (var held : run.files()) {
            entry(tar, part.entry(held.item()), held.item().bytes(), held::copy);
        }
    }

    private interface Copying {
        void to(OutputStream out) throws IOException;
    }

    private static void entry(TarArchiveOutputStream tar, String name, long bytes, Copying copying) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(bytes);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setModTime(FileTime.fromMillis(0));
        tar.putArchiveEntry(entry);
        copying.to(tar);
        tar.closeArchiveEntry();
    }
}
