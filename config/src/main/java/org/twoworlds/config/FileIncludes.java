package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The includes of a user's own file: files beside it, each of which must exist and be the only file of that name. */
final class FileIncludes extends NoIncludes {
    private static final int MOST_NESTED = 50;

    private final Path file;
    private final List<Path> chain;

    /** Reads a user's own file with the files that it includes; references are not resolved. */
    static Config read(Path file) {
        return Hocon.file(file, new FileIncludes(file, List.of()));
    }

    private FileIncludes(Path file, List<Path> chain) {
        super("be of a file: nothing is fetched from elsewhere");
        this.file = file.toAbsolutePath().normalize();
        this.chain = Stream.concat(chain.stream(), Stream.of(this.file)).toList();
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        if (what.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
            return includeResources(context, what);
        }
        return included(what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return included(what.toString());
    }

    private ConfigObject included(String what) {
        var found = named(what);
        if (chain.contains(found) || chain.size() > MOST_NESTED) {
            throw new RequestException("include", what, "not lead back to " + file, "break the circle");
        }
        return Hocon.file(found, new FileIncludes(found, chain)).root();
    }

    /** The file of an include: the name as it is written, or with one ending. */
    private Path named(String what) {
        var plain = file.resolveSibling(what).normalize();
        List<Path> found = new ArrayList<>();
        for (var ending : List.of("", ".conf", ".json")) {
            var each = plain.resolveSibling(plain.getFileName() + ending);
            if (Files.isRegularFile(each)) {
                found.add(each);
            }
        }
        if (found.isEmpty()) {
            throw new RequestException("include", what, "be a file beside " + file, "check the path");
        }
        if (found.size() > 1 && !found.get(0).equals(plain)) {
            throw new RequestException("include", what, "be one file, and is one of " + found, "write its ending too");
        }
        return found.get(0);
    }
}
