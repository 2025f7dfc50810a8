package org.twoworlds.stream.fetch;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
        var known = ConfigFactory.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        try {
            if (own.isPresent() && !Files.isRegularFile(own.get())) {
                throw new RequestException("file", own.get(), "exist", "check the path");
            }
            var all = own.map(file -> ConfigFactory.parseFile(file.toFile()).withFallback(known))
                    .orElse(known)
                    .resolve();
            if (!all.root().containsKey(dataSet)) {
                throw new RequestException(
                        "data set",
                        dataSet,
                        "be one of "
                                + String.join(
                                        ", ",
                                        all.root().keySet().stream().sorted().toList()),
                        "");
            }
            return all.getConfigList("\"" + dataSet + "\"").stream()
                    .map(Archive::of)
                    .toList();
        } catch (ConfigException | IllegalArgumentException e) {
            throw new RequestException(
                    "file",
                    own.map(Path::toString).orElse("fetch.conf"),
                    "list url and name, and perhaps bytes and md5, of each file",
                    e.getMessage());
        }
    }

    private static Archive of(Config entry) {
        var url = URI.create(entry.getString("url"));
        var name = entry.getString("name");
        if (!List.of("http", "https").contains(url.getScheme()) || !name.matches("[A-Za-z0-9_.-]{1,100}")) {
            throw new IllegalArgumentException(url + " must be http or https, and " + name + " a plain file name");
        }
        var md5 = entry.hasPath("md5") ? Optional.of(entry.getString("md5")) : Optional.<String>empty();
        var bytes = entry.hasPath("bytes") ? entry.getLong("bytes") : 0;
        return new Archive(url, name, bytes, md5, name.endsWith(".tar.gz"));
    }

    /** This file with its size. */
    Archive withBytes(long bytes) {
        return new Archive(url, name, bytes, md5, unpack);
    }
}
