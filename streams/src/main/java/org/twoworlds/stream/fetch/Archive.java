package org.twoworlds.stream.fetch;

import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.twoworlds.config.Listing;
import org.twoworlds.config.RequestException;

/**
 * A file that is part of a data set.
 *
 * @param url where it is
 * @param name what it is called here
 * @param bytes its size; 0 where the server is to say it
 * @param md5 its digest as its authors publish it; empty where they do not
 * @param unpack whether it is a tar.gz to be unpacked
 */
public record Archive(URI url, String name, long bytes, Optional<String> md5, boolean unpack) {
    /**
     * The files of a data set.
     *
     * @param own a HOCON file of one's own with other places, such as a mirror's
     * @throws RequestException where there is no data set of that name, or the file is malformed
     */
    public static List<Archive> of(String dataSet, Optional<Path> own) {
        var in = Objects.requireNonNull(Archive.class.getResourceAsStream("/twoworlds/fetch.conf"));
        var all = Listing.of(new InputStreamReader(in, StandardCharsets.UTF_8), own);
        var files = all.get(dataSet);
        if (files == null) {
            throw new RequestException("data set", dataSet, "be one of " + String.join(", ", all.keySet()), "");
        }
        try {
            return files.stream().map(file -> of((Map<?, ?>) file)).toList();
        } catch (ClassCastException | IllegalArgumentException e) {
            throw new RequestException(
                    "file",
                    own.map(Path::toString).orElse("fetch.conf"),
                    "list url and name, and perhaps bytes and md5, of each file",
                    String.valueOf(e.getMessage()));
        }
    }

    private static Archive of(Map<?, ?> file) {
        var url = URI.create(text(file, "url").orElseThrow(() -> new IllegalArgumentException("url is missing")));
        var name = text(file, "name").orElseThrow(() -> new IllegalArgumentException("name is missing"));
        if (!List.of("http", "https").contains(url.getScheme()) || !name.matches("[A-Za-z0-9_.-]{1,100}")) {
            throw new IllegalArgumentException(url + " must be http or https, and " + name + " a plain file name");
        }
        var bytes = text(file, "bytes").map(Long::parseLong).orElse(0L);
        return new Archive(url, name, bytes, text(file, "md5"), name.endsWith(".tar.gz"));
    }

    private static Optional<String> text(Map<?, ?> file, String key) {
        return Optional.ofNullable(file.get(key)).map(Object::toString);
    }

    /** This file with its size. */
    Archive withBytes(long bytes) {
        return new Archive(url, name, bytes, md5, unpack);
    }
}
